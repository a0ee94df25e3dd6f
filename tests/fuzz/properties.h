#pragma once
// What must hold for every input whatsoever. Each returns "" or what broke; shared by the fuzzers and by the mutation
// tests of tests/unit. Crashes and undefined behaviour are the sanitizers' to find.

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "agreement.h"
#include "expr/parser.h"
#include "ludex/columns.h"
#include "ludex/expression.h"
#include "ludex/judge.h"
#include "ludex/program.h"
#include "ludex/world.h"
#include "value/json_scan.h"
#include "value/json_view.h"

namespace fuzz {

using namespace ludex;

inline bool is_json(std::string_view text) {
  json::Tape tape;
  json::Limits limits;
  limits.max_depth = 1000;
  return json::scan(text, limits, tape).ok();
}

/// Errors must exist, have a sentence, and be writable.
inline std::string check_errors(const Errors& errors) {
  if (errors.empty()) return "a failure without an error";
  for (const Error& e : errors) {
    if (e.message.empty()) return "an error without a message";
    if (e.caret > e.excerpt.size()) return "a caret outside its excerpt: " + e.message;
    if (format_error(e, "file").empty()) return "an error that cannot be written";
  }
  return {};
}

inline std::string check_scan(std::string_view text) {
  for (const bool allow_comments : {false, true}) {
    json::Limits limits;
    limits.allow_comments = allow_comments;
    limits.max_depth = 32;
    limits.max_nodes = 4096;
    json::Tape tape;
    const json::ScanResult result = json::scan(text, limits, tape);
    if (!result.ok()) {
      if (!tape.nodes.empty()) return "a tape after a fault";
      if (result.offset > text.size()) return "a fault outside the text";
      continue;
    }
    Arena arena;
    for (std::uint32_t i = 0; i < tape.nodes.size(); ++i) {
      const json::Node& n = tape.nodes[i];
      if (n.begin > n.end || n.end > text.size() || n.next <= i || n.next > tape.nodes.size())
        return "a node outside the text or the tape";
      if (n.type == json::Type::string) {
        const std::string_view value = json::string_value(text, n, arena);
        if (!json::string_equals(text, n, value)) return "a string that differs from its value";
        std::string written;
        json::write_string(written, value);
        if (!is_json(written)) return "a string that cannot be written";
      }
    }
  }
  return {};
}

/// A rulebook compiles to one program or to errors.
inline std::string check_rulebook(std::string_view text) {
  const Result<Program> program = Program::compile(text);
  if (!program) return check_errors(program.errors());
  if (!is_json(program->summary_json())) return "a summary that is not JSON";
  const Result<Program> again = Program::compile(text);
  if (!again || again->digest() != program->digest()) return "two digests of one rulebook";
  return {};
}

/// A world loads, and its text loads to the same world, or it is refused with errors.
inline std::string check_world(const Program& program, std::string_view text) {
  const Result<World> world = World::from_json(program, text);
  if (!world) return check_errors(world.errors());
  if (world->digest() != world->recomputed_digest())
    return "an incremental digest that differs from the whole one, after loading";
  const Result<World> again = World::from_json(program, world->to_json());
  if (!again) return "a world whose own text does not load: " + again.error().message;
  if (again->digest() != world->digest()) return "a world whose text has another digest";
  return {};
}

inline std::size_t count_lines(std::string_view ndjson) {
  return static_cast<std::size_t>(std::count(ndjson.begin(), ndjson.end(), '\n')) +
         (!ndjson.empty() && ndjson.back() != '\n');
}

/// Every line has a verdict that can be written; the batch cut in two is judged the same; the delta is the change.
inline std::string check_judge(const Program& program, const World& world, std::string_view ndjson) {
  Inputs inputs;
  inputs.opened_at = std::max<std::int64_t>(world.now(), 1'700'000'000'000);
  World whole = world;
  const Result<Judgement> judgement = judge_in_place(program, whole, ndjson, inputs);
  if (!judgement) {
    if (whole.digest() != world.digest()) return "a batch that was refused and changed the world";
    return check_errors(judgement.errors());
  }
  const std::size_t lines = count_lines(ndjson);
  if (judgement->verdicts().size() != lines) return "not one verdict a line";
  if (whole.digest() != judgement->world_digest() || whole.digest() != whole.recomputed_digest())
    return "an incremental digest that differs from the whole one";
  for (std::size_t i = 0; i < lines; ++i) {
    for (const View view : {View::full, View::client})
      if (!is_json(judgement->verdict_line(i, view)))
        return "a verdict line that is not JSON: " + judgement->verdict_line(i, view);
  }

  const Result<Judgement> decided = judge(program, world, ndjson, inputs);
  if (!decided || decided->batch_digest() != judgement->batch_digest()) return "judge and judge_in_place differ";
  const Result<World> evolved = evolve(program, world, decided->delta());
  if (!evolved) return "a delta that does not apply: " + evolved.error().message;
  if (evolved->digest() != whole.digest()) return "evolve and judge_in_place differ";

  std::size_t cut = 0;
  for (std::size_t n = 0; n < lines / 2; ++n) cut = ndjson.find('\n', cut) + 1;
  World halves = world;
  const Result<Judgement> first = judge_in_place(program, halves, ndjson.substr(0, cut), inputs);
  const Result<Judgement> second = judge_in_place(program, halves, ndjson.substr(cut), inputs);
  if (!first || !second) return "half a batch that is refused";
  if (halves.digest() != whole.digest()) return "two halves leave another world than the whole";
  for (std::size_t i = 0; i < lines; ++i) {
    const std::size_t n = first->verdicts().size();
    const Verdict &a = judgement->verdicts()[i], &b = i < n ? first->verdicts()[i] : second->verdicts()[i - n];
    if (a.reason != b.reason || a.code != b.code || a.retry_after_ms != b.retry_after_ms)
      return "two halves judge line " + std::to_string(i) + " differently";
  }
  return {};
}

/// Bytes as a column file: refused whole with an error, or every row judged as the line it stands for. `may_compare` is
/// false where a header may give a column a type that only its text could pass for (1.0 for an int).
inline std::string check_columns(const Program& program, const World& world, std::string_view bytes, bool may_compare) {
  Inputs inputs;
  inputs.opened_at = std::max<std::int64_t>(world.now(), 1'700'000'000'000);
  World judged = world;
  const Result<Judgement> by_columns = judge_columns_in_place(program, judged, bytes, inputs);
  const Result<std::string> lines = decode_requests(bytes);
  if (!by_columns && judged.digest() != world.digest()) return "a batch that was refused and changed the world";
  if (!by_columns)
    if (const std::string broken = check_errors(by_columns.errors()); !broken.empty()) return broken;
  if (!lines) return by_columns ? "a file that is judged and has no lines" : check_errors(lines.errors());
  if (by_columns && judged.digest() != judged.recomputed_digest()) return "an incremental digest that differs from the whole one";
  if (!may_compare) return {};
  World read = world;
  const Result<Judgement> by_lines = judge_in_place(program, read, *lines, inputs);
  if (by_lines.ok() != by_columns.ok()) return "columns and their lines: only one is judged";
  if (!by_lines) return {};
  for (std::size_t i = 0; i < std::max(by_lines->verdicts().size(), by_columns->verdicts().size()); ++i) {
    if (i >= by_lines->verdicts().size() || i >= by_columns->verdicts().size()) return "not one verdict a row";
    if (by_lines->verdict_line(i) != by_columns->verdict_line(i))
      return "a row and its line differ: " + by_columns->verdict_line(i) + " / " + by_lines->verdict_line(i);
  }
  if (by_lines->batch_digest() != by_columns->batch_digest() || judged.digest() != read.digest()) return "columns and their lines: two digests";
  const Result<RequestColumns> encoded = encode_requests(program, *lines);
  if (!encoded) return check_errors(encoded.errors());
  const Result<std::string> decoded = decode_requests(encoded->bytes);
  if (!decoded) return "a file of ours that is broken: " + decoded.error().message;
  const Result<RequestColumns> again = encode_requests(program, *decoded);
  if (!again || again->bytes != encoded->bytes) return "encoding is not its own inverse";
  return {};
}

/// `file` with parts of its buffers, or of its header too, replaced as `patches` says: (u16 place, u8 length, bytes) again and again.
inline std::string patched(std::string file, std::string_view patches, bool is_whole = false) {
  std::uint32_t header = 0;
  std::memcpy(&header, file.data() + 12, sizeof header);
  const std::size_t base = is_whole ? 0 : 16 + header, size = file.size() - base;
  while (patches.size() > 3 && size > 0) {
    const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(patches[i])); };
    const std::size_t at = (byte(0) | byte(1) << 8) % size, length = std::min({byte(2) % 9, patches.size() - 3, size - at});
    file.replace(base + at, length, patches.substr(3, length));
    patches.remove_prefix(3 + length);
  }
  return file;
}

