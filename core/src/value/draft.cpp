#include "value/draft.h"

#include <cstring>
#include <utility>

#include "value/decimal.h"
#include "value/json_keys.h"

namespace ludex::json {

void Draft::reset(std::string_view text, const Tape& tape, std::uint32_t node) {
  text_ = text;
  tape_ = &tape;
  arena_.reset();
  values_.clear();
  for (std::uint32_t i = 0; i < lists_used_; ++i) {
    lists_[i].children.clear();
    if (!lists_[i].slots.empty()) lists_[i].slots.clear();
    lists_[i].live = 0;
    lists_[i].is_changed = false;
  }
  lists_used_ = 0;
  seed_ = 0;
  shifts_ = 0;
  is_full_ = false;
  root_ = from_tape(node);
}

Draft::Id Draft::add(const Value& value) {
  if (values_.size() >= kMaxValues) {
    is_full_ = true;
    return kNone;
  }
  values_.push_back(value);
  return static_cast<Id>(values_.size() - 1);
}

std::uint32_t Draft::new_list() {
  if (lists_used_ == lists_.size()) lists_.emplace_back();
  lists_[lists_used_].is_rewritten = true;  // until it is settled
  return lists_used_++;
}

Draft::Id Draft::from_tape(std::uint32_t node) {
  const Node& n = tape_->nodes[node];
  const std::uint32_t quote = n.type == Type::string;
  return add({text_.data() + n.begin - quote, n.end - n.begin + 2 * quote, node, kNoList, n.type});
}

Draft::Id Draft::make_container(Type type) {
  const std::uint32_t list = new_list();
  lists_[list].is_changed = true;
  return add({nullptr, 0, kNone, list, type});
}

Draft::Id Draft::make_scalar(Type type, std::string_view raw) {
  const std::string_view bytes = arena_.copy(raw);
  return add({bytes.data(), static_cast<std::uint32_t>(bytes.size()), kNone, kNoList, type});
}

Draft::Id Draft::make_string(std::string_view text) {
  std::string quoted;
  write_string(quoted, text);
  return make_scalar(Type::string, quoted);
}

Draft::Id Draft::make(std::string_view text, const Tape& tape, std::uint32_t node) {
  const Node& n = tape.nodes[node];
  if (n.type != Type::object && n.type != Type::array) return make_scalar(n.type, json::raw(text, n));
  // The scanner bounds how deep this goes.
  const Id out = make_container(n.type);
  for (std::uint32_t child = node + 1; child < n.next && !is_full_; child = tape.nodes[child].next) {
    Child made{kNone, {}, {}};
    if (n.type == Type::object) {
      made = member(string_value(text, tape.nodes[child], arena_), kNone);
      ++child;
    }
    made.value = make(text, tape, child);
    if (out != kNone && made.value != kNone) append(lists_[values_[out].list], made);
  }
  return out;
}

Draft::Id Draft::copy(Id value, std::uint32_t depth) {
  if (is_too_deep(depth)) return kNone;
  const Value original = values_[value];
  if (has_bytes(original)) {  // which are never written to: both may share them
    Value twin = original;
    twin.list = kNoList;
    return add(twin);
  }
  const Id out = make_container(original.type);
  for (std::size_t i = 0; i < lists_[original.list].children.size() && !is_full_; ++i) {
    Child child = lists_[original.list].children[i];
    if (child.value == kNone) continue;
    child.value = copy(child.value, depth + 1);
    if (out != kNone && child.value != kNone) append(lists_[values_[out].list], child);
  }
  return out;
}

// A member with its name as it is written: escaped once, however often it is looked at.
Draft::Child Draft::member(std::string_view name, Id value) {
  Child made{value, arena_.copy(name), {}};
  made.raw = made.name;
  for (const char c : name) {
    if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) continue;
    std::string quoted;
    write_string(quoted, name);
    made.raw = arena_.copy(std::string_view(quoted).substr(1, quoted.size() - 2));
    break;
  }
  return made;
}

// Which containers under `value`, one that was taken apart, have to be written anew (those that were only looked into
// have not), and how long that makes it.
std::uint64_t Draft::settle(Id value, std::uint32_t depth) {
  List& list = lists_[values_[value].list];
  list.is_rewritten = list.is_changed;
  if (is_too_deep(depth)) return 0;
  std::uint64_t bytes = 2;
  for (const Child& child : list.children) {
    if (child.value == kNone) continue;
    const Value& v = values_[child.value];
    bytes += child.raw.size() + 4;  // quotes, colon, comma: more than an array needs
    if (v.list == kNoList) {
      bytes += v.size;
      continue;
    }
    bytes += settle(child.value, depth + 1);
    list.is_rewritten = list.is_rewritten || lists_[v.list].is_rewritten;
  }
  return list.bytes = list.is_rewritten ? bytes : values_[value].size;
}

