#include "profile/save_reader.h"

#include <algorithm>

#include "value/json_view.h"

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

// Everything here walks as deep as a save nests.
SaveLimits bounded(SaveLimits limits) {
  limits.max_depth = std::min(limits.max_depth, Draft::kMaxDepth);
  return limits;
}

void put_digest(std::uint64_t digest, char (&out)[16]) {
  for (int i = 0; i < 16; ++i) out[i] = "0123456789abcdef"[digest >> (60 - 4 * i) & 15];
}

}  // namespace

SaveReader::SaveReader(std::shared_ptr<const ProgramData> program, std::uint32_t kind, const SaveLimits& limits)
    : program_(std::move(program)),
      schema_(program_->profiles[kind]),
      limits_(bounded(limits)),
      applied_list_(schema_),
      migrator_(*program_),
      fields_(*program_, kind),
      invariants_(*program_, kind),
      applied_(schema_.migrations.size()) {}

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
  if (!read(bytes) || !check_checksum(bytes)) return false;
  // Written by later rules, and these may read it by its own word: nothing is taken back, nothing is made of it.
  result_.is_ahead = envelope_.version > schema_.version;
  if (result_.is_ahead) {
    if (!envelope_.min_reader_node || envelope_.min_reader > schema_.version)
      return fail(SaveState::too_new, "/version", "version " + std::to_string(envelope_.version) + " is newer than the rulebook's " + std::to_string(schema_.version) + "; load it with the newer rulebook");
  } else if (EnvelopeFault fault; !applied_list_.check(bytes, tape_, envelope_, fault)) {
    result_.step = std::move(fault.step);
    return fail(fault.is_step ? SaveState::migration_failed : SaveState::undecodable, std::move(fault.pointer), std::move(fault.message));
  }
  draft_.reset(bytes, tape_, envelope_.state);
  if (observer_) observer_->begin(draft_, draft_.root(), envelope_.version);
  if (!result_.is_ahead && !migrate()) return false;
  if (!complete(bytes) || !write(bytes, out)) return false;
  if (observer_) observer_->ready(draft_, draft_.root());
  for (std::size_t i = 0; i < applied_.size(); ++i) applied_[i] += schema_.migrations[i].to > envelope_.version;
  return true;
}

bool SaveReader::read(std::string_view bytes) {
  const auto scanned = json::scan(bytes, scan_limits(limits_), tape_);
  if (!scanned.ok()) return fail(SaveState::undecodable, "", std::string(scanned.message) + " at byte " + std::to_string(scanned.offset));
  envelope_ = {};
  EnvelopeFault fault;
  const bool is_read = read_envelope(bytes, tape_, envelope_, fault);
  result_.version = envelope_.version;
  return is_read || fail(SaveState::undecodable, std::move(fault.pointer), std::move(fault.message));
}

// Of values, not of bytes: a store may write the same JSON with other blanks.
bool SaveReader::check_checksum(std::string_view bytes) {
  digest_.reset(bytes, tape_);
  is_hashed_ = false;
  if (!envelope_.checksum) return true;
  is_hashed_ = digest_.add(envelope_.state) && (!envelope_.ledger || digest_.add(envelope_.ledger));
  if (is_hashed_) {
    checksum_ = digest_.finish();
    digest_.keep();
    char expected[16];
    put_digest(checksum_, expected);
    const json::Node& node = tape_.nodes[envelope_.checksum];
    if (node.type == json::Type::string && json::string_equals(bytes, node, {expected, sizeof expected})) return true;
  }
  return fail(SaveState::checksum, "/checksum", envelope_.ledger ? "the state and the ledger do not match their checksum: the save was cut, damaged or changed by hand"
                                                                 : "the state does not match its checksum: it was cut, damaged or changed by hand");
}

bool SaveReader::migrate() {
  if (envelope_.version == schema_.version) return true;
  MigrationFault fault;
  if (!migrator_.migrate(schema_, envelope_.version, draft_, fault, observer_)) {
    result_.step = fault.step;
    return fail(SaveState::migration_failed, "/state" + fault.pointer, (fault.step.empty() ? "" : "step '" + fault.step + "': ") + fault.message);
  }
  if (draft_.type(draft_.root()) != json::Type::object) return fail(SaveState::migration_failed, "/state", "the steps leave a state that is no object");
  return true;
}

// Every field by its shape; what is missing takes its default, and so does a row that its table lost.
bool SaveReader::complete(std::string_view bytes) {
  draft_.settle(draft_.root());
  if (!fields_.reconcile(draft_, draft_.root(), bytes, tape_, result_.is_ahead)) return fail(SaveState::invalid, fields_.pointer(), fields_.message());
  result_.reconciled = fields_.reconciled();
  if (!invariants_.is_empty() && !invariants_.check(fields_.words(), fields_.arena())) return fail(SaveState::invariant, "/state", invariants_.message());
  return true;
}

bool SaveReader::write(std::string_view bytes, std::string& out) {
  const Id state = draft_.root();
  // The text first: it is bounded however often steps copied what they found.
  if (fields_.has_set()) draft_.settle(state);
  const bool is_untouched = draft_.node(state) == envelope_.state;
  state_text_.clear();
  if (!is_untouched) draft_.write_settled(state_text_, state);
  if (draft_.is_full()) return fail(SaveState::migration_failed, "", "the save grows too large or too deep");
  const auto fail_large = [&](std::size_t size) { return fail(SaveState::invalid, "", "the save has " + std::to_string(size) + " bytes, the limit is " + std::to_string(limits_.max_bytes)); };
  if (state_text_.size() > limits_.max_bytes) return fail_large(state_text_.size());
  std::uint32_t depth = 0;
  if (!is_untouched || !is_hashed_) {
    if (!digest_.add(draft_, state)) return fail(SaveState::invalid, "/state", "a number is out of range of a double, or the state nests too deeply");
    depth = digest_.depth();
    if (envelope_.ledger && !digest_.add(envelope_.ledger)) return fail(SaveState::invalid, "/ledger", "a number is out of range of a double");
    checksum_ = digest_.finish();
  }
  char checksum[16];
  put_digest(checksum_, checksum);
  const std::size_t before = out.size();
  write_save(out, bytes, tape_, envelope_, schema_, applied_list_, is_untouched ? json::raw(bytes, tape_.nodes[envelope_.state]) : std::string_view(state_text_), {checksum, sizeof checksum}, result_.is_ahead);
  const std::string_view made = std::string_view(out).substr(before);
  if (made.size() > limits_.max_bytes) return fail_large(made.size());
  // What is written must be read again. Two bytes a value at least, so this is rarely in doubt.
  if (depth + 1 > limits_.max_depth || made.size() / 2 + 1 > limits_.max_nodes) {
    const auto scanned = json::scan(made, scan_limits(limits_), result_tape_);
    if (!scanned.ok()) return fail(SaveState::migration_failed, "", std::string("the save could not be read again: ") + scanned.message);
  }
  return true;
}

}  // namespace ludex::detail
