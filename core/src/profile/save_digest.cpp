#include "profile/save_digest.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <optional>

#include "support/hash.h"
#include "value/canonical.h"
#include "value/number.h"
#include "value/swar.h"

namespace ludex::detail {

using canonical::Tag;
using json::Draft;

namespace {

constexpr std::int32_t kFailed = -1;
constexpr std::size_t kSortedByHand = 24;

char tag_of(Tag tag) { return static_cast<char>(tag); }

// Whether `bytes` from `p` on stand in `text`: what is longer than a short string may then be read.
[[gnu::always_inline]] inline bool is_readable(std::string_view text, const char* p, std::size_t bytes) {
  constexpr std::less_equal<const char*> is_at_most;  // an order of all pointers, unlike <=
  return text.size() >= bytes && is_at_most(text.data(), p) && is_at_most(p, text.data() + text.size() - bytes);
}

// Names compare as bytes: so do the first eight of them as one big-endian number, short ones filled up with zeros.
[[gnu::always_inline]] inline std::uint64_t prefix_of(std::string_view name, std::string_view text) {
  const std::size_t size = name.size();
  if (size == 0) return 0;
  // Reads past a short name, within the text it stands in; the shift drops what is not the name's.
  if (size >= 8 || is_readable(text, name.data(), 8)) {
    const std::uint64_t word = __builtin_bswap64(swar::load(name.data()));
    return size >= 8 ? word : word >> (64 - 8 * size) << (64 - 8 * size);
  }
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < size; ++i) out |= std::uint64_t{static_cast<unsigned char>(name[i])} << (56 - 8 * i);
  return out;
}

}  // namespace

void SaveDigest::reset(std::string_view text, const json::Tape& tape) {
  text_ = text;
  tape_ = &tape;
  arena_.reset();
  size_ = begin_ = 0;
  top_ = 0;
  is_kept_ = false;
  if (spans_.size() < tape.nodes.size()) spans_.resize(tape.nodes.size() * 2);
}

[[gnu::noinline]] void SaveDigest::grow(std::size_t bytes) { bytes_.resize((bytes_.size() + bytes) * 2); }

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

// Most names and strings are short, and calling memcpy costs more than copying them.
[[gnu::always_inline]] inline void SaveDigest::name(std::string_view text) {
  char* p = room(4 + text.size());
  const auto length = static_cast<std::uint32_t>(text.size());
  std::memcpy(p, &length, 4);
  size_ += 4 + text.size();
  p += 4;
  if (text.size() <= 16 && bytes_.size() - size_ >= 16 && is_readable(text_, text.data(), 16)) {
    std::memcpy(p, text.data(), 8);
    std::memcpy(p + 8, text.data() + 8, 8);
  } else if (!text.empty()) {
    std::memcpy(p, text.data(), text.size());
  }
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
  // Up to 18 digits fit; the first byte that is none tells whether it is written as an int.
  const std::size_t first = raw[0] == '-';
  std::size_t at = first;
  std::int64_t value = 0;
  for (; at < raw.size() && at - first < 18; ++at) {
    const auto digit = static_cast<unsigned char>(raw[at] - '0');
    if (digit > 9) break;
    value = value * 10 + digit;
  }
  std::optional<std::int64_t> exact;
  if (at == raw.size()) exact = first ? -value : value;
  else if (raw.find_first_of(".eE") == std::string_view::npos) exact = parse_exact_int64(raw);
  if (exact) {
    *p = tag_of(Tag::integer);
    std::memcpy(p + 1, &*exact, 8);
    return true;
  }
  const double d = parse_double(raw) + 0.0;
  *p = tag_of(Tag::number);
  std::memcpy(p + 1, &d, 8);
  return std::isfinite(d);
}

