// A win matrix shared out: some of its pairs as text, and the whole made of such texts.

#include <algorithm>

#include "balance/json_numbers.h"
#include "balance/matrix.h"
#include "support/hash.h"
#include "value/json_writer.h"
#include "value/number.h"

namespace ludex {

using namespace detail;

namespace {

/// Numbers of a pair, in the order in which a part writes them.
constexpr std::uint32_t kMembers = 10;
/// Bytes of all parts together: those of the largest matrix there can be, a thousand loadouts.
constexpr std::size_t kMostPartBytes = std::size_t{1} << 28;

Error refuse(std::string message) { return Error{ErrorCode::host, std::move(message), {}, 0, 0, {}, 0}; }

// Parts of one question have one key: pairs that were asked for otherwise would pass for those of this matrix.
std::string key_of(const Program& program, const MatrixWork& work, const MatrixOptions& options) {
  std::string text = digest_text(program.digest());
  for (const std::string& word : {work.scenario.name, double_text(options.error), std::to_string(options.seed), std::to_string(work.limits.max_states), std::to_string(work.limits.max_ways)}) text += " " + word;
  return digest_text(xxh64(text + (options.is_sampled ? " sampled" : ""), 0));
}

void write_pair(json::Writer& w, const PlayedPair& played) {
  const MatrixReport::Pair& p = played.pair;
  w.open('[');
  w.boolean(p.is_exact);
  for (const double x : {p.win.value, p.win.low, p.win.high, p.loss, p.draw, p.timeout, p.mean_ttk_ms}) w.raw(double_text(x));
  w.number(p.fights);
  w.number(played.wins);
  w.close(']');
}

bool read_pair(const json::View& v, PlayedPair& out) {
  if (!v.is_array() || v.count() != kMembers) return false;
  MatrixReport::Pair& p = out.pair;
  double* const doubles[] = {&p.win.value, &p.win.low, &p.win.high, &p.loss, &p.draw, &p.timeout, &p.mean_ttk_ms};
  std::uint64_t* const wholes[] = {&p.fights, &out.wins};
  bool ok = true;
  v.for_each_item([&](std::uint32_t i, const json::View& item) {
    if (i == 0) {
      ok = item.is(json::Type::boolean);
      if (ok) p.is_exact = item.boolean();
    } else if (i < 8) {
      ok = ok && item.is(json::Type::number);
      if (ok) *doubles[i - 1] = parse_double(item.raw());
    } else {
      const auto number = whole_number(item);
      ok = ok && number.has_value();
      if (ok) *wholes[i - 8] = *number;
    }
  });
  // What the intervals are made of.
  return ok && (p.is_exact || (p.fights > 0 && out.wins <= p.fights));
}

}  // namespace

Result<std::string> win_matrix_part(const Program& program, std::string_view scenario, const MatrixOptions& options, std::uint64_t first, std::uint64_t count) {
  const auto work = matrix_work(program, scenario, options);
  if (!work) return work.errors();
  if (first > work->pairs) return refuse("the matrix has " + std::to_string(work->pairs) + " pairs, and none of number " + std::to_string(first));
  const auto pairs = play_pairs(program, *work, options, static_cast<std::size_t>(first), static_cast<std::size_t>(std::min<std::uint64_t>(count, work->pairs - first)));
  if (!pairs) return pairs.errors();
  json::Writer w;
  w.open('{');
  w.key("part_of").string(key_of(program, *work, options));
  w.key("first").number(first);
  w.key("of").number(work->pairs);
  w.key("method").string(pairs->empty() ? "" : (*pairs)[0].method);
  w.key("pairs").open('[');
  for (const PlayedPair& played : *pairs) write_pair(w, played);
  w.close(']');
  w.close('}');
  return std::move(w.out);
}

Result<MatrixReport> win_matrix_of_parts(const Program& program, std::string_view scenario, const MatrixOptions& options, std::string_view parts) {
  const auto work = matrix_work(program, scenario, options);
  if (!work) return work.errors();
  json::Document document;
  document.text = parts;
  json::Limits limits;
  limits.max_bytes = kMostPartBytes;
  limits.max_depth = 8;
  limits.max_nodes = static_cast<std::uint32_t>(std::min<std::size_t>(work->pairs * (kMembers + 8) + 16, UINT32_MAX));
  if (const auto scanned = json::scan(parts, limits, document.tape); !scanned.ok()) return refuse("the parts of the matrix: " + json::scan_error(parts, scanned).message);
  const std::string key = key_of(program, *work, options);
  std::vector<PlayedPair> pairs;
  pairs.reserve(work->pairs);
  std::optional<Error> wrong;
  const json::View root(document, 0);
  if (!root.is_array()) return refuse("the parts of a matrix are a list of what its parts were answered with");
  root.for_each_item([&](std::uint32_t, const json::View& part) {
    if (wrong) return;
    const auto own = part.is_object() ? part.find("part_of") : std::nullopt, first = part.is_object() ? part.find("first") : std::nullopt, found = part.is_object() ? part.find("pairs") : std::nullopt,
               method = part.is_object() ? part.find("method") : std::nullopt;
    if (!own || !own->is_string() || !first || !found || !found->is_array() || !method || !method->is_string()) return void(wrong = refuse("a part of the matrix is damaged"));
    if (own->str() != key) return void(wrong = refuse("a part is of another matrix: other rules, another scenario or other options"));
    if (whole_number(*first) != pairs.size()) return void(wrong = refuse("pair " + std::to_string(pairs.size()) + " is the next: give every part once, in order"));
    bool ok = found->count() <= work->pairs - pairs.size();
    if (!ok) return void(wrong = refuse("a part of the matrix is damaged"));
    found->for_each_item([&](std::uint32_t, const json::View& v) {
      PlayedPair played;
      ok = ok && read_pair(v, played);
      pairs.push_back(std::move(played));
    });
    if (!ok) return void(wrong = refuse("a part of the matrix is damaged"));
    if (whole_number(*first) == 0u && !pairs.empty()) pairs[0].method = method->str();
  });
  if (wrong) return *wrong;
  if (pairs.size() != work->pairs) return refuse("these parts are " + std::to_string(pairs.size()) + " of " + std::to_string(work->pairs) + " pairs");
  return matrix_report(*work, options, pairs);
}

}  // namespace ludex
