#pragma once
// What a LogReader is made of.

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "record/link.h"

namespace ludex::detail {

class LogInput {
 public:
  LogInput(std::string_view whole, bool is_whole);
  LogInput(const LogInput&) = delete;

  void feed(std::string_view bytes);
  void finish() { is_finished_ = true; }
  LogReader::Step next(LogRecord& out);

  const Error& error() const { return error_; }
  std::uint64_t good_bytes() const { return good_; }
  const LogState& state() const { return state_; }
  /// Nothing is wrong with what was read, and there is no more.
  bool is_at_end() const { return has_snapshot_ && (done_ == LogReader::Step::end || done_ == LogReader::Step::torn); }

 private:
  using Step = LogReader::Step;
  Step read_preamble();
  Step end_of_input();
  Step cut_short(std::uint64_t bytes_there);
  Step unless_unwritten(std::size_t from, std::string message);
  Step read_unwritten();
  Step refuse(std::uint64_t at, std::string message);
  Step torn(std::uint64_t at, std::string message);
  Step stop(Step step, std::uint64_t at, std::string message);
  void consume(std::size_t count);
  const char* take_header(std::string_view payload, LogHeader& out);
  const char* take_snapshot(std::string_view payload, LogSnapshot& out);

  /// The record's content of type T; its memory is used again where the record before was of that type.
  template <class T>
  static T& content(LogRecord& out) {
    if (T* same = std::get_if<T>(&out.content)) return *same;
    return out.content.template emplace<T>();
  }

  std::string buffer_;      ///< what was fed and not read yet, behind what was read since
  std::string_view rest_;   ///< unread: of the buffer, or of the whole log
  std::uint64_t offset_ = 0;  ///< of `rest_` in the log
  std::uint64_t good_ = 0;
  bool is_finished_ = false, has_preamble_ = false, has_header_ = false, has_snapshot_ = false;
  std::optional<std::uint64_t> unwritten_from_;  ///< where zeros are expected up to the end
  std::string if_written_;                       ///< what is wrong otherwise
  LogHeader header_;        ///< until the first snapshot is checked against it
  LogState state_;
  Step done_ = Step::record;  ///< once it is another one, that is the answer
  Error error_;
};

}  // namespace ludex::detail
