// A contract on its own: the public door to shapes, their direct reader and their messages.

#include "ludex/contract.h"

#include "rulebook/program_data.h"
#include "schema/direct.h"
#include "schema/mismatch.h"
#include "schema/parse.h"

namespace ludex {

using namespace detail;

namespace detail {

struct ContractData {
  std::shared_ptr<const ProgramData> program;  ///< of an action's contract
  Declarations own;                            ///< of a shape's
  const Declarations* declarations = nullptr;
  const Shape* shape = nullptr;
  DirectProgram direct;
  std::uint32_t root = DirectProgram::kNone;
  json::Limits limits;
};

}  // namespace detail

namespace {

Error host_error(std::string message) {
  Error e;
  e.code = ErrorCode::host;
  e.message = std::move(message);
  return e;
}

void make_direct(ContractData& data) { data.root = data.direct.add(*data.shape, *data.declarations); }

std::string error_json(const Error& e) {
  std::string out = "{\"error\":{\"code\":";
  json::write_string(out, to_string(e.code));
  out += ",\"message\":";
  json::write_string(out, e.message);
  out += ",\"pointer\":";
  json::write_string(out, e.pointer);
  return out + ",\"line\":" + std::to_string(e.line) + ",\"column\":" + std::to_string(e.column) + "}}";
}

}  // namespace

std::string to_text(const ContractMismatch& mismatch) { return mismatch.pointer.empty() ? mismatch.message : mismatch.pointer + ": " + mismatch.message; }

Result<Contract> Contract::compile(std::string_view shape_json) {
  auto data = std::make_shared<ContractData>();
  json::Document document;
  document.text = shape_json;
  json::Limits limits;
  limits.allow_comments = true;
  if (const auto scanned = json::scan(shape_json, limits, document.tape); !scanned.ok()) {
    const auto position = json::position_of(shape_json, scanned.offset);
    return Error{ErrorCode::json, std::string("the shape is not JSON: ") + scanned.message, {}, position.line, position.column, {}, 0};
  }
  Diagnostics diagnostics;
  data->declarations = &data->own;
  data->shape = parse_shape(json::View(document, 0), "", data->own, diagnostics);
  if (!data->shape) return diagnostics.take();
  make_direct(*data);
  return Contract(std::move(data));
}

Result<Contract> Contract::of_action(const Program& program, std::string_view action) {
  const ProgramData& p = program.data();
  const auto found = p.action_index.find(std::string(action));
  if (found == p.action_index.end()) {
    std::vector<std::string> names;
    for (const Action& a : p.actions) names.push_back(a.name);
    return host_error("the rulebook has no action '" + std::string(action) + "'" + nearest_name(action, names));
  }
  auto data = std::make_shared<ContractData>();
  data->program = program.shared();
  data->declarations = &p.declarations;
  data->shape = p.actions[found->second].params;
  data->limits.max_bytes = p.limits.request_bytes;
  data->limits.max_depth = p.limits.request_depth > 1 ? p.limits.request_depth - 1 : 1;  // of what is inside a request
  data->limits.max_nodes = p.limits.request_nodes;
  make_direct(*data);
  return Contract(std::move(data));
}

bool Contract::accepts(std::string_view text) const {
  Arena arena;
  DirectScratch scratch;
  DirectReader reader(data_->direct, scratch, arena);
  Word word;
  if (reader.read(data_->root, text, text.size(), data_->limits, word)) return true;
  return check(text).empty();
}

std::vector<ContractMismatch> Contract::check(std::string_view text, bool all_errors) const {
  json::Tape tape;
  if (const auto scanned = json::scan(text, data_->limits, tape); !scanned.ok()) {
    const bool is_malformed = scanned.fault == json::Fault::malformed;
    return {{"", (is_malformed ? "is not JSON: " : "is beyond the limits: ") + std::string(scanned.message), scanned.offset}};
  }
  Arena arena;
  DecodeContext context{text, tape, *data_->declarations, arena};
  return find_mismatches(*data_->shape, 0, context, "", all_errors);
}

std::string check_contract_json(std::string_view contract, std::string_view text, std::string_view options) {
  json::Document document;
  document.text = options;
  if (!json::scan(options, {}, document.tape).ok() || document.tape.nodes[0].type != json::Type::object) return error_json(host_error("the options are not a JSON object"));
  std::string action;
  bool has_action = false, all_errors = false;
  for (const auto& member : json::View(document, 0).members()) {
    if (member.name == "action" && member.value.is_string()) {
      has_action = true;
      action = member.value.str();
    } else if (member.name == "all" && member.value.is(json::Type::boolean)) {
      all_errors = member.value.boolean();
    } else {
      return error_json(host_error("the option '" + std::string(member.name) + "' is not known, or of the wrong type; there are action and all"));
    }
  }
  const auto compile = [&]() -> Result<Contract> {
    if (!has_action) return Contract::compile(contract);
    const auto program = Program::compile(contract);
    if (!program) return program.errors();
    return Contract::of_action(*program, action);
  };
  const auto compiled = compile();
  if (!compiled) return error_json(compiled.error());
  const auto found = compiled->check(text, all_errors);
  std::string out = std::string("{\"ok\":") + (found.empty() ? "true" : "false") + ",\"mismatches\":[";
  for (const ContractMismatch& m : found) {
    out += out.back() == '[' ? "{\"pointer\":" : ",{\"pointer\":";
    json::write_string(out, m.pointer);
    out += ",\"message\":";
    json::write_string(out, m.message);
    out += ",\"offset\":" + std::to_string(m.offset) + "}";
  }
  return out + "]}";
}

}  // namespace ludex
