// One expression on its own: the public door to the language of rules and to CEL as specified.

#include <algorithm>
#include <cmath>
#include <memory>

#include "expr/check.h"
#include "expr/dyn_expression.h"
#include "expr/emit.h"
#include "expr/parser.h"
#include "expr/run.h"
#include "ludex/expression.h"
#include "schema/decode.h"
#include "schema/parse.h"
#include "support/sort.h"
#include "value/json_bytes.h"
#include "value/json_view.h"

namespace ludex {
namespace {

Error error_at(ErrorCode code, std::string message, std::string_view expression, std::uint32_t offset) {
  offset = std::min(offset, static_cast<std::uint32_t>(expression.size()));
  const auto position = json::position_of(expression, offset);
  return {code, std::move(message), "", position.line, position.column, std::string(expression), offset};
}
Error plain_error(ErrorCode code, std::string message) {
  Error e;
  e.code = code;
  e.message = std::move(message);
  return e;
}

/// Byte offset of the first byte that is not UTF-8; the size when all is.
std::size_t valid_utf8(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p < end) {
    const std::size_t n = static_cast<unsigned char>(*p) < 0x80 ? 1 : json::utf8_sequence(p, end);
    if (n == 0) break;
    p += n;
  }
  return static_cast<std::size_t>(p - text.data());
}

/// A scanned JSON object of the caller's.
struct Given {
  json::Document document;
  json::View root() const { return json::View(document, 0); }