void Draft::open(Id container) {
  if (values_[container].list != kNoList) return;
  const std::uint32_t list = new_list();
  const std::uint32_t node = values_[container].node;
  const Node& n = tape_->nodes[node];
  std::vector<Child>& children = lists_[list].children;
  children.resize(n.count);
  std::uint32_t filled = 0;
  for (std::uint32_t child = node + 1; child < n.next && !is_full_; child = tape_->nodes[child].next) {
    Child made{kNone, {}, {}};
    if (n.type == Type::object) {
      const Node& key = tape_->nodes[child];
      made.raw = made.name = std::string_view(text_.data() + key.begin, key.end - key.begin);
      if (key.has_escape) made.name = string_value(text_, key, arena_);
      ++child;
    }
    made.value = from_tape(child);
    if (made.value != kNone) children[filled++] = made;
  }
  children.resize(filled);
  lists_[list].live = filled;
  values_[container].list = list;
}

std::string_view Draft::string(Id value) {
  const std::string_view quoted = raw(value);
  const std::string_view body = quoted.substr(1, quoted.size() - 2);
  if (body.find('\\') == std::string_view::npos) return body;
  Node node{1, static_cast<std::uint32_t>(quoted.size() - 1), 1, 0, Type::string, true, false};
  return string_value(quoted, node, arena_);
}

std::uint32_t Draft::size(Id container) {
  const Value& v = values_[container];
  return v.list == kNoList ? tape_->nodes[v.node].count : lists_[v.list].live;
}

std::uint64_t Draft::hash_of(std::string_view name) const { return siphash13(name, seed_); }

