#include "profile/save_reader.h"

#include "ludex/world.h"
#include "schema/typed.h"
#include "support/hash.h"
#include "value/canonical.h"

namespace ludex::detail {

using json::Draft;

namespace {

json::Limits scan_limits(const SaveLimits& limits) {
  json::Limits out;
  out.max_bytes = limits.max_bytes;
  out.max_depth = limits.max_depth;
  out.max_nodes = limits.max_nodes;
  return out;
}

}  // namespace

SaveReader::SaveReader(std::shared_ptr<const ProgramData> program, std::uint32_t kind, const SaveLimits& limits)
    : program_(std::move(program)), kind_(kind), limits_(limits), migrator_(*program_), applied_(schema().migrations.size()) {}

LoadedSave SaveReader::load(std::string_view bytes, std::string& out, SaveObserver* observer) {
  result_ = {};
  observer_ = observer;
  const std::size_t before = out.size();
  if (run(bytes, out)) {
    result_.is_changed = std::string_view(out).substr(before) != bytes;
  } else {
    out.resize(before);
    result_.reconciled = 0;  // nothing took its default: the bytes that were given are all there is
  }
  return std::move(result_);
}

bool SaveReader::run(std::string_view bytes, std::string& out) {
  const auto scanned = json::scan(bytes, scan_limits(limits_), tape_);
  if (!scanned.ok()) return fail(SaveState::undecodable, "", std::string(scanned.message) + " at byte " + std::to_string(scanned.offset));
  draft_.reset(bytes, tape_);
  Envelope envelope;
  if (!read_envelope(envelope) || !check_checksum(envelope)) return false;
  // Written by later rules, and these may read it by its own word: nothing is taken back, nothing is made of it.
  result_.is_ahead = envelope.version > schema().version;
  if (result_.is_ahead) {
    if (!envelope.has_min_reader || envelope.min_reader > schema().version)
      return fail(SaveState::too_new, "/version", "version " + std::to_string(envelope.version) + " is newer than the rulebook's " + std::to_string(schema().version) + "; load it with the newer rulebook");
  } else if (!check_applied(envelope)) {
    return false;
  }
  if (observer_) observer_->begin(draft_, envelope.state, envelope.version);
  if (!result_.is_ahead && !migrate(envelope)) return false;
  if (!reconcile(envelope)) return false;
  write_envelope(envelope);
  const std::size_t before = out.size();
  draft_.write(out, draft_.root());
  if (draft_.is_full()) return fail(SaveState::migration_failed, "", "the save grows too large or too deep");
  if (out.size() - before > limits_.max_bytes)
    return fail(SaveState::invalid, "", "the save has " + std::to_string(out.size() - before) + " bytes, the limit is " + std::to_string(limits_.max_bytes));
  if (observer_) observer_->ready(draft_, envelope.state);
  for (std::size_t i = 0; i < applied_.size(); ++i) applied_[i] += schema().migrations[i].to > envelope.version;
  return true;
}

bool SaveReader::integer(Id value, std::int64_t& out) {
  const auto parsed = draft_.type(value) == json::Type::number ? parse_exact_int64(draft_.raw(value)) : std::nullopt;
  if (parsed) out = *parsed;
  return parsed.has_value() && out >= 0;
}

bool SaveReader::read_envelope(Envelope& envelope) {
  const Id root = draft_.root();
  if (draft_.type(root) != json::Type::object) return fail(SaveState::undecodable, "", std::string("a save is an object with \"version\" and \"state\", not ") + json::describe(draft_.type(root)));
  const Id version = draft_.find(root, "version"), min_reader = draft_.find(root, "min_reader");
  envelope.has_version = version != Draft::kNone;
  envelope.has_min_reader = min_reader != Draft::kNone;
  if (envelope.has_version && !integer(version, envelope.version)) return fail(SaveState::undecodable, "/version", "a version is a whole number from 0");
  if (envelope.has_min_reader && !integer(min_reader, envelope.min_reader)) return fail(SaveState::undecodable, "/min_reader", "a version is a whole number from 0");
  result_.version = envelope.version;
  envelope.state = draft_.find(root, "state");
  if (envelope.state == Draft::kNone || draft_.type(envelope.state) != json::Type::object) return fail(SaveState::undecodable, envelope.state == Draft::kNone ? "" : "/state", "a save needs \"state\", an object");
  envelope.applied = draft_.find(root, "applied");
  envelope.checksum = draft_.find(root, "checksum");
  return true;
}

// Of values, not of bytes: a store may write the same JSON with other blanks.
std::string SaveReader::digest_of_state(Id state, bool& is_canonical) {
  state_text_.clear();
  draft_.write(state_text_, state);
  canonical_.clear();
  arena_.reset();
  json::Limits limits = scan_limits(limits_);
  limits.max_bytes = 0xfffffffe;
  limits.max_depth = Draft::kMaxDepth;
  limits.max_nodes = Draft::kMaxValues;
  is_canonical = json::scan(state_text_, limits, state_tape_).ok() && canonical::from_json(canonical_, state_text_, state_tape_, 0, arena_);
  return is_canonical ? digest_text(xxh64(canonical_, 0)) : std::string();
}

bool SaveReader::check_checksum(const Envelope& envelope) {
  if (envelope.checksum == Draft::kNone) return true;
  bool is_canonical = false;
  const std::string expected = digest_of_state(envelope.state, is_canonical);
  if (is_canonical && draft_.type(envelope.checksum) == json::Type::string && draft_.string(envelope.checksum) == expected) return true;
  return fail(SaveState::checksum, "/checksum", "the state does not match its checksum: it was cut, damaged or changed by hand");
}

// A save says which steps made it; they must be the program's own, unchanged.
bool SaveReader::check_applied(const Envelope& envelope) {
  if (envelope.applied == Draft::kNone) return true;
  if (draft_.type(envelope.applied) != json::Type::array) return fail(SaveState::undecodable, "/applied", "expected a list of [id, checksum]");
  const auto& steps = schema().migrations;
  for (std::uint32_t i = 0, count = draft_.size(envelope.applied); i < count; ++i) {
    const std::string at = "/applied/" + std::to_string(i);
    const Id entry = draft_.item(envelope.applied, i);
    const bool is_pair = draft_.type(entry) == json::Type::array && draft_.size(entry) == 2;
    const Id id = is_pair ? draft_.item(entry, 0) : Draft::kNone, checksum = is_pair ? draft_.item(entry, 1) : Draft::kNone;
    if (!is_pair || draft_.type(id) != json::Type::string || draft_.type(checksum) != json::Type::string) return fail(SaveState::undecodable, at, "expected [id, checksum]");
    const std::string name(draft_.string(id));
    const MigrationStep* step = nullptr;
    for (const MigrationStep& s : steps)
      if (s.id == name) step = &s;
    if (!step || step->to > envelope.version) {
      result_.step = name;
      return fail(SaveState::migration_failed, at, step ? "the step '" + name + "' makes version " + std::to_string(step->to) + ", and the save is of version " + std::to_string(envelope.version) : "the rulebook has no step '" + name + "'");
    }
    if (draft_.string(checksum) == digest_text(step->checksum)) continue;
    result_.step = name;
    return fail(SaveState::migration_failed, at, "the step '" + name + "' is not the one this save went through: a published step must not change");
  }
  return true;
}

bool SaveReader::migrate(Envelope& envelope) {
  if (envelope.version == schema().version) return true;
  const Id root = draft_.root();
  draft_.set_root(envelope.state);
  MigrationFault fault;
  const bool is_done = migrator_.migrate(schema(), envelope.version, draft_, fault, observer_);
  const Id state = draft_.root();
  draft_.set_root(root);
  if (!is_done) {
    result_.step = fault.step;
    return fail(SaveState::migration_failed, "/state" + fault.pointer, (fault.step.empty() ? "" : "step '" + fault.step + "': ") + fault.message);
  }
  if (state != envelope.state) draft_.set(root, "state", state);
  envelope.state = state;
  if (draft_.type(state) != json::Type::object) return fail(SaveState::migration_failed, "/state", "the steps leave a state that is no object");
  return true;
}

// Every field by its shape; what is missing takes its default, and so does a row that its table lost.
bool SaveReader::reconcile(const Envelope& envelope) {
  bool is_canonical = false;
  digest_of_state(envelope.state, is_canonical);  // the state's text and tape
  if (!is_canonical) return fail(SaveState::invalid, "/state", "a number is out of range of a double, or the state nests too deeply");
  const Kind& kind = program_->declarations.kinds[kind_];
  std::vector<std::uint32_t> nodes(kind.fields.size());
  for (std::uint32_t key = 1; key < state_tape_.nodes[0].next; key = state_tape_.nodes[key + 1].next)
    for (std::size_t f = 0; f < kind.fields.size(); ++f)
      if (kind.fields[f].is_durable && json::string_equals(state_text_, state_tape_.nodes[key], kind.fields[f].name)) nodes[f] = key + 1;
  for (std::size_t f = 0; f < kind.fields.size(); ++f) {
    const StateField& field = kind.fields[f];
    if (!field.is_durable) continue;
    bool is_default = nodes[f] == 0;
    if (!is_default && !decode_field(field, nodes[f], is_default)) return false;
    if (!is_default || result_.is_ahead) continue;  // what later rules took out is not put back
    ++result_.reconciled;
    canonical_.clear();
    text_.clear();
    put_canonical(canonical_, *field.shape, default_word(*field.shape, arena_), program_->declarations.keys());
    canonical::write_json(text_, canonical_);
    json::Tape tape;
    json::scan(text_, {}, tape);
    draft_.set(envelope.state, field.name, draft_.make(text_, tape, 0));
  }
  return true;
}

bool SaveReader::decode_field(const StateField& field, std::uint32_t node, bool& is_default) {
  DecodeContext context{state_text_, state_tape_, program_->declarations, arena_, Strictness::state};
  Word word;
  ContractFault fault;
  if (!decode(*field.shape, node, context, word, fault)) {
    const bool is_sentence = std::string_view(fault.message).starts_with("expected");
    return fail(SaveState::invalid, fault.pointer(json::child_pointer("/state", field.name)), is_sentence ? fault.message : std::string("the value ") + fault.message);
  }
  // A lost row inside a container keeps its place until a rule writes it; the field itself is made good here.
  result_.reconciled += context.reconciled;
  is_default = context.reconciled > 0 && field.shape->kind == ShapeKind::row;
  if (is_default) --result_.reconciled;  // counted with the defaults
  return true;
}

void SaveReader::write_envelope(const Envelope& envelope) {
  const Id root = draft_.root();
  if (!result_.is_ahead) {
    if (!envelope.has_version || envelope.version != schema().version) draft_.set(root, "version", draft_.make_scalar(json::Type::number, std::to_string(schema().version)));
    if (!schema().migrations.empty()) {
      const Id applied = draft_.make_array();
      for (const MigrationStep& step : schema().migrations) {
        const Id entry = draft_.make_array();
        draft_.insert(entry, 0, draft_.make_string(step.id));
        draft_.insert(entry, 1, draft_.make_string(digest_text(step.checksum)));
        draft_.insert(applied, draft_.size(applied), entry);
      }
      if (envelope.applied == Draft::kNone || !draft_.equal(envelope.applied, applied)) draft_.set(root, "applied", applied);
    }
    if (!envelope.has_min_reader || envelope.min_reader < schema().min_reader) draft_.set(root, "min_reader", draft_.make_scalar(json::Type::number, std::to_string(schema().min_reader)));
  }
  bool is_canonical = false;
  const std::string digest = digest_of_state(envelope.state, is_canonical);
  if (envelope.checksum == Draft::kNone || draft_.type(envelope.checksum) != json::Type::string || draft_.string(envelope.checksum) != digest)
    draft_.set(root, "checksum", draft_.make_string(digest));
}

}  // namespace ludex::detail
