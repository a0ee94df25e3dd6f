#pragma once
// Batches as column files beside the lines they stand for.

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "helpers/game.h"
#include "ludex/columns.h"

namespace ludex::test {

inline RequestColumns encode(const Program& program, std::string_view lines) {
  auto encoded = encode_requests(program, lines);
  if (!encoded) FAIL(format_error(encoded.error()));
  return std::move(encoded.value());
}

inline std::string decode(std::string_view bytes) {
  auto lines = decode_requests(bytes);
  if (!lines) FAIL(format_error(lines.error()));
  return std::move(lines.value());
}

/// The lines of `ndjson` that `encoded` has rows of.
inline std::string kept_lines(std::string_view ndjson, const RequestColumns& encoded) {
  std::string out;
  std::size_t refused = 0;
  for (std::uint64_t i = 0; !ndjson.empty(); ++i) {
    const std::size_t end = std::min(ndjson.find('\n'), ndjson.size());
    if (refused < encoded.refused.size() && encoded.refused[refused].line == i) ++refused;
    else out.append(ndjson.substr(0, end)) += "\n";
    ndjson.remove_prefix(std::min(end + 1, ndjson.size()));
  }
  return out;
}

/// "" when two judgements of equal worlds say the same, else the first difference.
inline std::string difference(const Result<Judgement>& a, const Result<Judgement>& b) {
  if (a.ok() != b.ok()) return "one is refused: " + format_error(a.ok() ? b.error() : a.error());
  if (!a.ok()) return a.error().message == b.error().message ? "" : a.error().message + " / " + b.error().message;
  if (a->verdicts().size() != b->verdicts().size()) return "another number of verdicts";
  for (std::size_t i = 0; i < a->verdicts().size(); ++i)
    if (a->verdict_line(i) != b->verdict_line(i)) return a->verdict_line(i) + " / " + b->verdict_line(i);
  std::string timers_a, timers_b;
  a->write_timers(timers_a);
  b->write_timers(timers_b);
  if (timers_a != timers_b) return "other timers: " + timers_a + " / " + timers_b;
  if (a->batch_digest() != b->batch_digest()) return "other batch digests";
  if (a->world_digest() != b->world_digest()) return "other world digests";
  if (a->delta().bytes() != b->delta().bytes()) return "other deltas";
  return "";
}

/// A column file put together by hand: a header with its buffers' places filled in.
class FileWriter {
 public:
  /// Adds a buffer; its "[offset,bytes]".
  template <class T>
  std::string buffer(const std::vector<T>& values) {
    std::string bytes(values.size() * sizeof(T), '\0');
    if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
    return add(bytes);
  }
  std::string add(std::string_view bytes) {
    body_.resize((body_.size() + 7) / 8 * 8);
    std::string place = "[" + std::to_string(body_.size()) + "," + std::to_string(bytes.size()) + "]";
    body_ += bytes;
    return place;
  }
  template <class T>
  std::string column(const char* type, const std::vector<T>& values, const std::string& more = "") {
    return std::string("{\"type\":\"") + type + "\"" + more + ",\"data\":" + buffer(values) + "}";
  }
  std::string strings(const std::vector<std::string>& values) {
    std::vector<std::uint32_t> offsets = {0};
    std::string bytes;
    for (const std::string& v : values) offsets.push_back(static_cast<std::uint32_t>((bytes += v).size()));
    const std::string at = buffer(offsets);
    return "{\"type\":\"string\",\"offsets\":" + at + ",\"data\":" + add(bytes) + "}";
  }
  /// `rows` requests of one action, by actor 1 at 1000 ms.
  std::string one_action(const std::string& action, std::size_t rows, const std::string& fields) {
    const std::string n = std::to_string(rows);
    return finish("{\"rows\":" + n + ",\"envelope\":{\"action\":" + column("u32", std::vector<std::uint32_t>(rows, 0)) +
                  ",\"actor\":" + column("i64", std::vector<std::int64_t>(rows, 1)) + ",\"received_at\":" + column("i64", std::vector<std::int64_t>(rows, 1000)) +
                  "},\"actions\":[{\"name\":\"" + action + "\",\"rows\":" + n + ",\"params\":{\"type\":\"record\",\"fields\":{" + fields + "}}}]}");
  }
  std::string finish(std::string header) const {
    header.resize((header.size() + 7) / 8 * 8, ' ');
    const std::uint32_t words[2] = {1, static_cast<std::uint32_t>(header.size())};
    std::string out = "LUDEXCOL";
    out.append(reinterpret_cast<const char*>(words), sizeof words);
    return out + header + body_;
  }

 private:
  std::string body_;
};

}  // namespace ludex::test
