// A log's bytes to its records: frames, CRCs, versions, the chain, and what a crash left at the end.

#include <algorithm>

#include "record/archive.h"
#include "record/input.h"
#include "rulebook/program_data.h"

namespace ludex {

using namespace detail;
using Step = LogReader::Step;

namespace detail {

LogInput::LogInput(std::string_view whole, bool is_whole) : rest_(whole), is_finished_(is_whole) {}

void LogInput::feed(std::string_view bytes) {
  // What was read moves out, once for each feed: less than a record stays.
  buffer_.erase(0, buffer_.size() - rest_.size());
  buffer_ += bytes;
  rest_ = buffer_;
}

Step LogInput::refuse(std::uint64_t at, std::string message) { return stop(Step::refused, at, std::move(message)); }

Step LogInput::torn(std::uint64_t at, std::string message) { return stop(Step::torn, at, std::move(message)); }

Step LogInput::stop(Step step, std::uint64_t at, std::string message) {
  error_ = Error{ErrorCode::record, std::move(message), {}, 0, 0, {}, 0};
  error_.offset = at;
  return done_ = step;
}

void LogInput::consume(std::size_t count) {
  rest_.remove_prefix(count);
  offset_ += count;
}

Step LogInput::end_of_input() {
  if (!has_snapshot_) return torn(offset_, "the log ends at byte " + std::to_string(offset_) + ", before its first world was wholly written: nothing was recorded, begin it anew");
  return done_ = Step::end;
}

Step LogInput::cut_short(std::uint64_t bytes_there) {
  if (!is_finished_) return Step::more;
  if (!has_snapshot_) return end_of_input();
  return torn(offset_, "the record at byte " + std::to_string(offset_) + " was not wholly written (" + std::to_string(bytes_there) + " bytes of it are there): cut the log off at that byte and go on from there");
}

// Blocks that a file system gave the file and never wrote read as zeros: a crash, where nothing but zeros follows.
Step LogInput::unless_unwritten(std::size_t from, std::string message) {
  unwritten_from_ = offset_;
  if_written_ = std::move(message);
  consume(from);
  return read_unwritten();
}

Step LogInput::read_unwritten() {
  const bool is_zero = std::all_of(rest_.begin(), rest_.end(), [](char c) { return c == 0; });
  if (!is_zero) return refuse(*unwritten_from_, std::move(if_written_));
  consume(rest_.size());
  if (!is_finished_) return Step::more;
  offset_ = *unwritten_from_;
  if (!has_snapshot_) return end_of_input();
  return torn(offset_, "the record at byte " + std::to_string(offset_) + " was not wholly written (what follows are zeros): cut the log off at that byte and go on from there");
}

Step LogInput::read_preamble() {
  if (rest_.size() < kLogPreamble) {
    if (rest_.substr(0, kLogMagic.size()) != kLogMagic.substr(0, std::min(rest_.size(), kLogMagic.size()))) return refuse(0, "this is not a log: it does not begin with LUDEXLOG");
    return is_finished_ ? end_of_input() : Step::more;
  }
  if (rest_.substr(0, kLogMagic.size()) != kLogMagic) return refuse(0, "this is not a log: it does not begin with LUDEXLOG");
  Taker taker(rest_.substr(kLogMagic.size()));
  const auto version = taker.take<std::uint32_t>(), crc = taker.take<std::uint32_t>();
  if (crc != crc32(rest_.substr(0, kLogPreamble - sizeof crc))) return refuse(kLogMagic.size(), "the log's first bytes are damaged: restore it from a copy");
  if (version == 0 || version > kLogVersion)
    return refuse(kLogMagic.size(), "the log is of format version " + std::to_string(version) + ", and this is Ludex for version " + std::to_string(kLogVersion) + ": use a later one");
  consume(kLogPreamble);
  has_preamble_ = true;
  return Step::record;
}

const char* LogInput::take_header(std::string_view payload, LogHeader& out) {
  if (has_header_) return "a log has one header, and this is another";
  if (const auto fault = read_archive(payload, out); fault != ArchiveFault::none) return fault == ArchiveFault::broken ? "its fields do not fill it" : "its header is of a later version: use a later Ludex";
  if (out.first_batch > out.first_link) return "it counts more batches than links";
  has_header_ = true;
  state_ = LogState{out.first_link, out.first_batch, out.program_digest, 0, out.root};
  header_ = out;
  return nullptr;
}

const char* LogInput::take_snapshot(std::string_view payload, LogSnapshot& out) {
  if (const auto fault = read_archive(payload, out); fault != ArchiveFault::none) return fault == ArchiveFault::broken ? "its fields do not fill it" : "its snapshot is of a later version: use a later Ludex";
  if (out.link != state_.links || out.batch != state_.batches || out.chain != state_.chain) return "its snapshot is not of this place in the chain";
  if (out.program_digest != state_.program_digest) return "its snapshot is of another program than the log";
  if (has_snapshot_ && out.world_digest != state_.world_digest) return "its snapshot is not the world after the link before it";
  if (!has_snapshot_ && header_.first_link == 0 && root_of(header_, out.world_json) != header_.root) return "the chain does not begin with these rules and this world: one of them was changed";
  has_snapshot_ = true;
  header_.rulebook.clear();
  state_.world_digest = out.world_digest;
  return nullptr;
}

Step LogInput::next(LogRecord& out) {
  if (done_ != Step::record) return done_;
  if (unwritten_from_) return read_unwritten();
  if (!has_preamble_)
    if (const Step step = read_preamble(); step != Step::record) return step;
  if (rest_.empty()) return is_finished_ ? end_of_input() : Step::more;
  if (rest_.size() < kRecordHead) return cut_short(rest_.size());

  Taker taker(rest_);
  const auto length = taker.take<std::uint32_t>();
  const auto type = taker.take<std::uint16_t>(), version = taker.take<std::uint16_t>();
  const std::string where = "the record at byte " + std::to_string(offset_);
  if (taker.take<std::uint32_t>() != crc32(rest_.substr(0, kRecordHead - sizeof(std::uint32_t)))) return unless_unwritten(kRecordHead, where + " is damaged: its head does not have its CRC; restore it from a copy, or go on with what comes before it");
  if (type == 0 || type >= std::size(kRecordVersions)) return refuse(offset_, where + " is of type " + std::to_string(type) + ", which a later version may know: use a later Ludex");
  if (version != kRecordVersions[type]) return refuse(offset_, where + " is of version " + std::to_string(version) + " of its type, and " + std::to_string(kRecordVersions[type]) + " is known: use a later Ludex");
  if (length > kMaxPayload) return refuse(offset_, where + " says that it is longer than 2 GiB");
  const bool is_whole = rest_.size() - kRecordHead >= std::uint64_t{length} + kRecordTail;
  if (!is_whole) return cut_short(rest_.size());
  const std::string_view payload = taker.take_bytes(length);
  const auto crc = taker.take<std::uint32_t>();
  if (crc != crc32(payload)) {
    std::string message = where + " is damaged: its content does not have its CRC; restore it from a copy, or go on with what comes before it";
    return crc == 0 ? unless_unwritten(kRecordHead + length, std::move(message)) : refuse(offset_, std::move(message));
  }

  const char* fault = nullptr;
  const RecordType known = static_cast<RecordType>(type);
  if (known != RecordType::header && !has_header_) fault = "a log begins with its header";
  else if (known != RecordType::header && known != RecordType::snapshot && !has_snapshot_) fault = "a log's first world comes before its batches";
  else if (known == RecordType::header) fault = take_header(payload, content<LogHeader>(out));
  else if (known == RecordType::snapshot) fault = take_snapshot(payload, content<LogSnapshot>(out));
  else if (known == RecordType::batch) fault = take_batch(payload, content<RecordedBatch>(out), state_);
  else fault = take_change(payload, known, content<RecordedChange>(out), state_);
  if (fault) return refuse(offset_, where + " is not to be trusted: " + fault);
  out.offset = offset_;
  consume(kRecordHead + length + kRecordTail);
  out.end = offset_;
  if (has_snapshot_) good_ = offset_;
  return Step::record;
}

}  // namespace detail

std::string chain_text(const ChainHash& hash) {
  std::string out;
  for (const std::uint8_t byte : hash) {
    out.push_back("0123456789abcdef"[byte >> 4]);
    out.push_back("0123456789abcdef"[byte & 15]);
  }
  return out;
}

LogReader::LogReader() : input_(std::make_unique<LogInput>(std::string_view(), false)) {}
LogReader LogReader::over(std::string_view bytes) {
  LogReader out;
  out.input_ = std::make_unique<LogInput>(bytes, true);
  return out;
}
LogReader::LogReader(LogReader&&) noexcept = default;
LogReader& LogReader::operator=(LogReader&&) noexcept = default;
LogReader::~LogReader() = default;

void LogReader::feed(std::string_view bytes) { input_->feed(bytes); }
void LogReader::finish() { input_->finish(); }
Step LogReader::next(LogRecord& out) { return input_->next(out); }
const Error& LogReader::error() const { return input_->error(); }
std::uint64_t LogReader::good_bytes() const { return input_->good_bytes(); }
const ChainHash& LogReader::chain() const { return input_->state().chain; }
std::uint64_t LogReader::links() const { return input_->state().links; }
std::uint64_t LogReader::batches() const { return input_->state().batches; }
std::uint64_t LogReader::program_digest() const { return input_->state().program_digest; }
std::uint64_t LogReader::world_digest() const { return input_->state().world_digest; }

}  // namespace ludex
