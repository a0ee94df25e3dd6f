#include "judge/judgement.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "judge/action_counts.h"
#include "judge/request.h"
#include "support/hash.h"
#include "value/canonical.h"
#include "value/number.h"

namespace ludex {

using namespace detail;

std::string_view to_string(Outcome outcome) {
  return outcome == Outcome::accepted ? "accepted" : outcome == Outcome::duplicate ? "duplicate" : "rejected";
}

Judgement::Judgement(std::unique_ptr<JudgementData> data) : data_(std::move(data)) {}
Judgement::Judgement(Judgement&&) noexcept = default;
Judgement& Judgement::operator=(Judgement&&) noexcept = default;
Judgement::~Judgement() = default;

const std::vector<Verdict>& Judgement::verdicts() const { return data_->verdicts; }
std::uint64_t Judgement::batch_digest() const { return data_->batch_digest; }
std::uint64_t Judgement::world_digest() const { return data_->world_digest; }
const Delta& Judgement::delta() const { return data_->delta; }
const std::vector<std::uint64_t>& Judgement::seqs() const { return data_->seqs; }
const std::vector<TimerSeq>& Judgement::timer_seqs() const { return data_->timer_seqs; }

std::vector<std::pair<Reason, std::uint64_t>> Judgement::counts() const {
  std::vector<std::uint64_t> by_code(kFirstRulebookReason + data_->program->reason_names.size(), 0);
  for (const Verdict& v : data_->verdicts) ++by_code[static_cast<std::size_t>(v.reason)];
  std::vector<std::pair<Reason, std::uint64_t>> out;
  for (std::size_t code = 0; code < by_code.size(); ++code)
    if (by_code[code]) out.emplace_back(static_cast<Reason>(code), by_code[code]);
  return out;
}

namespace {

std::uint64_t hash_of(const ProgramData& program, const std::vector<std::string>& pointers, const Verdict& v, std::string_view payload, std::uint64_t place) {
  const std::uint64_t reason = program.reason_hashes[static_cast<std::size_t>(v.reason)];
  const std::uint64_t at = v.at & kDynamicPlace ? hash_place(pointers[v.at & ~kDynamicPlace]) : program.place_hashes[v.at];
  const std::uint64_t words[5] = {static_cast<std::uint64_t>(v.outcome) | static_cast<std::uint64_t>(v.code) << 8, static_cast<std::uint64_t>(v.retry_after_ms), reason, at,
                                  payload.empty() ? 0 : xxh64(payload, 4)};
  return xxh64({reinterpret_cast<const char*>(words), sizeof words}, mix64(place));
}

// The payload that begins at this offset, its length before it.
std::string_view payload_at(const std::string& bytes, std::uint64_t payload) {
  const auto offset = static_cast<std::size_t>(payload & kPayloadOffset);
  std::uint32_t size;
  std::memcpy(&size, bytes.data() + offset - sizeof size, sizeof size);
  return {bytes.data() + offset, size};
}

}  // namespace

std::string_view detail::payload_of(const Payloads& payloads, std::uint64_t payload) {
  return payload_at(payloads[static_cast<std::size_t>(payload >> kPayloadOffsetBits)], payload);
}

std::uint64_t detail::verdict_hash(const JudgementData& d, const Verdict& v, std::uint64_t place) {
  return hash_of(*d.program, d.pointers, v, v.payload ? payload_of(d.payloads, v.payload) : std::string_view(), place);
}

std::vector<ActionCount> Judgement::counts_by_action() const {
  ActionCounts counts(*data_->program);
  counts.add(*data_);
  std::vector<ActionCount> out;
  counts.for_each([&](std::string_view action, Reason reason, std::uint64_t count) { out.push_back({action, outcome_of(reason), reason, count}); });
  return out;
}

namespace {

const std::string& place_text(const JudgementData& d, const Verdict& v) {
  return v.at & kDynamicPlace ? d.pointers[v.at & ~kDynamicPlace] : d.program->places[v.at];
}

// Reads the parts of one payload in order.
class Payload {
 public:
  Payload(const Payloads& payloads, std::uint64_t payload)
      : bytes_(payloads[static_cast<std::size_t>(payload >> kPayloadOffsetBits)]), offset_(static_cast<std::size_t>(payload & kPayloadOffset)) {
    if (payload) parts_ = static_cast<std::uint8_t>(bytes_[offset_++]);
  }
  bool has(PayloadPart part) const { return parts_ & part; }
  template <class T>
  T take() {
    T v;
    std::memcpy(&v, bytes_.data() + offset_, sizeof v);
    offset_ += sizeof v;
    return v;
  }
  void write_value(std::string& out) { offset_ = canonical::write_json(out, bytes_, offset_); }
  void skip_value() { offset_ = canonical::skip(bytes_, offset_); }

