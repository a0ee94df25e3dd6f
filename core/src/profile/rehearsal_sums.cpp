#include "profile/rehearsal_sums.h"

#include <algorithm>

#include "value/json_patch.h"
#include "value/json_pointer.h"
#include "value/number.h"

namespace ludex::detail {
namespace {

using json::Draft;

void find_at(Draft& draft, Draft::Id at, const std::vector<std::string>& tokens, std::size_t index, FoundSum& out) {
  if (at == Draft::kNone) return;  // is_full(): what it counts for is nothing
  const json::Type type = draft.type(at);
  if (index == tokens.size()) {
    const auto value = type == json::Type::number ? parse_exact_int64(draft.raw(at)) : std::nullopt;
    if (value) out.value += *value;
    else ++out.not_whole;
    return;
  }
  const std::string& token = tokens[index];
  const bool is_every = token == "*";
  if (type == json::Type::object) {
    if (is_every) {
      draft.for_each_member(at, [&](std::string_view, Draft::Id member) { find_at(draft, member, tokens, index + 1, out); });
    } else if (const Draft::Id member = draft.find(at, token); member != Draft::kNone) {
      find_at(draft, member, tokens, index + 1, out);
    }
  } else if (type == json::Type::array) {
    const auto position = json::array_index(token);
    for (std::uint32_t i = is_every ? 0 : position.value_or(0); (is_every || position) && i < draft.size(at); ++i) {
      find_at(draft, draft.item(at, i), tokens, index + 1, out);
      if (!is_every) break;
    }
  }
}

std::uint64_t size_of(Wide value) {
  const Wide size = value < 0 ? -value : value;
  constexpr Wide kMost = INT64_MAX;  // a rank is written as a 64-bit integer
  return static_cast<std::uint64_t>(std::min(size, kMost));
}

std::string with_sign(Wide value) { return (value > 0 ? "+" : "") + decimal(value); }

bool read_count(const json::View& v, const char* name, std::uint64_t& out) {
  const auto member = v.find(name);
  const auto value = member ? member->integer() : std::nullopt;
  if (!value || *value < 0) return false;
  out = static_cast<std::uint64_t>(*value);
  return true;
}

bool read_sum(const json::View& v, const char* name, Wide& out) {
  const auto member = v.find(name);
  return member && read_wide(*member, out);
}

}  // namespace

std::string decimal(Wide value) {
  std::string out;
  // Digit by digit away from zero: the smallest value has no positive counterpart.
  do {
    const int digit = static_cast<int>(value % 10);
    out.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    if (value / 10 == 0 && value < 0) out.push_back('-');
    value /= 10;
  } while (value != 0);
  std::reverse(out.begin(), out.end());
  return out;
}

void write_wide(json::Writer& w, Wide value) {
  if (value >= INT64_MIN && value <= INT64_MAX) w.raw(decimal(value));
  else w.string(decimal(value));
}

bool read_wide(const json::View& v, Wide& out) {
  if (const auto value = v.integer()) {
    out = *value;
    return true;
  }
  if (!v.is_string()) return false;
  const std::string_view text = v.str();
  const bool is_negative = text.starts_with('-');
  const std::string_view digits = text.substr(is_negative ? 1 : 0);
  if (digits.empty() || digits.size() > 39) return false;
  out = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return false;
    const int digit = is_negative ? '0' - c : c - '0';  // away from zero: all that `decimal` writes is read
    if (__builtin_mul_overflow(out, Wide{10}, &out) || __builtin_add_overflow(out, Wide{digit}, &out)) return false;
  }
  return true;
}

FoundSum find_sum(Draft& draft, Draft::Id state, const ConservedSum& sum) {
  FoundSum out;
  for (const auto& tokens : sum.at) find_at(draft, state, tokens, 0, out);
  return out;
}

Wide SumCounts::explained(const ConservedSum& sum) const {
  Wide out = 0;
  for (std::size_t i = 0; i < by_step.size(); ++i)
    if (sum.may_change[i]) out = plus(out, by_step[i]);
  return out;
}

void SumCounts::merge(const SumCounts& other, std::uint64_t first_line, std::size_t most_samples) {
  before = plus(before, other.before);
  after = plus(after, other.after);
  for (std::size_t i = 0; i < by_step.size(); ++i) by_step[i] = plus(by_step[i], other.by_step[i]);
  by_defaults = plus(by_defaults, other.by_defaults);
  unexplained_saves += other.unexplained_saves;
  not_whole_before += other.not_whole_before;
  not_whole_after += other.not_whole_after;
  samples.merge(other.samples, first_line, most_samples);
  aside = plus(aside, other.aside);
  aside_not_whole += other.aside_not_whole;
}

bool AllSumCounts::is_conserved() const {
  return std::all_of(sums.begin(), sums.end(), [](const SumCounts& sum) { return sum.unexplained_saves == 0; });
}

void AllSumCounts::merge(const AllSumCounts& other, std::uint64_t first_line, std::size_t most_samples) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i].merge(other.sums[i], first_line, most_samples);
  aside_unread += other.aside_unread;
}

