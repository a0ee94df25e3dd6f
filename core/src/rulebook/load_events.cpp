// Events: what an accepted request tells others, and a refusal may.

#include "rulebook/action_loader.h"
#include "support/sort.h"

namespace ludex::detail {

void ActionLoader::load_audience(const json::View& v, const std::string& pointer, Event& event) {
  if (v.is_string() && v.str() == "all") {
    event.audience = Event::Audience::all;
  } else if (v.is_string() && v.str() == "actor") {
    event.audience = Event::Audience::actor;
  } else if (v.is_object() && v.count() == 1 && v.find("entity")) {
    event.audience = Event::Audience::entity;
    put_key("entity");
    event.entity = expression(*v.find("entity"), pointer + "/entity", &builtin_shapes().integer);
  } else if (v.is_object() && v.count() == 1 && v.find("kind")) {
    event.audience = Event::Audience::kind;
    const auto name = *v.find("kind");
    const auto kind = name.is_string() ? loader_.declarations().find_kind(name.str()) : std::nullopt;
    if (!kind) loader_.error(name, pointer + "/kind", "unknown kind" + (name.is_string() ? nearest_name(name.str(), loader_.declarations().kind_names) : std::string()));
    else event.kind = *kind;
    put_key("kind");
    if (kind) json::write_string(canonical_, loader_.declarations().kind_names[event.kind]);  // a position would depend on the order written
    else put("null");
  } else if (v.is_object() && v.count() == 1 && v.find("near")) {
    event.audience = Event::Audience::near;
    put_key("near");
    if (const auto near = load_near(*v.find("near"), pointer + "/near")) event.near = *near;
    event.kind = event.near.kind;
  } else if (v.is_object() && v.count() == 1 && v.find("where")) {
    event.audience = Event::Audience::where;
    load_where(*v.find("where"), pointer + "/where", event);
  } else {
    loader_.error(v, pointer, "an audience is \"all\", \"actor\", {\"entity\": E}, {\"kind\": k}, {\"near\": {…}} or {\"where\": {…}}");
  }
}

// {"kind": k, "that": E}: everyone of the kind for whom E is true; E calls the one looked at `it`, or as "as" says.
void ActionLoader::load_where(const json::View& v, const std::string& pointer, Event& event) {
  put_key("where");
  put("{");
  if (loader_.expect_object(v, pointer, {"kind", "that", "as"})) {
    const auto kind = v.find("kind"), that = v.find("that"), as = v.find("as");
    const auto found = kind && kind->is_string() ? loader_.declarations().find_kind(kind->str()) : std::nullopt;
    if (!found) loader_.error(kind ? *kind : v, kind ? pointer + "/kind" : pointer, "where needs \"kind\": the name of a kind" + (kind && kind->is_string() ? nearest_name(kind->str(), loader_.declarations().kind_names) : std::string()));
    if (!that) loader_.error(v, pointer, "where needs \"that\": a condition");
    const std::string name = as && as->is_string() ? std::string(as->str()) : "it";
    if (found && that && check_new_name(name, as ? *as : v, as ? pointer + "/as" : pointer)) {
      event.kind = *found;
      put_key("kind");
      json::write_string(canonical_, loader_.declarations().kind_names[event.kind]);
      put_key("as");
      json::write_string(canonical_, name);
      put_key("that");
      const std::size_t entities = scope_.entities.size();
      event.slot = add_entity(name, event.kind, false);
      event.that = expression(*that, pointer + "/that", &builtin_shapes().boolean);
      close_names(entities, scope_.locals.size());
    }
  }
  put("}");
}

std::optional<Event> ActionLoader::load_event(const json::View& v, const std::string& pointer) {
  if (!loader_.expect_object(v, pointer, {"event", "audience", "data"})) return std::nullopt;
  Event event;
  event.place = loader_.place(pointer);
  const auto name = v.find("event");
  if (!name || !name->is_string() || !is_name(name->str())) {
    loader_.error(name ? *name : v, name ? pointer + "/event" : pointer, "an event needs \"event\": its name");
    return std::nullopt;
  }
  event.name = name->str();
  put("{");
  put_key("event");
  json::write_string(canonical_, event.name);
  if (const auto audience = v.find("audience")) load_audience(*audience, pointer + "/audience", event);
  put_key("audience");
  put(std::to_string(static_cast<int>(event.audience)));
  if (const auto data = v.find("data")) {
    put_key("data");
    put("{");
    if (!data->is_object()) loader_.error(*data, pointer + "/data", "expected an object of names and expressions");
    std::vector<std::pair<std::string, json::View>> members;
    for (const auto& [key, x] : data->members()) members.emplace_back(std::string(key), x);
    sort_items(members, [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [key, x] : members) {
      put_key(key);
      const expr::Block block = expression(x, json::child_pointer(pointer + "/data", key), nullptr);
      if (block.is_set()) event.data.push_back({key, block});
    }
    put("}");
  }
  put("}");
  return event;
}

void ActionLoader::load_events(const json::View& v, const std::string& base, std::vector<Event>& out) {
  if (!v.is_array()) return loader_.error(v, base, "expected a list of events");
  put("[");
  v.for_each_item([&](std::uint32_t i, const json::View& x) {
    if (canonical_.back() != '[') put(",");
    if (auto event = load_event(x, json::child_pointer(base, i))) out.push_back(std::move(*event));
  });
  put("]");
}

}  // namespace ludex::detail
