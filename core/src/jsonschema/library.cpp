#include "jsonschema/library.h"

#include <algorithm>

#include "jsonschema/keywords.h"
#include "jsonschema/uri.h"
#include "value/json_bytes.h"

namespace ludex::jsonschema {
namespace {

struct BuiltIn {
  std::string_view uri, text;
};
constexpr BuiltIn kBuiltIn[] = {
#include "jsonschema/metaschema.inc"
};

// How deep a document may nest, whatever the caller allows: keys of constants are written by recursion.
constexpr std::uint32_t kMaxSchemaDepth = 512;

// Identifiers are put together anew for every reference.
constexpr std::size_t kMaxUriBytes = 4096;
// Of all identifiers together, resolved: each of a few bytes may stand for kMaxUriBytes.
constexpr std::size_t kMaxUriBytesTogether = std::size_t{16} << 20;

// As many as the compiler tells.
constexpr std::size_t kMaxFaults = 100;

// Containers up to this size are searched from the front.
constexpr std::uint32_t kSmallContainer = 16;

/// What a percent-encoded fragment stands for may be any bytes; messages are UTF-8.
std::string shown(std::string_view decoded) {
  std::string out;
  const char* const end = decoded.data() + decoded.size();
  for (const char* p = decoded.data(); p < end;) {
    const std::size_t size = static_cast<unsigned char>(*p) < 0x80 ? 1 : json::utf8_sequence(p, end);
    out += size == 0 ? std::string_view("\xEF\xBF\xBD") : std::string_view(p, size);
    p += std::max<std::size_t>(size, 1);
  }
  return out;
}

std::optional<std::string_view> string_member(const json::View& schema, std::string_view name) {
  const auto found = schema.find(name);
  if (!found || !found->is_string()) return std::nullopt;
  return found->str();
}

}  // namespace

std::optional<Error> Library::read(std::string uri, std::string text, std::uint32_t& document) {
  auto read = std::make_unique<SourceDocument>();
  read->uri = std::move(uri);
  read->text = std::move(text);
  read->json.text = read->text;
  const auto scanned = json::scan(read->text, {options_.max_bytes, std::min(options_.max_depth, kMaxSchemaDepth), options_.max_nodes, false}, read->json.tape);
  if (!scanned.ok()) {
    Error e = json::scan_error(read->text, scanned);
    e.file = read->uri;
    return e;
  }
  read->resource_of.resize(read->json.tape.nodes.size());
  document = static_cast<std::uint32_t>(documents_.size());
  documents_.push_back(std::move(read));
  return std::nullopt;
}

std::optional<Error> Library::open(std::string_view schema) {
  is_added_.assign(options_.documents.size(), 0);
  for (std::size_t i = 0; i < options_.documents.size(); ++i) given_.emplace(without_fragment(options_.documents[i].uri), i);
  std::uint32_t document = 0;
  const std::string base(without_fragment(options_.base_uri));
  if (auto e = read(base, std::string(schema), document)) {
    e->file.clear();
    return e;
  }
  const std::uint32_t root = add_resource(document, 0, base, true);
  index(document, 0, root, true);
  return std::nullopt;
}

std::uint32_t Library::add_resource(std::uint32_t document, std::uint32_t root, std::string uri, bool tells_faults) {
  const auto id = static_cast<std::uint32_t>(resources_.size());
  uri_bytes_ += uri.size();
  resources_.push_back({document, root, uri, {}});
  const auto [known, is_new] = by_uri_.emplace(uri, id);
  if (!is_new && tells_faults) {
    const Resource& other = resources_[known->second];
    if ((other.document != document || other.root != root) && faults_.size() < kMaxFaults)
      faults_.push_back({{document, root, id}, "the identifier '" + uri + "' is used by two schemas"});
  }
  return id;
}

void Library::rename(std::uint32_t resource, const std::string& uri, bool tells_faults) {
  Resource& r = resources_[resource];
  uri_bytes_ += uri.size();
  r.uri = uri;
  const auto [known, is_new] = by_uri_.emplace(uri, resource);
  if (!is_new && known->second != resource && tells_faults && faults_.size() < kMaxFaults)
    faults_.push_back({{r.document, r.root, resource}, "the identifier '" + uri + "' is used by two schemas"});
}

// Walks the places where keywords put schemas, from the outside in, without recursion.
void Library::index(std::uint32_t document, std::uint32_t from, std::uint32_t outer, bool tells_faults) {
  SourceDocument& d = *documents_[document];
  struct Open {
    std::uint32_t node, resource;
  };
  std::vector<Open> open = {{from, outer}};
  while (!open.empty()) {
    auto [node, resource] = open.back();
    open.pop_back();
    if (d.resource_of[node]) continue;
    const json::View schema(d.json, node);
    if (schema.is_object()) {
      // The identifier first: it decides what the anchors beside it belong to.
      if (const auto id = string_member(schema, "$id")) {
        const std::string uri = resolve_uri(resources_[resource].uri, *id);
        const std::string absolute(without_fragment(uri));
        if (id->find('#') != std::string_view::npos && id->find('#') + 1 != id->size()) {
          // Not allowed; the compiler says so.
        } else if (absolute.size() > kMaxUriBytes) {
          if (tells_faults && faults_.size() < kMaxFaults) faults_.push_back({{document, node, resource}, "the identifier is longer than " + std::to_string(kMaxUriBytes) + " bytes"});
        } else if (uri_bytes_ + absolute.size() > kMaxUriBytesTogether) {
          // Also of documents given: what such an identifier names would not be found, or be taken for another.
          if (faults_.size() < kMaxFaults) faults_.push_back({{document, node, resource}, "the identifiers come to more than " + std::to_string(kMaxUriBytesTogether) + " bytes together"});
        } else if (resources_[resource].root == node && resources_[resource].document == document) {
          rename(resource, absolute, tells_faults);  // known under the URI it was given under, too
        } else {
          resource = add_resource(document, node, absolute, tells_faults);
        }
      }
      for (const auto& member : schema.members()) {
        const auto keyword = keyword_named(member.name);
        if (!keyword) continue;
        if (*keyword == Keyword::anchor || *keyword == Keyword::dynamic_anchor) {
          if (!member.value.is_string()) continue;
          const auto added = resources_[resource].anchors.emplace(member.value.str(), Anchor{node, *keyword == Keyword::dynamic_anchor});
          if (!added.second && added.first->second.node == node) added.first->second.is_dynamic = true;
          else if (!added.second && tells_faults && faults_.size() < kMaxFaults) faults_.push_back({{document, node, resource}, "the anchor '" + std::string(member.value.str()) + "' is used by two schemas"});
          continue;
        }
        const Holds holds = info_of(*keyword).holds;
        if (holds == Holds::schema) open.push_back({member.value.index(), resource});
        if (holds == Holds::list_of_schemas) member.value.for_each_item([&, r = resource](std::uint32_t, const json::View& item) { open.push_back({item.index(), r}); });
        if (holds == Holds::map_of_schemas)
          for (const auto& inner : member.value.members()) open.push_back({inner.value.index(), resource});
      }
    }
    d.resource_of[node] = resource + 1;
  }
}

bool Library::add_given(std::size_t given, std::string& why) {
  if (is_added_[given]) return true;
  is_added_[given] = 1;
  const SchemaDocument& source = options_.documents[given];
  std::uint32_t document = 0;
  if (const auto e = read(source.uri, source.text, document)) {
    why = "the document '" + source.uri + "' cannot be read: " + e->message + " (line " + std::to_string(e->line) + ")";
    return false;
  }
  const std::string uri(without_fragment(source.uri));
  const std::uint32_t root = add_resource(document, 0, uri, false);
  index(document, 0, root, false);
  return true;
}

std::optional<std::uint32_t> Library::resource_named(std::string_view uri, std::string& why) {
  const auto known = [&] {
    const auto at = by_uri_.find(uri);
    return at == by_uri_.end() ? std::nullopt : std::optional<std::uint32_t>(at->second);
  };
  if (const auto found = known()) return found;
  if (const auto given = given_.find(uri); given != given_.end() && !is_added_[given->second]) {
    if (!add_given(given->second, why)) return std::nullopt;
    if (const auto found = known()) return found;
  }
  for (const BuiltIn& b : kBuiltIn) {
    if (b.uri != uri) continue;
    std::uint32_t document = 0;
    if (read(std::string(b.uri), std::string(b.text), document)) return std::nullopt;  // cannot be: it is ours
    const std::uint32_t root = add_resource(document, 0, std::string(b.uri), false);
    index(document, 0, root, false);
    return root;
  }
  // It may be the identifier of a schema inside a document not read so far. One that cannot be read is no matter then.
  if (!has_added_all_) {
    has_added_all_ = true;
    std::string ignored;
    for (std::size_t i = 0; i < options_.documents.size(); ++i) add_given(i, ignored);
    if (const auto found = known()) return found;
  }
  return std::nullopt;
}

/// The child of a container named by a pointer's token, or kNone.
std::uint32_t Library::step(std::uint32_t document, std::uint32_t node, std::string_view token) {
  const SourceDocument& d = *documents_[document];
  const json::View parent(d.json, node);
  if (!parent.is_object() && !parent.is_array()) return kNone;
  if (parent.is_object() && parent.count() <= kSmallContainer) {
    const auto found = parent.find(token);
    return found ? found->index() : kNone;
  }
  auto& children = children_[{document, node}];
  if (children.empty()) {
    if (parent.is_object()) {
      for (const auto& member : parent.members()) children.push_back({member.name, member.value.index()});
      std::sort(children.begin(), children.end(), [](const Child& a, const Child& b) { return a.name < b.name; });
    } else {
      parent.for_each_item([&](std::uint32_t, const json::View& item) { children.push_back({{}, item.index()}); });
    }
  }
  if (parent.is_object()) {
    const auto at = std::lower_bound(children.begin(), children.end(), token, [](const Child& a, std::string_view t) { return a.name < t; });
    return at != children.end() && at->name == token ? at->node : kNone;
  }
  if (token.empty() || token.size() > 9 || (token.size() > 1 && token[0] == '0')) return kNone;
  std::size_t index = 0;
  for (const char c : token) {
    if (c < '0' || c > '9') return kNone;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index < children.size() ? children[index].node : kNone;
}

Library::Found Library::find(std::string_view reference, std::uint32_t from) {
  Found out;
  // Within the resource, as most are, nothing is to be resolved.
  const std::string absolute = reference.substr(0, 1) == "#" ? resources_[from].uri + std::string(reference) : resolve_uri(resources_[from].uri, reference);
  const std::string_view uri = without_fragment(absolute);
  std::optional<std::uint32_t> resource;
  if (uri == resources_[from].uri) resource = from;
  else resource = resource_named(uri, out.why);
  if (!resource) {
    out.is_missing = out.why.empty();
    if (out.is_missing) out.why = "the document '" + std::string(uri) + "' was not given";
    return out;
  }
  const Resource& r = resources_[*resource];
  Place place{r.document, r.root, *resource};
  const std::string fragment = uri.size() < absolute.size() ? percent_decode(std::string_view(absolute).substr(uri.size() + 1)) : std::string();
  if (!fragment.empty() && fragment[0] != '/') {
    const auto anchor = r.anchors.find(fragment);
    if (anchor == r.anchors.end()) {
      out.why = "there is no anchor '" + shown(fragment) + "'" + (uri.empty() ? "" : " in '" + std::string(uri) + "'");
      return out;
    }
    place.node = anchor->second.node;
    if (anchor->second.is_dynamic) out.anchor = fragment;
    out.place = place;
    return out;
  }
  for (std::size_t at = 0; at < fragment.size();) {
    const std::size_t end = std::min(fragment.find('/', at + 1), fragment.size());
    std::string token;
    for (std::size_t i = at + 1; i < end; ++i) {
      if (fragment[i] == '~' && i + 1 < end && (fragment[i + 1] == '0' || fragment[i + 1] == '1')) token.push_back(fragment[++i] == '0' ? '~' : '/');
      else token.push_back(fragment[i]);
    }
    const std::uint32_t child = step(place.document, place.node, token);
    if (child == kNone) {
      out.why = "there is nothing at '" + shown(std::string_view(fragment).substr(0, end)) + "'" + (uri.empty() ? "" : " in '" + std::string(uri) + "'");
      return out;
    }
    place.node = child;
    place.resource = resource_at(place.document, child, place.resource);
    at = end;
  }
  // Behind a keyword that is none, nothing has been looked for until now.
  if (documents_[place.document]->resource_of[place.node] == 0) {
    index(place.document, place.node, place.resource, false);
    place.resource = resource_at(place.document, place.node, place.resource);
  }
  out.place = place;
  return out;
}

std::string pointer_to(std::string_view text, const json::Tape& tape, std::uint32_t node, bool* is_key) {
  if (is_key) *is_key = false;
  Arena arena;
  std::string out;
  std::uint32_t at = 0;
  while (at < node) {
    const json::Node& parent = tape.nodes[at];
    const bool is_object = parent.type == json::Type::object;
    std::uint32_t child = at + 1, index = 0;
    while (child < parent.next) {
      const std::uint32_t value = is_object ? child + 1 : child;
      if (node < tape.nodes[value].next) {
        out = is_object ? json::child_pointer(out, json::string_value(text, tape.nodes[child], arena)) : json::child_pointer(out, index);
        if (is_object && node == child) {
          if (is_key) *is_key = true;
          return out;
        }
        at = value;
        break;
      }
      child = tape.nodes[value].next;
      ++index;
    }
    if (child >= parent.next) break;  // not in here
  }
  return out;
}

std::string pointer_to(const SourceDocument& document, std::uint32_t node) { return pointer_to(document.json.text, document.json.tape, node); }

}  // namespace ludex::jsonschema
