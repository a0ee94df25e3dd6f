#include "backtest/counts.h"

#include <algorithm>
#include <cmath>

#include "support/base64.h"
#include "value/json_bytes.h"
#include "value/number.h"

namespace ludex::detail {
namespace {

bool is_text(std::string_view bytes) {
  const char* p = bytes.data();
  const char* const end = p + bytes.size();
  while (p < end) {
    const std::size_t n = static_cast<unsigned char>(*p) < 0x80 ? 1 : json::utf8_sequence(p, end);
    if (n == 0) return false;
    p += n;
  }
  return true;
}

void write_tally(json::Writer& w, const VerdictTally& t) {
  w.key("requests").number(t.requests);
  w.key("changed").number(t.changed);
  w.key("accepted_before").number(t.accepted_before);
  w.key("accepted_after").number(t.accepted_after);
}

void write_value(json::Writer& w, const TrackedPath& path, bool is_there, const TrackedSum::Value& value) {
  if (!is_there || (path.is_real && !std::isfinite(value.real))) return w.raw("null");
  if (!path.is_real) return write_wide(w, value.whole);
  w.raw(double_text(value.real));
}

void write_sample(json::Writer& w, const ChangedSample& s) {
  w.open('{');
  w.key("batch").number(s.batch);
  if (s.timer.empty()) {
    w.key("request").number(s.request);
    write_request(w, s.line);
  } else {
    w.key("timer").string(s.timer);
  }
  w.key("old");
  write_line(w, s.before);
  w.key("new");
  write_line(w, s.after);
  w.close('}');
}

void write_action_name(json::Writer& w, const std::string& name) {
  w.key("action");
  if (name.empty()) w.raw("null");
  else w.string(name);
}

void write_by_action(json::Writer& w, const Counts& c) {
  w.key("actions").open('[');
  for (std::size_t i = 0; i < c.actions.size(); ++i) {
    if (c.actions[i].requests == 0) continue;
    w.open('{');
    write_action_name(w, c.action_names[i]);
    write_tally(w, c.actions[i]);
    w.close('}');
  }
  w.close(']');
  w.key("unaffected").open('[');
  for (std::size_t i = 1; i < c.actions.size(); ++i)
    if (c.actions[i].requests != 0 && c.actions[i].changed == 0) w.string(c.action_names[i]);
  w.close(']');
}

void write_changes(json::Writer& w, const Counts& c, const std::vector<Cohort>& cohorts) {
  std::vector<const std::pair<const Counts::Key, Change>*> order;
  for (const auto& change : c.changes) order.push_back(&change);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->second.count > b->second.count; });
  w.key("changes").open('[');
  for (const auto* change : order) {
    w.open('{');
    write_action_name(w, c.action_names[change->first.action]);
    w.key("from");
    write_answer(w, change->first.before);
    w.key("to");
    write_answer(w, change->first.after);
    w.key("count").number(change->second.count);
    if (!cohorts.empty()) {
      w.key("cohorts").open('{');
      for (std::size_t i = 0; i < cohorts.size(); ++i) w.key(cohorts[i].name).number(change->second.cohorts[i]);
      w.close('}');
      w.key("in_no_cohort").number(change->second.cohorts.back());
    }
    w.key("samples").open('[');
    for (const ChangedSample& s : change->second.samples) write_sample(w, s);
    w.close(']');
    w.close('}');
  }
  w.close(']');
}

void write_cohorts(json::Writer& w, const Counts& c, const std::vector<Cohort>& cohorts, const Cohorts& actors) {
  w.key("cohorts").open('[');
  for (std::size_t i = 0; i <= cohorts.size() && !cohorts.empty(); ++i) {
    const bool is_rest = i == cohorts.size();
    w.open('{');
    w.key("name");
    if (is_rest) w.raw("null");
    else w.string(cohorts[i].name);
    if (!is_rest) w.key("that").string(cohorts[i].that);
    w.key("actors").number(actors.actors()[i]);
    write_tally(w, c.cohorts[i]);
    w.close('}');
  }
  w.close(']');
}

void write_sums(json::Writer& w, const Counts& c, const std::vector<TrackedPath>& sums) {
  w.key("sums").open('[');
  for (std::size_t k = 0; k < sums.size(); ++k) {
    const TrackedPath& path = sums[k];
    w.open('{');
    w.key("path").string(path.path);
    const auto write_point = [&](const char* name, const SumPoint& p) {
      w.key(name).open('{');
      w.key("old");
      write_value(w, path, path.is_before, p.before[k]);
      w.key("new");
      write_value(w, path, path.is_after, p.after[k]);
      w.close('}');
    };
    if (!c.points.empty()) {
      write_point("start", c.points.front());
      write_point("end", c.points.back());
    }
    w.key("points").open('[');
    for (const SumPoint& p : c.points) {
      w.open('[');
      w.number(p.batch);
      w.number(p.now);
      write_value(w, path, path.is_before, p.before[k]);
      write_value(w, path, path.is_after, p.after[k]);
      w.close(']');
    }
    w.close(']');
    w.close('}');
  }
  w.close(']');
}

void write_host(json::Writer& w, const Counts& c) {
  w.key("host").open('{');
  w.key("joins").number(c.joins);
  w.key("leaves").number(c.leaves);
  w.key("adoptions").number(c.adoptions);
  w.key("refused").number(c.refused_changes);
  w.key("samples").open('[');
  for (const Counts::RefusedChange& r : c.refused_samples) {
    w.open('{');
    w.key("before_batch").number(r.before_batch);
    w.key("what").string(r.what);
    w.key("id").number(r.id);
    w.key("message").string(r.message);
    w.close('}');
  }
  w.close(']');
  w.close('}');
}

}  // namespace

void write_line(json::Writer& w, const std::string& line) { w.raw(line.empty() ? std::string_view("null") : std::string_view(line)); }

void write_request(json::Writer& w, const std::string& line) {
  if (is_text(line)) return w.key("line").string(line);
  std::string base64;
  append_base64(base64, line);
  w.key("line_base64").string(base64);
}

void write_answer(json::Writer& w, const Answer& answer) {
  w.open('{');
  w.key("verdict").string(to_string(answer.outcome));
  if (!answer.reason.empty()) w.key("reason").string(answer.reason);
  if (answer.code != RuleError::none) w.key("code").string(to_string(answer.code));
  w.close('}');
}

void write_counts(json::Writer& w, const Counts& c, const std::vector<Cohort>& cohorts, const Cohorts& actors, const std::vector<TrackedPath>& sums) {
  w.key("batches").number(c.batches);
  w.key("opened").open('[');
  if (c.has_opened) {
    w.number(c.first_opened);
    w.number(c.last_opened);
  }
  w.close(']');
  write_tally(w, c.all);
  w.key("recorded").open('{');
  w.key("side").string("judged again");
  w.key("batches").number(c.batches);
  w.key("same_digest").number(c.batches - c.mismatches);
  w.key("differing").open('[');
  for (const std::uint64_t batch : c.mismatched) w.number(batch);
  w.close(']');
  w.close('}');
  write_by_action(w, c);
  write_changes(w, c, cohorts);
  write_cohorts(w, c, cohorts, actors);
  write_sums(w, c, sums);
  w.key("timers").open('{');
  w.key("old").number(c.timers_before);
  w.key("new").number(c.timers_after);
  w.key("changed").number(c.timers_changed);
  w.key("samples").open('[');
  for (const ChangedSample& s : c.timer_samples) write_sample(w, s);
  w.close(']');
  w.close('}');
  write_host(w, c);
}

}  // namespace ludex::detail
