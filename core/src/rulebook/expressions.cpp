// Expressions inside an action: text to block, with errors at the place they were written.

#include <algorithm>

#include "expr/cost.h"
#include "expr/emit.h"
#include "expr/run.h"
#include "rulebook/action_loader.h"
#include "rulebook/load_invariants.h"

namespace ludex::detail {

using expr::NodeKind;

void ActionLoader::report(const Source& source, const std::string& message, std::uint32_t offset, ErrorCode code) {
  if (message.empty()) return;  // a consequence of an error that was already reported
  if (source.is_text) loader_.diagnostics.add_in_text(code, source.view, source.pointer, message, offset);
  else loader_.diagnostics.add(code, source.view, source.pointer, message);
}

bool ActionLoader::parse(const json::View& v, const std::string& pointer, Source& source, std::uint32_t& root) {
  source.view = v;
  source.pointer = pointer;
  source.is_text = v.is_string();
  if (!v.is_string() && !v.is(json::Type::number) && !v.is(json::Type::boolean)) {
    loader_.error(v, pointer, std::string("expected an expression, got ") + json::describe(v.type()));
    return false;
  }
  const std::string_view text = v.is_string() ? v.str() : v.raw();
  if (const auto e = expr::parse_expression(text, source.ast, root)) {
    report(source, e->message, e->offset);
    return false;
  }
  put_printed(source.ast, root);
  return true;
}

expr::Block ActionLoader::emit(Source& source, std::uint32_t root, bool is_part) {
  const expr::Proof proof = expr::prove(source.ast, root, scope_, loader_.declarations());
  auto block = expr::emit(source.ast, root, loader_.declarations(), loader_.program.code);
  if (!block) {
    report(source, "the expression needs more registers or constants than one expression may have; split it with 'let'", 0);
    return {};
  }
  const expr::Toll volume = expr::volume_of(*block->shape, proof.range);
  block->volume = volume.elements;
  block->bytes = volume.bytes;
  range_ = proof.range;
  depends_on_cells_ = proof.depends_on_cells;
  if (!is_part) report_proof(source, root, proof);
  if (!is_part && loader_.keeps_trees) keep_tree(source, root);
  if (!is_part && loader_.types)
    loader_.types->push_back(typed(source.ast, root, source.pointer, std::string(source.is_text ? source.view.str() : source.view.raw()), loader_.declarations().names()));
  return *block;
}

expr::Block ActionLoader::compile(Source& source, std::uint32_t root, const Shape* expected, const expr::Scope* scope) {
  if (const auto e = expr::check(source.ast, root, scope ? *scope : scope_, loader_.declarations(), reads_, expected)) {
    report(source, e->message, e->offset, e->is_unsupported ? ErrorCode::unsupported : ErrorCode::expression);
    return {};
  }
  return emit(source, root);
}

expr::Block ActionLoader::expression(const json::View& v, const std::string& pointer, const Shape* expected, const expr::Scope* scope) {
  Source source;
  std::uint32_t root = 0;
  if (!parse(v, pointer, source, root)) return {};
  return compile(source, root, expected, scope);
}

namespace {

bool is_path(const expr::Node& n) {
  using expr::Meaning;
  switch (n.meaning) {
    case Meaning::entity_id:
    case Meaning::field:
    case Meaning::let_value:
    case Meaning::flag:
    case Meaning::request_field:
    case Meaning::now:
    case Meaning::record_field:
    case Meaning::map_key:
    case Meaning::list_item:
    case Meaning::cell:
    case Meaning::axis: return true;
    default: return false;
  }
}

bool mentions_variable(const expr::Ast& ast, std::uint32_t n) {
  if (ast.nodes[n].meaning == expr::Meaning::variable) return true;
  for (const auto c : ast.nodes[n].children)
    if (mentions_variable(ast, c)) return true;
  return false;
}

// The largest paths ("target.health", "actor.inventory[params.item]"): what a person asks for when a clause refuses.
void collect_paths(const expr::Ast& ast, std::uint32_t n, std::vector<std::uint32_t>& out) {
  const expr::Node& x = ast.nodes[n];
  const bool is_value = x.shape && x.shape->kind != ShapeKind::entity && x.shape->kind != ShapeKind::table && x.shape->kind != ShapeKind::table_row;
  if (is_path(x) && is_value && !mentions_variable(ast, n)) {
    out.push_back(n);
    return;
  }
  for (const auto c : x.children) collect_paths(ast, c, out);
}

// Conversions the checker put in are not part of what was written.
expr::Ast as_written(const expr::Ast& ast) {
  expr::Ast copy = ast;
  for (auto& x : copy.nodes)
    for (auto& c : x.children)
      while (copy.nodes[c].kind == NodeKind::call && copy.nodes[c].text.starts_with("$")) c = copy.nodes[c].children[0];
  return copy;
}

std::string print_written(const expr::Ast& written, std::uint32_t n) {
  while (written.nodes[n].kind == NodeKind::call && written.nodes[n].text.starts_with("$")) n = written.nodes[n].children[0];
  return expr::print(written, n);
}

}  // namespace

std::vector<OperandPath> operand_paths(const expr::Ast& ast, std::uint32_t root) {
  std::vector<OperandPath> out;
  std::vector<std::uint32_t> paths;
  collect_paths(ast, root, paths);
  if (paths.empty()) return out;
  const expr::Ast written = as_written(ast);
  for (const std::uint32_t p : paths) {
    // A refusal names numbers and names; a whole container would cost more than judging did.
    const Shape& shape = *ast.nodes[p].shape;
    const ShapeKind kind = shape.kind == ShapeKind::optional ? shape.element->kind : shape.kind;
    if (kind == ShapeKind::list || kind == ShapeKind::map || kind == ShapeKind::record || kind == ShapeKind::optional) continue;
    std::string text = print_written(written, p);
    const auto is_same = [&](const OperandPath& other) { return other.text == text; };
    if (std::none_of(out.begin(), out.end(), is_same)) out.push_back({p, std::move(text)});
    if (out.size() == kMostOperands) break;
  }
  return out;
}

void ActionLoader::operands_of(Source& source, std::uint32_t root, std::vector<Operand>& out) {
  for (const OperandPath& path : operand_paths(source.ast, root)) {
    const std::uint32_t label = loader_.label(path.text);
    const expr::Block block = emit(source, path.node, true);
    if (block.is_set()) out.push_back({label, block});
  }
}

std::string ActionLoader::written(const Source& source, std::uint32_t n) { return print_written(as_written(source.ast), n); }

namespace {

// Whether a part stands inside a macro whose variable it needs; `bound` macros stand around what is looked at.
bool needs_variable(const expr::Ast& ast, std::uint32_t n, std::uint32_t bound = 0) {
  const expr::Node& x = ast.nodes[n];
  if (x.meaning == expr::Meaning::variable) return x.a >= bound;
  const bool is_macro = x.kind == NodeKind::macro;
  if (is_macro && x.a != bound) return true;  // emitted alone, its variable would have another number
  for (std::size_t i = 0; i < x.children.size(); ++i)
    if (needs_variable(ast, x.children[i], is_macro && i > 0 ? bound + 1 : bound)) return true;
  return false;
}

}  // namespace

void ActionLoader::keep_tree(Source& source, std::uint32_t root) {
  ExprTree tree;
  tree.pointer = source.pointer;
  const expr::Ast written = as_written(source.ast);
  const auto is_conversion = [](const expr::Node& x) { return x.kind == NodeKind::call && x.text.starts_with("$"); };
  const auto is_literal = [](const expr::Node& x) { return x.meaning == expr::Meaning::constant && x.children.empty(); };
  const auto has_value = [&](std::uint32_t n) {
    const Shape* s = source.ast.nodes[n].shape;
    if (!s || s->kind == ShapeKind::entity || s->kind == ShapeKind::table || s->kind == ShapeKind::table_row || s->kind == ShapeKind::nothing) return false;
    if (s->kind == ShapeKind::list && (s->element->kind == ShapeKind::entity || s->element->kind == ShapeKind::nothing)) return false;
    return !needs_variable(source.ast, n);
  };
  const auto add = [&](const auto& self, std::uint32_t n) -> std::uint32_t {
    while (is_conversion(source.ast.nodes[n])) n = source.ast.nodes[n].children[0];
    const auto at = static_cast<std::uint32_t>(tree.nodes.size());
    tree.nodes.emplace_back();
    tree.nodes[at].text = print_written(written, n);
    if (has_value(n))
      if (const auto block = expr::emit(source.ast, n, loader_.declarations(), loader_.program.code)) tree.nodes[at].block = *block;
    const std::vector<std::uint32_t> children = source.ast.nodes[n].children;
    for (const std::uint32_t c : children) {
      std::uint32_t child = c;
      while (is_conversion(source.ast.nodes[child])) child = source.ast.nodes[child].children[0];
      // Names that only lead to a value ("actor", "params", "tables.t") and literals say nothing by themselves.
      if (is_literal(source.ast.nodes[child]) || (!has_value(child) && source.ast.nodes[child].children.empty()) || needs_variable(source.ast, child)) continue;
      if (!has_value(child) && !source.ast.nodes[child].shape) continue;
      const std::uint32_t part = self(self, child);
      tree.nodes[at].parts.push_back(part);
    }
    return at;
  };
  tree.root = add(add, root);
  loader_.program.trees.push_back(std::move(tree));
}

void ActionLoader::report_proof(const Source& source, std::uint32_t root, const expr::Proof& proof) {
  // An expression of thousands of operations is one finding after these, not thousands.
  constexpr std::size_t kMostReported = 32, kLongest = 200;
  std::vector<Unproven>& out = loader_.program.unproven;
  const Shape& shape = *source.ast.nodes[root].shape;
  const std::uint64_t weight = is_owned(shape.kind) ? expr::weight_of(shape, proof.range) : 1;
  if (proof.unproven.empty() && proof.negative_sides.empty() && weight < expr::kMaxWeight) return;
  const expr::Ast written = as_written(source.ast);
  const auto text = [&](std::uint32_t n) {
    std::string printed = print_written(written, n);
    if (printed.size() <= kLongest) return printed;
    std::size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(printed[end]) & 0xC0) == 0x80) --end;  // not inside a code point
    return printed.substr(0, end) + "…";
  };
  for (std::size_t i = 0; i < proof.unproven.size() && i < kMostReported; ++i)
    out.push_back({source.pointer, text(proof.unproven[i].node), proof.unproven[i].codes, proof.unproven[i].ranges});
  if (proof.unproven.size() > kMostReported)
    out.push_back({source.pointer, text(root), "", "and " + std::to_string(proof.unproven.size() - kMostReported) + " operations more"});
  if (weight >= expr::kMaxWeight)
    out.push_back({source.pointer, text(root), "overflow", "up to " + std::to_string(weight) + " values, the limit is " + std::to_string(expr::kMaxWeight - 1)});
  for (std::size_t i = 0; i < proof.negative_sides.size() && i < kMostReported; ++i)
    loader_.diagnostics.warn(source.pointer, "in '" + text(proof.negative_sides[i].node) + "' a side may be negative (" + proof.negative_sides[i].ranges + "): '/' rounds towards zero, floor_div() down");
}

void ActionLoader::report_decided(const std::string& pointer, const Clause& clause) {
  // What the tables hold today is no reason to drop a clause.
  if (!clause.block.is_set() || depends_on_cells_) return;
  const bool is_true = range_.lo >= 1, is_false = range_.hi <= 0;
  const bool passes = clause.is_refusal ? is_false : is_true, refuses = clause.is_refusal ? is_true : is_false;
  if (passes && !clause.block.is_fallible) loader_.diagnostics.warn(pointer, "this clause can never refuse: the declared bounds decide it");
  if (refuses) loader_.diagnostics.warn(pointer, "this clause always refuses: the declared bounds decide it");
}

}  // namespace ludex::detail
