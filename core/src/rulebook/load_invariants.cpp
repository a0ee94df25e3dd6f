#include "rulebook/load_invariants.h"

#include <algorithm>

#include "expr/emit.h"
#include "expr/interval.h"
#include "support/sort.h"

namespace ludex::detail {
namespace {

constexpr std::size_t kMaxInvariants = 256;

// The variable `profile`.
const Shape* profile_shape(Declarations& d, const Kind& kind) {
  Shape shape;
  shape.kind = ShapeKind::record;
  for (const StateField& field : kind.fields)
    if (field.is_durable) shape.fields.push_back({field.name, field.shape});
  sort_by(shape.fields, &Field::name);
  for (std::uint32_t i = 0; i < shape.fields.size(); ++i) shape.declared.push_back(i);
  return d.add_shape(std::move(shape));
}

class InvariantLoader {
 public:
  InvariantLoader(Loader& loader, const Shape* profile) : loader_(loader) {
    scope_.place = "an invariant";
    scope_.sees_state = scope_.sees_now = scope_.sees_request = false;
    scope_.lets.push_back({"profile", profile, false, false});
  }

  bool load(const json::View& v, const std::string& pointer, Invariant& out) {
    const auto fail_in_text = [&](const json::View& at, const std::string& where, const std::string& message, std::uint32_t offset, bool is_unsupported = false) {
      if (!message.empty()) loader_.diagnostics.add_in_text(is_unsupported ? ErrorCode::unsupported : ErrorCode::expression, at, where, message, offset);
      return false;
    };
    expr::Ast ast;
    std::uint32_t root = 0;
    json::View that = v;
    std::string that_at = pointer;
    if (v.is_string()) {
      expr::ClauseText text;
      if (const auto e = expr::parse_clause(v.str(), ast, text)) return fail_in_text(v, pointer, e->message, e->offset);
      root = text.that;
      out.reason = text.reason;
    } else {
      if (!loader_.expect_object(v, pointer, {"that", "else", "name"})) return false;
      const auto written = v.find("that"), otherwise = v.find("else"), name = v.find("name");
      if (!written || !written->is_string() || !otherwise || !otherwise->is_string()) {
        loader_.error(v, pointer, "an invariant needs \"that\": an expression over profile, and \"else\": a reason");
        return false;
      }
      if (!is_name(otherwise->str())) {
        loader_.error(*otherwise, pointer + "/else", "a reason is letters, digits and _");
        return false;
      }
      if (name && !name->is_string()) loader_.error(*name, pointer + "/name", "expected a string");
      else if (name) out.name = name->str();
      out.reason = otherwise->str();
      that = *written;
      that_at = pointer + "/that";
      if (const auto e = expr::parse_expression(that.str(), ast, root)) return fail_in_text(that, that_at, e->message, e->offset);
    }
    for (std::uint16_t code = 0; code < kFirstRulebookReason; ++code) {
      if (out.reason.empty() || system_reason_name(static_cast<Reason>(code)) != out.reason) continue;
      const auto otherwise = v.find("else");
      loader_.error(otherwise ? *otherwise : v, otherwise ? pointer + "/else" : pointer, "the reason '" + out.reason + "' is one of the system's; choose another name");
      return false;
    }
    out.that = expr::print(ast, root);
    expr::Reads reads;
    if (const auto e = expr::check(ast, root, scope_, loader_.declarations(), reads, &builtin_shapes().boolean)) return fail_in_text(that, that_at, e->message, e->offset, e->is_unsupported);
    if (reads_flags(ast, root)) return fail_in_text(that, that_at, "an invariant may not read flags: they come with each batch, and a save knows none", 0);
    if (ast.nodes[root].meaning == expr::Meaning::constant) loader_.diagnostics.warn(pointer, std::string("this invariant is always ") + (ast.nodes[root].value.b ? "true" : "false"));
    if (!emit(ast, root, out.block)) {
      loader_.error(that, that_at, "the expression needs more registers or constants than one expression may have; split it in two invariants");
      return false;
    }
    for (const OperandPath& path : operand_paths(ast, root)) {
      Invariant::Operand operand{path.text, {}};
      if (emit(ast, path.node, operand.block)) out.operands.push_back(std::move(operand));
    }
    return true;
  }

 private:
  bool emit(expr::Ast& ast, std::uint32_t root, expr::Block& out) {
    expr::prove(ast, root, scope_, loader_.declarations());
    const auto block = expr::emit(ast, root, loader_.declarations(), loader_.program.code);
    if (block) out = *block;
    return block.has_value();
  }

  Loader& loader_;
  expr::Scope scope_;
};

}  // namespace

bool reads_flags(const expr::Ast& ast, std::uint32_t root) {
  if (ast.nodes[root].meaning == expr::Meaning::flag) return true;
  const auto& children = ast.nodes[root].children;
  return std::any_of(children.begin(), children.end(), [&](std::uint32_t child) { return reads_flags(ast, child); });
}

void load_invariants(Loader& loader, const Kind& kind, const json::View& v, const std::string& pointer, ProfileSchema& out) {
  if (!v.is_array()) return loader.error(v, pointer, "expected a list of clauses, as in [\"profile.coins + profile.bank <= 1000000 else too_rich\"]");
  if (v.count() > kMaxInvariants) return loader.error(v, pointer, "more than " + std::to_string(kMaxInvariants) + " invariants");
  if (v.count() == 0) return;
  out.shape = profile_shape(loader.declarations(), kind);
  InvariantLoader one(loader, out.shape);
  v.for_each_item([&](std::uint32_t i, const json::View& x) {
    Invariant invariant;
    if (one.load(x, json::child_pointer(pointer, i), invariant)) out.invariants.push_back(std::move(invariant));
  });
}

}  // namespace ludex::detail
