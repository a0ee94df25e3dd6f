#include "ledger/fingerprint.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "value/canonical.h"

namespace ludex::ledger {
namespace {

// Depth is bounded by the scan that made the view.
bool put_value(std::string& out, const json::View& v) {
  switch (v.type()) {
    case json::Type::null: canonical::put_null(out); return true;
    case json::Type::boolean: canonical::put_bool(out, v.boolean()); return true;
    case json::Type::string: canonical::put_string(out, v.str()); return true;
    case json::Type::number: {
      // A client that reads JSON into doubles and writes it again turns 1.0 into 1: they must stay one value.
      if (const auto whole = v.integer()) return canonical::put_int(out, *whole), true;
      if (v.raw().find_first_of(".eE") == std::string_view::npos) return false;
      const double number = parse_double(v.raw());
      canonical::put_double(out, number);
      return std::isfinite(number);
    }
    case json::Type::array: {
      bool is_ok = true;
      canonical::put_list(out, v.count());
      v.for_each_item([&](std::uint32_t, const json::View& item) { is_ok = is_ok && put_value(out, item); });
      return is_ok;
    }
    case json::Type::object: {
      std::vector<std::pair<std::string_view, json::View>> members;
      for (const auto& [name, value] : v.members()) members.emplace_back(name, value);
      std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      canonical::put_map(out, v.count());
      for (const auto& [name, value] : members) {
        canonical::put_key(out, name);
        if (!put_value(out, value)) return false;
      }
      return true;
    }
  }
  return false;
}

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

std::optional<Fingerprint> fingerprint_of(std::string_view name, const json::View& params) {
  std::string bytes;
  if (!put_value(bytes, params)) return std::nullopt;
  return fingerprint_of(bytes, xxh64(name, 0));
}

std::string fingerprint_text(const Fingerprint& fingerprint) {
  std::string out(32, '0');
  for (std::size_t i = 0; i < 32; ++i) out[i] = kDigits[fingerprint.words[i / 16] >> (60 - 4 * (i % 16)) & 15];
  return out;
}

std::optional<Fingerprint> read_fingerprint(std::string_view text) {
  if (text.size() != 32 || text.find_first_not_of(kDigits) != std::string_view::npos) return std::nullopt;
  Fingerprint out;
  for (std::size_t i = 0; i < 32; ++i) out.words[i / 16] = out.words[i / 16] << 4 | kDigits.find(text[i]);
  return out;
}

}  // namespace ludex::ledger
