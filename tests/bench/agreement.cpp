#include "agreement.h"

namespace ludex::bench {

Agreement compare(const Arena& arena, const Judgement& ludex, const peer::Output& by_hand) {
  constexpr std::size_t kShown = 5;
  const std::vector<Verdict>& ours = ludex.verdicts();
  if (ours.size() != by_hand.verdicts.size()) return {false, "not as many verdicts as lines"};
  std::size_t differences = 0;
  std::string shown;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const std::string_view reason = arena.program.reason_name(ours[i].reason),
                           theirs = peer::name(by_hand.verdicts[i].reason);
    if (reason == theirs && ours[i].retry_after_ms == by_hand.verdicts[i].retry_after_ms) continue;
    if (++differences > kShown) continue;
    shown += "  line " + std::to_string(i) + ": ludex " + std::string(reason) + " " +
             std::to_string(ours[i].retry_after_ms) + ", by hand " + std::string(theirs) + " " +
             std::to_string(by_hand.verdicts[i].retry_after_ms) + ": " + std::string(arena.lines[i].substr(0, 300)) +
             "\n";
  }
  if (differences) return {false, std::to_string(differences) + " lines are answered differently\n" + shown};
  return {true, "reason and retry_after_ms equal for all " + std::to_string(ours.size()) + " lines"};
}

}  // namespace ludex::bench
