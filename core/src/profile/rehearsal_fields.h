#pragma once
// Histograms of every field of the states, as they came and as they went.
//
// A field is a place: items of an array share one, and so do the members of an object in which too many names were met
// (a map). What is told apart depends on the saves alone, not on their order, so parts can be counted apart and merged.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/arena.h"
#include "value/json_scan.h"
#include "value/json_view.h"
#include "value/json_writer.h"

namespace ludex::detail {

// A hostile file may not fill the memory. An object of more names than these is a map, by how many names lead to it, and
// one that more names than these have led to is only counted: at most 64 * 16 * 8 places, each with what arrays lie in it.
// The worst that a file can do with that is some hundred megabytes for each thread.
inline constexpr std::size_t kMaxFieldNames[] = {64, 16, 8};
inline constexpr std::uint32_t kMaxFieldDepth = 6;     ///< what lies deeper is only counted
inline constexpr std::size_t kMaxReportedFields = 10'000;  ///< more, and the report leaves out the deepest
inline constexpr std::size_t kMaxFieldNameBytes = 64;  ///< longer names are never told apart
inline constexpr std::size_t kMaxFieldWords = 32;      ///< strings of a field told apart; more, or a long one: none is
inline constexpr std::size_t kMaxFieldWordBytes = 32;

/// Counts by a small whole number, mostly of few different ones.
class Bins {
 public:
  void add(std::int32_t bin, std::uint64_t count);
  void merge(const Bins& other) {
    for (const auto& entry : other.entries_) add(entry.first, entry.second);
  }
  bool empty() const { return entries_.empty(); }
  /// [[bin, count], …], by bin.
  void write(json::Writer& w) const;
  /// False: it is no such list, or a bin lies outside `least` to `most`.
  bool read(const json::View& v, std::int32_t least, std::int32_t most);

 private:
  std::vector<std::pair<std::int32_t, std::uint64_t>> entries_;
};

/// A number as it is compared and shown.
struct FieldNumber {
  double value = 0;
  std::int64_t exact = 0;  ///< when it is whole and fits
  bool is_exact = false;
  bool operator<(const FieldNumber& other) const;
  void write(json::Writer& w) const;
};

/// What stood at one place: on one side, before or after.
class FieldSide {
 public:
  enum Kind : std::uint8_t { null, no, yes, number, string, array, object };
  static constexpr std::size_t kKinds = 7;

  void add(std::string_view text, const json::Node& node, Arena& arena);
  void merge(const FieldSide& other);
  std::uint64_t present() const;
  std::uint64_t count(Kind kind) const { return kinds_[kind]; }
  /// As members of an object: counts that are not 0, then what is known of numbers, strings, arrays and objects.
  void write(json::Writer& w) const;
  bool read(const json::View& v);

 private:
  void add_word(std::string_view word, std::uint64_t count);

  std::uint64_t kinds_[kKinds] = {};
  FieldNumber least_, greatest_;  ///< of numbers, when there are any
  // Numbers: 0 for zero, 1 below 1, k + 2 from 2^k on; negative for negative ones. Sizes: how many bits their number has.
  Bins numbers_, string_bytes_, items_, members_;
  std::vector<std::pair<std::string, std::uint64_t>> words_;  ///< by name
  bool has_many_words_ = false;
};

struct FieldNode {
  std::unique_ptr<FieldSide> sides[2];  ///< before, after
  std::vector<std::pair<std::string, std::unique_ptr<FieldNode>>> members;
  std::unique_ptr<FieldNode> items;   ///< of an array
  std::unique_ptr<FieldNode> others;  ///< members that are not told apart
  bool is_map = false;                ///< no member is

  FieldSide& side(std::size_t which) {
    if (!sides[which]) sides[which] = std::make_unique<FieldSide>();
    return *sides[which];
  }
  /// The place of a member. `hint` is where to look first, and becomes where to look for the next one.
  FieldNode& member(std::string_view name, std::size_t level, std::size_t& hint);
  void merge(const FieldNode& other, std::size_t level);

 private:
  void become_map(std::size_t level);
};

class FieldCounts {
 public:
  /// Counts the "state" of a save: `tape` is of `text`.
  void add(std::size_t side, std::string_view text, const json::Tape& tape, Arena& arena);
  void merge(const FieldCounts& other);
  /// The report's list: [{"pointer", "before"?, "after"?}, …], parents before what lies in them, members by name.
  void write_report(json::Writer& w) const;
  /// Fields that the list leaves out.
  std::uint64_t unreported() const;
  std::uint64_t too_deep() const { return too_deep_; }
  void write(json::Writer& w) const;
  bool read(const json::View& v);

 private:
  std::uint32_t reported_depth(std::uint64_t& left_out) const;
  void add(FieldNode& at, std::size_t side, std::uint32_t node, std::size_t level, std::uint32_t depth);

  FieldNode root_;
  std::uint64_t too_deep_ = 0;  ///< values, on both sides
  // Of the save at hand.
  std::string_view text_;
  const json::Tape* tape_ = nullptr;
  Arena* arena_ = nullptr;
};

}  // namespace ludex::detail
