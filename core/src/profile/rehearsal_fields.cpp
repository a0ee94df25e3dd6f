#include "profile/rehearsal_fields.h"

#include <algorithm>

namespace ludex::detail {
namespace {

constexpr const char* kSides[] = {"before", "after"};

std::size_t most_names(std::size_t level) { return level < std::size(kMaxFieldNames) ? kMaxFieldNames[level] : 0; }

FieldNode& made(std::unique_ptr<FieldNode>& node) {
  if (!node) node = std::make_unique<FieldNode>();
  return *node;
}

// Members by name, whatever the order in which they were met.
std::vector<const std::pair<std::string, std::unique_ptr<FieldNode>>*> in_order(const FieldNode& node) {
  std::vector<const std::pair<std::string, std::unique_ptr<FieldNode>>*> out;
  for (const auto& member : node.members) out.push_back(&member);
  std::sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  return out;
}

// How many fields lie at each depth.
void count(const FieldNode& node, std::uint32_t depth, std::uint64_t* by_depth) {
  ++by_depth[depth];
  if (depth == kMaxFieldDepth) return;
  for (const auto& member : node.members) count(*member.second, depth + 1, by_depth);
  for (const auto* child : {&node.items, &node.others})
    if (*child) count(**child, depth + 1, by_depth);
}

void report(json::Writer& w, const FieldNode& node, const FieldNode* object, const std::string& pointer, std::uint32_t levels) {
  w.open('{');
  w.key("pointer").string(pointer);
  for (std::size_t i = 0; i < 2; ++i) {
    const std::uint64_t objects = object && object->sides[i] ? object->sides[i]->count(FieldSide::object) : 0;
    const std::uint64_t present = node.sides[i] ? node.sides[i]->present() : 0;
    if (present == 0) continue;
    w.key(kSides[i]).open('{');
    if (objects > present) w.key("missing").number(objects - present);
    node.sides[i]->write(w);
    w.close('}');
  }
  w.close('}');
  if (levels == 0) return;
  if (node.items) report(w, *node.items, nullptr, pointer + "/N", levels - 1);
  for (const auto* member : in_order(node)) report(w, *member->second, &node, json::child_pointer(pointer, member->first), levels - 1);
  if (node.others) report(w, *node.others, nullptr, pointer + "/*", levels - 1);
}

void write_node(json::Writer& w, const FieldNode& node) {
  w.open('{');
  for (std::size_t i = 0; i < 2; ++i) {
    if (!node.sides[i]) continue;
    w.key(kSides[i]).open('{');
    node.sides[i]->write(w);
    w.close('}');
  }
  if (node.is_map) w.key("is_map").boolean(true);
  if (node.items) {
    w.key("N");
    write_node(w, *node.items);
  }
  if (node.others) {
    w.key("*");
    write_node(w, *node.others);
  }
  if (!node.members.empty()) {
    w.key("in").open('{');
    for (const auto* member : in_order(node)) {
      w.key(member->first);
      write_node(w, *member->second);
    }
    w.close('}');
  }
  w.close('}');
}

bool read_node(const json::View& v, FieldNode& out, std::size_t level, std::uint32_t depth) {
  if (!v.is_object() || depth > kMaxFieldDepth) return false;
  for (std::size_t i = 0; i < 2; ++i)
    if (const auto side = v.find(kSides[i]); side && !out.side(i).read(*side)) return false;
  const auto is_map = v.find("is_map");
  out.is_map = is_map && is_map->is(json::Type::boolean) && is_map->boolean();
  if (const auto items = v.find("N"); items && !read_node(*items, made(out.items), level, depth + 1)) return false;
  if (const auto others = v.find("*"); others && !read_node(*others, made(out.others), level + 1, depth + 1)) return false;
  const auto members = v.find("in");
  if (!members) return true;
  if (!members->is_object() || out.is_map || members->count() > most_names(level)) return false;
  for (const auto& [name, member] : members->members()) {
    if (name.size() > kMaxFieldNameBytes) return false;
    out.members.emplace_back(std::string(name), std::make_unique<FieldNode>());
    if (!read_node(member, *out.members.back().second, level + 1, depth + 1)) return false;
  }
  return true;
}

}  // namespace

FieldNode& FieldNode::member(std::string_view name, std::size_t level, std::size_t& hint) {
  if (is_map || name.size() > kMaxFieldNameBytes) return made(others);
  // Saves of one version hold the same members in the same order.
  if (hint < members.size() && members[hint].first == name) return *members[hint++].second;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].first != name) continue;
    hint = i + 1;
    return *members[i].second;
  }
  if (members.size() < most_names(level)) {
    members.emplace_back(std::string(name), std::make_unique<FieldNode>());
    hint = members.size();
    return *members.back().second;
  }
  become_map(level);
  return made(others);
}