  std::optional<Error> read(std::string_view text, const char* what) {
    document.text = text.empty() ? std::string_view("{}") : text;
    const auto scanned = json::scan(document.text, {}, document.tape);
    if (!scanned.ok()) {
      Error e = plain_error(ErrorCode::json, std::string(what) + ": " + scanned.message);
      const auto position = json::position_of(document.text, scanned.offset);
      e.line = position.line;
      e.column = position.column;
      return e;
    }
    if (!root().is_object()) return plain_error(ErrorCode::json, std::string(what) + ": expected an object, name to value");
    return std::nullopt;
  }
};

/// The shape a JSON value suggests, or nullptr and `why` not.
const Shape* infer(const json::View& v, Declarations& declarations, std::string& why) {
  const BuiltinShapes& builtin = builtin_shapes();
  switch (v.type()) {
    case json::Type::null: why = "null says nothing about its type; give one in the types"; return nullptr;
    case json::Type::boolean: return &builtin.boolean;
    case json::Type::string: return &builtin.string;
    case json::Type::number: return v.raw().find_first_of(".eE") == std::string_view::npos ? &builtin.integer : &builtin.number;
    case json::Type::array: {
      const Shape* element = nullptr;
      v.for_each_item([&](std::uint32_t, const json::View& item) {
        const Shape* s = why.empty() ? infer(item, declarations, why) : nullptr;
        if (!s) return;
        const auto is_number = [](const Shape& x) { return x.kind == ShapeKind::integer || x.kind == ShapeKind::number; };
        if (element && is_number(*element) && is_number(*s)) element = element->kind == ShapeKind::number ? element : s;
        else if (!element) element = s;
        else if (!same_type(*element, *s)) why = "the items of a list have one type; give it in the types";
      });
      if (!why.empty()) return nullptr;
      Shape s;
      s.kind = ShapeKind::list;
      s.element = element ? element : &builtin.nothing;
      s.max_length = std::max<std::uint32_t>(1, v.count());
      if (!element) {
        why = "an empty list says nothing about its items; give its type in the types";
        return nullptr;
      }
      return declarations.add_shape(std::move(s));
    }
    case json::Type::object: {
      Shape s;
      s.kind = ShapeKind::record;
      s.keeps_null = true;
      for (const auto& member : v.members()) {
        const Shape* field = infer(member.value, declarations, why);
        if (!field) return nullptr;
        s.fields.push_back({std::string(member.name), field});
      }
      detail::sort_by(s.fields, &Field::name);
      for (std::uint32_t i = 0; i < s.fields.size(); ++i) s.declared.push_back(i);
      return declarations.add_shape(std::move(s));
    }
  }
  return nullptr;
}

Result<Evaluation> evaluate_rules(std::string_view expression, const Given& variables, const Given& types) {
  Declarations declarations;
  expr::Scope scope;
  scope.place = "an expression on its own";
  std::vector<expr::LetState> lets;
  for (const auto& member : types.root().members())
    if (!variables.root().find(member.name)) return plain_error(ErrorCode::host, "'" + std::string(member.name) + "' has a type but no value among the variables");
  for (const auto& member : variables.root().members()) {
    const std::string name(member.name);
    const Shape* shape = nullptr;
    if (const auto written = types.root().find(name)) {
      Diagnostics diagnostics;
      shape = parse_shape(*written, json::child_pointer("", name), declarations, diagnostics);
      if (!shape) return diagnostics.take();
    } else {
      std::string why;
      shape = infer(member.value, declarations, why);
      if (!shape) return plain_error(ErrorCode::host, "variable '" + name + "': " + why);
    }
    DecodeContext context{variables.document.text, variables.document.tape, declarations, declarations.arena};
    ContractFault fault;
    expr::LetState let;
    let.status = expr::LetState::Status::ready;
    if (!decode(*shape, member.value.index(), context, let.value, fault)) {
      const std::string inside = fault.pointer("");
      return plain_error(ErrorCode::host, "variable '" + name + "'" + (inside.empty() ? "" : " at " + inside) + " " + fault.message);
    }
    scope.lets.push_back({name, shape, false, false});
    lets.push_back(let);
  }

  expr::Ast ast;
  std::uint32_t root = 0;
  if (auto e = expr::parse_expression(expression, ast, root)) return error_at(ErrorCode::expression, std::move(e->message), expression, e->offset);
  expr::Reads reads;
  scope.sees_now = scope.sees_tables = scope.sees_request = false;
  if (auto e = expr::check(ast, root, scope, declarations, reads)) return error_at(e->is_unsupported ? ErrorCode::unsupported : ErrorCode::expression, std::move(e->message), expression, e->offset);
  expr::Code code;
  const auto block = expr::emit(ast, root, declarations, code);
  if (!block) return error_at(ErrorCode::expression, "the expression needs more registers than there are; split it", expression, 0);

  Evaluation out;
  out.type = type_name(*block->shape, declarations.names());
  Arena arena;
  std::vector<Word> registers(code.registers, word_null());
  std::vector<expr::EvalError> slots(code.error_slots);
  expr::Frame frame;
  frame.code = &code;
  frame.declarations = &declarations;
  frame.arena = &arena;
  frame.lets = lets.data();
  frame.registers = registers.data();
  frame.error_slots = slots.data();
  Word value = word_null();
  expr::EvalError error;
  // Where it says true, `error` may still hold one that was absorbed.
  if (expr::run(*block, frame, value, error)) error = weight(*block->shape, value, expr::kMaxWeight) >= expr::kMaxWeight ? expr::EvalError{RuleError::overflow, 0} : expr::EvalError{};
  out.code = error.code;
  if (error.code != RuleError::none) {
    out.error = error_at(ErrorCode::expression, expr::describe(error.code), expression, error.offset);
    return out;
  }
  std::string bytes;
  put_canonical(bytes, *block->shape, value, declarations.keys());
  canonical::write_json(out.value, bytes);
  return out;
}

Result<Evaluation> evaluate_cel(std::string_view expression, const EvaluateOptions& options, const Given& variables, const Given& types) {
  expr::DynScope scope;
  scope.container = options.container;
  Arena arena;
  std::vector<const expr::Dyn*> values;
  for (const auto& member : types.root().members()) {
    if (!member.value.is_string()) return plain_error(ErrorCode::host, "the type of '" + std::string(member.name) + "' is not a text such as \"map(string,int)\"");
    scope.variables.push_back({std::string(member.name), std::string(member.value.str())});
    values.push_back(nullptr);
  }
  for (const auto& member : variables.root().members()) {
    const auto declared = std::find_if(scope.variables.begin(), scope.variables.end(), [&](const auto& v) { return v.name == member.name; });
    const auto* value = expr::read_json(member.value, declared != scope.variables.end() ? std::string_view(declared->type) : std::string_view(), arena);
    if (!value) return plain_error(ErrorCode::host, "variable '" + std::string(member.name) + "' does not fit its type");
    if (declared != scope.variables.end()) {
      values[static_cast<std::size_t>(declared - scope.variables.begin())] = value;
    } else {
      scope.variables.push_back({std::string(member.name), "dyn"});
      values.push_back(value);
    }
  }
  expr::CelExpression compiled;
  if (auto e = compiled.compile(expression, scope, options.check, options.macros)) return error_at(ErrorCode::expression, std::move(e->message), expression, e->offset);
  Evaluation out;
  out.type = compiled.type();
  const expr::Dyn* value = nullptr;
  if (auto e = compiled.run(values, arena, value)) {
    out.code = e->code;
    out.error = error_at(ErrorCode::expression, std::move(e->message), expression, e->offset);
    return out;
  }
  expr::write_tagged(out.value, *value);
  return out;
}

std::string error_json(std::string_view code, const Error& e) {
  std::string out = "{\"error\":{\"code\":";
  json::write_string(out, code);
  out += ",\"message\":";
  json::write_string(out, e.message);
  out += ",\"line\":" + std::to_string(e.line) + ",\"column\":" + std::to_string(e.column) + ",\"excerpt\":";
  json::write_string(out, e.excerpt);
  return out + ",\"caret\":" + std::to_string(e.caret) + "}}";
}

}  // namespace

