// The evaluated tree of one verdict. The same steps as judging, with a look at every expression before it is used.

#include "ludex/explain.h"

#include "judge/batch_judge.h"
#include "judge/request_mismatch.h"
#include "rulebook/compile.h"
#include "schema/typed.h"

namespace ludex {

using namespace detail;

namespace detail {
namespace {

// The trees of one action, in the order of the rulebook's stages, written out as they are reached.
class Explainer : public EffectObserver {
 public:
  Explainer(const ProgramData& program, const expr::Frame& frame, const Action& action) : program_(program), frame_(frame) {
    const std::string& actor = program.places[action.place_actor];
    base_ = actor.substr(0, actor.rfind('/') + 1);
  }

  /// All trees of a member of the action: "require", "let" ….
  void stage(const std::string& name, const std::string& decided_at) {
    for (const ExprTree& tree : program_.trees) {
      if (!is_under(tree.pointer, base_ + name)) continue;
      // What a refusal tells stands in the verdict; a condition on everyone has no one value.
      if (tree.pointer.find("/on_reject/") != std::string::npos || tree.pointer.find("/audience/where/") != std::string::npos) continue;
      put(tree, name, decided_at);
      if (!decided_at.empty() && is_under(tree.pointer, decided_at)) return;
    }
  }
  void before(const Effect& effect) override {
    constexpr std::size_t kMostSteps = 1000;  // a loop's turns are told, but not without end
    if (steps_++ >= kMostSteps) return;
    const bool holds_effects = effect.op == Effect::Op::branch || effect.op == Effect::Op::each;
    const std::string& pointer = program_.places[effect.place];
    for (const ExprTree& tree : program_.trees) {
      if (!is_under(tree.pointer, pointer)) continue;
      // Those of the effects inside come when their turn does.
      if (holds_effects && tree.pointer != pointer + "/if" && tree.pointer != pointer + "/in") continue;
      put(tree, "effects", decided_at);
    }
  }

  std::string decided_at;
  std::string out;

 private:
  static bool is_under(const std::string& pointer, const std::string& base) {
    return pointer.compare(0, base.size(), base) == 0 && (pointer.size() == base.size() || pointer[base.size()] == '/');
  }

  void put(const ExprTree& tree, const std::string& stage, const std::string& decided) {
    out += out.empty() ? "{\"at\":" : ",{\"at\":";
    json::write_string(out, tree.pointer);
    out += ",\"stage\":";
    json::write_string(out, stage);
    if (!decided.empty() && is_under(tree.pointer, decided)) out += ",\"decides\":true";
    out += ",\"tree\":";
    node(tree, tree.root);
    out += "}";
  }

  void node(const ExprTree& tree, std::uint32_t n) {
    const ExprTree::Node& x = tree.nodes[n];
    out += "{\"text\":";
    json::write_string(out, x.text);
    if (x.block.is_set()) {
      Word value;
      expr::EvalError error;
      if (expr::run(x.block, frame_, value, error)) {
        constexpr std::size_t kMostWeight = 1000;
        if (weight(*x.block.shape, value, kMostWeight) < kMostWeight) {
          std::string canonical;
          put_canonical(canonical, *x.block.shape, value, program_.declarations.keys());
          out += ",\"value\":";
          canonical::write_json(out, canonical);
        }
      } else {
        out += ",\"error\":\"" + std::string(to_string(error.code)) + "\"";
      }
    }
    if (!x.parts.empty()) {
      out += ",\"parts\":[";
      for (std::size_t i = 0; i < x.parts.size(); ++i) {
        if (i) out += ",";
        node(tree, x.parts[i]);
      }
      out += "]";
    }
    out += "}";
  }