 private:
  const std::string& bytes_;
  std::size_t offset_;
  std::uint8_t parts_ = 0;
};

void write_events(std::string& out, Payload& payload, const ProgramData& program, bool is_shown) {
  std::string ignored;
  std::string& to = is_shown ? out : ignored;
  const auto count = payload.take<std::uint32_t>();
  to += ",\"events\":[";
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto action = payload.take<std::uint32_t>(), index = payload.take<std::uint32_t>();
    const auto entity = payload.take<std::int64_t>();
    const Action& a = program.actions[action];
    const Event& event = index & kRefusalEvent ? a.refusal_events[index & ~kRefusalEvent] : a.events[index];
    if (i) to += ",";
    to += "{\"event\":";
    json::write_string(to, event.name);
    to += ",\"audience\":";
    switch (event.audience) {
      case Event::Audience::all: to += "\"all\""; break;
      case Event::Audience::actor: to += "\"actor\""; break;
      case Event::Audience::entity: to += "{\"entity\":" + std::to_string(entity) + "}"; break;
      case Event::Audience::kind:
        to += "{\"kind\":";
        json::write_string(to, program.declarations.kind_names[event.kind]);
        to += "}";
        break;
      case Event::Audience::near:
      case Event::Audience::where: {
        to += event.audience == Event::Audience::near ? "{\"near\":{\"kind\":" : "{\"where\":{\"kind\":";
        json::write_string(to, program.declarations.kind_names[event.kind]);
        to += ",\"ids\":[";
        const auto ids = payload.take<std::uint32_t>();
        for (std::uint32_t k = 0; k < ids; ++k) to += (k ? "," : "") + std::to_string(payload.take<std::int64_t>());
        to += "]}}";
      }
    }
    to += ",\"data\":";
    payload.write_value(to);
    to += "}";
  }
  to += "]";
}

// What stands after the line's own name.
void write_answer(std::string& out, const JudgementData& d, const Verdict& v, View view) {
  const ProgramData& program = *d.program;
  const bool is_full = view == View::full;
  char number[24];
  out += ",\"verdict\":\"";
  out += to_string(v.outcome);
  out += "\"";
  if (v.outcome != Outcome::accepted) {
    out += ",\"reason\":";
    json::write_string(out, program.reason_name(v.reason));
    if (is_full) {
      out += ",\"at\":";
      json::write_string(out, place_text(d, v));
    }
    if (is_full && v.code != RuleError::none) {
      out += ",\"code\":\"";
      out += to_string(v.code);
      out += "\"";
    }
  }
  Payload payload(d.payloads, v.payload);
  if (payload.has(kResult)) {
    out += ",\"result\":";
    payload.write_value(out);
  }
  if (payload.has(kEvents)) write_events(out, payload, program, is_full);
  if (payload.has(kOperands)) {
    const bool is_told = payload.take<std::uint8_t>() != 0;
    std::string ignored;
    std::string& to = is_full || is_told ? out : ignored;
    const auto count = payload.take<std::uint32_t>();
    to += ",\"operands\":{";
    for (std::uint32_t k = 0; k < count; ++k) {
      if (k) to += ",";
      json::write_string(to, program.labels[payload.take<std::uint32_t>()]);
      to += ":";
      payload.write_value(to);
    }
    to += "}";
  }
  if (v.retry_after_ms >= 0) {
    out += ",\"retry_after_ms\":";
    out.append(number, print_int64(v.retry_after_ms, number));
  }
  if (payload.has(kShadow) && is_full) {
    const auto count = payload.take<std::uint32_t>();
    out += ",\"shadow\":[";
    for (std::uint32_t k = 0; k < count; ++k) {
      const auto place = payload.take<std::uint32_t>(), reason = payload.take<std::uint32_t>(), code = payload.take<std::uint32_t>();
      out += k ? ",{\"at\":" : "{\"at\":";
      json::write_string(out, program.places[place]);
      if (code) out += ",\"code\":\"" + std::string(to_string(static_cast<RuleError>(code))) + "\"";
      out += ",\"reason\":";
      json::write_string(out, program.reason_name(static_cast<Reason>(reason)));
      out += "}";
    }
    out += "]";
  } else if (payload.has(kShadow)) {
    for (auto count = payload.take<std::uint32_t>(); count > 0; --count) payload.take<std::array<std::uint32_t, 3>>();
  }
  if (payload.has(kDraws) && is_full) {
    out += ",\"draws\":";
    payload.write_value(out);
  }
}

void write_verdict(std::string& out, const JudgementData& d, std::size_t i, View view) {
  char number[24];
  out += "{\"i\":";
  out.append(number, print_int64(static_cast<std::int64_t>(i), number));
  write_answer(out, d, d.verdicts[i], view);
  out += "}";
}

void write_timer(std::string& out, const JudgementData& d, const TimerRun& t, View view) {
  out += "{\"timer\":";
  json::write_string(out, t.id);
  out += ",\"action\":";
  json::write_string(out, t.action);
  if (t.has_actor) out += ",\"actor\":" + std::to_string(t.actor);
  write_answer(out, d, t.verdict, view);
  // Nobody waits for the answer to a timer, so its failing is told.
  if (t.verdict.outcome == Outcome::rejected) {
    out += ",\"failed\":{\"event\":\"timer_failed\",\"audience\":";
    out += t.has_actor ? "\"actor\"" : "\"all\"";
    out += ",\"data\":{\"action\":";
    json::write_string(out, t.action);
    out += ",\"reason\":";
    json::write_string(out, d.program->reason_name(t.verdict.reason));
    out += ",\"timer\":";
    json::write_string(out, t.id);
    out += "}}";
  }
  out += "}";
}

}  // namespace

void detail::Answers::count(const ProgramData& program, const std::vector<std::string>& pointers, const Verdict& v, std::uint64_t place) {
  digest_ += hash_of(program, pointers, v, v.payload ? payload_at(bytes_, v.payload) : std::string_view(), place);
}

std::string Judgement::at(std::size_t i) const { return place_text(*data_, data_->verdicts[i]); }

std::string Judgement::verdict_line(std::size_t i, View view) const {
  std::string out;
  write_verdict(out, *data_, i, view);
  return out;
}

std::size_t Judgement::timer_count() const { return data_->timers.size(); }
std::size_t Judgement::failed_timer_count() const {
  return static_cast<std::size_t>(std::count_if(data_->timers.begin(), data_->timers.end(), [](const TimerRun& t) { return t.verdict.outcome == Outcome::rejected; }));
}
void Judgement::write_timers(std::string& out, View view) const {
  for (const TimerRun& t : data_->timers) {
    write_timer(out, *data_, t, view);
    out.push_back('\n');
  }
}

void Judgement::write_verdicts(std::string& out, View view) const {
  for (std::size_t i = 0; i < data_->verdicts.size(); ++i) {
    write_verdict(out, *data_, i, view);
    out.push_back('\n');
  }
}

}  // namespace ludex
