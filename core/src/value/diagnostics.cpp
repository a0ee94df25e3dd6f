#include "value/diagnostics.h"

#include <algorithm>

#include "value/json_bytes.h"

namespace ludex {

void Diagnostics::add(ErrorCode code, const json::View& at, std::string pointer, std::string message) {
  add_at(code, at, at.node().begin, std::move(pointer), std::move(message));
}

Error* Diagnostics::add_at(ErrorCode code, const json::View& at, std::uint32_t source, std::string pointer, std::string message) {
  if (errors_.size() >= kMaxErrors) return nullptr;
  const auto position = json::position_of(at.document().text, source);
  errors_.push_back({code, std::move(message), std::move(pointer), position.line, position.column, {}, 0});
  return &errors_.back();
}

void Diagnostics::add_in_text(ErrorCode code, const json::View& at, std::string pointer, std::string message, std::uint32_t offset) {
  const std::string_view raw = at.document().text.substr(at.node().begin, at.node().end - at.node().begin);
  // Walk the escapes so that the column is the source's, not the unescaped value's.
  std::uint32_t source = 0;
  for (std::uint32_t value = 0; value < offset && source < raw.size();) {
    if (raw[source] != '\\') {
      ++source, ++value;
    } else {
      char ignored[4];
      const char* p = raw.data() + source;
      value += static_cast<std::uint32_t>(json::unescape(p, ignored));
      source = static_cast<std::uint32_t>(p - raw.data());
    }
  }
  Error* const e = add_at(code, at, at.node().begin + source, std::move(pointer), std::move(message));
  if (!e) return;
  e->excerpt = std::string(at.str());
  e->caret = offset;
}

namespace {

// Optimal string alignment distance, cut off above `limit`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(previous);
    previous.swap(row);
  }
  return previous[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  if (name.size() > 64) return "";
  const std::size_t limit = std::max<std::size_t>(1, name.size() / 3);
  const std::string* best = nullptr;
  std::size_t best_distance = limit + 1;
  for (const std::string& c : candidates) {
    const std::size_t d = edit_distance(name, c, limit);
    if (d < best_distance) {
      best = &c;
      best_distance = d;
    }
  }
  return best ? "; did you mean '" + *best + "'?" : "";
}

}  // namespace ludex
