#include "judge/columns_request.h"

#include <algorithm>

#include "schema/columns_decode.h"
#include "schema/columns_text.h"

namespace ludex::detail {

using columns::Binding;
using columns::Column;
using columns::Measure;

namespace {

constexpr std::uint8_t kOrigins = 3;  // client, server, admin: a timer's requests come from the world
constexpr const char* kOriginNames[kOrigins] = {"client", "server", "admin"};
constexpr std::uint64_t kEnvelopeNodes = 8;  // the line itself and its ints and names, at most

// Parameters of one action's rows, and what is wrong with each: `at` as in Request, 0 for nothing.
struct Group {
  std::uint32_t action = 0;
  bool is_known = false;
  std::size_t fields = 0;
  Word* params = nullptr;
  std::vector<std::uint32_t> at;
  std::vector<Reason> unreadable;  ///< by row of the action; empty where none can be
  std::size_t next = 0;          ///< of its rows, while walking the batch
};

bool may_exceed(const Column* roles, const Column& params, const Limits& limits) {
  const std::uint64_t nodes = kEnvelopeNodes + params.most_nodes + (roles ? roles->most_nodes : 0);
  const std::uint64_t bytes = params.most_bytes + (roles ? roles->most_bytes : 0);
  const std::uint32_t depth = 1 + std::max(params.depth, roles ? roles->depth : 0);
  return nodes > limits.request_nodes || bytes > limits.request_bytes || depth > limits.request_depth || params.may_be_malformed;
}

// One column after the other, in the order in which a line's parameters are checked.
void decode_params(const ProgramData& program, const ColumnBatch::Group& in, Arena& arena, std::vector<std::string>& pointers, Group& out) {
  const Action& action = program.actions[out.action];
  const Shape& shape = *action.params;
  out.fields = shape.fields.size();
  out.params = arena.allocate_array<Word>(in.rows * out.fields + 1);
  const auto refuse = [&](std::size_t row, std::string pointer) {
    pointers.push_back(std::move(pointer));
    out.at[row] = kDynamicPlace | static_cast<std::uint32_t>(pointers.size() - 1);
  };
  const auto& names = in.params.field_names;
  for (const std::uint32_t i : shape.declared) {
    const Field& field = shape.fields[i];
    const auto it = std::lower_bound(names.begin(), names.end(), field.name);
    const Column* column = it == names.end() || *it != field.name ? nullptr : &in.params.children[static_cast<std::size_t>(it - names.begin())];
    const Binding binding(*field.shape, column, program.declarations, arena);
    binding.decode_all(arena, out.params + i, out.fields, out.at.data(), in.rows, [&](std::size_t row, const ContractFault& fault) {
      if (fault.tokens.empty()) out.at[row] = action.param_places[i];
      else refuse(row, fault.pointer(program.places[action.param_places[i]]));
    });
  }
  for (const std::string& name : names) {
    const auto it = std::lower_bound(shape.fields.begin(), shape.fields.end(), name, [](const Field& f, const std::string& n) { return f.name < n; });
    if (it != shape.fields.end() && it->name == name) continue;
    pointers.push_back(json::child_pointer("/params", name));
    const std::uint32_t at = kDynamicPlace | static_cast<std::uint32_t>(pointers.size() - 1);
    for (std::uint32_t& place : out.at)
      if (!place) place = at;
    return;
  }
}

// Roles as lists that share the words of their names.
class Roles {
 public:
  Roles(const ColumnBatch& batch, Arena& arena) {
    none_ = arena.allocate_array<List>(1);
    *none_ = {0, 0, nullptr};
    if (!batch.has_roles) return;
    column_ = &batch.roles;
    const Column& names = column_->children[0];
    std::vector<Word> texts;
    for (const std::string& name : names.names) texts.push_back(word_str(make_str(name, arena)));
    items_ = arena.allocate_array<Word>(names.rows);
    for (std::size_t i = 0; i < names.rows; ++i) {
      const auto name = columns::load<std::uint32_t>(names.data, i);
      items_[i] = name < texts.size() ? texts[name] : word_null();
    }
    lists_ = arena.allocate_array<List>(batch.rows);
  }

  /// nullptr where a name is none.
  List* of(std::size_t row) {
    if (!column_) return none_;
    const std::uint32_t begin = column_->begin(row), size = column_->end(row) - begin;
    for (std::uint32_t i = 0; i < size; ++i)
      if (!items_[begin + i].s) return nullptr;
    lists_[row] = {size, size, items_ + begin};
    return &lists_[row];
  }