/// A rulebook, a world and requests, each possibly nonsense, separated by NUL bytes.
inline std::string check_whole(std::string_view text) {
  const std::size_t a = text.find('\0'), b = a == std::string_view::npos ? a : text.find('\0', a + 1);
  if (b == std::string_view::npos) return {};
  const Result<Program> program = Program::compile(text.substr(0, a));
  if (!program) return check_errors(program.errors());
  const Result<World> world = World::from_json(*program, text.substr(a + 1, b - a - 1));
  if (!world) return check_errors(world.errors());
  return check_judge(*program, *world, text.substr(b + 1));
}

inline bool is_same_tree(const expr::Ast& a, std::uint32_t m, const expr::Ast& b, std::uint32_t n) {
  const expr::Node &x = a.nodes[m], &y = b.nodes[n];
  if (x.kind != y.kind || x.op != y.op || x.is_method != y.is_method || x.value.u != y.value.u || x.text != y.text ||
      x.variable != y.variable || x.second_variable != y.second_variable || x.children.size() != y.children.size())
    return false;
  for (std::size_t i = 0; i < x.children.size(); ++i)
    if (!is_same_tree(a, x.children[i], b, y.children[i])) return false;
  return true;
}

/// What `parse` makes of a text is what it makes of it printed; what it refuses it refuses with a sentence and a place.
template <class Parse>
std::string check_spelling(std::string_view text, const Parse& parse) {
  expr::Ast ast, again;
  std::uint32_t root = 0, other = 0;
  if (const auto e = parse(text, ast, root))
    return e->message.empty() || e->offset > text.size() ? "a syntax error without a sentence or a place" : "";
  const std::string printed = expr::print(ast, root);
  if (printed.size() > expr::kMaxExpressionBytes) return {};
  if (const auto e = parse(printed, again, other)) return "printed, it does not parse: " + printed + ": " + e->message;
  if (!is_same_tree(ast, root, again, other)) return "printed, it is another tree: " + printed;
  return expr::print(again, other) == printed ? "" : "two spellings: " + printed;
}