Result<Evaluation> evaluate(std::string_view expression, const EvaluateOptions& options) {
  // Offsets are 32 bits, and nothing longer would parse.
  if (expression.size() > expr::kMaxExpressionBytes) return plain_error(ErrorCode::expression, "the expression is longer than " + std::to_string(expr::kMaxExpressionBytes) + " bytes");
  if (const std::size_t at = valid_utf8(expression); at != expression.size())
    return error_at(ErrorCode::expression, "the expression is not UTF-8", expression.substr(0, at), static_cast<std::uint32_t>(at));
  const auto variables = std::make_unique<Given>(), types = std::make_unique<Given>();
  if (auto e = variables->read(options.variables, "the variables")) return std::move(*e);
  if (auto e = types->read(options.types, "the types")) return std::move(*e);
  return options.conformance ? evaluate_cel(expression, options, *variables, *types) : evaluate_rules(expression, *variables, *types);
}

std::string evaluate_json(std::string_view expression, std::string_view options) {
  Given given;
  EvaluateOptions chosen;
  std::string container;
  if (auto e = given.read(options, "the options")) return error_json(to_string(e->code), *e);
  for (const auto& member : given.root().members()) {
    const bool is_switch = member.name == "conformance" || member.name == "check" || member.name == "macros";
    const bool is_object = member.name == "vars" || member.name == "types";
    if (is_object && member.value.is_object()) (member.name == "vars" ? chosen.variables : chosen.types) = member.value.raw();
    else if (member.name == "container" && member.value.is_string()) container = member.value.str();
    else if (is_switch && member.value.is(json::Type::boolean)) (member.name == "check" ? chosen.check : member.name == "macros" ? chosen.macros : chosen.conformance) = member.value.boolean();
    else return error_json("host", plain_error(ErrorCode::host, "the option '" + std::string(member.name) + "' is not known, or of the wrong type; there are vars, types, conformance, container, check and macros"));
  }
  chosen.container = container;
  return to_json(evaluate(expression, chosen));
}

std::string to_json(const Result<Evaluation>& result) {
  if (!result) return error_json(to_string(result.error().code), result.error());
  if (result->code != RuleError::none) return error_json(to_string(result->code), result->error);
  std::string out = "{\"value\":" + result->value + ",\"type\":";
  json::write_string(out, result->type);
  return out + "}";
}

}  // namespace ludex
