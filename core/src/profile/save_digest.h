#pragma once
// The checksum of a save: XXH64 of the canonical values (value/canonical.h) of its state and, where it has a ledger, of
// the ledger behind them. Canonical values end where they end, so one value is never two, and a save without a ledger
// has the checksum it always had.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/arena.h"
#include "value/draft.h"
#include "value/json_scan.h"

namespace ludex::detail {

/// Puts values in canonical form and hashes them, with no text in between. What of a scanned text was put once is copied
/// when it is asked for again: after a migration only what changed is looked at.
class SaveDigest {
 public:
  /// Begins with a text, borrowed with its tape until the next one.
  void reset(std::string_view text, const json::Tape& tape);
  /// What has been added of the text so far is kept for copying: all that is asked for from now on lies inside it.
  void keep() { is_kept_ = true; }

  /// Appends an object or array of the text. False: a number is out of range of a double, or the value nests deeper than any limit.
  bool add(std::uint32_t node) { return tape_part(node) >= 0; }
  /// Appends a value of a draft of that text, settled.
  bool add(json::Draft& draft, json::Draft::Id value);

  /// The hash of what was added since the last one.
  std::uint64_t finish();
  /// How deep what was added last nests: 0 for a scalar.
  std::uint32_t depth() const { return depth_; }

 private:
  /// Where the canonical form of a tape node lies in `bytes_`.
  struct Span {
    std::size_t begin = 0, end = 0;
    std::int32_t depth = 0;
  };
  /// A member of an object that is being sorted: its value on the tape or in the draft.
  struct Member {
    std::uint64_t prefix;  ///< the name's first eight bytes, in an order that compares like the bytes
    std::string_view name;
    std::uint32_t value;
  };

  // Each returns how deep the value nests, or a negative number.
  std::int32_t tape_value(std::uint32_t node);
  std::int32_t tape_part(std::uint32_t node);
  std::int32_t draft_value(json::Draft& draft, json::Draft::Id value, std::uint32_t above);
  std::int32_t draft_object(json::Draft& draft, json::Draft::Id value, std::uint32_t above);
  void grow(std::size_t bytes);
  bool number(std::string_view raw);
  void name(std::string_view name);
  void count(char tag, std::uint32_t children);
  std::string_view string_at(const json::Node& node);
  void push(std::string_view name, std::uint32_t value);
  void sort(std::size_t first);
  [[gnu::always_inline]] char* room(std::size_t bytes) {
    if (bytes_.size() - size_ < bytes) [[unlikely]] grow(bytes);
    return bytes_.data() + size_;
  }

  std::string_view text_;
  const json::Tape* tape_ = nullptr;
  Arena arena_;
  std::string bytes_;
  std::size_t size_ = 0, begin_ = 0;  ///< of `bytes_`: written, and where what is being added begins
  std::vector<Span> spans_;           ///< by tape node, of values that were put
  bool is_kept_ = false;              ///< and all that may be asked for was
  std::vector<Member> members_;       ///< of the objects that are being sorted, one inside the other
  std::size_t top_ = 0;
  std::uint32_t depth_ = 0;
};

}  // namespace ludex::detail