void Draft::index(List& list) {
  // Keyed with the text, as the scanner's table: colliding names cannot be prepared.
  if (seed_ == 0) seed_ = siphash13(text_, 1) | 1;
  std::size_t slots = 64;
  while (slots < list.children.size() * 4) slots *= 2;
  list.slots.assign(slots, 0);
  for (std::size_t i = 0; i < list.children.size(); ++i) {
    if (list.children[i].value == kNone) continue;
    std::size_t slot = hash_of(list.children[i].name) & (slots - 1);
    while (list.slots[slot] != 0) slot = (slot + 1) & (slots - 1);
    list.slots[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

// The position of a member, or the number of children. Members that are gone keep their place, so that positions last.
std::uint32_t Draft::position_of(List& list, std::string_view name) {
  const auto end = static_cast<std::uint32_t>(list.children.size());
  if (end <= kIndexedMembers) {
    const Child* const children = list.children.data();
    for (std::uint32_t i = 0; i < end; ++i) {
      const Child& child = children[i];
      if (child.name.size() != name.size() || child.value == kNone) continue;
      if (name.empty() || (child.name[0] == name[0] && std::memcmp(child.name.data(), name.data(), name.size()) == 0)) return i;
    }
    return end;
  }
  if (list.slots.empty() || list.slots.size() < list.children.size() * 2) index(list);
  const std::size_t mask = list.slots.size() - 1;
  for (std::size_t slot = hash_of(name) & mask; list.slots[slot] != 0; slot = (slot + 1) & mask) {
    const std::uint32_t i = list.slots[slot] - 1;
    if (list.children[i].value != kNone && list.children[i].name == name) return i;
  }
  return end;
}

void Draft::append(List& list, const Child& child) {
  list.children.push_back(child);
  ++list.live;
  if (list.slots.empty()) return;
  if (list.slots.size() < list.children.size() * 2) return list.slots.clear();  // made anew when it is asked
  const std::size_t mask = list.slots.size() - 1;
  std::size_t slot = hash_of(child.name) & mask;
  while (list.slots[slot] != 0) slot = (slot + 1) & mask;
  list.slots[slot] = static_cast<std::uint32_t>(list.children.size());
}

Draft::Id Draft::find(Id object, std::string_view name) {
  if (type(object) != Type::object) return kNone;
  open(object);
  List& list = lists_[values_[object].list];
  const std::uint32_t at = position_of(list, name);
  return at == list.children.size() ? kNone : list.children[at].value;
}

Draft::Id Draft::item(Id array, std::uint32_t index) {
  if (type(array) != Type::array || index >= size(array)) return kNone;
  open(array);
  const auto& children = children_of(array);
  return index < children.size() ? children[index].value : kNone;
}

void Draft::set(Id object, std::string_view name, Id value) {
  if (value == kNone) return;  // is_full_
  open(object);
  List& list = lists_[values_[object].list];
  const std::uint32_t at = position_of(list, name);
  list.is_changed = true;
  if (at == list.children.size()) append(list, member(name, value));
  else list.children[at].value = value;
}

Draft::Id Draft::remove(Id object, std::string_view name) {
  open(object);
  List& list = lists_[values_[object].list];
  const std::uint32_t at = position_of(list, name);
  if (at == list.children.size()) return kNone;
  list.is_changed = true;
  forget(list, at);
  --list.live;
  return std::exchange(list.children[at].value, kNone);
}

// Takes a member out of the index: one that comes and goes must not leave a chain behind it.
void Draft::forget(List& list, std::uint32_t position) {
  if (list.slots.empty()) return;
  const std::size_t mask = list.slots.size() - 1;
  std::size_t gap = hash_of(list.children[position].name) & mask;
  while (list.slots[gap] != position + 1) gap = (gap + 1) & mask;
  // Those behind it that could not stand here or before move up (Knuth, volume 3, algorithm 6.4R).
  for (std::size_t at = (gap + 1) & mask; list.slots[at] != 0; at = (at + 1) & mask) {
    const std::size_t home = hash_of(list.children[list.slots[at] - 1].name) & mask;
    if (((at - home) & mask) < ((at - gap) & mask)) continue;
    list.slots[gap] = list.slots[at];
    gap = at;
  }
  list.slots[gap] = 0;
}

void Draft::put_back(Id object, std::string_view name, Id value) {
  List& list = lists_[values_[object].list];
  for (std::size_t i = list.children.size(); i-- > 0;) {
    if (list.children[i].value != kNone || list.children[i].name != name) continue;
    list.children[i].value = value;
    list.slots.clear();  // made anew when it is asked
    ++list.live;
    return;
  }
  set(object, name, value);
}

bool Draft::rename(Id object, std::string_view from, std::string_view to) { return try_rename(object, from, to, true) == Renamed::done; }

Draft::Renamed Draft::try_rename(Id object, std::string_view from, std::string_view to, bool replaces) {
  open(object);
  List& list = lists_[values_[object].list];
  const auto none = static_cast<std::uint32_t>(list.children.size());
  const std::uint32_t at = position_of(list, from);
  if (at == none) return Renamed::missing;
  if (from == to) return Renamed::done;
  if (position_of(list, to) != none) {
    if (!replaces) return Renamed::taken;
    remove(object, to);
  }
  list.is_changed = true;
  list.children[at] = member(to, list.children[at].value);
  list.slots.clear();
  return Renamed::done;
}

// Arrays keep no gaps: an index is a position.
void Draft::insert(Id array, std::uint32_t index, Id value) {
  if (value == kNone) return;  // is_full_
  open(array);
  List& list = lists_[values_[array].list];
  list.is_changed = true;
  shift(list.children.size() - index);
  list.children.insert(list.children.begin() + index, Child{value, {}, {}});
  ++list.live;
}

void Draft::replace(Id array, std::uint32_t index, Id value) {
  if (value == kNone) return;  // is_full_
  open(array);
  lists_[values_[array].list].is_changed = true;
  children_of(array)[index].value = value;
}

Draft::Id Draft::remove_item(Id array, std::uint32_t index) {
  open(array);
  List& list = lists_[values_[array].list];
  const Id out = list.children[index].value;
  list.is_changed = true;
  shift(list.children.size() - index);
  list.children.erase(list.children.begin() + index);
  --list.live;
  return out;
}

bool Draft::equal(Id a, Id b, std::uint32_t depth) {
  if (a == b) return true;
  if (type(a) != type(b) || is_too_deep(depth)) return false;
  switch (type(a)) {
    case Type::null: return true;
    case Type::boolean: return raw(a) == raw(b);
    case Type::string: return raw(a) == raw(b) || string(a) == string(b);
    case Type::number: return raw(a) == raw(b) || compare(read_decimal(raw(a)), read_decimal(raw(b))) == 0;
    case Type::array: {
      const std::uint32_t count = size(a);
      if (count != size(b)) return false;
      for (std::uint32_t i = 0; i < count; ++i) {
        const Id x = item(a, i), y = item(b, i);
        if (x == kNone || y == kNone || !equal(x, y, depth + 1)) return false;
      }
      return true;
    }
    case Type::object: {
      if (size(a) != size(b)) return false;
      bool is_equal = true;
      for_each_member(a, [&](std::string_view name, Id value) {
        if (!is_equal) return;
        const Id other = find(b, name);
        is_equal = other != kNone && equal(value, other, depth + 1);
      });
      return is_equal;
    }
  }
  return false;
}

void Draft::write_settled(std::string& out, Id value) {
  const Value& v = values_[value];
  const std::uint64_t most = has_bytes(v) ? v.size : lists_[v.list].bytes;
  if (most > kMaxWrittenBytes) is_full_ = true;
  if (is_full_) return;
  const std::size_t begin = out.size();
  out.resize(begin + static_cast<std::size_t>(most));
  out.resize(static_cast<std::size_t>(write(out.data() + begin, value) - out.data()));
}

// There is room, and `settle` has found nothing too deep.
char* Draft::write(char* out, Id value) {
  const Value& v = values_[value];
  const auto put = [&out](const char* bytes, std::size_t size) {
    std::memcpy(out, bytes, size);
    out += size;
  };
  if (has_bytes(v)) {
    put(v.text, v.size);
    return out;
  }
  const bool is_object = v.type == Type::object;
  *out++ = is_object ? '{' : '[';
  bool is_first = true;
  for (const Child& child : lists_[v.list].children) {
    if (child.value == kNone) continue;
    if (!is_first) *out++ = ',';
    is_first = false;
    if (is_object) {
      *out++ = '"';
      if (!child.raw.empty()) put(child.raw.data(), child.raw.size());
      *out++ = '"';
      *out++ = ':';
    }
    out = write(out, child.value);
  }
  *out++ = is_object ? '}' : ']';
  return out;
}

}  // namespace ludex::json
