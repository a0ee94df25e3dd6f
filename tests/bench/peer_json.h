#pragma once
// The peer's own strict JSON reader, for lines that its fast path does not take and for loading the world: plain
// recursive descent onto a flat list of nodes, with the arena's limits and the order in which faults are met.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peer {

enum class Type : std::uint8_t { null, boolean, number, string, array, object };
enum class Fault : std::uint8_t { none, too_deep, too_many_nodes, malformed };

struct Node {
  Type type;
  bool has_escape;           ///< string
  std::uint32_t begin, end;  ///< bytes of a scalar; of a string without its quotes
  std::uint32_t next;        ///< the node after this value
  std::uint32_t count;       ///< elements or members
};

/// One JSON text. In an object the nodes are key, value, key, value, …
struct Document {
  std::string_view text;
  std::vector<Node> nodes;

  Fault read(std::string_view line, std::uint32_t max_depth, std::uint32_t max_nodes);
  std::string_view raw(const Node& node) const { return text.substr(node.begin, node.end - node.begin); }
  /// A string's value; `scratch` holds it when it had to be unescaped.
  std::string_view string(const Node& node, std::string& scratch) const;
  /// The value of member `name` of object `object`, or 0.
  std::uint32_t member(std::uint32_t object, std::string_view name) const;
};

/// The int64 a number spells exactly, in any form (`1`, `1.0`, `1e3`).
std::optional<std::int64_t> exact_int(std::string_view number);
/// The nearest double; nothing when it is out of range.
std::optional<double> finite_double(std::string_view number);

}  // namespace peer