 private:
  const Column* column_ = nullptr;
  List* none_ = nullptr;
  Word* items_ = nullptr;
  List* lists_ = nullptr;
};

class RowDecoder {
 public:
  RowDecoder(const ProgramData& program, const ColumnBatch& batch, Arena& arena, std::vector<Group>& groups)
      : program_(program), batch_(batch), roles_(batch, arena), groups_(groups) {}

  void decode(std::size_t row, Request& out) {
    Group& group = groups_[batch_.group_of(row)];
    const std::size_t k = group.next++;
    if (!group.unreadable.empty() && group.unreadable[k] != Reason::accepted) {
      refuse(out, group.unreadable[k], kNowhere);
      return;
    }
    if (!envelope(row, out)) return;
    if (!group.is_known) {
      refuse(out, Reason::unknown_action, kAtAction);
      return;
    }
    out.action = group.action;
    out.params = group.params + k * group.fields;
    body(row, group.at[k], out);
  }

 private:
  static bool refuse(Request& out, Reason reason, std::uint32_t at) {
    out.reason = reason;
    out.at = at;
    return false;
  }

  bool envelope(std::size_t row, Request& out) {
    expr::Envelope& e = out.envelope;
    e.actor = columns::load<std::int64_t>(batch_.actor.data, row);
    if (batch_.has_session) e.session = columns::load<std::int64_t>(batch_.session.data, row);
    if (batch_.has_origin) {
      e.origin = columns::load<std::uint8_t>(batch_.origin.data, row);
      if (e.origin >= kOrigins) return refuse(out, Reason::bad_envelope, kAtOrigin);
    }
    e.roles = roles_.of(row);
    if (!e.roles) return refuse(out, Reason::bad_envelope, kAtRoles);
    e.received_at = columns::load<std::int64_t>(batch_.received_at.data, row);
    if (e.received_at > kMaxServerTime) return refuse(out, Reason::bad_envelope, kAtReceivedAt);
    return out.is_readable = true;
  }

  bool body(std::size_t row, std::uint32_t at, Request& out) {
    if (at) return refuse(out, Reason::contract, at);
    const Limits& limits = program_.limits;
    const bool is_client = out.envelope.origin == 0;
    if (batch_.has_nonce && has_int(batch_.nonce, row, out.nonce)) {
      if (out.nonce < 0) return refuse(out, Reason::contract, kAtNonce);
    } else if (is_client && limits.nonce_window > 0) {
      return refuse(out, Reason::contract, kAtNonce);
    }
    if (!(batch_.has_sent_at && has_int(batch_.sent_at, row, out.sent_at)) && is_client && limits.has_clock) return refuse(out, Reason::contract, kAtSentAt);
    const Action& action = program_.actions[out.action];
    return action.from >> out.envelope.origin & 1 || refuse(out, Reason::not_permitted, action.place_from);
  }

