#include "value/json_tree.h"

namespace ludex::json {

Tree make_tree(const View& view) {
  Tree out;
  out.type = view.type();
  if (view.is_object()) {
    for (const auto& [name, value] : view.members()) out.members.push_back({std::string(name), make_tree(value)});
  } else if (view.is_array()) {
    view.for_each_item([&](std::uint32_t, const View& item) { out.items.push_back(make_tree(item)); });
  } else {
    out.scalar = view.raw();
  }
  return out;
}

void write(std::string& out, const Tree& tree) {
  if (tree.type == Type::object) {
    out.push_back('{');
    for (std::size_t i = 0; i < tree.members.size(); ++i) {
      if (i) out.push_back(',');
      write_string(out, tree.members[i].name);
      out.push_back(':');
      write(out, tree.members[i].value);
    }
    out.push_back('}');
  } else if (tree.type == Type::array) {
    out.push_back('[');
    for (std::size_t i = 0; i < tree.items.size(); ++i) {
      if (i) out.push_back(',');
      write(out, tree.items[i]);
    }
    out.push_back(']');
  } else {
    out += tree.scalar;
  }
}

}  // namespace ludex::json
