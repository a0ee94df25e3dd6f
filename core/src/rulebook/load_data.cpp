// Tables, flags, kinds and limits: what a rulebook declares before it rules anything.

#include "rulebook/load_invariants.h"
#include "rulebook/loader.h"
#include "schema/decode.h"
#include "support/hash.h"
#include "support/sort.h"

namespace ludex::detail {

void load_flags(Loader& loader, const json::View& v) {
  if (!v.is_object()) return loader.error(v, "/flags", "expected an object of flag names and shapes");
  loader.canonical += ",\"flags\":{";
  for (const auto& [name, value] : v.members()) {
    const std::string pointer = json::child_pointer("/flags", name);
    if (!is_name(name)) loader.error(value, pointer, "a flag's name is letters, digits and _");
    const Shape* shape = parse_shape(value, pointer, loader.declarations(), loader.diagnostics);
    if (!shape) continue;
    require_default(*shape, value, pointer, loader.diagnostics);
    loader.declarations().flags.push_back({std::string(name), shape});
  }
  auto& flags = loader.declarations().flags;
  sort_by(flags, &Flag::name);
  for (const Flag& f : flags) {
    if (loader.canonical.back() != '{') loader.canonical += ",";
    json::write_string(loader.canonical, f.name);
    loader.canonical += ":" + canonical_shape(*f.shape, loader.declarations());
  }
  loader.canonical += "}";
}

namespace {

void load_rows(Loader& loader, std::uint32_t index, const json::View& rows, const std::string& pointer) {
  Declarations& d = loader.declarations();
  Table& table = d.tables[index];
  std::vector<std::string> names;
  for (const Column& c : table.columns) names.push_back(c.name);
  for (const auto& [key, row] : rows.members()) {
    const std::string at = json::child_pointer(pointer, key);
    if (!row.is_object()) {
      loader.error(row, at, "a row is an object of column names and values");
      continue;
    }
    for (const auto& [column, cell] : row.members()) {
      if (!Declarations::position(names, column)) loader.error(cell, json::child_pointer(at, column), "the table has no column '" + std::string(column) + "'" + nearest_name(column, names));
    }
    for (Column& column : table.columns) {
      Word word = default_word(*column.shape, d.arena);
      if (const auto cell = row.find(column.name)) {
        DecodeContext context{cell->document().text, cell->document().tape, d, d.arena};
        ContractFault fault;
        if (!decode(*column.shape, cell->index(), context, word, fault))
          loader.error(*cell, fault.pointer(json::child_pointer(at, column.name)), std::string("the value ") + fault.message);
        else if (column.shape->kind == ShapeKind::number && word.d == 0)
          word.d = 0.0;  // stored doubles are never -0.0
      } else if (!column.shape->has_default && column.shape->kind != ShapeKind::optional) {
        loader.error(row, at, "the row has no '" + column.name + "' and the column no default");
      }
      column.cells.push_back(word);
    }
  }
}

}  // namespace

void load_tables(Loader& loader, const json::View& v) {
  Declarations& d = loader.declarations();
  if (!v.is_object()) return loader.error(v, "/tables", "expected an object of table names and tables");
  // Names and keys first: a column may hold rows of a table that is written later.
  struct Pending {
    json::View columns, rows;
    std::string pointer;
  };
  std::vector<Pending> pending;
  for (const auto& [name, table] : v.members()) {
    const std::string pointer = json::child_pointer("/tables", name);
    if (!is_name(name)) loader.error(table, pointer, "a table's name is letters, digits and _");
    if (!loader.expect_object(table, pointer, {"columns", "rows"})) continue;
    const auto columns = table.find("columns"), rows = table.find("rows");
    if (!columns || !columns->is_object()) {
      loader.error(columns ? *columns : table, columns ? pointer + "/columns" : pointer, "a table needs \"columns\": an object of names and shapes");
      continue;
    }
    if (!rows || !rows->is_object()) {
      loader.error(rows ? *rows : table, rows ? pointer + "/rows" : pointer, "a table needs \"rows\": an object of keys and rows");
      continue;
    }
    if (rows->find("csv") && rows->find("csv")->is_string()) {
      loader.unsupported(*rows, pointer + "/rows", "rows from a csv file are another file's: run `ludex bundle`, which writes one");
      continue;
    }
    constexpr std::uint32_t kMaxColumns = 256, kMaxTables = 1024, kMaxRows = 65536;
    if (columns->count() > kMaxColumns || d.tables.size() >= kMaxTables || rows->count() > kMaxRows) {
      loader.error(table, pointer, "a rulebook holds at most 1024 tables of 256 columns and 65536 rows");
      continue;
    }
    d.table_names.emplace_back(name);
    d.tables.push_back({std::string(name), {}, {}});
    d.row_keys.emplace_back();
    d.row_strings.emplace_back();
    for (const auto& [key, row] : rows->members()) {
      if (key.empty()) loader.error(row, pointer + "/rows", "a row key is not empty");
      d.row_keys.back().emplace_back(key);
      d.row_strings.back().push_back(make_str(key, d.arena));
    }
    const auto& keys = d.row_keys.back();
    d.tables.back().by_key = sorted_positions(keys.size(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
    pending.push_back({*columns, *rows, pointer});
  }
  loader.canonical += ",\"tables\":{";
  for (std::uint32_t i = 0; i < pending.size(); ++i) {
    for (const auto& [name, shape] : pending[i].columns.members()) {
      const std::string at = json::child_pointer(pending[i].pointer + "/columns", name);
      if (!is_name(name)) loader.error(shape, at, "a column's name is letters, digits and _");
      if (const Shape* s = parse_shape(shape, at, d, loader.diagnostics)) d.tables[i].columns.push_back({std::string(name), s, {}});
    }
  }
  const std::size_t errors_before = loader.diagnostics.count();
  for (std::uint32_t i = 0; i < pending.size(); ++i) load_rows(loader, i, pending[i].rows, pending[i].pointer + "/rows");
  if (loader.diagnostics.count() == errors_before) {
    for (const std::uint32_t i : sorted_positions(d.tables.size(), [&](std::uint32_t a, std::uint32_t b) { return d.table_names[a] < d.table_names[b]; })) {
      if (loader.canonical.back() != '{') loader.canonical += ",";
      json::write_string(loader.canonical, d.tables[i].name);
      loader.canonical += ":{\"columns\":{";
      for (const Column& c : d.tables[i].columns) {
        if (loader.canonical.back() != '{') loader.canonical += ",";
        json::write_string(loader.canonical, c.name);
        loader.canonical += ":" + canonical_shape(*c.shape, d);
      }
      loader.canonical += "},\"rows\":{";
      for (const std::uint32_t r : d.tables[i].by_key) {
        if (loader.canonical.back() != '{') loader.canonical += ",";
        json::write_string(loader.canonical, d.row_keys[i][r]);
        loader.canonical += ":[";
        for (const Column& c : d.tables[i].columns) {
          std::string bytes;
          put_canonical(bytes, *c.shape, c.cells[r], d.keys());
          if (loader.canonical.back() != '[') loader.canonical += ",";
          canonical::write_json(loader.canonical, bytes);
        }
        loader.canonical += "]";
      }
      loader.canonical += "}}";
    }
  }
  loader.canonical += "}";
}

namespace {

constexpr std::uint32_t kMaxFields = 1024;
constexpr std::uint32_t kMaxKinds = 256;

void load_fields(Loader& loader, Kind& kind, const json::View& state, const std::string& pointer, bool is_durable) {
  if (state.count() > kMaxFields) return loader.error(state, pointer, "more than " + std::to_string(kMaxFields) + " fields");
  if (!state.is_object()) return loader.error(state, pointer, "expected an object of field names and shapes");
  for (const auto& [name, written] : state.members()) {
    const std::string at = json::child_pointer(pointer, name);
    if (!is_name(name)) loader.error(written, at, "a field's name is letters, digits and _");
    if (name == "id" || name == "profile" || name == "live") loader.error(written, at, "'" + std::string(name) + "' is reserved: every entity has it");
    const Shape* shape = parse_shape(written, at, loader.declarations(), loader.diagnostics);
    if (!shape) continue;
    require_default(*shape, written, at, loader.diagnostics);
    StateField f;
    f.name = std::string(name);
    f.shape = shape;
    f.is_durable = is_durable;
    kind.fields.push_back(std::move(f));
  }
}

}  // namespace

void load_kinds(Loader& loader, const json::View& v) {
  Declarations& d = loader.declarations();
  if (!v.is_object()) return loader.error(v, "/entities", "expected an object of kinds");
  if (v.count() > kMaxKinds) return loader.error(v, "/entities", "more than " + std::to_string(kMaxKinds) + " kinds");
  for (const auto& [name, kind] : v.members()) {
    const std::string pointer = json::child_pointer("/entities", name);
    if (!is_name(name)) loader.error(kind, pointer, "a kind's name is letters, digits and _");
    d.kind_names.emplace_back(name);
    d.kinds.push_back({});
    d.kinds.back().name = name;
  }
  loader.program.profiles.resize(d.kinds.size());
  std::uint32_t i = 0;
  for (const auto& [name, kind] : v.members()) {
    const std::string pointer = json::child_pointer("/entities", name);
    Kind& k = d.kinds[i];
    if (loader.expect_object(kind, pointer, {"profile", "live"})) {
      if (const auto profile = kind.find("profile")) {
        const std::string at = pointer + "/profile";
        k.has_profile = true;
        if (loader.expect_object(*profile, at, {"version", "state", "migrations", "invariants", "conserve"})) {
          if (const auto state = profile->find("state")) load_fields(loader, k, *state, at + "/state", true);
          else loader.error(*profile, at, "a profile needs \"state\"");
          loader.program.profiles[i] = load_migrations(loader, *profile, at);
          if (const auto invariants = profile->find("invariants")) load_invariants(loader, k, *invariants, at + "/invariants", loader.program.profiles[i]);
        }
      }
      if (const auto live = kind.find("live")) {
        const std::string at = pointer + "/live";
        if (loader.expect_object(*live, at, {"state"})) {
          if (const auto state = live->find("state")) load_fields(loader, k, *state, at + "/state", false);
          else loader.error(*live, at, "live needs \"state\"");
        }
      }
    }
    ++i;
  }
}

Rate load_rate(Loader& loader, const json::View& v, const std::string& pointer) {
  Rate rate;
  if (!loader.expect_object(v, pointer, {"per_second", "burst"})) return rate;
  const auto per_second = v.find("per_second"), burst = v.find("burst");
  if (!per_second || !burst) {
    loader.error(v, pointer, "a rate needs \"per_second\" and \"burst\"");
    return rate;
  }
  rate.per_second = loader.integer(*per_second, pointer + "/per_second", 1, 1'000'000);
  rate.burst = loader.integer(*burst, pointer + "/burst", 1, 1'000'000);
  return rate;
}

void load_limits(Loader& loader, const json::View& v) {
  Limits& limits = loader.program.limits;
  if (!loader.expect_object(v, "/limits", {"rate", "nonce", "clock", "request", "ledger", "max_clock_step_ms", "max_timers_per_batch"})) return;
  if (const auto rate = v.find("rate")) limits.rate = load_rate(loader, *rate, "/limits/rate");
  if (const auto nonce = v.find("nonce"); nonce && loader.expect_object(*nonce, "/limits/nonce", {"counter"})) {
    if (const auto counter = nonce->find("counter")) limits.nonce_window = loader.integer(*counter, "/limits/nonce/counter", 1, 65536);
    else loader.error(*nonce, "/limits/nonce", "nonce needs \"counter\": the size of the replay window");
  }
  if (const auto clock = v.find("clock"); clock && loader.expect_object(*clock, "/limits/clock", {"late_ms", "early_ms"})) {
    limits.has_clock = true;
    const auto late = clock->find("late_ms"), early = clock->find("early_ms");
    if (!late || !early) loader.error(*clock, "/limits/clock", "clock needs \"late_ms\" and \"early_ms\"");
    if (late) limits.late_ms = loader.integer(*late, "/limits/clock/late_ms", 0, kMaxServerTime);
    if (early) limits.early_ms = loader.integer(*early, "/limits/clock/early_ms", 0, kMaxServerTime);
  }
  if (const auto request = v.find("request"); request && loader.expect_object(*request, "/limits/request", {"bytes", "depth", "nodes"})) {
    if (const auto x = request->find("bytes")) limits.request_bytes = static_cast<std::uint64_t>(loader.integer(*x, "/limits/request/bytes", 2, 16 << 20));
    if (const auto x = request->find("depth")) limits.request_depth = static_cast<std::uint32_t>(loader.integer(*x, "/limits/request/depth", 1, 64));
    if (const auto x = request->find("nodes")) limits.request_nodes = static_cast<std::uint32_t>(loader.integer(*x, "/limits/request/nodes", 1, 1'000'000));
  }
  if (const auto ledger = v.find("ledger"); ledger && loader.expect_object(*ledger, "/limits/ledger", {"entries"})) {
    if (const auto x = ledger->find("entries")) limits.ledger_entries = static_cast<std::uint64_t>(loader.integer(*x, "/limits/ledger/entries", 1, 100'000'000));
  }
  if (const auto timers = v.find("max_timers_per_batch")) limits.max_timers_per_batch = loader.integer(*timers, "/limits/max_timers_per_batch", 1, 1'000'000);
  if (const auto step = v.find("max_clock_step_ms")) limits.max_clock_step_ms = loader.integer(*step, "/limits/max_clock_step_ms", 1, kMaxServerTime);
}

}  // namespace ludex::detail
