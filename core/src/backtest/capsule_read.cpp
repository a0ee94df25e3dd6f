// A capsule's text, and judging it.

#include <algorithm>

#include "backtest/capsule.h"
#include "backtest/counts.h"
#include "rulebook/compile.h"
#include "support/base64.h"
#include "support/sha256.h"
#include "value/json_writer.h"

namespace ludex {

using namespace detail;

namespace detail {
namespace {

Error capsule_error(std::string message, std::string pointer) { return Error{ErrorCode::record, std::move(message), std::move(pointer), 0, 0, {}, 0}; }

// Takes the members of a capsule; the first that is not as it should be is the error.
class CapsuleReader {
 public:
  explicit CapsuleReader(const json::View& root) : root_(root) {}

  void text(const char* name, std::string& out) {
    const auto v = member(name);
    if (!v) return;
    if (!v->is_string()) return fail("a text is expected", name);
    out = v->str();
  }
  void whole(const char* name, std::int64_t& out) {
    const auto v = member(name);
    if (!v) return;
    const auto value = v->integer();
    if (!value) return fail("a whole number is expected", name);
    out = *value;
  }
  void count(const char* name, std::uint64_t& out) {
    std::int64_t value = 0;
    whole(name, value);
    if (value < 0) return fail("it is counted from 0", name);
    out = static_cast<std::uint64_t>(value);
  }
  void object(const char* name, std::string& out) {
    const auto v = member(name);
    if (!v) return;
    if (!v->is_object()) return fail("an object is expected", name);
    out = v->raw();
  }
  void draws(expr::DrawTape& tape) {
    const auto v = member("draws");
    if (!v) return;
    if (!v->is_array()) return fail("a list is expected", "draws");
    v->for_each_item([&](std::uint32_t i, const json::View& item) {
      const std::string at = "draws/" + std::to_string(i);
      expr::DrawTape::Entry entry;
      const auto draw = item.find("draw"), function = item.find("function"), of = item.find("of"), value = item.find("value");
      const auto number = value ? value->integer() : std::nullopt;
      if (!draw || !draw->is_string() || !function || !function->is_string() || !of || !of->is_string() || !number || item.count() != 4)
        return fail("a draw is {\"draw\", \"function\", \"of\", \"value\"}", at.c_str());
      entry.draw = draw->str();
      entry.function = function->str();
      entry.of = of->str();
      entry.value = *number;
      tape.entries.push_back(std::move(entry));
    });
  }
  std::optional<json::View> member(const char* name) {
    const auto v = root_.find(name);
    if (!v) fail("it is missing", name);
    return v;
  }
  void fail(std::string message, const char* name) {
    if (!error) error = capsule_error(std::move(message), std::string("/") + name);
  }

  std::optional<Error> error;

