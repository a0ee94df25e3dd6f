#include "record/difference.h"

#include <optional>
#include <vector>

#include "value/json_view.h"
#include "world/text.h"

namespace ludex::detail {
namespace {

constexpr int kDeepest = 6;  // /entities/KIND/ID/profile/state/FIELD

bool scan(json::Document& document, std::string_view text) {
  document.text = text;
  json::Limits limits;
  limits.max_bytes = 0xfffffffe;
  limits.max_depth = kMaxWorldDepth;
  limits.max_nodes = 0xffffffffu;
  return json::scan(text, limits, document.tape).ok();
}

// Members stand in the same order in both: the first that only one has is where they part.
std::string first_of(const json::View& a, const json::View& b, const std::string& pointer, int depth) {
  if (a.raw() == b.raw()) return "";
  if (depth == kDeepest || a.type() != b.type() || (!a.is_object() && !a.is_array())) return pointer;
  std::vector<json::View> left, right;
  std::vector<std::string_view> left_names, right_names;
  const auto list = [](const json::View& v, std::vector<json::View>& items, std::vector<std::string_view>& names) {
    if (v.is_object()) {
      for (const auto& member : v.members()) items.push_back(member.value), names.push_back(member.name);
    } else {
      v.for_each_item([&](std::uint32_t, const json::View& item) { items.push_back(item), names.emplace_back(); });
    }
  };
  list(a, left, left_names);
  list(b, right, right_names);
  const auto pointer_to = [&](const std::vector<std::string_view>& names, std::size_t i) { return a.is_object() ? json::child_pointer(pointer, names[i]) : json::child_pointer(pointer, static_cast<std::uint32_t>(i)); };
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
    if (left_names[i] != right_names[i]) return pointer_to(left.size() >= right.size() ? left_names : right_names, i);
    if (std::string found = first_of(left[i], right[i], pointer_to(left_names, i), depth + 1); !found.empty()) return found;
  }
  if (left.size() == right.size()) return pointer;  // white space, which canonical texts have not
  const bool is_left = left.size() > right.size();
  return pointer_to(is_left ? left_names : right_names, is_left ? right.size() : left.size());
}

}  // namespace

std::string first_difference(std::string_view a, std::string_view b) {
  json::Document left, right;
  if (!scan(left, a) || !scan(right, b)) return "";
  return first_of(json::View(left, 0), json::View(right, 0), "", 0);
}

}  // namespace ludex::detail