  const ProgramData& program_;
  const ColumnBatch& batch_;
  Roles roles_;
  std::vector<Group>& groups_;
};

void measure_row(Measure& m, const ColumnBatch& batch, std::size_t row, std::size_t action_row) {
  m.nodes += 4;  // the line, its action, actor and received_at
  m.depth = 1;
  std::int64_t ignored;
  m.nodes += batch.has_nonce && has_int(batch.nonce, row, ignored);
  m.nodes += batch.has_sent_at && has_int(batch.sent_at, row, ignored);
  m.nodes += batch.has_session && columns::load<std::int64_t>(batch.session.data, row) != 0;
  m.nodes += batch.has_origin && columns::load<std::uint8_t>(batch.origin.data, row) != 0;
  if (batch.has_roles && batch.roles.begin(row) != batch.roles.end(row)) columns::add(m, batch.roles, row, 1);
  const std::size_t g = batch.group_of(row);
  if (g < batch.actions.size() && !batch.actions[g].params.children.empty()) columns::add(m, batch.actions[g].params, action_row, 1);
}

Reason over_limit(const Measure& m, const Limits& limits) {
  if (m.bytes > limits.request_bytes) return Reason::too_large;
  if (m.depth > limits.request_depth) return Reason::too_deep;
  if (m.nodes > limits.request_nodes) return Reason::too_many_nodes;
  return m.is_malformed ? Reason::malformed : Reason::accepted;
}

}  // namespace

bool decode_rows(const ProgramData& program, const ColumnBatch& batch, Arena& arena, std::vector<std::string>& pointers, std::vector<Request>& out, Error& error) {
  // Defaults take room that no byte of the file pays for; and a size must fit the 32 bits of WebAssembly.
  constexpr std::uint64_t kMaxParams = std::uint64_t{1} << 28;
  std::uint64_t words = 0;
  for (const ColumnBatch::Group& group : batch.actions) {
    const auto found = program.action_index.find(group.name);
    if (found != program.action_index.end()) words += std::uint64_t{group.rows} * (program.actions[found->second].params->fields.size() + 1);
  }
  if (words > kMaxParams || batch.rows > kMaxParams) {
    error = Error{ErrorCode::host, "the parameters of a batch are at most 2 GiB in memory: cut it", {}, 0, 0, {}, 0};
    return false;
  }
  const std::size_t count = batch.actions.size();
  std::vector<Group> groups(count + 1);
  std::size_t others = batch.rows;
  for (std::size_t i = 0; i <= count; ++i) {
    const std::size_t rows = i < count ? batch.actions[i].rows : others;
    others -= rows;
    groups[i].at.assign(rows, 0);
  }
  // Limits come before everything else: a row over one is not decoded, it could take more room than they allow.
  for (const RowOverLimit& over : rows_over_limit(program, batch)) {
    Group& group = groups[batch.group_of(over.row)];
    if (group.unreadable.empty()) group.unreadable.assign(group.at.size(), Reason::accepted);
    group.unreadable[over.action_row] = over.reason;
    group.at[over.action_row] = kDynamicPlace;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto found = program.action_index.find(batch.actions[i].name);
    if (found == program.action_index.end()) continue;
    groups[i].action = found->second;
    groups[i].is_known = true;
    decode_params(program, batch.actions[i], arena, pointers, groups[i]);
  }
  RowDecoder decoder(program, batch, arena, groups);
  out.resize(out.size() + batch.rows);
  Request* request = out.data() + (out.size() - batch.rows);
  for (std::size_t row = 0; row < batch.rows; ++row) decoder.decode(row, request[row]);
  return true;
}

std::vector<RowOverLimit> rows_over_limit(const ProgramData& program, const ColumnBatch& batch) {
  std::vector<RowOverLimit> out;
  const Column no_params;
  std::vector<char> needs_look;
  bool any = false;
  for (std::size_t i = 0; i <= batch.actions.size(); ++i) {
    const Column& params = i < batch.actions.size() ? batch.actions[i].params : no_params;
    needs_look.push_back(may_exceed(batch.has_roles ? &batch.roles : nullptr, params, program.limits));
    any = any || needs_look.back();
  }
  if (!any) return out;
  std::vector<std::size_t> next(needs_look.size(), 0);
  Measure measure;
  for (std::size_t row = 0; row < batch.rows; ++row) {
    const std::size_t g = batch.group_of(row);
    const std::size_t action_row = next[g]++;
    if (!needs_look[g]) continue;
    measure.reset(program.limits.request_bytes);
    measure_row(measure, batch, row, action_row);
    const Reason reason = over_limit(measure, program.limits);
    if (reason != Reason::accepted) out.push_back({row, action_row, reason});
  }
  return out;
}

void put_line(std::string& out, const ColumnBatch& batch, std::size_t row, std::size_t action_row) {
  const auto member = [&](const char* name) {
    out += out.back() == '{' ? "\"" : ",\"";
    out += name;
    out += "\":";
  };
  const auto put = [&](const char* name, std::int64_t value) {
    member(name);
    out += std::to_string(value);
  };
  const std::uint32_t a = batch.action_of(row);
  const ColumnBatch::Group* group = a < batch.actions.size() ? &batch.actions[a] : nullptr;
  out += '{';
  member("action");
  if (group) json::write_string(out, group->name);
  else out += std::to_string(a);
  put("actor", columns::load<std::int64_t>(batch.actor.data, row));
  std::int64_t value;
  if (batch.has_nonce && has_int(batch.nonce, row, value)) put("nonce", value);
  const std::uint8_t origin = batch.has_origin ? columns::load<std::uint8_t>(batch.origin.data, row) : std::uint8_t{0};
  if (origin != 0) {
    member("origin");
    out += origin < kOrigins ? "\"" + std::string(kOriginNames[origin]) + "\"" : std::to_string(origin);
  }
  if (group && !group->params.children.empty()) {
    member("params");
    columns::put_json(out, group->params, action_row);
  }
  put("received_at", columns::load<std::int64_t>(batch.received_at.data, row));
  if (batch.has_roles && batch.roles.begin(row) != batch.roles.end(row)) {
    member("roles");
    columns::put_json(out, batch.roles, row);
  }
  if (batch.has_sent_at && has_int(batch.sent_at, row, value)) put("sent_at", value);
  if (batch.has_session) {
    value = columns::load<std::int64_t>(batch.session.data, row);
    if (value != 0) put("session", value);
  }
  out += "}\n";
}

}  // namespace ludex::detail
