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

  /// Starts with a text; returns where to read it. `readable` is how many bytes of memory may be read from its first on:
  /// a text that has less than json::Cursor::kSlack behind it is copied.
  const char* begin(std::string_view text, std::size_t readable);

  /// The whole text as a value of node `root`, under limits that count as json::scan() does. False: not taken, whatever
  /// the reason. The word is owned by the arena.
  bool read(std::uint32_t root, std::string_view text, std::size_t readable, const json::Limits& limits, Word& out);

  // Steps: from a position to the one behind what was read, or null to give up.

  const char* value(const DirectProgram::Node& node, const char* p, Word& out);

  /// The key that comes next and its colon, as a field of `record`. `last` is 0 at the beginning, else the field before
  /// and 1.
  const char* field(const DirectProgram::Node& record, std::uint32_t last, const char* p, std::uint32_t& out);

  /// Gives the fields not in `seen` their defaults; false when one has none.
  bool fill(const DirectProgram::Node& record, std::uint64_t seen, Word* fields);

  const json::Cursor& cursor() const { return cursor_; }
  /// JSON values met so far, keys aside: what json::Limits::max_nodes counts. The outermost is not among them.
  std::uint64_t values() const { return values_; }
  void count(std::uint64_t values) { values_ += values; }

 private:
  const char* any(const DirectProgram::Node& node, const char* p, Word& out);
  const char* next_field(const DirectProgram::Node& record, std::uint32_t last, const char* p, std::uint32_t& out);
  const char* record(const DirectProgram::Node& node, const char* p, Word& out);
  const char* list(const DirectProgram::Node& node, const char* p, Word& out);
  const char* map(const DirectProgram::Node& node, const char* p, Word& out);
  const char* map_key(const DirectProgram::Node& node, const char* p, Str*& out);
  const char* vec3(const char* p, Word& out);
  const char* optional(const DirectProgram::Node& node, const char* p, Word& out);
  const char* boolean(const char* p, Word& out);
  const char* string(const DirectProgram::Node& node, const char* p, Word& out);
  const char* name(const DirectProgram::Node& node, const char* p, Word& out);
  const char* unexpected_field(const DirectProgram::Node& record, std::uint32_t last, const char* p, std::uint32_t& out);
  Str* keep(const json::Cursor::String& text);

  const DirectProgram& program_;
  DirectScratch& scratch_;
  Arena& arena_;
  json::Cursor cursor_;
  std::uint64_t values_ = 0;
};

}  // namespace ludex
