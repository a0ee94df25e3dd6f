#pragma once
// What CEL has and rules have not, name by name, each with the reason and what to write in its place: an error that says
// only "unknown function" would send people to look for a typing mistake.

#include <span>
#include <string>
#include <string_view>

namespace ludex::expr {

struct NotInRules {
  const char* name;     ///< as it is called; with its library where it has one
  const char* reason;
  const char* instead;  ///< the next step
  bool is_standard;     ///< CEL as specified has it here; else it is nowhere in Ludex
};

std::span<const NotInRules> not_in_rules();
const NotInRules* find_not_in_rules(std::string_view name);

/// Whether some function is written behind this name and a dot: "math", "strings", "lists" …
bool is_library(std::string_view name);

}  // namespace ludex::expr
