#include "judge/judgement.h"

#include "judge/request.h"
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

std::vector<std::pair<Reason, std::uint64_t>> Judgement::counts() const {
  std::vector<std::uint64_t> by_code(kFirstRulebookReason + data_->program->reason_names.size(), 0);
  for (const Verdict& v : data_->verdicts) ++by_code[static_cast<std::size_t>(v.reason)];
  std::vector<std::pair<Reason, std::uint64_t>> out;
  for (std::size_t code = 0; code < by_code.size(); ++code)
    if (by_code[code]) out.emplace_back(static_cast<Reason>(code), by_code[code]);
  return out;
}

namespace {

const std::string& place_text(const JudgementData& d, const Verdict& v) {
  return v.at & kDynamicPlace ? d.pointers[v.at & ~kDynamicPlace] : d.program->places[v.at];
}

// Reads the parts of one payload in order.
class Payload {
 public:
  Payload(const std::string& bytes, std::uint64_t offset) : bytes_(bytes), offset_(static_cast<std::size_t>(offset)) {
    if (offset) parts_ = static_cast<std::uint8_t>(bytes_[offset_++]);
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
    const Event& event = program.actions[action].events[index];
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
    }
    to += ",\"data\":";
    payload.write_value(to);
    to += "}";
  }
  to += "]";
}

void write_verdict(std::string& out, const JudgementData& d, std::size_t i, View view) {
  const Verdict& v = d.verdicts[i];
  const ProgramData& program = *d.program;
  const bool is_full = view == View::full;
  char number[24];
  out += "{\"i\":";
  out.append(number, print_int64(static_cast<std::int64_t>(i), number));
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
  out += "}";
}

}  // namespace

std::string Judgement::at(std::size_t i) const { return place_text(*data_, data_->verdicts[i]); }

std::string Judgement::verdict_line(std::size_t i, View view) const {
  std::string out;
  write_verdict(out, *data_, i, view);
  return out;
}

void Judgement::write_verdicts(std::string& out, View view) const {
  for (std::size_t i = 0; i < data_->verdicts.size(); ++i) {
    write_verdict(out, *data_, i, view);
    out.push_back('\n');
  }
}

}  // namespace ludex