// Each is put in its place among those before it: objects have few members.
inline void SaveDigest::sort(std::size_t first) {
  const auto is_before = [](const Member& a, const Member& b) { return a.prefix != b.prefix ? a.prefix < b.prefix : a.name < b.name; };
  Member* const members = members_.data();
  if (top_ - first > kSortedByHand) return std::sort(members + first, members + top_, is_before);
  for (std::size_t i = first + 1; i < top_; ++i) {
    if (!is_before(members[i], members[i - 1])) continue;
    const Member moved = members[i];
    std::size_t at = i;
    for (; at > first && is_before(moved, members[at - 1]); --at) members[at] = members[at - 1];
    members[at] = moved;
  }
}

inline std::string_view SaveDigest::string_at(const json::Node& n) { return n.has_escape ? json::string_value(text_, n, arena_) : std::string_view(text_.data() + n.begin, n.end - n.begin); }

[[gnu::always_inline]] inline void SaveDigest::push(std::string_view name, std::uint32_t value) {
  if (top_ == members_.size()) members_.resize(members_.size() * 2 + 64);
  members_[top_++] = {prefix_of(name, text_), name, value};
}

// Most values are scalars: they cost no call.
[[gnu::always_inline]] inline std::int32_t SaveDigest::tape_value(std::uint32_t node) {
  const json::Node& n = tape_->nodes[node];
  if (is_kept_ || n.type == json::Type::array || n.type == json::Type::object) return tape_part(node);
  const std::size_t begin = size_;
  if (n.type == json::Type::string) {
    *room(1) = tag_of(Tag::string);
    ++size_;
    name(string_at(n));
  } else if (n.type == json::Type::number) {
    if (!number({text_.data() + n.begin, n.end - n.begin})) return kFailed;
  } else {
    *room(1) = tag_of(n.type == json::Type::null ? Tag::null : n.is_true ? Tag::true_ : Tag::false_);
    ++size_;
  }
  spans_[node] = {begin, size_, 0};
  return 0;
}

// A container, or what is known.
std::int32_t SaveDigest::tape_part(std::uint32_t node) {
  if (is_kept_) {
    const Span known = spans_[node];
    const std::size_t bytes = known.end - known.begin;
    char* const p = room(bytes);
    std::memcpy(p, bytes_.data() + known.begin, bytes);
    size_ += bytes;
    return known.depth;
  }
  const std::size_t begin = size_;
  const json::Node& n = tape_->nodes[node];
  std::int32_t depth = 0;
  if (n.type == json::Type::array) {
    count(tag_of(Tag::list), n.count);
    for (std::uint32_t child = node + 1; child < n.next; child = tape_->nodes[child].next) {
      const std::int32_t inner = tape_value(child);
      if (inner < 0) return kFailed;
      depth = std::max(depth, inner);
    }
  } else {
    count(tag_of(Tag::map), n.count);
    const std::size_t first = top_;
    for (std::uint32_t key = node + 1; key < n.next; key = tape_->nodes[key + 1].next) push(string_at(tape_->nodes[key]), key + 1);
    sort(first);
    for (std::size_t i = first, end = top_; i < end; ++i) {
      const Member member = members_[i];  // what is inside takes its place on the same list
      name(member.name);
      const std::int32_t inner = tape_value(member.value);
      if (inner < 0) return kFailed;
      depth = std::max(depth, inner);
    }
    top_ = first;
  }
  spans_[node] = {begin, size_, depth + 1};
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
    case json::Type::string:
      *room(1) = tag_of(Tag::string);
      ++size_;
      name(draft.string(value));
      return 0;
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
  const std::size_t first = top_;
  draft.for_each_member(value, [&](std::string_view name, Draft::Id member) { push(name, member); });
  sort(first);
  std::int32_t depth = 0;
  for (std::size_t i = first, end = top_; i < end; ++i) {
    const Member member = members_[i];
    name(member.name);
    const std::int32_t inner = draft_value(draft, member.value, above + 1);
    if (inner < 0) return kFailed;
    depth = std::max(depth, inner);
  }
  top_ = first;
  return depth + 1;
}

}  // namespace ludex::detail