 private:
  json::View root_;
};

std::string sha256_text(std::string_view bytes) {
  std::string out;
  for (const std::uint8_t byte : sha256(bytes)) {
    out.push_back("0123456789abcdef"[byte >> 4]);
    out.push_back("0123456789abcdef"[byte & 15]);
  }
  return out;
}

bool read_digest(std::string_view text, std::uint64_t& out) {
  out = 0;
  for (const char c : text) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(c);
    if (digit == std::string_view::npos) return false;
    out = out << 4 | digit;
  }
  return text.size() == 16;
}

Result<World> world_of(const Capsule& capsule, const Program& program) {
  auto world = World::from_json(program, capsule.world_json);
  if (world) return world;
  Error error = world.error();
  return capsule_error("its world: " + error.message, "/world" + error.pointer);
}

}  // namespace

std::string with_number(const std::string& line, std::uint64_t number) { return "{\"i\":" + std::to_string(number) + line.substr(line.find(',')); }

std::string write_capsule(const Capsule& c) {
  json::Writer w;
  w.open('{');
  w.key("ludex_capsule").number(kCapsuleVersion);
  w.key("program").string(digest_text(c.program_digest));
  w.key("semantics").number(kSemanticsVersion);
  w.key("batch").number(c.batch);
  w.key("request").number(c.request);
  w.key("now").number(c.alone.now);
  w.key("opened_at").number(c.alone.opened_at);
  w.key("flags").raw(c.flags);
  write_request(w, c.alone.line);
  w.key("seq").string(digest_text(c.alone.recorded_seq));
  w.key("draws").open('[');
  for (const expr::DrawTape::Entry& e : c.tape.entries) {
    w.open('{');
    w.key("draw").string(e.draw);
    w.key("function").string(e.function);
    w.key("of").string(e.of);
    w.key("value").number(e.value);
    w.close('}');
  }
  w.close(']');
  w.key("world").raw(c.world_json);
  w.key("rulebook").string(c.rulebook);
  w.key("verdict").raw(c.verdict);
  w.close('}');
  return std::move(w.out);
}

std::string seal_capsule(const Capsule& capsule) {
  std::string out = write_capsule(capsule);
  const std::string hash = sha256_text(out);
  out.pop_back();
  return out + ",\"sha256\":\"" + hash + "\"}";
}

Result<Capsule> read_capsule(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  json::Document document;
  document.text = text;
  json::Limits limits;
  limits.max_bytes = 64u << 20;  // a rulebook of 16 MB, escaped, and a world of a few entities
  limits.max_depth = kMaxWorldDepth + 4;
  limits.max_nodes = 8'000'000;
  const auto scanned = json::scan(text, limits, document.tape);
  if (!scanned.ok()) {
    Error error = capsule_error("it is no JSON text that a capsule may be: " + std::string(scanned.message), "");
    const auto position = json::position_of(text, scanned.offset);
    error.line = position.line;
    error.column = position.column;
    error.offset = scanned.offset;
    return error;
  }
  const json::View root(document, 0);
  if (!root.is_object() || !root.find("ludex_capsule")) return capsule_error("it is no capsule: \"ludex_capsule\" is missing", "");
  if (root.find("ludex_capsule")->integer() != kCapsuleVersion) return capsule_error("this version reads capsules of format 1: replay it with the version that cut it", "/ludex_capsule");
  Capsule out;
  CapsuleReader reader(root);
  std::string digest, line64, seq, hash;
  std::int64_t semantics = 0;
  reader.text("program", digest);
  reader.whole("semantics", semantics);
  if (!reader.error && semantics != kSemanticsVersion) reader.fail("rules meant something else in the version that cut it: replay it there", "semantics");
  reader.count("batch", out.batch);
  reader.count("request", out.request);
  reader.whole("now", out.alone.now);
  reader.whole("opened_at", out.alone.opened_at);
  if (!reader.error && (out.alone.now > kMaxServerTime || out.alone.now < -kMaxServerTime)) reader.fail("server time is within 2^43 ms", "now");
  reader.object("flags", out.flags);
  if (root.find("line_base64")) {
    reader.text("line_base64", line64);
    if (!read_base64(line64, out.alone.line)) reader.fail("it is no base64", "line_base64");
  } else {
    reader.text("line", out.alone.line);
  }
  if (!reader.error && out.alone.line.find('\n') != std::string::npos) reader.fail("one request is one line", "line");
  reader.text("seq", seq);
  if (!reader.error && !read_digest(seq, out.alone.recorded_seq)) reader.fail("16 hex digits are expected", "seq");
  reader.draws(out.tape);
  out.tape.is_given = true;
  reader.object("world", out.world_json);
  reader.text("rulebook", out.rulebook);
  reader.object("verdict", out.verdict);
  reader.text("sha256", hash);
  if (!reader.error && !read_digest(digest, out.program_digest)) reader.fail("16 hex digits are expected", "program");
  if (reader.error) return *reader.error;
  if (root.count() != 15) return capsule_error("a capsule has 15 members", "");
  if (sha256_text(write_capsule(out)) != hash) return capsule_error("it was changed after it was cut: its members are not what the hash is of", "/sha256");
  return out;
}

Result<std::string> judge_capsule(const Capsule& capsule, const Program& program) {
  if (program.digest() != capsule.program_digest) return capsule_error("its rulebook compiles to " + digest_text(program.digest()) + ": it is not the one the verdict was given under", "/program");
  auto world = world_of(capsule, program);
  if (!world) return world.error();
  auto data = std::make_unique<JudgementData>();
  data->program = program.shared();
  Workspace work;
  BatchJudge judge(program.data(), world->data(), *data, work);
  expr::DrawTape tape = capsule.tape;
  Error error;
  if (!judge.run_alone(capsule.alone, capsule.flags, nullptr, &tape, error)) return capsule_error(error.message, "/flags" + error.pointer);
  if (tape.broken != expr::DrawTape::kNone) return capsule_error("no such number can have been drawn there", "/draws/" + std::to_string(tape.broken) + "/value");
  if (tape.is_missing) return capsule_error("a number was drawn that is not there", "/draws");
  return with_number(Judgement(std::move(data)).verdict_line(0), capsule.request);
}

}  // namespace detail

Result<std::string> replay_capsule(std::string_view text) {
  const auto capsule = read_capsule(text);
  if (!capsule) return capsule.error();
  const auto program = Program::compile(capsule->rulebook);
  if (!program) return capsule_error("its rulebook: " + program.error().message, "/rulebook");
  auto line = judge_capsule(*capsule, *program);
  if (line && *line != capsule->verdict) return capsule_error("judging it says " + *line, "/verdict");
  return line;
}

Result<std::string> explain_capsule(std::string_view text) {
  const auto capsule = read_capsule(text);
  if (!capsule) return capsule.error();
  const auto program = compile_with_trees(capsule->rulebook);
  if (!program) return capsule_error("its rulebook: " + program.error().message, "/rulebook");
  auto line = judge_capsule(*capsule, *program);
  if (!line) return line;
  if (*line != capsule->verdict) return capsule_error("judging it says " + *line, "/verdict");
  auto world = world_of(*capsule, *program);
  if (!world) return world.error();
  expr::DrawTape tape = capsule->tape;
  return explain_alone(*program, *world, capsule->alone, capsule->flags, *line, tape);
}

}  // namespace ludex
