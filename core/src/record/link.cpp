#include "record/link.h"

#include "judge/judgement.h"
#include "support/sha256.h"

namespace ludex::detail {
namespace {

// Both begin every link and both end it, so that the chain is checked without knowing what a link says.
constexpr std::size_t kLinkHead = 4 * sizeof(std::uint64_t);
constexpr std::size_t kLinkTail = 2 * sizeof(ChainHash);

std::string_view view_of(const ChainHash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

ChainHash hash_of(RecordType type, std::string_view payload_to_previous) {
  std::string head = "ludex link 1\n";
  put(head, static_cast<std::uint16_t>(type));
  put(head, kRecordVersions[static_cast<std::size_t>(type)]);
  return Sha256().update(head).update(payload_to_previous).finish();
}

struct LinkHead {
  std::uint64_t link = 0, batch = 0, program_digest = 0, world_digest = 0;
  ChainHash previous{}, hash{};
};

std::size_t begin_link(std::string& out, const LogState& state, std::uint64_t program_digest, std::uint64_t world_digest) {
  const std::size_t payload = begin_record(out);
  put(out, state.links);
  put(out, state.batches);
  put(out, program_digest);
  put(out, world_digest);
  return payload;
}

void end_link(std::string& out, std::size_t payload, RecordType type, LogState& state) {
  out += view_of(state.chain);
  state.chain = hash_of(type, std::string_view(out).substr(payload));
  out += view_of(state.chain);
  end_record(out, payload, type);
  ++state.links;
}

const char* take_link(std::string_view payload, RecordType type, const LogState& state, LinkHead& out, std::string_view& body) {
  if (payload.size() < kLinkHead + kLinkTail) return "it is shorter than a link of the chain";
  Taker taker(payload);
  out.link = taker.take<std::uint64_t>();
  out.batch = taker.take<std::uint64_t>();
  out.program_digest = taker.take<std::uint64_t>();
  out.world_digest = taker.take<std::uint64_t>();
  body = taker.take_bytes(payload.size() - kLinkHead - kLinkTail);
  std::memcpy(out.previous.data(), taker.take_bytes(out.previous.size()).data(), out.previous.size());
  std::memcpy(out.hash.data(), taker.take_bytes(out.hash.size()).data(), out.hash.size());
  if (out.previous != state.chain) return "its previous hash is not that of the link before it: a link was changed, moved, left out or put in";
  if (out.hash != hash_of(type, payload.substr(0, payload.size() - out.hash.size()))) return "its hash is not that of its content: it was changed";
  if (out.link != state.links || out.batch != state.batches) return "its number does not follow that of the link before it";
  if (type != RecordType::adopt && out.program_digest != state.program_digest) return "it was judged by another program than the log is of";
  return nullptr;
}

constexpr const char* kBrokenLayout = "its fields do not fill it";

}  // namespace

ChainHash root_of(const LogHeader& header, std::string_view world_json) {
  std::string text = "ludex log 1\n";
  put(text, header.program_digest);
  put(text, header.semantics);
  for (const std::string_view part : {std::string_view(header.rulebook), world_json}) {
    const ChainHash hash = sha256(part);
    text += view_of(hash);
  }
  return sha256(text);
}

std::uint32_t check_of(const Judgement& judgement, std::size_t i) {
  return static_cast<std::uint32_t>(verdict_hash(judgement.data(), judgement.verdicts()[i], i + 1));
}

void put_batch(std::string& out, const RecordedBatch& b, LogState& state) {
  const std::size_t payload = begin_link(out, state, state.program_digest, b.world_digest);
  put(out, b.batch_digest);
  put(out, b.opened_at.value_or(0));
  put(out, static_cast<std::uint8_t>(b.opened_at.has_value()));
  put(out, static_cast<std::uint8_t>(b.as_group));
  put(out, static_cast<std::uint8_t>(b.form));
  put(out, std::uint8_t{0});
  put(out, static_cast<std::uint32_t>(b.outcomes.size()));
  put(out, static_cast<std::uint32_t>(b.seqs.size()));
  put(out, static_cast<std::uint32_t>(b.flags_json.size()));
  put(out, static_cast<std::uint64_t>(b.requests.size()));
  out += b.flags_json;
  out += b.requests;
  for (const Outcome outcome : b.outcomes) put(out, static_cast<std::uint8_t>(outcome));
  for (const Reason reason : b.reasons) put(out, static_cast<std::uint16_t>(reason));
  for (const std::uint32_t check : b.checks) put(out, check);
  for (const std::uint64_t seq : b.seqs) put(out, seq);
  end_link(out, payload, RecordType::batch, state);
  state.world_digest = b.world_digest;
  ++state.batches;
}

const char* take_batch(std::string_view payload, RecordedBatch& out, LogState& state) {
  LinkHead head;
  std::string_view body;
  if (const char* fault = take_link(payload, RecordType::batch, state, head, body)) return fault;
  Taker taker(body);
  const auto batch_digest = taker.take<std::uint64_t>();
  const auto opened_at = taker.take<std::int64_t>();
  const auto has_opened_at = taker.take<std::uint8_t>(), as_group = taker.take<std::uint8_t>(), form = taker.take<std::uint8_t>(), reserved = taker.take<std::uint8_t>();
  const auto count = taker.take<std::uint32_t>(), seq_count = taker.take<std::uint32_t>(), flags_size = taker.take<std::uint32_t>();
  const auto requests_size = taker.take<std::uint64_t>();
  const std::string_view flags = taker.take_bytes(flags_size), requests = taker.take_bytes(requests_size);
  const std::string_view outcomes = taker.take_bytes(count);
  Taker reasons(taker.take_bytes(std::uint64_t{count} * sizeof(std::uint16_t))), checks(taker.take_bytes(std::uint64_t{count} * sizeof(std::uint32_t)));
  Taker seqs(taker.take_bytes(std::uint64_t{seq_count} * sizeof(std::uint64_t)));
  if (!taker.is_done() || has_opened_at > 1 || (!has_opened_at && opened_at != 0) || as_group > 1 || form > 1 || reserved != 0 || (seq_count != 0 && seq_count != count))
    return kBrokenLayout;
  for (const char outcome : outcomes)
    if (static_cast<std::uint8_t>(outcome) > static_cast<std::uint8_t>(Outcome::rejected)) return kBrokenLayout;

  out.number = head.batch;
  out.link = head.link;
  out.opened_at = has_opened_at ? std::optional(opened_at) : std::nullopt;
  out.flags_json = flags;
  out.as_group = as_group != 0;
  out.form = static_cast<RequestForm>(form);
  out.requests = requests;
  out.outcomes.resize(count);
  out.reasons.resize(count);
  out.checks.resize(count);
  out.seqs.resize(seq_count);
  for (std::size_t i = 0; i < count; ++i) out.outcomes[i] = static_cast<Outcome>(outcomes[i]);
  for (Reason& reason : out.reasons) reason = static_cast<Reason>(reasons.take<std::uint16_t>());
  for (std::uint32_t& check : out.checks) check = checks.take<std::uint32_t>();
  for (std::uint64_t& seq : out.seqs) seq = seqs.take<std::uint64_t>();
  out.batch_digest = batch_digest;
  out.world_digest = head.world_digest;
  out.previous = head.previous;
  out.hash = head.hash;
  state.chain = head.hash;
  state.world_digest = head.world_digest;
  ++state.links;
  ++state.batches;
  return nullptr;
}

namespace {

RecordType type_of(RecordedChange::What what) {
  return what == RecordedChange::What::join ? RecordType::join : what == RecordedChange::What::leave ? RecordType::leave : RecordType::adopt;
}

}  // namespace

void put_change(std::string& out, const RecordedChange& c, LogState& state) {
  const std::size_t payload = begin_link(out, state, c.program_digest, c.world_digest);
  put(out, c.id);
  put(out, c.limits.max_bytes);
  put(out, c.limits.max_depth);
  put(out, c.limits.max_nodes);
  for (const std::string_view text : {c.kind, c.save, c.rulebook}) {
    put(out, static_cast<std::uint64_t>(text.size()));
    out += text;
  }
  end_link(out, payload, type_of(c.what), state);
  state.program_digest = c.program_digest;
  state.world_digest = c.world_digest;
}

const char* take_change(std::string_view payload, RecordType type, RecordedChange& out, LogState& state) {
  LinkHead head;
  std::string_view body;
  if (const char* fault = take_link(payload, type, state, head, body)) return fault;
  Taker taker(body);
  const auto id = taker.take<std::int64_t>();
  SaveLimits limits;
  limits.max_bytes = taker.take<std::uint64_t>();
  limits.max_depth = taker.take<std::uint32_t>();
  limits.max_nodes = taker.take<std::uint32_t>();
  std::string_view texts[3];
  for (std::string_view& text : texts) text = taker.take_bytes(taker.take<std::uint64_t>());
  if (!taker.is_done()) return kBrokenLayout;

  out.what = type == RecordType::join ? RecordedChange::What::join : type == RecordType::leave ? RecordedChange::What::leave : RecordedChange::What::adopt;
  out.link = head.link;
  out.before_batch = head.batch;
  out.id = id;
  out.limits = limits;
  out.kind = texts[0];
  out.save = texts[1];
  out.rulebook = texts[2];
  out.program_digest = head.program_digest;
  out.world_digest = head.world_digest;
  out.previous = head.previous;
  out.hash = head.hash;
  state.chain = head.hash;
  state.program_digest = head.program_digest;
  state.world_digest = head.world_digest;
  ++state.links;
  return nullptr;
}

}  // namespace ludex::detail
