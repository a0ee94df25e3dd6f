// A save of any bytes, under rules with every operation of migrations: ready or set aside, and what is ready loads again
// as it is. An observer that looks into everything must not change a thing.
#include "helpers/save_properties.h"
#include "profile/save_reader.h"
#include "target.h"

namespace {

using namespace ludex;
using json::Draft;

constexpr const char* kRules = R"j({"ludex":1,"tables":{"pets":{"columns":{"n":"int"},"rows":{"cat":{"n":1},"dog":{"n":2}}}},"entities":{"player":{"profile":{"version":6,
"state":{"coins":"int >= 0 = 5","pet":"row pets = cat","bag":"map<string, int 1..99> max 10","stats":{"type":"object","additionalProperties":false,"properties":{"level":"int 1..99 = 1","speed":"double = 1"}},
  "log":"list<string> max 9","at":"vec3","rank":"enum(bronze, silver) = bronze","note":"string?"},
"invariants":["profile.coins <= 1000000 else too_rich","100 / (profile.coins + 1) >= 0 && size(profile.bag) <= profile.stats.level + 9 else odd"],
"migrations":[
  {"id":"one","to":1,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_exists":"replace","if_missing":"skip"},{"op":"default","path":"/bag","value":{}}]},
  {"id":"two","to":2,"breaking":true,"steps":[{"op":"plunge","path":"/level","into":"stats","if_exists":"replace","if_missing":"skip"},{"op":"hoist","path":"/deep/x","if_exists":"replace","if_missing":"skip"}]},
  {"id":"three","to":3,"steps":[{"op":"each","path":"/items","if_missing":"skip","steps":[{"op":"rename","from":"/n","path":"/count","if_missing":"skip"},{"op":"each","path":"/tags","if_missing":"skip","steps":[{"op":"wrap","path":"","as":"v"}]}]}]},
  {"id":"four","to":4,"steps":[{"op":"map","path":"/rank","values":{"b":"bronze","s":"silver"},"else":"keep","if_missing":"skip"},{"op":"convert","path":"/speed","is":"int","with":"double(value) / 2.0","if_missing":"skip"},
    {"op":"split","path":"/name","is":"string","into":{"/first":"value","/long":"size(value)"},"if_exists":"replace","if_missing":"skip"}]},
  {"id":"five","to":5,"steps":[{"op":"merge","from":{"x":{"path":"/x","is":"int"},"y":{"path":"/y","is":"int"}},"path":"/sum","with":"x + y","if_exists":"replace","if_missing":"skip"},{"op":"copy","from":"/items","path":"/log2","if_missing":"skip"},
    {"op":"wrap","path":"/w","if_missing":"skip"},{"op":"unwrap","path":"/u","as":"v","if_missing":"skip"}]},
  {"id":"six","to":6,"steps":[{"op":"remove","path":"/old","if_missing":"skip"},{"op":"move","from":"/a","path":"/b","if_missing":"skip"},{"op":"replace","path":"/r","value":[1.50],"if_missing":"skip"},{"op":"add","path":"/list/0","value":null,"if_missing":"skip"}]}
]}}},"actions":{}})j";

class Walker : public detail::SaveObserver {
 public:
  void begin(Draft& draft, Draft::Id state, std::int64_t) override { walk(draft, state); }
  void after_step(std::size_t, Draft& draft, Draft::Id state) override { walk(draft, state); }
  void ready(Draft& draft, Draft::Id state) override { walk(draft, state); }

 private:
  static void walk(Draft& draft, Draft::Id value) {
    if (draft.type(value) == json::Type::object) draft.for_each_member(value, [&](std::string_view, Draft::Id inner) { walk(draft, inner); });
    if (draft.type(value) == json::Type::array)
      for (std::uint32_t i = 0; i < draft.size(value); ++i) walk(draft, draft.item(value, i));
  }
};

std::string check(std::string_view bytes) {
  static const Program program = Program::compile(kRules).value();
  static SaveLoader loader = std::move(SaveLoader::make(program, "player").value());
  static detail::SaveReader watched(program.shared(), *program.data().declarations.find_kind("player"), {});
  // A copy of exactly this size, so that a read past its end is seen.
  const std::string own(bytes);
  LoadedSave save;
  const std::string broken = test::broken_rule_of_save(loader, own, &save);
  if (!broken.empty()) return broken;
  Walker walker;
  std::string alone, seen;
  loader.load(own, alone);
  const LoadedSave again = watched.load(own, seen, &walker);
  return again.state != save.state || seen != alone || again.message != save.message ? "who looks on changes the result" : "";
}

}  // namespace

LUDEX_FUZZ_TARGET(check(fuzz::text(bytes, size)))
