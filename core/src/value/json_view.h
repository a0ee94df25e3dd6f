#pragma once
// A scanned document and cursors into it, for texts that are read once (rulebooks, worlds): convenience over speed.

#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ludex/error.h"
#include "value/json_scan.h"
#include "value/number.h"

namespace ludex::json {

/// A text with its tape. The text is borrowed and must outlive the document.
struct Document {
  std::string_view text;
  Tape tape;
  mutable Arena arena;
};

class Members;

class View {
 public:
  View() = default;
  View(const Document& document, std::uint32_t node) : document_(&document), node_(node) {}

  Type type() const { return node().type; }
  bool is(Type t) const { return type() == t; }
  bool is_string() const { return is(Type::string); }
  bool is_object() const { return is(Type::object); }
  bool is_array() const { return is(Type::array); }
  std::uint32_t count() const { return node().count; }
  bool boolean() const { return node().is_true; }
  /// The value of a string.
  std::string_view str() const { return string_value(document_->text, node(), document_->arena); }
  /// The bytes as written.
  std::string_view raw() const { return json::raw(document_->text, node()); }
  std::optional<std::int64_t> integer() const {
    return is(Type::number) ? parse_exact_int64(raw()) : std::nullopt;
  }

  std::optional<View> find(std::string_view key) const;

  /// Members of an object in the order written, as `{name, value}`; none for other types.
  Members members() const;

  /// Calls `visit(index, item)` for every element of an array.
  template <class Visit>
  void for_each_item(Visit&& visit) const {
    if (!is_array()) return;
    std::uint32_t i = 0;
    for (std::uint32_t child = node_ + 1; child < node().next; child = document_->tape.nodes[child].next)
      visit(i++, View(*document_, child));
  }

  const Document& document() const { return *document_; }
  std::uint32_t index() const { return node_; }
  const Node& node() const { return document_->tape.nodes[node_]; }

 private:
  const Document* document_ = nullptr;
  std::uint32_t node_ = 0;
};

struct Member {
  std::string_view name;
  View value;
};

class Members {
 public:
  class Iterator {
   public:
    Iterator(const Document* d, std::uint32_t key) : document_(d), key_(key) {}
    Member operator*() const {
      return {string_value(document_->text, document_->tape.nodes[key_], document_->arena), View(*document_, key_ + 1)};
    }
    Iterator& operator++() {
      key_ = document_->tape.nodes[key_ + 1].next;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return key_ != other.key_; }

   private:
    const Document* document_;
    std::uint32_t key_;
  };
  Members(const Document* document, std::uint32_t node) : document_(document), node_(node) {}
  Iterator begin() const {
    const Node& n = document_->tape.nodes[node_];
    return {document_, n.type == Type::object ? node_ + 1 : n.next};
  }
  Iterator end() const { return {document_, document_->tape.nodes[node_].next}; }

 private:
  const Document* document_;
  std::uint32_t node_;
};

inline Members View::members() const { return Members(document_, node_); }

inline std::optional<View> View::find(std::string_view key) const {
  if (!is_object()) return std::nullopt;
  // Compared as written: a name with escapes must not take memory each time something is looked for beside it.
  const NodeList& nodes = document_->tape.nodes;
  for (std::uint32_t at = node_ + 1; at < node().next; at = nodes[at + 1].next)
    if (string_equals(document_->text, nodes[at], key)) return View(*document_, at + 1);
  return std::nullopt;
}

/// `pointer` extended by one reference token (RFC 6901 escaping).
inline std::string child_pointer(std::string_view pointer, std::string_view token) {
  std::string out(pointer);
  out.push_back('/');
  for (const char c : token) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out.push_back(c);
  }
  return out;
}
inline std::string child_pointer(std::string_view pointer, std::uint32_t index) {
  return std::string(pointer) + "/" + std::to_string(index);
}

/// A scan that failed as an error with its place.
Error scan_error(std::string_view text, const ScanResult& scanned);

/// Appends a value without white space and comments. Scalars stand as they were written, names with the escapes they need.
void write_compact(std::string& out, const View& value);

/// What a type is called in messages: "an object", "a string" …
inline const char* describe(Type type) {
  switch (type) {
    case Type::null: return "null";
    case Type::boolean: return "a boolean";
    case Type::number: return "a number";
    case Type::string: return "a string";
    case Type::array: return "an array";
    case Type::object: return "an object";
  }
  return "";
}

}  // namespace ludex::json