void AllSumCounts::write_report(json::Writer& w, const std::vector<ConservedSum>& declared, const std::vector<MigrationStep>& steps) const {
  const auto wide = [&w](const char* name, Wide value) {
    w.key(name);
    write_wide(w, value);
  };
  w.open('{');
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const SumCounts& sum = sums[i];
    const Wide explained = sum.explained(declared[i]);
    w.key(declared[i].name).open('{');
    w.key("at").open('[');
    for (const auto& tokens : declared[i].at) w.string(json::pointer_text(tokens));
    w.close(']');
    w.key("ok").boolean(sum.unexplained_saves == 0);
    wide("before", sum.before);
    wide("after", sum.after);
    wide("explained", explained);
    wide("unexplained", minus(minus(sum.after, sum.before), explained));
    w.key("unexplained_saves").number(sum.unexplained_saves);
    w.key("steps").open('[');
    for (std::size_t k = 0; k < steps.size(); ++k) {
      w.open('{');
      w.key("id").string(steps[k].id);
      wide("delta", sum.by_step[k]);
      w.key("may_change").boolean(declared[i].may_change[k]);
      w.close('}');
    }
    w.close(']');
    wide("defaults", sum.by_defaults);
    w.key("not_whole").open('{');
    w.key("before").number(sum.not_whole_before);
    w.key("after").number(sum.not_whole_after);
    w.key("set_aside").number(sum.aside_not_whole);
    w.close('}');
    wide("set_aside", sum.aside);
    w.key("set_aside_unread").number(aside_unread);
    w.key("samples");
    sum.samples.write(w);
    w.close('}');
  }
  w.close('}');
}

void AllSumCounts::write(json::Writer& w) const {
  w.open('{');
  w.key("aside_unread").number(aside_unread);
  w.key("sums").open('[');
  for (const SumCounts& sum : sums) {
    w.open('{');
    for (const auto& [name, value] : {std::pair{"before", sum.before}, {"after", sum.after}, {"by_defaults", sum.by_defaults}, {"aside", sum.aside}}) {
      w.key(name);
      write_wide(w, value);
    }
    for (const auto& [name, value] : {std::pair{"unexplained_saves", sum.unexplained_saves}, {"not_whole_before", sum.not_whole_before}, {"not_whole_after", sum.not_whole_after}, {"aside_not_whole", sum.aside_not_whole}})
      w.key(name).number(value);
    w.key("by_step").open('[');
    for (const Wide delta : sum.by_step) write_wide(w, delta);
    w.close(']');
    w.key("samples");
    sum.samples.write_state(w);
    w.close('}');
  }
  w.close(']');
  w.close('}');
}

bool AllSumCounts::read(const json::View& v) {
  const auto list = v.find("sums");
  if (!read_count(v, "aside_unread", aside_unread) || !list || !list->is_array() || list->count() != sums.size()) return false;
  bool is_good = true;
  list->for_each_item([&](std::uint32_t i, const json::View& item) {
    SumCounts& sum = sums[i];
    const auto by_step = item.find("by_step"), samples = item.find("samples");
    is_good = is_good && read_sum(item, "before", sum.before) && read_sum(item, "after", sum.after) && read_sum(item, "by_defaults", sum.by_defaults) && read_sum(item, "aside", sum.aside) &&
              read_count(item, "unexplained_saves", sum.unexplained_saves) && read_count(item, "not_whole_before", sum.not_whole_before) && read_count(item, "not_whole_after", sum.not_whole_after) &&
              read_count(item, "aside_not_whole", sum.aside_not_whole) && by_step && by_step->is_array() && by_step->count() == sum.by_step.size() && samples && sum.samples.read_state(*samples);
    if (is_good) by_step->for_each_item([&](std::uint32_t k, const json::View& delta) { is_good = is_good && read_wide(delta, sum.by_step[k]); });
  });
  return is_good;
}

void SumObserver::begin(Draft& draft, Draft::Id state, std::int64_t) {
  is_begun_ = true;
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    seen_[i].before = seen_[i].last = find_sum(draft, state, sums_[i]);
    seen_[i].by_step.assign(steps_, 0);
    seen_[i].by_defaults = 0;
  }
}

void SumObserver::after_step(std::size_t step, Draft& draft, Draft::Id state) {
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const FoundSum found = find_sum(draft, state, sums_[i]);
    seen_[i].by_step[step] = found.value - seen_[i].last.value;
    seen_[i].last = found;
  }
}

void SumObserver::ready(Draft& draft, Draft::Id state) {
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const FoundSum found = find_sum(draft, state, sums_[i]);
    seen_[i].by_defaults = found.value - seen_[i].last.value;
    seen_[i].last = found;
  }
}

void SumObserver::count(const LoadedSave& save, std::uint64_t line, const std::vector<MigrationStep>& steps, std::size_t most_samples, AllSumCounts& out) {
  if (!is_begun_) {
    ++out.aside_unread;
    return;
  }
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const Seen& seen = seen_[i];
    SumCounts& sum = out.sums[i];
    if (save.state != SaveState::ready) {
      sum.aside += seen.before.value;
      sum.aside_not_whole += seen.before.not_whole;
      continue;
    }
    sum.before += seen.before.value;
    sum.after += seen.last.value;
    sum.not_whole_before += seen.before.not_whole;
    sum.not_whole_after += seen.last.not_whole;
    sum.by_defaults += seen.by_defaults;
    Wide unexplained = seen.by_defaults;
    for (std::size_t k = 0; k < steps_; ++k) {
      sum.by_step[k] += seen.by_step[k];
      if (!sums_[i].may_change[k]) unexplained += seen.by_step[k];
    }
    if (unexplained == 0) continue;
    ++sum.unexplained_saves;
    if (!sum.samples.wants(size_of(unexplained), line, most_samples)) continue;
    std::string message = decimal(seen.before.value) + " before, " + decimal(seen.last.value) + " after:";
    for (std::size_t k = 0; k < steps_; ++k)
      if (seen.by_step[k] != 0 && !sums_[i].may_change[k]) message += " step '" + steps[k].id + "' " + with_sign(seen.by_step[k]);
    if (seen.by_defaults != 0) message += " defaults " + with_sign(seen.by_defaults);
    sum.samples.add({size_of(unexplained), line, "", shortened(message, 500)}, most_samples);
  }
}

}  // namespace ludex::detail
