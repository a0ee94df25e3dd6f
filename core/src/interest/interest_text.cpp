// Areas of interest as text: the area, what is remembered, what changed. Members stand in the order of their names, so that
// equal states have equal texts.

#include "interest/interest.h"
#include "support/host_error.h"
#include "value/json_writer.h"
#include "value/number.h"
#include "world/store.h"

namespace ludex {

using namespace detail;

namespace {

bool scan(std::string_view text, json::Document& document, Error& error) {
  document.text = text;
  json::Limits limits;
  limits.max_bytes = 0xfffffffe;
  limits.max_depth = 8;
  limits.max_nodes = 0xffffffffu;
  const auto scanned = json::scan(text, limits, document.tape);
  if (!scanned.ok()) error = json::scan_error(text, scanned);
  return scanned.ok();
}

void put_ids(json::Writer& w, const std::vector<std::int64_t>& ids) {
  w.open('[');
  for (const std::int64_t id : ids) w.number(id);
  w.close(']');
}

/// An id as a key, in its one spelling.
std::optional<std::int64_t> read_id(std::string_view text) {
  if (text.empty() || text.size() > 20 || text.find_first_not_of("-0123456789") != std::string_view::npos) return std::nullopt;
  const auto id = parse_exact_int64(text);
  return id && std::to_string(*id) == text ? id : std::nullopt;
}

/// Ids in ascending order, none twice.
std::optional<Error> read_ids(const json::View& v, const std::string& pointer, std::size_t max, std::vector<std::int64_t>& out) {
  if (!v.is_array() || v.count() > max) return host_error("expected a list of at most " + std::to_string(max) + " ids", pointer);
  std::optional<Error> error;
  v.for_each_item([&](std::uint32_t i, const json::View& item) {
    const auto id = item.integer();
    if (error) return;
    if (!id || (!out.empty() && out.back() >= *id)) error = host_error("expected ids in ascending order", json::child_pointer(pointer, i));
    else out.push_back(*id);
  });
  return error;
}

}  // namespace

namespace detail {

std::optional<Error> read_area(const json::View& v, const std::string& pointer, InterestArea& area) {
  if (!v.is_object()) return host_error("expected an object: {\"observers\": kind, \"observed\": kind, \"radius\": number}", pointer);
  bool has_radius = false;
  for (const auto& [name, x] : v.members()) {
    const std::string at = json::child_pointer(pointer, name);
    std::string* const text = name == "observers"        ? &area.observers
                              : name == "observed"       ? &area.observed
                              : name == "observer_field" ? &area.observer_field
                              : name == "observed_field" ? &area.observed_field
                                                         : nullptr;
    double* const number = name == "radius" ? &area.radius : name == "hysteresis" ? &area.hysteresis : nullptr;
    if (text) {
      if (!x.is_string()) return host_error("expected a name", at);
      *text = x.str();
    } else if (number) {
      if (!x.is(json::Type::number)) return host_error("expected a number", at);
      *number = parse_double(x.raw());
      has_radius = has_radius || number == &area.radius;
    } else if (name == "max") {
      const auto max = x.integer();
      if (!max || *max < 1 || *max > std::int64_t{Interest::kMostSeen}) return host_error("max is from 1 to " + std::to_string(Interest::kMostSeen), at);
      area.max = static_cast<std::uint32_t>(*max);
    } else {
      return host_error("unknown key '" + std::string(name) + "'", at);
    }
  }
  if (area.observers.empty() || area.observed.empty() || !has_radius) return host_error("an area needs \"observers\", \"observed\" and \"radius\"", pointer);
  return std::nullopt;
}

}  // namespace detail

Result<Interest> Interest::create(const Program& program, std::string_view area_json) {
  json::Document document;
  Error error;
  if (!scan(area_json, document, error)) return error;
  InterestArea area;
  if (const auto fault = read_area(json::View(document, 0), "", area)) return *fault;
  return create(program, area);
}

Result<Interest> Interest::from_json(const Program& program, std::string_view text) {
  json::Document document;
  Error error;
  if (!scan(text, document, error)) return error;
  const json::View root(document, 0);
  const auto format = root.find("ludex_interest"), area_view = root.find("area"), seen = root.find("seen"), due = root.find("due_full");
  if (!format || format->integer() != 1) return host_error("a state of areas of interest has \"ludex_interest\": 1", format ? "/ludex_interest" : "");
  if (!area_view || !seen || !seen->is_object() || !due) return host_error("expected \"area\", \"due_full\" and \"seen\"", "");
  if (root.count() != 4) return host_error("expected \"area\", \"due_full\", \"ludex_interest\" and \"seen\" and nothing else", "");
  InterestArea area;
  if (const auto fault = read_area(*area_view, "/area", area)) return *fault;
  auto made = create(program, area);
  if (!made) {
    Error fault = made.error();
    fault.pointer = "/area" + fault.pointer;
    return fault;
  }
  auto& observers = made->data_->observers;
  for (const auto& [id_text, ids] : seen->members()) {
    const std::string at = json::child_pointer("/seen", id_text);
    const auto id = read_id(id_text);
    if (!id) return host_error("an id is a decimal int64 without leading zeros", at);
    InterestData::Observer& observer = observers[*id];
    observer.is_due_full = false;
    if (const auto fault = read_ids(ids, at, area.max, observer.seen)) return *fault;
  }
  std::vector<std::int64_t> full;
  if (const auto fault = read_ids(*due, "/due_full", observers.size(), full)) return *fault;
  for (std::uint32_t i = 0; i < full.size(); ++i)
    if (!made->resync(full[i])) return host_error("there is no such observer in \"seen\"", json::child_pointer("/due_full", i));
  return made;
}

std::string Interest::to_json() const {
  const InterestArea& area = data_->area;
  json::Writer w;
  w.open('{');
  w.key("area").open('{');
  w.key("hysteresis").raw(double_text(area.hysteresis));
  w.key("max").number(area.max);
  w.key("observed").string(area.observed);
  w.key("observed_field").string(area.observed_field);
  w.key("observer_field").string(area.observer_field);
  w.key("observers").string(area.observers);
  w.key("radius").raw(double_text(area.radius));
  w.close('}');
  w.key("due_full").open('[');
  for (const auto& [id, observer] : data_->observers)
    if (observer.is_due_full) w.number(id);
  w.close(']');
  w.key("ludex_interest").number(1);
  w.key("seen").open('{');
  for (const auto& [id, observer] : data_->observers) {
    w.key(std::to_string(id));
    put_ids(w, observer.seen);
  }
  w.close('}');
  w.close('}');
  return std::move(w.out);
}

std::string to_json(const std::vector<InterestChange>& changes) {
  json::Writer w;
  w.open('[');
  for (const InterestChange& change : changes) {
    w.open('{');
    if (change.is_gone) {
      w.key("gone").boolean(true);
    } else {
      w.key("entered");
      put_ids(w, change.entered);
      if (change.is_full) w.key("full").boolean(true);
      w.key("left");
      put_ids(w, change.left);
    }
    w.key("observer").number(change.observer);
    w.close('}');
  }
  w.close(']');
  return std::move(w.out);
}

}  // namespace ludex
