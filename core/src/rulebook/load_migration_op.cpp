#include "rulebook/load_migration_op.h"

#include <algorithm>
#include <set>

#include "expr/emit.h"
#include "expr/interval.h"
#include "rulebook/load_invariants.h"
#include "value/json_pointer.h"

namespace ludex::detail {
namespace {

using Kind = MigrationOp::Kind;

struct Form {
  const char* name;
  Kind kind;
  std::vector<std::string> members;  ///< beside "op" and "if_missing"
};

const std::vector<Form>& forms() {
  static const std::vector<Form> all = {
      {"add", Kind::add, {"path", "value"}},
      {"remove", Kind::remove, {"path"}},
      {"replace", Kind::replace, {"path", "value"}},
      {"move", Kind::move, {"from", "path"}},
      {"copy", Kind::copy, {"from", "path"}},
      {"test", Kind::test, {"path", "value"}},
      {"rename", Kind::rename, {"from", "path", "if_exists"}},
      {"default", Kind::set_default, {"path", "value"}},
      {"hoist", Kind::hoist, {"path", "if_exists"}},
      {"plunge", Kind::plunge, {"path", "into", "if_exists"}},
      {"wrap", Kind::wrap, {"path", "as"}},
      {"unwrap", Kind::unwrap, {"path", "as"}},
      {"map", Kind::map_values, {"path", "values", "else"}},
      {"convert", Kind::convert, {"path", "is", "with", "becomes", "back"}},
      {"split", Kind::split, {"path", "is", "into", "if_exists"}},
      {"merge", Kind::merge, {"from", "path", "with", "becomes", "if_exists"}},
      {"each", Kind::each, {"path", "steps"}},
  };
  return all;
}

class OpLoader {
 public:
  OpLoader(Loader& loader, const json::View& v, std::string pointer, int nesting) : loader_(loader), v_(v), pointer_(std::move(pointer)), nesting_(nesting) {}

  /// False after reporting.
  bool load(MigrationOp& out, std::optional<MigrationOp>& back);

 private:
  bool fail(const json::View& at, const std::string& pointer, std::string message) {
    loader_.error(at, pointer, std::move(message));
    return false;
  }
  bool member(const char* name, std::optional<json::View>& out) {
    out = v_.find(name);
    return out || fail(v_, pointer_, std::string(v_.find("op")->str()) + " needs \"" + name + "\"");
  }
  bool tokens(const json::View& v, const std::string& pointer, MigrationOp::Tokens& out, bool may_be_whole) {
    auto parsed = v.is_string() ? json::parse_pointer(v.str()) : std::nullopt;
    if (!parsed || (parsed->empty() && !may_be_whole)) return fail(v, pointer, "expected a JSON pointer to a member, as in \"/coins\"");
    out = std::move(*parsed);
    return true;
  }
  bool constant(const json::View& v, const std::string& pointer, std::shared_ptr<const JsonConstant>& out, bool is_table = false) {
    auto made = std::make_shared<JsonConstant>();
    made->text = v.raw();
    made->document.text = made->text;
    json::Limits limits;
    limits.allow_comments = true;
    if (!json::scan(made->text, limits, made->document.tape).ok()) return fail(v, pointer, "the value nests too deeply or holds too much");
    if (is_table) made->index();
    out = std::move(made);
    return true;
  }
  bool shape(const json::View& v, const std::string& pointer, const Shape*& out) {
    out = parse_shape(v, pointer, loader_.declarations(), loader_.diagnostics);
    return out != nullptr;
  }
  bool expression(const json::View& v, const std::string& pointer, const std::vector<MigrationOp::Part>& variables, const Shape* expected, expr::Block& out);
  bool if_exists(MigrationOp& out);
  bool map_values(MigrationOp& out, std::optional<MigrationOp>& back);
  bool convert(MigrationOp& out, std::optional<MigrationOp>& back);
  bool split(MigrationOp& out);
  bool merge(MigrationOp& out);
  bool each(MigrationOp& out, std::optional<MigrationOp>& back);