/// parse(print(x)) == x, for rules and for CEL; clauses, refusals and effects parse or say why not.
inline std::string check_parse(std::string_view text) {
  const auto rules = [](std::string_view t, expr::Ast& ast, std::uint32_t& root) { return expr::parse_expression(t, ast, root); };
  const auto cel = [](std::string_view t, expr::Ast& ast, std::uint32_t& root) { return expr::parse_cel(t, ast, root); };
  if (std::string broken = check_spelling(text, rules); !broken.empty()) return broken;
  if (std::string broken = check_spelling(text, cel); !broken.empty()) return "as CEL, " + broken;
  expr::Ast ast;
  expr::ClauseText clause, refusal;
  expr::EffectText effect;
  for (const auto& e : {expr::parse_clause(text, ast, clause), expr::parse_refusal(text, ast, refusal), expr::parse_effect(text, ast, effect)})
    if (e && (e->message.empty() || e->offset > text.size())) return "a syntax error without a sentence or a place";
  return {};
}

/// The text of an expression wherever a rulebook takes one; what compiles is run.
inline std::string check_expression(std::string_view expression) {
  std::string e, clause;
  json::write_string(e, expression);
  json::write_string(clause, std::string(expression) + " else no");
  const std::string shared =
      R"({"ludex":1,"name":"x","version":1,"flags":{"f":"int = 3"},"tables":{"t":{"columns":{"n":"int","d":"double","s":"string"},)"
      R"("rows":{"a":{"n":1,"d":0.5,"s":"x"},"b":{"n":-7,"d":1e300,"s":""}}}},"entities":{"player":{"profile":{"version":1,"state":)"
      R"({"n":"int = 5","m":"map<string, int> max 9","l":"list<int> max 9 = [1, 2]"}},"live":{"state":{"d":"double = 1.5","p":"vec3",)"
      R"("s":"string 0..20 = \"abc\"","r":"row t = a","b":"bool = true","o":"int?"}}}},"actions":{"Do":{"params":)"
      R"({"i":"int","d":"double","s":"string 0..20","l":"list<int> max 9","r":"row t","o":"int?"},)";
  constexpr std::string_view world =
      R"({"ludex_world":1,"entities":{"player":{"1":{"profile":{"version":1,"state":{"m":{"k":2}}},"live":{"p":[1.0,2.0,3.0]}}}}})";
  constexpr std::string_view line =
      R"({"actor":1,"received_at":1700000000000,"action":"Do","params":{"i":9223372036854775807,"d":-2.5,"s":"é","l":[3,1],"r":"b","o":null}})"
      "\n"
      R"({"actor":1,"received_at":1700000000000,"action":"Do","params":{"i":-2,"d":0.0,"s":"","l":[],"r":"a","o":4}})";
  const std::string places[] = {
      shared + R"("let":{"v":)" + e + R"(},"result":"v"}}})",
      shared + R"("require":[)" + clause + "]}}}",
      shared + R"("effects":[)" + e + "]}}}",
      shared + R"("refuse":[)" + e + "]}}}",
  };
  // On its own too, as a rule and as CEL, which agree.
  if (std::string wrong = check_agreement(expression); !wrong.empty()) return wrong;
  for (const char* options : {R"({"vars":{"n":5,"l":[1,2],"m":{"k":2.5},"s":"é"}})", R"({"vars":{"n":5,"l":[1,2],"m":{"k":2.5},"s":"é"},"conformance":true})",
                              R"({"vars":{"n":5,"l":[1,2],"m":{"k":2.5},"s":"é"},"conformance":true,"check":false,"container":"m.k"})"}) {
    const std::string made = evaluate_json(expression, options);
    if (!is_json(made)) return "an evaluation that is not JSON: " + made;
    if (made != evaluate_json(expression, options)) return "two values of one expression";
  }
  for (const std::string& rulebook : places) {
    const Result<Program> program = Program::compile(rulebook);
    if (!program) {
      if (std::string broken = check_errors(program.errors()); !broken.empty()) return broken;
      continue;
    }
    const Result<World> start = World::from_json(*program, world);
    if (!start) return "the fuzzer's own world does not load: " + start.error().message;
    if (std::string broken = check_judge(*program, *start, line); !broken.empty()) return broken;
  }
  return {};
}

}  // namespace fuzz
