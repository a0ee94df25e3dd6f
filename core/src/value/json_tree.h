#pragma once
// A JSON value one can take apart and put together, for the few documents that are rewritten (old profiles). Scalars
// keep the bytes they were written in, so what a rewrite does not touch stays as it was.

#include <string>
#include <string_view>
#include <vector>

#include "value/json_view.h"

namespace ludex::json {

struct TreeMember;

struct Tree {
  Type type = Type::null;
  std::string scalar = "null";  ///< null, booleans, numbers and strings, as written
  std::vector<TreeMember> members;
  std::vector<Tree> items;

  Tree* find(std::string_view key);
};

/// Not a std::pair: its traits would need Tree complete while Tree is being completed, which clang refuses.
struct TreeMember {
  std::string name;
  Tree value;
};

inline Tree* Tree::find(std::string_view key) {
  for (TreeMember& m : members)
    if (m.name == key) return &m.value;
  return nullptr;
}

Tree make_tree(const View& view);
void write(std::string& out, const Tree& tree);

}  // namespace ludex::json
