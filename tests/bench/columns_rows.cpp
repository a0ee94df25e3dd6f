#include "columns_rows.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "judge/columns_request.h"
#include "ludex/columns.h"
#include "processor_time.h"

namespace ludex::bench {
namespace {

constexpr std::size_t kBatch = 1000;

/// What can be a row, as lines and as columns, cut at the same places.
struct Work {
  std::vector<std::string> lines, columns;
  std::size_t rows = 0;
};

Work make(const Arena& arena, std::size_t batch) {
  Work work;
  for (const std::string_view lines : arena.batches(batch)) {
    RequestColumns encoded = encode_requests(arena.program, lines).value();
    work.rows += encoded.rows;
    work.lines.push_back(decode_requests(encoded.bytes).value());
    work.columns.push_back(std::move(encoded.bytes));
  }
  return work;
}

using Judge = Result<Judgement> (*)(const Program&, World&, std::string_view, const Inputs&);

double judge_all(const Program& program, const World& world, const std::vector<std::string>& batches, Judge judge, std::uint64_t& digest) {
  World copy = world;
  double seconds = 0;
  for (const std::string& batch : batches) {
    const double start = processor_seconds();
    const Result<Judgement> judgement = judge(program, copy, batch, {});
    seconds += processor_seconds() - start;
    if (!judgement) {
      std::fprintf(stderr, "%s\n", format_error(judgement.error()).c_str());
      std::exit(1);
    }
  }
  digest = copy.digest();
  return seconds;
}

double decode_all(const Program& program, const std::vector<std::string>& batches) {
  ludex::Arena values;
  std::vector<std::string> pointers;
  std::vector<detail::Request> requests;
  double seconds = 0;
  for (const std::string& bytes : batches) {
    values.reset();
    requests.clear();
    const double start = processor_seconds();
    detail::ColumnBatch batch;
    Error error;
    if (batch.read(bytes, error)) detail::decode_rows(program.data(), batch, values, pointers, requests, error);
    seconds += processor_seconds() - start;
  }
  return seconds;
}

}  // namespace

bool run_column_rows(const Arena& arena, const World& world, int repetitions) {
  const Work whole = make(arena, arena.lines.size()), thousands = make(arena, kBatch);
  std::uint64_t digests[4] = {};
  const std::vector<std::pair<const char*, std::function<double()>>> rows = {
      {"columns, one batch", [&] { return judge_all(arena.program, world, whole.columns, judge_columns_in_place, digests[0]); }},
      {"  the same requests as lines", [&] { return judge_all(arena.program, world, whole.lines, judge_in_place, digests[1]); }},
      {"columns, batches of 1,000", [&] { return judge_all(arena.program, world, thousands.columns, judge_columns_in_place, digests[2]); }},
      {"  the same requests as lines", [&] { return judge_all(arena.program, world, thousands.lines, judge_in_place, digests[3]); }},
      {"  of it stage A: container and contract", [&] { return decode_all(arena.program, thousands.columns); }}};
  std::vector<std::vector<double>> seconds(rows.size());
  for (int turn = 0; turn < repetitions; ++turn)
    for (std::size_t i = 0; i < rows.size(); ++i) seconds[i].push_back(rows[i].second());
  std::size_t bytes[2] = {0, 0};
  for (const std::string& b : thousands.columns) bytes[0] += b.size();
  for (const std::string& b : thousands.lines) bytes[1] += b.size();
  std::printf("\n  %-44s %12s %12s\n", "requests without text", "requests/s", "ns/request");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<double>& s = seconds[i];
    std::nth_element(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(s.size() / 2), s.end());
    const double each = s[s.size() / 2] / static_cast<double>(whole.rows);
    std::printf("  %-44s %12.0f %12.0f\n", rows[i].first, 1 / each, each * 1e9);
  }
  const bool is_one_world = digests[0] == digests[1] && digests[0] == digests[2] && digests[0] == digests[3];
  std::printf("  %zu requests, %.0f bytes each as columns, %.0f as lines; worlds: %s\n", whole.rows, static_cast<double>(bytes[0]) / static_cast<double>(whole.rows),
              static_cast<double>(bytes[1]) / static_cast<double>(whole.rows), is_one_world ? "one digest" : "DIFFERENT DIGESTS");
  return is_one_world;
}

}  // namespace ludex::bench
