#pragma once
// What must hold for a log of any bytes, and logs whose CRCs and chain are right though what they say is not.

#include <cstring>
#include <string>
#include <string_view>

#include "ludex/replay.h"
#include "properties.h"
#include "record/format.h"
#include "support/sha256.h"

namespace fuzz {

/// `log` with every CRC and every hash of its chain made right again: as a hostile writer would.
inline std::string signed_again(std::string log) {
  using detail::kRecordHead;
  std::size_t at = detail::kLogPreamble;
  std::string chain;
  const auto put = [&](std::size_t place, const void* bytes, std::size_t size) { std::memcpy(log.data() + place, bytes, size); };
  const auto put_crc = [&](std::size_t begin, std::size_t size) {
    const std::uint32_t crc = crc32(std::string_view(log).substr(begin, size));
    put(begin + size, &crc, sizeof crc);
  };
  if (log.size() < at) return log;
  put_crc(0, at - sizeof(std::uint32_t));
  while (log.size() - at >= kRecordHead + detail::kRecordTail) {
    std::uint32_t length = 0;
    std::uint16_t type = 0;
    std::memcpy(&length, log.data() + at, sizeof length);
    std::memcpy(&type, log.data() + at + 4, sizeof type);
    if (length > log.size() - at - kRecordHead - detail::kRecordTail) break;
    const std::size_t payload = at + kRecordHead;
    if (type == 1 && length > 61) chain = log.substr(payload + 33, 32);  // the root, behind four numbers and the version
    if (type >= 3 && length >= 96 && chain.size() == 32) {
      put(payload + length - 64, chain.data(), 32);
      Sha256 hash;
      hash.update("ludex link 1\n").update(std::string_view(log).substr(at + 4, 4)).update(std::string_view(log).substr(payload, length - 32));
      const Sha256Digest digest = hash.finish();
      chain.assign(digest.begin(), digest.end());
      put(payload + length - 32, chain.data(), 32);
    }
    put_crc(at, kRecordHead - sizeof(std::uint32_t));
    put_crc(payload, length);
    at = payload + length + detail::kRecordTail;
  }
  return log;
}

/// How a reading went, in one text.
inline std::string reading(LogReader& reader, std::string_view log, std::size_t piece) {
  LogRecord record;
  LogReader::Step step;
  std::string out;
  for (;;) {
    step = reader.next(record);
    if (step == LogReader::Step::record) {
      out += std::to_string(record.content.index()) + " " + std::to_string(record.offset) + "-" + std::to_string(record.end) + " " + chain_text(reader.chain()) + "\n";
    } else if (step == LogReader::Step::more) {
      if (log.empty()) reader.finish();
      else reader.feed(log.substr(0, piece));
      log.remove_prefix(std::min(piece, log.size()));
    } else {
      break;
    }
  }
  out += std::to_string(static_cast<int>(step)) + " " + std::to_string(reader.good_bytes());
  if (step != LogReader::Step::end) out += " " + std::to_string(reader.error().offset) + " " + reader.error().message;
  return out;
}

inline std::string check_log(std::string_view log, std::size_t piece) {
  LogReader whole = LogReader::over(log), pieces;
  const std::string said = reading(whole, {}, 0);
  if (reading(pieces, log, piece) != said) return "in pieces a log says something else than in one: " + said;
  if (whole.good_bytes() > log.size()) return "more is good than there is";
  if (!is_json(describe_log(log))) return "a log's description is not JSON";
  const Result<ReplayReport> report = replay(log);
  if (!report) return check_errors(report.errors());
  return is_json(to_json(*report)) ? "" : "a replay's report is not JSON";
}

}  // namespace fuzz
