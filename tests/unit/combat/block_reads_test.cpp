// What a block may look at.

#include "combat/block_reads.h"

#include <doctest/doctest.h>

#include "helpers/game.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

/// Of the let `last` of an action with a target; `changing`: the names of fields that may change.
BlockReads reads(const std::string& lets, const std::vector<std::string>& changing = {}) {
  const Program program = test::compile(R"--({"ludex":1,"actor":"p","entities":{"p":{"live":{"state":{"n":"int = 1","m":"int = 1","at":"vec3"}}}},"actions":{"A":{"params":{"target":"ref p"},"with":{"target":{"p":"params.target"}},"let":{)--" +
                                        lets + R"--(},"effects":["actor.n = last"]}}})--");
  const ProgramData& p = program.data();
  ChangingSlots slots(1, std::vector<bool>(p.declarations.kinds[0].stride, false));
  for (const StateField& f : p.declarations.kinds[0].fields)
    for (const std::string& name : changing)
      if (f.name == name) slots[0][f.slot] = true;
  const Action& a = p.actions[0];
  return reads_of(a.effects[0].value, p.code, a.lets.data(), a.slot_kinds, slots);
}

}  // namespace

TEST_CASE("fields that may change are told by whose they are") {
  CHECK(reads(R"--("last":"actor.n + target.m")--").is_constant());
  CHECK(reads(R"--("last":"actor.n + target.m")--", {"n"}).changing == std::vector<std::uint32_t>{0});
  CHECK(reads(R"--("last":"actor.n + target.m")--", {"m"}).changing == std::vector<std::uint32_t>{1});
  CHECK(reads(R"--("last":"actor.n + target.n + actor.n")--", {"n"}).changing.size() == 2);
  CHECK_FALSE(reads(R"--("last":"int(distance(actor.at, target.at))")--", {"at"}).is_constant());
}

TEST_CASE("lets are looked into") {
  CHECK(reads(R"--("a":"actor.n","last":"a + 1")--", {"n"}).changing.size() == 1);
  CHECK(reads(R"--("a":"roll('x', 1, 2)","b":"a","last":"b")--").draws);
  CHECK(reads(R"--("a":"now","last":"a")--").now);
}

TEST_CASE("the clock and chance are told apart from state") {
  const BlockReads r = reads(R"--("last":"now + roll('x', 1, 6) + (chance('y', 0.5) ? 1 : 0) + dice('z', '2d6')")--");
  CHECK(r.now);
  CHECK(r.draws);
  CHECK(r.changing.empty());
  CHECK_FALSE(r.is_constant());
  CHECK(reads(R"--("last":"request.received_at")--").now);
  CHECK_FALSE(reads(R"--("last":"[1, 2].filter(x, x > 1).size()")--").now);
}
