#include "profile/save_envelope.h"

#include <cstring>
#include <optional>

#include "ludex/world.h"
#include "value/json_view.h"
#include "value/number.h"

namespace ludex::detail {

using json::Node;
using json::Type;

namespace {

bool fail(EnvelopeFault& fault, std::string pointer, std::string message) {
  fault.pointer = std::move(pointer);
  fault.message = std::move(message);
  return false;
}

bool fail_step(EnvelopeFault& fault, std::string pointer, std::string step, std::string message) {
  fault.is_step = true;
  fault.step = std::move(step);
  return fail(fault, std::move(pointer), std::move(message));
}

bool version_of(std::string_view text, const Node& node, std::int64_t& out) {
  const auto parsed = node.type == Type::number ? parse_exact_int64(json::raw(text, node)) : std::nullopt;
  if (!parsed || *parsed < 0) return false;
  out = *parsed;
  return true;
}

}  // namespace

bool read_envelope(std::string_view text, const json::Tape& tape, SaveEnvelope& out, EnvelopeFault& fault) {
  const Node& root = tape.nodes[0];
  if (root.type != Type::object) return fail(fault, "", std::string("a save is an object with \"version\" and \"state\", not ") + json::describe(root.type));
  for (std::uint32_t key = 1; key < root.next; key = tape.nodes[key + 1].next) {
    const Node& name = tape.nodes[key];
    const auto is = [&](std::string_view wanted) { return json::string_equals(text, name, wanted); };
    if (is("state")) out.state = key + 1;
    else if (is("version")) out.version_node = key + 1;
    else if (is("applied")) out.applied = key + 1;
    else if (is("checksum")) out.checksum = key + 1;
    else if (is("min_reader")) out.min_reader_node = key + 1;
    else if (is("ledger")) out.ledger = key + 1;
  }
  if (out.version_node && !version_of(text, tape.nodes[out.version_node], out.version)) return fail(fault, "/version", "a version is a whole number from 0");
  if (out.min_reader_node && !version_of(text, tape.nodes[out.min_reader_node], out.min_reader)) return fail(fault, "/min_reader", "a version is a whole number from 0");
  if (!out.state || tape.nodes[out.state].type != Type::object) return fail(fault, out.state ? "/state" : "", "a save needs \"state\", an object");
  if (out.ledger && tape.nodes[out.ledger].type != Type::object) return fail(fault, "/ledger", std::string("a ledger is an object, not ") + json::describe(tape.nodes[out.ledger].type));
  return true;
}

AppliedList::AppliedList(const ProfileSchema& schema) : schema_(schema), text_("[") {
  for (const MigrationStep& step : schema.migrations) {
    if (text_.size() > 1) text_ += ",";
    text_ += "[";
    json::write_string(text_, step.id);
    text_ += ",\"" + digest_text(step.checksum) + "\"]";
    ends_.push_back(text_.size());
  }
  text_ += "]";
}

bool AppliedList::check(std::string_view text, const json::Tape& tape, const SaveEnvelope& envelope, EnvelopeFault& fault) const {
  if (!envelope.applied) return true;
  const auto& steps = schema_.migrations;
  std::size_t due = 0;  // steps that made the save's version
  while (due < steps.size() && steps[due].to <= envelope.version) ++due;
  const Node& list = tape.nodes[envelope.applied];
  // As this program writes it, which is how nearly all are.
  const std::string_view raw = json::raw(text, list);
  const std::string_view written = std::string_view(text_).substr(0, due ? ends_[due - 1] : 1);
  if (raw.size() == written.size() + 1 && raw.starts_with(written) && raw.back() == ']') return true;

  if (list.type != Type::array) return fail(fault, "/applied", "expected a list of [id, checksum]");
  Arena arena;
  std::size_t next = 0;
  std::uint32_t i = 0;
  for (std::uint32_t entry = envelope.applied + 1; entry < list.next; entry = tape.nodes[entry].next, ++i) {
    const std::string at = "/applied/" + std::to_string(i);
    const Node& pair = tape.nodes[entry];
    const Node* id = pair.type == Type::array && pair.count == 2 ? &tape.nodes[entry + 1] : nullptr;
    const Node* checksum = id ? &tape.nodes[id->next] : nullptr;
    if (!id || id->type != Type::string || checksum->type != Type::string) return fail(fault, at, "expected [id, checksum]");
    const auto names = [&](const MigrationStep& step) { return json::string_equals(text, *id, step.id); };
    // In its place it is the next one; only what is not is looked for, once.
    if (next == steps.size() || !names(steps[next])) {
      const std::string name(json::string_value(text, *id, arena));
      std::size_t known = 0;
      while (known < steps.size() && !names(steps[known])) ++known;
      if (known == steps.size()) return fail_step(fault, at, name, "the rulebook has no step '" + name + "'");
      if (known < next) return fail_step(fault, at, name, "the step '" + name + "' is listed twice or after a later one");
      return fail_step(fault, at, steps[next].id, "the step '" + steps[next].id + "' is missing before '" + name + "'");
    }
    const MigrationStep& step = steps[next++];
    if (step.to > envelope.version) return fail_step(fault, at, step.id, "the step '" + step.id + "' makes version " + std::to_string(step.to) + ", and the save is of version " + std::to_string(envelope.version));
    if (!json::string_equals(text, *checksum, digest_text(step.checksum)))
      return fail_step(fault, at, step.id, "the step '" + step.id + "' is not the one this save went through: a published step must not change");
  }
  if (next == due) return true;
  return fail_step(fault, "/applied", steps[next].id, "the save is of version " + std::to_string(envelope.version) + " and does not list the step '" + steps[next].id + "', which makes version " + std::to_string(steps[next].to));
}

void write_save(std::string& out, std::string_view text, const json::Tape& tape, const SaveEnvelope& envelope, const ProfileSchema& schema, const AppliedList& applied, std::string_view state,
                std::string_view checksum, bool is_ahead) {
  const auto stands = [&](std::uint32_t node) { return json::raw(text, tape.nodes[node]); };
  // Members in the order in which those that are missing go behind the others: node, name, text; no text: as it is.
  struct New {
    std::uint32_t node;
    std::string_view name, text;
  };
  char version[24], min_reader[24], quoted[18];
  const std::string_view version_text(version, print_int64(schema.version, version)), min_reader_text(min_reader, print_int64(schema.min_reader, min_reader));
  quoted[0] = quoted[17] = '"';
  checksum.copy(quoted + 1, 16);
  const bool has_checksum = envelope.checksum && tape.nodes[envelope.checksum].type == Type::string && json::string_equals(text, tape.nodes[envelope.checksum], checksum);
  const bool is_stamped = !is_ahead && (!envelope.version_node || envelope.version != schema.version);
  const bool is_listed = is_ahead || schema.migrations.empty() || (envelope.applied && envelope.version == schema.version);  // and `check` has compared it
  const bool is_raised = !is_ahead && (!envelope.min_reader_node || envelope.min_reader < schema.min_reader);
  const New news[] = {
      {envelope.version_node, "version", is_stamped ? version_text : std::string_view()},
      {envelope.applied, "applied", is_listed ? std::string_view() : applied.text()},
      {envelope.min_reader_node, "min_reader", is_raised ? min_reader_text : std::string_view()},
      {envelope.checksum, "checksum", has_checksum ? std::string_view() : std::string_view(quoted, sizeof quoted)},
      {envelope.state, "state", state.data() == stands(envelope.state).data() ? std::string_view() : state},
  };
  bool is_same = true;
  for (const New& n : news) is_same = is_same && n.text.empty();
  if (is_same) {
    out += stands(0);
    return;
  }
  std::size_t most = 2;
  for (const New& n : news) most += n.name.size() + n.text.size() + 4;
  const std::size_t begin = out.size();
  out.resize(begin + stands(0).size() + most);
  char* at = out.data() + begin;
  const auto append = [&at](std::string_view bytes) {
    if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
    at += bytes.size();
  };
  const auto put = [&](std::string_view name, std::string_view value) {
    append(at == out.data() + begin ? "{\"" : ",\"");
    append(name);
    append("\":");
    append(value);
  };
  for (std::uint32_t key = 1; key < tape.nodes[0].next; key = tape.nodes[key + 1].next) {
    std::string_view value = stands(key + 1);
    for (const New& n : news)
      if (n.node == key + 1 && !n.text.empty()) value = n.text;
    put(text.substr(tape.nodes[key].begin, tape.nodes[key].end - tape.nodes[key].begin), value);
  }
  for (const New& n : news)
    if (n.node == 0 && !n.text.empty()) put(n.name, n.text);
  append("}");
  out.resize(static_cast<std::size_t>(at - out.data()));
}

}  // namespace ludex::detail
