#pragma once
// A JSON document being rewritten: patches, migrations. A container is taken apart only when something inside it is
// asked for, and what nothing changes keeps its bytes, white space and spelling of numbers included: it is written back
// as it was. So a rewrite costs what it touches, and what it does not know it cannot change.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/arena.h"
#include "value/json_scan.h"

namespace ludex::json {

class Draft {
 public:
  /// A value. Ids stay valid until `reset`, also of values that were taken out of the document.
  using Id = std::uint32_t;
  static constexpr Id kNone = 0xFFFFFFFFu;
  /// More values than this are never made: copies of copies would double a document with every step.
  static constexpr std::uint32_t kMaxValues = 8'000'000;
  /// Nor do values nest deeper than this: each step may put one more level around what is there.
  static constexpr std::uint32_t kMaxDepth = 1024;
  /// Nor is more than this written: copies of what was never taken apart count one value each, whatever their bytes.
  static constexpr std::size_t kMaxWrittenBytes = std::size_t{256} << 20;
  /// Items of arrays that insertions and removals before them may move: some seconds.
  static constexpr std::uint64_t kMaxShifts = std::uint64_t{1} << 28;

  /// Begins anew with a scanned text, or with the value at `node` of its tape. Both are borrowed until the next reset.
  void reset(std::string_view text, const Tape& tape, std::uint32_t node = 0);

  Id root() const { return root_; }
  void set_root(Id value) { root_ = value; }

  Type type(Id value) const { return values_[value].type; }
  /// Where on the tape the value stands, when all of it still is what was scanned; kNone when something in it is new.
  /// Of containers that were taken apart it is known after `settle`.
  std::uint32_t node(Id value) const { return has_bytes(values_[value]) ? values_[value].node : kNone; }
  /// Finds out what has changed at and below `value`.
  void settle(Id value) {
    if (values_[value].list != kNoList) settle(value, 0);
  }
  /// Scalars as written (a string with its quotes).
  std::string_view raw(Id value) const { return {values_[value].text, values_[value].size}; }
  /// The value of a string.
  std::string_view string(Id value);
  std::uint32_t size(Id container);

  /// The member of an object, or kNone. Large objects are indexed at the first question.
  Id find(Id object, std::string_view name);
  /// The item of an array, or kNone.
  Id item(Id array, std::uint32_t index);
  /// Calls `visit(name, value)` for the members of an object in their order.
  template <class Visit>
  void for_each_member(Id object, Visit&& visit) {
    open(object);
    // By position: visiting may open other containers, which moves the lists.
    for (std::size_t i = 0; i < children_of(object).size(); ++i) {
      const Child child = children_of(object)[i];
      if (child.value != kNone) visit(child.name, child.value);
    }
  }

  Id make_object() { return make_container(Type::object); }
  Id make_array() { return make_container(Type::array); }
  /// A string of `text`'s bytes, valid UTF-8.
  Id make_string(std::string_view text);
  /// `raw` is one scalar of JSON: "null", "12", "\"a\"".
  Id make_scalar(Type type, std::string_view raw);
  /// A value of another document, whole. `text` and `tape` need not live on.
  Id make(std::string_view text, const Tape& tape, std::uint32_t node);
  /// A second value equal to this one.
  Id copy(Id value) {
    settle(value);
    return copy(value, 0);
  }

  /// Puts a member in place of the one of that name, or behind the last.
  void set(Id object, std::string_view name, Id value);
  /// Takes a member out and returns its value, or kNone.
  Id remove(Id object, std::string_view name);
  /// Undoes the last `remove` of that name: the member stands where it stood.
  void put_back(Id object, std::string_view name, Id value);
  /// Gives a member another name where it stands; a member that has the name already goes. False: there is none.
  bool rename(Id object, std::string_view from, std::string_view to);
  /// The same, but a member that has the name already stays, unless it may go. Tells which it was.
  enum class Renamed : std::uint8_t { done, missing, taken };
  Renamed try_rename(Id object, std::string_view from, std::string_view to, bool replaces);
  /// Puts an item before position `index`, which is at most the size.
  void insert(Id array, std::uint32_t index, Id value);
  void replace(Id array, std::uint32_t index, Id value);
  Id remove_item(Id array, std::uint32_t index);

  /// Equality as RFC 6902 has it: numbers by value, strings by code points, objects whatever the order of members.
  bool equal(Id a, Id b) { return equal(a, b, 0); }

  /// Appends the text of a value.
  void write(std::string& out, Id value) {
    settle(value);
    write_settled(out, value);
  }
  /// The same of a value that has not changed since it was settled.
  void write_settled(std::string& out, Id value);

  /// Whether one of the limits above was met: what was asked for after that was not done, and the document counts for
  /// nothing.
  bool is_full() const { return is_full_; }

 private:
  static constexpr std::uint32_t kNoList = 0xFFFFFFFFu;
  // Up to here comparing lengths and bytes beats any index.
  static constexpr std::size_t kIndexedMembers = 24;

  struct Value {
    const char* text;    ///< scalar, or container not taken apart: its bytes
    std::uint32_t size;
    std::uint32_t node;  ///< on the tape; kNone where the bytes are not from there
    std::uint32_t list;  ///< children, once taken apart
    Type type;
  };
  struct Child {
    Id value;               ///< kNone: was taken out
    std::string_view name;  ///< of a member
    std::string_view raw;   ///< its bytes between the quotes
  };
  struct List {
    std::vector<Child> children;
    std::vector<std::uint32_t> slots;  ///< positions + 1 by hash of name; empty: not indexed
    std::uint32_t live = 0;
    bool is_changed = false;  ///< a child came, went or got another name; or there never were bytes
    // As `settle` found it:
    bool is_rewritten = false;  ///< changed, or something below is
    std::uint64_t bytes = 0;    ///< of its text, where it is rewritten: copies may add up to more than memory
  };

  std::vector<Child>& children_of(Id value) { return lists_[values_[value].list].children; }
  Id add(const Value& value);
  Id make_container(Type type);
  Id from_tape(std::uint32_t node);
  Id copy(Id value, std::uint32_t depth);
  std::uint64_t settle(Id value, std::uint32_t depth);
  bool has_bytes(const Value& v) const { return v.list == kNoList || !lists_[v.list].is_rewritten; }
  bool equal(Id a, Id b, std::uint32_t depth);
  char* write(char* out, Id value);
  Child member(std::string_view name, Id value);
  void shift(std::size_t items) { is_full_ = (shifts_ += items) > kMaxShifts || is_full_; }
  void forget(List& list, std::uint32_t position);
  bool is_too_deep(std::uint32_t depth) { return depth > kMaxDepth && (is_full_ = true); }
  void open(Id container);
  std::uint32_t new_list();
  std::uint32_t position_of(List& list, std::string_view name);
  void index(List& list);
  void append(List& list, const Child& child);
  std::uint64_t hash_of(std::string_view name) const;

  std::string_view text_;
  const Tape* tape_ = nullptr;
  Arena arena_;
  std::vector<Value> values_;
  std::vector<List> lists_;
  std::uint32_t lists_used_ = 0;
  Id root_ = kNone;
  std::uint64_t shifts_ = 0;
  std::uint64_t seed_ = 0;  ///< of the index: known only to who knows the whole text
  bool is_full_ = false;
};

}  // namespace ludex::json