  const ProgramData& program_;
  const expr::Frame& frame_;
  std::string base_;
  std::size_t steps_ = 0;
};

void put_entity(std::string& out, const ProgramData& program, const expr::EntityRef& e) {
  if (!e.row) {
    out += "null";
    return;
  }
  out += "{\"kind\":";
  json::write_string(out, program.declarations.kind_names[e.kind]);
  out += ",\"id\":" + std::to_string(e.id) + "}";
}

void put_mismatches(std::string& out, const std::vector<ContractMismatch>& mismatches) {
  out += ",\"mismatches\":[";
  for (const ContractMismatch& m : mismatches) {
    out += out.back() == '[' ? "{\"pointer\":" : ",{\"pointer\":";
    json::write_string(out, m.pointer);
    out += ",\"message\":";
    json::write_string(out, m.message);
    out += ",\"offset\":" + std::to_string(m.offset) + "}";
  }
  out += "]";
}

}  // namespace

// One request, decided as judge_one() would, each stage told before it is passed.
std::string RequestJudge::explain(Request& request, std::int64_t now, const std::string& decided_at) {
  Verdict verdict;
  work_.scratch.reset();
  if (!admit(request, now, verdict)) return "";
  const Action& action = program_.actions[request.action];
  std::string out = ",\"action\":";
  json::write_string(out, action.name);
  out += ",\"actor\":" + std::to_string(request.envelope.actor) + ",\"now\":" + std::to_string(now);
  begin(action, request);
  Explainer explainer(program_, frame_, action);
  explainer.decided_at = decided_at;
  explainer.stage("permit", decided_at);
  const bool is_resolved = resolve(action, request, verdict);
  explainer.stage("with", decided_at);
  out += ",\"with\":{";
  for (const WithName& with : action.with) {
    if (out.back() != '{') out += ",";
    json::write_string(out, with.name);
    out += ":";
    if (!with.near.is_set()) {
      put_entity(out, program_, work_.entities[with.slot]);
    } else {
      out += "[";
      if (is_resolved) {
        const List& found = *work_.locals[with.slot].list;
        for (std::uint32_t i = 0; i < found.size; ++i) {
          if (i) out += ",";
          put_entity(out, program_, work_.entities[static_cast<std::size_t>(found.items[i].i)]);
        }
      }
      out += "]";
    }
  }
  out += "}";
  const bool goes_on = is_resolved && (!action.once.is_set() || once(action, request, verdict));
  if (is_resolved && action.once.is_set()) explainer.stage("once", decided_at);
  if (goes_on) {
    explainer.stage("let", "");
    const bool passes = require(action, request.action, verdict);
    const std::string& refused_at = passes ? std::string() : decided_at;
    for (const char* stage : {"cooldown", "require", "refuse", "cost"}) {
      explainer.stage(stage, refused_at);
      if (!refused_at.empty() && refused_at.find(std::string("/") + stage) != std::string::npos) break;
    }
    if (passes) {
      take_opening(action);
      observer_ = &explainer;
      const bool acted = act(action, verdict);
      observer_ = nullptr;
      if (acted) {
        explainer.stage("emit", decided_at);
        explainer.stage("result", decided_at);
      }
      transaction_.roll_back();
    }
  }
  return out + ",\"steps\":[" + explainer.out + "]";
}

std::string BatchJudge::explain(std::string_view line, const Inputs& inputs, const std::string& decided_at, Error& error) {
  if (!read_flags(inputs.flags_json.empty() ? "{}" : inputs.flags_json, error)) return "";
  if (!decode_lines(line, error)) return {};
  if (!set_clocks(inputs, error) || !set_seqs(inputs, error)) return "";
  world_.expire_ledger(opened_at_);
  run_timers();
  std::string out;
  if (!work_.requests.empty()) out = judge_.explain(work_.requests[0], work_.now[0], decided_at);
  return out;
}

Result<std::string> explain_alone(const Program& program, const World& world, const Alone& alone, std::string_view flags, const std::string& verdict, expr::DrawTape& tape) {
  World first = world, second = world;
  auto data = std::make_unique<JudgementData>();
  data->program = program.shared();
  Workspace work;
  Error error;
  if (!BatchJudge(program.data(), first.data(), *data, work).run_alone(alone, flags, nullptr, &tape, error)) return error;
  const Judgement judged(std::move(data));
  JudgementData told;
  told.program = program.shared();
  Workspace again;
  std::string rest = BatchJudge(program.data(), second.data(), told, again).explain_alone(alone, flags, judged.at(0), &tape, error);
  const Reason reason = judged.verdicts()[0].reason;
  if (reason == Reason::contract || reason == Reason::unknown_action) put_mismatches(rest, request_mismatches(program.data(), alone.line));
  return "{\"verdict\":" + verdict + rest + "}";
}

}  // namespace detail

Result<std::string> explain(std::string_view rulebook, const World& world, std::string_view line, const Inputs& inputs) {
  const auto program = compile_with_trees(rulebook);
  if (!program) return program.errors();
  auto first = adopt(world, *program);
  if (!first) return first.errors();
  World second = *first;
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  const auto judged = judge_in_place(*program, *first, line, inputs);
  if (!judged) return judged.errors();
  if (judged->verdicts().size() != 1) return Error{ErrorCode::host, "explain takes one request, a line without a line feed in it", {}, 0, 0, {}, 0};
  JudgementData data;
  data.program = program->shared();
  Workspace work;
  Error error;
  BatchJudge judge(program->data(), second.data(), data, work);
  std::string rest = judge.explain(line, inputs, judged->at(0), error);
  const Reason reason = judged->verdicts()[0].reason;
  if (reason == Reason::contract || reason == Reason::unknown_action) put_mismatches(rest, request_mismatches(program->data(), line));
  return "{\"verdict\":" + judged->verdict_line(0) + rest + "}";
}

}  // namespace ludex
