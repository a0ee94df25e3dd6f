#include "judge/columns_batch.h"

#include <set>

#include "value/diagnostics.h"

namespace ludex::detail {

using columns::Column;
using columns::Reader;
using columns::Type;

namespace {

// A header names columns, not rows: what is larger is an attack, or names that belong in a column of strings.
constexpr std::uint64_t kMaxHeaderBytes = 64u << 20;
constexpr std::uint32_t kMaxHeaderNodes = 4'000'000;
constexpr std::uint32_t kMaxHeaderDepth = 64;

struct Slot {
  std::string_view name;
  Column ColumnBatch::*column;
  bool ColumnBatch::*has;  ///< nullptr where the column may not be left out
  Type type;
};
constexpr Slot kEnvelope[] = {{"action", &ColumnBatch::action, nullptr, Type::uint32},
                              {"actor", &ColumnBatch::actor, nullptr, Type::int64},
                              {"received_at", &ColumnBatch::received_at, nullptr, Type::int64},
                              {"session", &ColumnBatch::session, &ColumnBatch::has_session, Type::int64},
                              {"origin", &ColumnBatch::origin, &ColumnBatch::has_origin, Type::uint8},
                              {"roles", &ColumnBatch::roles, &ColumnBatch::has_roles, Type::list},
                              {"nonce", &ColumnBatch::nonce, &ColumnBatch::has_nonce, Type::int64},
                              {"sent_at", &ColumnBatch::sent_at, &ColumnBatch::has_sent_at, Type::int64}};

bool is_of(const Slot& slot, const Column& column) {
  if (slot.type == Type::list) return column.type == Type::list && column.children[0].type == Type::name;
  if (column.type == slot.type) return true;
  const bool may_be_absent = slot.name == "nonce" || slot.name == "sent_at";
  return may_be_absent && column.type == Type::optional && column.children[0].type == slot.type;
}

bool read_envelope(const json::View& described, Reader& reader, ColumnBatch& batch) {
  reader.look_at(described);
  if (!described.is_object()) return reader.fail("/envelope", "expected an object of columns");
  std::vector<std::string> names;
  for (const Slot& slot : kEnvelope) names.emplace_back(slot.name);
  std::set<std::string_view> found;
  for (const auto& member : described.members()) {
    const std::string pointer = json::child_pointer("/envelope", member.name);
    reader.look_at(member.value);
    const Slot* slot = nullptr;
    for (const Slot& s : kEnvelope)
      if (s.name == member.name) slot = &s;
    if (!slot) return reader.fail(pointer, "the envelope has no column '" + std::string(member.name) + "'" + nearest_name(member.name, names));
    Column& column = batch.*slot->column;
    if (!reader.read(member.value, pointer, batch.rows, column)) return false;
    reader.look_at(member.value);
    if (!is_of(*slot, column)) return reader.fail(pointer, "the column is not of the type the envelope asks for");
    if (slot->has) batch.*slot->has = true;
    found.insert(slot->name);
  }
  for (const Slot& slot : kEnvelope)
    if (!slot.has && !found.count(slot.name)) return reader.fail("/envelope", "the column '" + std::string(slot.name) + "' is missing");
  return true;
}

bool read_action(const json::View& described, const std::string& pointer, Reader& reader, ColumnBatch::Group& out) {
  reader.look_at(described);
  if (!described.is_object()) return reader.fail(pointer, "expected an object of name, rows and params");
  std::optional<json::View> name, rows, params;
  for (const auto& member : described.members()) {
    if (member.name == "name") name = member.value;
    else if (member.name == "rows") rows = member.value;
    else if (member.name == "params") params = member.value;
    else return reader.fail(json::child_pointer(pointer, member.name), "an action has name, rows and params");
  }
  if (!name || !name->is_string()) return reader.fail(json::child_pointer(pointer, "name"), "expected the action's name");
  const auto count = rows ? rows->integer() : std::nullopt;
  if (!count || *count < 0 || *count > UINT32_MAX) return reader.fail(json::child_pointer(pointer, "rows"), "expected the number of its rows");
  out.name = std::string(name->str());
  out.rows = static_cast<std::size_t>(*count);
  if (!params) {
    out.params.type = Type::record;
    out.params.rows = out.rows;
    return true;
  }
  if (!reader.read(*params, json::child_pointer(pointer, "params"), out.rows, out.params)) return false;
  return out.params.type == Type::record || reader.fail(json::child_pointer(pointer, "params"), "params are a column of type record");
}

}  // namespace

bool ColumnBatch::read(std::string_view bytes, Error& error) {
  const auto refuse = [&](std::uint64_t byte, const std::string& message) {
    error = columns::broken(byte, "", message);
    return false;
  };
  if (bytes.substr(0, kColumnsMagic.size()) != kColumnsMagic) return refuse(0, "it does not begin with LUDEXCOL");
  if (bytes.size() < kColumnsPreamble) return refuse(bytes.size(), "it ends within its first 16 bytes");
  const auto version = columns::load<std::uint32_t>(bytes.data() + 8, 0), header_bytes = columns::load<std::uint32_t>(bytes.data() + 12, 0);
  if (version != kColumnsVersion) return refuse(8, "its version is " + std::to_string(version) + ", and " + std::to_string(kColumnsVersion) + " is what can be read");
  if (header_bytes % 8) return refuse(12, "the header's length is not a multiple of 8: fill it up with spaces");
  if (header_bytes > kMaxHeaderBytes) return refuse(12, "the header is longer than 64 MiB");
  if (header_bytes > bytes.size() - kColumnsPreamble) return refuse(12, "the header is longer than the file");

  json::Document document;
  document.text = bytes.substr(kColumnsPreamble, header_bytes);
  json::Limits limits;
  limits.max_bytes = kMaxHeaderBytes;
  limits.max_nodes = kMaxHeaderNodes;
  limits.max_depth = kMaxHeaderDepth;
  const json::ScanResult scanned = json::scan(document.text, limits, document.tape);
  if (!scanned.ok()) return refuse(kColumnsPreamble + scanned.offset, "the header is not strict JSON: " + std::string(scanned.message));
  const json::View root(document, 0);
  const std::uint64_t base = kColumnsPreamble + header_bytes;
  Reader reader(kColumnsPreamble, bytes.substr(kColumnsPreamble + header_bytes), base);
  const auto pass = [&](bool ok) {
    if (!ok) error = reader.error();
    return ok;
  };
  if (!root.is_object()) return pass(reader.fail("", "the header is an object"));
  std::optional<json::View> row_count, envelope, groups;
  for (const auto& member : root.members()) {
    if (member.name == "rows") row_count = member.value;
    else if (member.name == "envelope") envelope = member.value;
    else if (member.name == "actions") groups = member.value;
    else {
      reader.look_at(member.value);
      return pass(reader.fail(json::child_pointer("", member.name), "the header has rows, envelope and actions"));
    }
  }
  if (row_count) reader.look_at(*row_count);
  const auto count = row_count ? row_count->integer() : std::nullopt;
  if (!count || *count < 0 || *count > UINT32_MAX) return pass(reader.fail("/rows", "expected the number of rows, below 2^32"));
  rows = static_cast<std::size_t>(*count);
  reader.look_at(root);
  if (!envelope) return pass(reader.fail("/envelope", "the envelope is missing"));
  if (!read_envelope(*envelope, reader, *this)) return pass(false);
  reader.look_at(groups ? *groups : root);
  if (!groups || !groups->is_array()) return pass(reader.fail("/actions", "expected a list of actions"));
  bool ok = true;
  std::vector<json::View> places;
  std::set<std::string> names;
  groups->for_each_item([&](std::uint32_t i, const json::View& item) {
    if (!ok) return;
    actions.emplace_back();
    const std::string pointer = json::child_pointer("/actions", i);
    places.push_back(item);
    ok = read_action(item, pointer, reader, actions.back());
    reader.look_at(item);
    if (ok && !names.insert(actions.back().name).second) ok = reader.fail(json::child_pointer(pointer, "name"), "an action stands twice");
  });
  if (!ok || !reader.finish()) return pass(false);

  std::vector<std::uint64_t> seen(actions.size(), 0);
  for (std::uint64_t row = 0; row < rows; ++row) {
    const std::uint32_t a = action_of(row);
    if (a < seen.size()) ++seen[a];
  }
  for (std::uint32_t i = 0; i < actions.size(); ++i) {
    if (seen[i] == actions[i].rows) continue;
    reader.look_at(places[i]);
    return pass(reader.fail(json::child_pointer(json::child_pointer("/actions", i), "rows"),
                            "it says " + std::to_string(actions[i].rows) + ", and the action column has " + std::to_string(seen[i])));
  }
  return true;
}

}  // namespace ludex::detail
