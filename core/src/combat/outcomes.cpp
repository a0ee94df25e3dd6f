// Everything one request can come to.

#include <map>

#include "combat/outcome_walk.h"
#include "judge/batch_judge.h"
#include "ludex/combat.h"

namespace ludex {

using namespace detail;

Result<std::vector<RequestOutcome>> outcomes(const Program& program, const World& world, std::string_view line, std::uint64_t max_ways) {
  auto opening = adopt(world, program);
  if (!opening) return opening.errors();
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  std::vector<RequestOutcome> out;
  std::map<std::pair<std::string, std::uint64_t>, std::size_t> known;
  OutcomeWalk walk(max_ways);
  Workspace work;
  work.request.choices = &walk;
  do {
    World after = *opening;
    auto data = std::make_unique<JudgementData>();
    data->program = program.shared();
    Error error;
    {
      BatchJudge judge(program.data(), after.data(), *data, work);
      if (!judge.run(line, &BatchJudge::read_lines, {}, error)) return error;
    }
    if (!walk.fault().empty()) break;
    const Judgement judgement(std::move(data));
    if (judgement.verdicts().size() != 1) return Error{ErrorCode::host, "outcomes are of one request, a line without a line feed in it", {}, 0, 0, {}, 0};
    const std::string verdict = judgement.verdict_line(0, View::client);
    const auto [at, is_new] = known.emplace(std::make_pair(verdict, judgement.world_digest()), out.size());
    if (is_new) out.push_back({0.0, "{" + verdict.substr(verdict.find(',') + 1), after.to_json()});
    out[at->second].probability += walk.probability();
  } while (walk.next());
  if (!walk.fault().empty()) return Error{ErrorCode::host, "the outcomes cannot be gone through: " + walk.fault(), {}, 0, 0, {}, 0};
  return out;
}

}  // namespace ludex
