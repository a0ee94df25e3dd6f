#pragma once
// A strict, located, limited JSON scanner (RFC 8259): one pass from left to right over untrusted bytes onto a flat
// tape of nodes. It builds no tree and copies no text: a decoder walks the tape and takes what its contract names.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/arena.h"

namespace ludex::json {

enum class Type : std::uint8_t { null, boolean, number, string, array, object };

/// One value, or one object key (always a string node, followed by its value).
/// In an object the tape holds key, value, key, value, …; a container's first child directly follows it.
struct Node {
  std::uint32_t begin;  ///< byte offset of the first byte; for a string the byte after the opening quote
  std::uint32_t end;    ///< byte offset after the last byte; for a string the closing quote's offset
  std::uint32_t next;   ///< tape index just past this value and everything inside it
  std::uint32_t count;  ///< children: elements of an array, members of an object; else 0
  Type type;
  bool has_escape;  ///< string: contains a backslash, so its value differs from its bytes
  bool is_true;     ///< boolean: its value
};

struct Limits {
  std::uint64_t max_bytes = 16u << 20;
  std::uint32_t max_depth = 64;         ///< arrays and objects; the outermost container has depth 1
  std::uint32_t max_nodes = 1'000'000;  ///< every value counts one, keys do not
  bool allow_comments = false;          ///< // and /* */ wherever white space may stand (rulebooks)
  bool allow_duplicate_keys = false;    ///< RFC 8259 only advises against them; readers of such a tape see them all
};

enum class Fault : std::uint8_t { none, too_large, too_deep, too_many_nodes, malformed };

struct ScanResult {
  Fault fault = Fault::none;
  std::uint32_t offset = 0;  ///< byte offset of the first offending byte
  const char* message = "";  ///< what was expected, e.g. "expected ',' or '}'"
  bool ok() const { return fault == Fault::none; }
};

/// The nodes of a tape in order. A plain vector would count its size and check its room in memory on every node:
/// without that a scan takes a third less time.
class NodeList {
 public:
  Node& operator[](std::size_t index) { return storage_[index]; }
  const Node& operator[](std::size_t index) const { return storage_[index]; }
  const Node* begin() const { return storage_.data(); }
  const Node* end() const { return storage_.data() + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::size_t capacity() const { return storage_.size(); }

  // For the scanner, which writes into the array and says at the end how many nodes there are.
  Node* data() { return storage_.data(); }
  void set_size(std::size_t size) { size_ = size; }
  /// Doubles the room. The array moves, with all that was written.
  void grow() { storage_.resize(storage_.empty() ? 64 : storage_.size() * 2); }

 private:
  std::vector<Node> storage_;
  std::size_t size_ = 0;
};

/// Reusable tape; keeps its capacity between scans. Empty after a fault.
struct Tape {
  NodeList nodes;  ///< nodes[0] is the root

  // Scratch of the scanner (open containers, duplicate-key look-up); no meaning outside.
  struct OpenContainer {
    std::uint64_t key_filter;
    std::uint32_t node, children;
  };
  struct LongObjectKey {
    std::uint32_t key, object, hash;
  };
  std::vector<OpenContainer> open;
  std::vector<LongObjectKey> keys;
  std::vector<std::uint32_t> key_slots;
  std::string unescaped_key;
};

/// Scans exactly one JSON text. `too_large` is decided before any byte is read; then the first of too_deep,
/// too_many_nodes and malformed met from left to right decides (depth before nodes at one and the same byte).
/// Malformed: anything outside RFC 8259, a byte order mark, invalid UTF-8, an unpaired surrogate escape, a
/// duplicate key (compared after unescaping), trailing bytes, an empty text. Memory: proportional to the nodes met.
ScanResult scan(std::string_view text, const Limits& limits, Tape& tape);

/// The raw bytes of a value as written (a string with its quotes).
std::string_view raw(std::string_view text, const Node& node);

/// The value of a string node: a view into `text` when it has no escape, else unescaped into `arena`.
std::string_view string_value(std::string_view text, const Node& node, Arena& arena);

/// Whether a string node's value equals `expected`.
bool escaped_string_equals(std::string_view text, const Node& node, std::string_view expected);
inline bool string_equals(std::string_view text, const Node& node, std::string_view expected) {
  if (node.has_escape) return escaped_string_equals(text, node, expected);
  return node.end - node.begin == expected.size() && text.compare(node.begin, expected.size(), expected) == 0;
}

/// 1-based line and column (in bytes) of an offset.
struct Position {
  std::uint32_t line, column;
};
Position position_of(std::string_view text, std::uint32_t offset);

/// Appends `value` as a JSON string with quotes; escapes only `"`, `\` and control characters (\b \f \n \r \t, else
/// \u00XX); other UTF-8 stands as it is.
void write_string(std::string& out, std::string_view value);

}  // namespace ludex::json