void FieldNode::become_map(std::size_t level) {
  is_map = true;
  for (const auto& member : members) made(others).merge(*member.second, level + 1);
  members.clear();
  members.shrink_to_fit();
}

void FieldNode::merge(const FieldNode& other, std::size_t level) {
  for (std::size_t i = 0; i < 2; ++i)
    if (other.sides[i]) side(i).merge(*other.sides[i]);
  if (other.is_map && !is_map) become_map(level);
  std::size_t hint = 0;
  for (const auto& entry : other.members) member(entry.first, level, hint).merge(*entry.second, level + 1);
  if (other.items) made(items).merge(*other.items, level);
  if (other.others) made(others).merge(*other.others, level + 1);
}

void FieldCounts::add(std::size_t side, std::string_view text, const json::Tape& tape, Arena& arena) {
  text_ = text;
  tape_ = &tape;
  arena_ = &arena;
  for (std::uint32_t key = 1; key < tape.nodes[0].next; key = tape.nodes[key + 1].next)
    if (json::string_equals(text, tape.nodes[key], "state")) add(root_, side, key + 1, 0, 0);
}

void FieldCounts::add(FieldNode& at, std::size_t side, std::uint32_t node, std::size_t level, std::uint32_t depth) {
  const json::NodeList& nodes = tape_->nodes;
  const json::Node& value = nodes[node];
  at.side(side).add(text_, value, *arena_);
  if (value.count == 0) return;
  if (depth == kMaxFieldDepth || (value.type == json::Type::object && level == std::size(kMaxFieldNames))) {
    too_deep_ += value.count;
    return;
  }
  if (value.type == json::Type::array) {
    FieldNode& items = made(at.items);
    for (std::uint32_t i = node + 1; i < value.next; i = nodes[i].next) add(items, side, i, level, depth + 1);
    return;
  }
  std::size_t hint = 0;
  for (std::uint32_t key = node + 1; key < value.next; key = nodes[key + 1].next) {
    const std::string_view name = json::string_value(text_, nodes[key], *arena_);
    add(at.member(name, level, hint), side, key + 1, level + 1, depth + 1);
  }
}

void FieldCounts::merge(const FieldCounts& other) {
  root_.merge(other.root_, 0);
  too_deep_ += other.too_deep_;
}

// Whole levels, so that what is left out depends on nothing but the fields.
std::uint32_t FieldCounts::reported_depth(std::uint64_t& left_out) const {
  std::uint64_t by_depth[kMaxFieldDepth + 1] = {}, sum = 0;
  count(root_, 0, by_depth);
  std::uint32_t depth = 0;
  for (; depth <= kMaxFieldDepth && sum + by_depth[depth] <= kMaxReportedFields; ++depth) sum += by_depth[depth];
  left_out = 0;
  for (std::uint32_t d = depth; d <= kMaxFieldDepth; ++d) left_out += by_depth[d];
  return depth - 1;  // the state itself always fits
}

std::uint64_t FieldCounts::unreported() const {
  std::uint64_t out = 0;
  reported_depth(out);
  return out;
}

void FieldCounts::write_report(json::Writer& w) const {
  std::uint64_t left_out = 0;
  const std::uint32_t levels = reported_depth(left_out);
  w.open('[');
  report(w, root_, nullptr, "", levels);
  w.close(']');
}

void FieldCounts::write(json::Writer& w) const {
  w.open('{');
  w.key("too_deep").number(too_deep_);
  w.key("root");
  write_node(w, root_);
  w.close('}');
}

bool FieldCounts::read(const json::View& v) {
  const auto deep = v.find("too_deep"), root = v.find("root");
  const auto count = deep ? deep->integer() : std::nullopt;
  if (!count || *count < 0 || !root || !read_node(*root, root_, 0, 0)) return false;
  too_deep_ = static_cast<std::uint64_t>(*count);
  return true;
}

}  // namespace ludex::detail