  Loader& loader_;
  const json::View v_;
  const std::string pointer_;
  const int nesting_;
};

bool OpLoader::expression(const json::View& v, const std::string& pointer, const std::vector<MigrationOp::Part>& variables, const Shape* expected, expr::Block& out) {
  if (!v.is_string()) return fail(v, pointer, std::string("expected an expression, got ") + json::describe(v.type()));
  expr::Scope scope;
  scope.place = "a migration";
  scope.sees_state = scope.sees_now = scope.sees_request = false;
  for (const auto& part : variables) scope.lets.push_back({part.name, part.shape, false, false});
  expr::Ast ast;
  std::uint32_t root = 0;
  if (const auto e = expr::parse_expression(v.str(), ast, root)) {
    loader_.diagnostics.add_in_text(ErrorCode::expression, v, pointer, e->message, e->offset);
    return false;
  }
  expr::Reads reads;
  if (const auto e = expr::check(ast, root, scope, loader_.declarations(), reads, expected)) {
    if (!e->message.empty()) loader_.diagnostics.add_in_text(e->is_unsupported ? ErrorCode::unsupported : ErrorCode::expression, v, pointer, e->message, e->offset);
    return false;
  }
  if (reads_flags(ast, root)) {
    loader_.diagnostics.add_in_text(ErrorCode::expression, v, pointer, "a migration may not read flags: they come with each batch, and a save knows none", 0);
    return false;
  }
  expr::prove(ast, root, scope, loader_.declarations());
  const auto block = expr::emit(ast, root, loader_.declarations(), loader_.program.code);
  if (!block) return fail(v, pointer, "the expression needs more registers or constants than one expression may have; split it in two operations");
  out = *block;
  return true;
}

bool OpLoader::if_exists(MigrationOp& out) {
  const auto exists = v_.find("if_exists");
  if (!exists) return true;
  if (!exists->is_string() || (exists->str() != "fail" && exists->str() != "replace")) return fail(*exists, pointer_ + "/if_exists", "expected \"fail\" or \"replace\"");
  out.replaces = exists->str() == "replace";
  return true;
}

// The text an entry is looked up by: that of a string, of a number as its value, of true, false and null.
bool OpLoader::map_values(MigrationOp& out, std::optional<MigrationOp>& back) {
  std::optional<json::View> values;
  if (!member("values", values)) return false;
  if (!values->is_object() || values->count() == 0) return fail(*values, pointer_ + "/values", "expected an object from old value to new, such as {\"b\": \"bronze\"}");
  if (!constant(*values, pointer_ + "/values", out.value, true)) return false;
  if (const auto otherwise = v_.find("else")) {
    if (otherwise->is_string() && otherwise->str() == "keep") out.keeps_others = true;
    else if (otherwise->is_object() && otherwise->count() == 1 && otherwise->find("value")) return constant(*otherwise->find("value"), pointer_ + "/else/value", out.otherwise);
    else return fail(*otherwise, pointer_ + "/else", "expected \"keep\" or {\"value\": …}; without \"else\" a value that has no entry is a failure");
    return true;
  }
  // Strings to different strings lead back; other values would come back as strings.
  std::string swapped = "{";
  std::set<std::string> seen;
  for (const auto& entry : values->members()) {
    // "1" also maps the number 1, which would come back as a string.
    json::Tape scalar;
    if (json::scan(entry.name, {}, scalar).ok()) return true;
    if (!entry.value.is_string() || !seen.insert(std::string(entry.value.str())).second) return true;
    if (swapped.size() > 1) swapped += ",";
    json::write_string(swapped, entry.value.str());
    swapped += ":";
    json::write_string(swapped, entry.name);
  }
  auto constant = std::make_shared<JsonConstant>();
  constant->text = swapped + "}";
  constant->document.text = constant->text;
  json::scan(constant->text, {}, constant->document.tape);
  constant->index();
  back = out;
  back->value = std::move(constant);
  return true;
}

bool OpLoader::convert(MigrationOp& out, std::optional<MigrationOp>& back) {
  std::optional<json::View> is, with;
  if (!member("is", is) || !member("with", with)) return false;
  MigrationOp::Part in;
  in.name = "value";
  if (!shape(*is, pointer_ + "/is", in.shape)) return false;
  const Shape* becomes = nullptr;
  if (const auto written = v_.find("becomes"); written && !shape(*written, pointer_ + "/becomes", becomes)) return false;
  out.parts.push_back(in);
  MigrationOp::Part made;
  if (!expression(*with, pointer_ + "/with", out.parts, becomes, made.block)) return false;
  out.made.push_back(made);
  const auto written_back = v_.find("back");
  if (!written_back) return true;
  if (!becomes) becomes = made.block.shape;
  MigrationOp undo = out;
  undo.parts[0].shape = becomes;
  if (!expression(*written_back, pointer_ + "/back", undo.parts, in.shape, undo.made[0].block)) return false;
  back = std::move(undo);
  return true;
}

bool OpLoader::split(MigrationOp& out) {
  std::optional<json::View> is, into;
  if (!member("is", is) || !member("into", into)) return false;
  MigrationOp::Part in;
  in.name = "value";
  if (!shape(*is, pointer_ + "/is", in.shape)) return false;
  out.parts.push_back(in);
  if (!into->is_object() || into->count() == 0) return fail(*into, pointer_ + "/into", "expected an object from pointer to expression, such as {\"/first\": \"value[0]\"}");
  for (const auto& entry : into->members()) {
    const std::string at = json::child_pointer(pointer_ + "/into", entry.name);
    MigrationOp::Part made;
    auto path = json::parse_pointer(entry.name);
    if (!path || path->empty()) return fail(entry.value, at, "expected a JSON pointer to a member as the name, as in \"/coins\"");
    made.path = std::move(*path);
    if (!expression(entry.value, at, out.parts, nullptr, made.block)) return false;
    out.made.push_back(std::move(made));
  }
  return true;
}

bool OpLoader::merge(MigrationOp& out) {
  std::optional<json::View> from, with;
  if (!member("from", from) || !member("with", with)) return false;
  if (!from->is_object() || from->count() == 0)
    return fail(*from, pointer_ + "/from", "expected an object from variable to {\"path\", \"is\"}, such as {\"x\": {\"path\": \"/x\", \"is\": \"double\"}}");
  for (const auto& entry : from->members()) {
    const std::string at = json::child_pointer(pointer_ + "/from", entry.name);
    MigrationOp::Part in;
    in.name = entry.name;
    if (!is_name(entry.name)) return fail(entry.value, at, "a variable's name is of letters, digits and _");
    if (!loader_.expect_object(entry.value, at, {"path", "is"})) return false;
    const auto path = entry.value.find("path"), is = entry.value.find("is");
    if (!path || !is) return fail(entry.value, at, "expected {\"path\": pointer, \"is\": shape}");
    if (!tokens(*path, at + "/path", in.path, false) || !shape(*is, at + "/is", in.shape)) return false;
    out.parts.push_back(std::move(in));
  }
  const Shape* becomes = nullptr;
  if (const auto written = v_.find("becomes"); written && !shape(*written, pointer_ + "/becomes", becomes)) return false;
  MigrationOp::Part made;
  if (!expression(*with, pointer_ + "/with", out.parts, becomes, made.block)) return false;
  out.made.push_back(std::move(made));
  return true;
}

bool OpLoader::each(MigrationOp& out, std::optional<MigrationOp>& back) {
  std::optional<json::View> steps;
  if (!member("steps", steps)) return false;
  if (!steps->is_array()) return fail(*steps, pointer_ + "/steps", "expected a list of operations");
  if (nesting_ >= kMaxMigrationNesting) return fail(v_, pointer_, "'each' stands inside 'each' at most " + std::to_string(kMaxMigrationNesting) + " times");
  std::vector<std::optional<MigrationOp>> undo;
  load_migration_ops(loader_, *steps, pointer_ + "/steps", nesting_ + 1, out.steps, undo);
  if (undo.size() != out.steps.size() || std::any_of(undo.begin(), undo.end(), [](const auto& op) { return !op.has_value(); })) return true;
  back = out;
  back->steps.clear();
  for (std::size_t i = undo.size(); i-- > 0;) back->steps.push_back(*undo[i]);
  return true;
}

bool OpLoader::load(MigrationOp& out, std::optional<MigrationOp>& back) {
  if (!v_.is_object()) return fail(v_, pointer_, "expected an operation such as {\"op\": \"rename\", …}");
  const auto op = v_.find("op");
  std::vector<std::string> names;
  const Form* form = nullptr;
  for (const Form& f : forms()) {
    names.emplace_back(f.name);
    if (op && op->is_string() && op->str() == f.name) form = &f;
  }
  if (!form) return fail(op ? *op : v_, op ? pointer_ + "/op" : pointer_, "unknown migration operation" + (op && op->is_string() ? nearest_name(op->str(), names) : std::string()));
  std::vector<std::string> known = form->members;
  known.insert(known.end(), {"op", "if_missing"});
  const std::size_t errors = loader_.diagnostics.count();
  loader_.expect_object(v_, pointer_, known);
  out.kind = form->kind;

  std::optional<json::View> path, from, value;
  const bool may_be_whole = nesting_ > 0 || out.kind == Kind::test || out.kind == Kind::each;
  const bool has_from = out.kind == Kind::rename || out.kind == Kind::move || out.kind == Kind::copy;
  if (has_from && (!member("from", from) || !tokens(*from, pointer_ + "/from", out.from, false))) return false;
  if (!member("path", path) || !tokens(*path, pointer_ + "/path", out.path, may_be_whole && !has_from && out.kind != Kind::hoist && out.kind != Kind::plunge && out.kind != Kind::remove)) return false;
  if (const auto missing = v_.find("if_missing")) {
    if (!missing->is_string() || (missing->str() != "fail" && missing->str() != "skip")) return fail(*missing, pointer_ + "/if_missing", "expected \"fail\" or \"skip\"");
    out.skip_if_missing = missing->str() == "skip";
  }
  if (!if_exists(out)) return false;

  const auto swapped = [&] {
    MigrationOp undo = out;
    std::swap(undo.from, undo.path);
    return undo;
  };
  switch (out.kind) {
    case Kind::add:
    case Kind::replace:
    case Kind::test:
    case Kind::set_default:
      if (!member("value", value) || !constant(*value, pointer_ + "/value", out.value)) return false;
      if (out.kind == Kind::test) back = out;
      break;
    case Kind::remove:
    case Kind::copy: break;
    case Kind::move:
    case Kind::rename:
      if (std::find(out.path.begin(), out.path.end(), "-") == out.path.end()) back = swapped();
      if (back) back->kind = Kind::rename;
      if (out.replaces || (out.kind == Kind::move)) back.reset();  // what was replaced does not come back
      break;
    case Kind::hoist: {
      if (out.path.size() < 2) return fail(*path, pointer_ + "/path", "a hoisted member stands inside an object: expected a pointer such as \"/stats/level\"");
      out.from = out.path;
      out.path.erase(out.path.end() - 2);
      if (out.replaces) break;
      back = swapped();
      back->kind = Kind::plunge;
      break;
    }
    case Kind::plunge: {
      const auto into = v_.find("into");
      if (!into || !into->is_string() || into->str().empty()) return fail(into ? *into : v_, into ? pointer_ + "/into" : pointer_, "plunge needs \"into\": the name of the object beside the member");
      out.from = out.path;
      out.path.insert(out.path.end() - 1, std::string(into->str()));
      if (out.path[out.path.size() - 2] == out.path.back()) return fail(*into, pointer_ + "/into", "a member cannot move into itself");
      if (out.replaces) break;
      back = swapped();
      back->kind = Kind::hoist;
      back->drops_empty = true;
      break;
    }
    case Kind::wrap:
    case Kind::unwrap:
      if (const auto as = v_.find("as")) {
        if (!as->is_string() || as->str().empty()) return fail(*as, pointer_ + "/as", "expected the name of the member around the value");
        out.name = as->str();
      }
      back = out;
      back->kind = out.kind == Kind::wrap ? Kind::unwrap : Kind::wrap;
      break;
    case Kind::map_values:
      if (!map_values(out, back)) return false;
      break;
    case Kind::convert:
      if (!convert(out, back)) return false;
      break;
    case Kind::split:
      if (!split(out)) return false;
      break;
    case Kind::merge:
      if (!merge(out)) return false;
      break;
    case Kind::each:
      if (!each(out, back)) return false;
      break;
  }
  // Where nothing was moved, what stands at the target came from elsewhere and must stay there.
  if (out.skip_if_missing && (out.kind == Kind::rename || out.kind == Kind::hoist || out.kind == Kind::plunge)) back.reset();
  return loader_.diagnostics.count() == errors;
}

}  // namespace

void load_migration_ops(Loader& loader, const json::View& list, const std::string& pointer, int nesting, std::vector<MigrationOp>& out,
                        std::vector<std::optional<MigrationOp>>& back) {
  list.for_each_item([&](std::uint32_t i, const json::View& v) {
    MigrationOp op;
    std::optional<MigrationOp> undo;
    if (!OpLoader(loader, v, json::child_pointer(pointer, i), nesting).load(op, undo)) return;
    out.push_back(std::move(op));
    back.push_back(std::move(undo));
  });
}

}  // namespace ludex::detail
