#pragma once
// The fast path of a contract: text straight into typed words, one pass, without a tape in between. It only ever accepts:
// at anything it does not expect it gives up, and decode() decides from the tape. What it takes, decode() takes too, and
// with the same words.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/direct_program.h"
#include "support/arena.h"
#include "value/json_cursor.h"
#include "value/json_scan.h"

namespace ludex {

/// What a reader keeps from text to text: memory, and which field came after which.
struct DirectScratch {
  std::vector<std::uint8_t> follower;  ///< as DirectProgram::in_order, as last seen
  std::vector<Word> stack;             ///< items of lists and entries of maps whose end has not come yet
  std::string padded;                  ///< a text too close to the end of its memory
};

class DirectReader {
 public:
  DirectReader(const DirectProgram& program, DirectScratch& scratch, Arena& arena);

  /// Starts with a text. `readable` is how many bytes of memory may be read from its first on: a text that has less than
  /// json::Cursor::kSlack behind it is copied.
  void begin(std::string_view text, std::size_t readable);

  /// The whole text as a value of node `root`, under limits that count as json::scan() does. False: not taken, whatever
  /// the reason. The word is owned by the arena.
  bool read(std::uint32_t root, std::string_view text, std::size_t readable, const json::Limits& limits, Word& out);

  /// One value; the cursor then stands behind it.
  bool value(const DirectProgram::Node& node, Word& out);

  /// The record's field whose key comes next, with the cursor behind its colon; kNone: give up. `last` is 0 at the
  /// beginning, else the field before and 1.
  std::uint32_t field(const DirectProgram::Node& record, std::uint32_t last);
  /// Gives the fields not in `seen` their defaults; false when one has none.
  bool fill(const DirectProgram::Node& record, std::uint64_t seen, Word* fields);

  json::Cursor& cursor() { return cursor_; }
  /// JSON values met so far, keys aside: what json::Limits::max_nodes counts. The outermost is not among them.
  std::uint64_t values() const { return values_; }
  void count(std::uint64_t values) { values_ += values; }

 private:
  bool record(const DirectProgram::Node& node, Word& out);
  bool list(const DirectProgram::Node& node, Word& out);
  bool map(const DirectProgram::Node& node, Word& out);
  bool map_key(const DirectProgram::Node& node, Str*& out);
  bool vec3(Word& out);
  bool string(const DirectProgram::Node& node, Word& out);
  bool name(const DirectProgram::Node& node, Word& out);
  std::uint32_t unexpected_field(const DirectProgram::Node& record, std::uint32_t last);
  Str* keep(const json::Cursor::String& text);

  const DirectProgram& program_;
  DirectScratch& scratch_;
  Arena& arena_;
  json::Cursor cursor_;
  std::uint64_t values_ = 0;
};

}  // namespace ludex
