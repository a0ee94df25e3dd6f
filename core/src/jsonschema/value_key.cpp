#include "jsonschema/value_key.h"

#include <algorithm>

#include "value/decimal.h"

namespace ludex::jsonschema {
namespace {

void append_size(std::string& out, std::uint32_t size) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(size >> shift));
}

}  // namespace

void ValueKeys::append_string(std::string& out, std::string_view value) {
  out.push_back('"');
  append_size(out, static_cast<std::uint32_t>(value.size()));
  out += value;
}

// Recursion is as deep as the instance may nest: the scanner's limit.
void ValueKeys::append(std::string& out, std::string_view text, const json::Tape& tape, std::uint32_t at) {
  const json::Node& node = tape.nodes[at];
  if (members_.empty()) names_.reset();
  switch (node.type) {
    case json::Type::null: out.push_back('n'); return;
    case json::Type::boolean: out.push_back(node.is_true ? 't' : 'f'); return;
    case json::Type::number: json::append_canonical(out, json::read_decimal(text.substr(node.begin, node.end - node.begin))); return;
    case json::Type::string: append_string(out, json::string_value(text, node, names_)); return;
    case json::Type::array:
      out.push_back('[');
      append_size(out, node.count);
      for (std::uint32_t child = at + 1; child < node.next; child = tape.nodes[child].next) append(out, text, tape, child);
      return;
    case json::Type::object: break;
  }
  out.push_back('{');
  append_size(out, node.count);
  const std::size_t begin = members_.size();
  for (std::uint32_t key = at + 1; key < node.next; key = tape.nodes[key + 1].next) members_.push_back({json::string_value(text, tape.nodes[key], names_), key + 1});
  std::sort(members_.begin() + static_cast<std::ptrdiff_t>(begin), members_.end(), [](const Member& a, const Member& b) { return a.name < b.name; });
  for (std::size_t i = begin; i < begin + node.count; ++i) {
    append_string(out, members_[i].name);
    append(out, text, tape, members_[i].value);
  }
  members_.resize(begin);
}

}  // namespace ludex::jsonschema
