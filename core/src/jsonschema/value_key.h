#pragma once
// Equality of JSON values as the specification has it: numbers by value, strings by code points, objects whatever the
// order of their members. Equal values, and only those, have equal keys.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "value/json_scan.h"

namespace ludex::jsonschema {

class ValueKeys {
 public:
  /// Appends the key of tape node `at`. Time: n log n in its size, for the order of members.
  void append(std::string& out, std::string_view text, const json::Tape& tape, std::uint32_t at);

 private:
  struct Member {
    std::string_view name;
    std::uint32_t value;
  };
  void append_string(std::string& out, std::string_view value);

  Arena names_;
  std::vector<Member> members_;  // of the objects being written, one after the other
};

}  // namespace ludex::jsonschema
