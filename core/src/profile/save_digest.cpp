#include "profile/save_digest.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "support/hash.h"
#include "value/canonical.h"
#include "value/number.h"

namespace ludex::detail {

using canonical::Tag;
using json::Draft;

namespace {

constexpr std::int32_t kFailed = -1;
constexpr std::size_t kSortedByHand = 24;

char tag_of(Tag tag) { return static_cast<char>(tag); }

// Names compare as bytes: so do the first eight of them as one big-endian number, short ones filled up with zeros.
std::uint64_t prefix_of(std::string_view name) {
  std::uint64_t out = 0;
  const std::size_t count = std::min<std::size_t>(name.size(), 8);
  if (count == 8) {
    std::memcpy(&out, name.data(), 8);
    return __builtin_bswap64(out);
  }
  for (std::size_t i = 0; i < count; ++i) out |= std::uint64_t{static_cast<unsigned char>(name[i])} << (56 - 8 * i);
  return out;
}

}  // namespace

void SaveDigest::reset(std::string_view text, const json::Tape& tape) {
  text_ = text;
  tape_ = &tape;
  arena_.reset();
  size_ = begin_ = 0;
  members_.clear();
  spans_.assign(tape.nodes.size(), Span{0, 0, 0});
}

std::uint64_t SaveDigest::finish() {
  const std::uint64_t out = xxh64(std::string_view(bytes_).substr(begin_, size_ - begin_), 0);
  begin_ = size_;
  return out;
}

bool SaveDigest::add(Draft& draft, Draft::Id value) {
  const std::int32_t depth = draft_value(draft, value, 0);
  depth_ = static_cast<std::uint32_t>(std::max(depth, 0));
  return depth >= 0;
}

void SaveDigest::name(std::string_view text) {
  char* const p = room(4 + text.size());
  const auto length = static_cast<std::uint32_t>(text.size());
  std::memcpy(p, &length, 4);
  if (!text.empty()) std::memcpy(p + 4, text.data(), text.size());
  size_ += 4 + text.size();
}

void SaveDigest::string(std::string_view value) {
  *room(1) = tag_of(Tag::string);
  ++size_;
  name(value);
}

void SaveDigest::count(char tag, std::uint32_t children) {
  char* const p = room(5);
  *p = tag;
  std::memcpy(p + 1, &children, 4);
  size_ += 5;
}

// As canonical::from_json: an int is what is written with digits alone and fits, all else is the nearest double.
bool SaveDigest::number(std::string_view raw) {
  char* const p = room(9);
  size_ += 9;
  if (raw.find_first_of(".eE") == std::string_view::npos) {
    if (const auto i = parse_exact_int64(raw)) {
      *p = tag_of(Tag::integer);
      std::memcpy(p + 1, &*i, 8);
      return true;
    }
  }
  const double d = parse_double(raw) + 0.0;
  *p = tag_of(Tag::number);
  std::memcpy(p + 1, &d, 8);
  return std::isfinite(d);
}

void SaveDigest::push(std::string_view name, std::uint32_t value) { members_.push_back({prefix_of(name), name, value}); }

void SaveDigest::sort(std::size_t first) {
  const auto is_before = [](const Member& a, const Member& b) { return a.prefix != b.prefix ? a.prefix < b.prefix : a.name < b.name; };
  const auto begin = members_.begin() + static_cast<std::ptrdiff_t>(first);
  if (members_.size() - first > kSortedByHand) return std::sort(begin, members_.end(), is_before);
  for (std::size_t i = first + 1; i < members_.size(); ++i) {
    if (!is_before(members_[i], members_[i - 1])) continue;
    const Member moved = members_[i];
    std::size_t at = i;
    for (; at > first && is_before(moved, members_[at - 1]); --at) members_[at] = members_[at - 1];
    members_[at] = moved;
  }
}

std::int32_t SaveDigest::tape_value(std::uint32_t node) {
  const Span known = spans_[node];
  if (known.end != 0) {
    const std::size_t bytes = known.end - known.begin;
    char* const p = room(bytes);
    std::memcpy(p, bytes_.data() + known.begin, bytes);
    size_ += bytes;
    return known.depth;
  }
  const std::size_t begin = size_;
  const json::Node& n = tape_->nodes[node];
  std::int32_t depth = 0;
  switch (n.type) {
    case json::Type::null:
    case json::Type::boolean:
      *room(1) = tag_of(n.type == json::Type::null ? Tag::null : n.is_true ? Tag::true_ : Tag::false_);
      ++size_;
      break;
    case json::Type::string: string(json::string_value(text_, n, arena_)); break;
    case json::Type::number:
      if (!number(json::raw(text_, n))) return kFailed;
      break;
    case json::Type::array:
      count(tag_of(Tag::list), n.count);
      for (std::uint32_t child = node + 1; child < n.next; child = tape_->nodes[child].next) {
        const std::int32_t inner = tape_value(child);
        if (inner < 0) return kFailed;
        depth = std::max(depth, inner);
      }
      ++depth;
      break;
    case json::Type::object:
      depth = tape_object(node);
      if (depth < 0) return kFailed;
      break;
  }
  spans_[node] = {begin, size_, depth};
  return depth;
}

std::int32_t SaveDigest::tape_object(std::uint32_t node) {
  const json::Node& n = tape_->nodes[node];
  count(tag_of(Tag::map), n.count);
  const std::size_t first = members_.size();
  for (std::uint32_t key = node + 1; key < n.next; key = tape_->nodes[key + 1].next) push(json::string_value(text_, tape_->nodes[key], arena_), key + 1);
  sort(first);
  std::int32_t depth = 0;
  for (std::size_t i = first, end = members_.size(); i < end; ++i) {
    const Member member = members_[i];  // what is inside takes its place on the same list
    name(member.name);
    const std::int32_t inner = tape_value(member.value);
    if (inner < 0) return kFailed;
    depth = std::max(depth, inner);
  }
  members_.resize(first);
  return depth + 1;
}

std::int32_t SaveDigest::draft_value(Draft& draft, Draft::Id value, std::uint32_t above) {
  if (const std::uint32_t node = draft.node(value); node != Draft::kNone) return tape_value(node);
  if (above >= Draft::kMaxDepth) return kFailed;
  switch (draft.type(value)) {
    case json::Type::null:
    case json::Type::boolean: {
      const char letter = draft.raw(value).front();
      *room(1) = tag_of(letter == 'n' ? Tag::null : letter == 't' ? Tag::true_ : Tag::false_);
      ++size_;
      return 0;
    }
    case json::Type::string: string(draft.string(value)); return 0;
    case json::Type::number: return number(draft.raw(value)) ? 0 : kFailed;
    case json::Type::array: {
      const std::uint32_t items = draft.size(value);
      count(tag_of(Tag::list), items);
      std::int32_t depth = 0;
      for (std::uint32_t i = 0; i < items; ++i) {
        const std::int32_t inner = draft_value(draft, draft.item(value, i), above + 1);
        if (inner < 0) return kFailed;
        depth = std::max(depth, inner);
      }
      return depth + 1;
    }
    case json::Type::object: return draft_object(draft, value, above);
  }
  return kFailed;
}

std::int32_t SaveDigest::draft_object(Draft& draft, Draft::Id value, std::uint32_t above) {
  count(tag_of(Tag::map), draft.size(value));
  const std::size_t first = members_.size();
  draft.for_each_member(value, [&](std::string_view name, Draft::Id member) { push(name, member); });
  sort(first);
  std::int32_t depth = 0;
  for (std::size_t i = first, end = members_.size(); i < end; ++i) {
    const Member member = members_[i];
    name(member.name);
    const std::int32_t inner = draft_value(draft, member.value, above + 1);
    if (inner < 0) return kFailed;
    depth = std::max(depth, inner);
  }
  members_.resize(first);
  return depth + 1;
}

}  // namespace ludex::detail
