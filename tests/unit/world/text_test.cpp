// The text form: canonical, complete, and the same digest on the way back.

#include "world/text.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "helpers/game.h"
#include "ludex/traffic.h"

namespace {

using namespace ludex;

constexpr const char* kRules = R"json({"ludex": 1, "tables": {"weapons": {"columns": {"n": "int"}, "rows": {"sword": {"n": 1}, "bow": {"n": 2}}}},
  "entities": {"room": {"live": {"state": {"open": "bool = true"}}},
    "player": {"profile": {"version": 2, "state": {"coins": "int >= 0 = 5", "bag": "map<row weapons, int> max 3"}},
               "live": {"state": {"hp": "int 0..100 = 100", "w": "row weapons = sword", "p": "vec3", "o": "int?", "b": "double = 1.5", "a": "string"}}}},
  "limits": {"rate": {"per_second": 10, "burst": 10}, "nonce": {"counter": 70}},
  "actions": {"Go": {"params": {"k": "string"}, "once": {"key": "params.k", "keep": "1h"}, "cooldown": {"key": "go", "ms": "100"}, "rate": {"per_second": 5, "burst": 3}, "effects": ["actor.coins += 1"], "result": "{'c': actor.coins, 'd': 1.0}"},
    "Rest": {}}})json";

std::string load_error(std::string_view text) {
  const auto world = World::from_json(test::compile(kRules), text);
  if (world.ok()) return "";
  return world.error().pointer + " " + world.error().message;
}

std::string with(std::string_view members) { return "{\"ludex_world\":1," + std::string(members) + "}"; }
std::string player(std::string_view parts) { return with("\"entities\":{\"player\":{\"1\":{" + std::string(parts) + "}}}"); }

}  // namespace

TEST_CASE("a text is canonical: kinds and fields by name, ids by number, defaults written") {
  const Program program = test::compile(kRules);
  const World world = test::load(program, R"({"entities":{"room":{"7":{}},"player":{"10":{"live":{"hp":3}},"-2":{},"9":{"profile":{"state":{"bag":{"sword":1,"bow":2}},"version":2}}}},"ludex_world":1})");
  const std::string player_default = R"({"live":{"a":"","b":1.5,"hp":100,"o":null,"p":[0.0,0.0,0.0],"w":"sword"}})";
  CHECK(world.to_json() ==
        R"({"entities":{"player":{"-2":)" + player_default + R"(,"9":{"live":{"a":"","b":1.5,"hp":100,"o":null,"p":[0.0,0.0,0.0],"w":"sword"},"profile":{"state":{"bag":{"bow":2,"sword":1},"coins":5},"version":2}},)" +
            R"("10":{"live":{"a":"","b":1.5,"hp":3,"o":null,"p":[0.0,0.0,0.0],"w":"sword"}}},"room":{"7":{"live":{"open":true}}}},"guard":{},"ledger":[],"ludex_world":1,"now":0,"seed":0,"timers":[]})");
  CHECK(world.entity_count() == 4);
}

TEST_CASE("the order of a text does not matter: one world, one digest") {
  const Program program = test::compile(kRules);
  const World a = test::load(program, R"({"ludex_world":1,"now":5,"entities":{"player":{"1":{"live":{"hp":3,"a":"x"}},"2":{}},"room":{"1":{}}}})");
  const World b = test::load(program, R"({"entities":{"room":{"1":{"live":{"open":true}}},"player":{"2":{"live":{}},"1":{"live":{"a":"\u0078","hp":3.0}}}},"now":5,"ludex_world":1})");
  CHECK(a.digest() == b.digest());
  CHECK(a.to_json() == b.to_json());
}

TEST_CASE("the digest covers every part but the seed") {
  const Program program = test::compile(kRules);
  const auto digest = [&](const std::string& text) { return test::load(program, text).digest(); };
  const std::uint64_t empty = digest(with("\"entities\":{}"));
  CHECK(digest(with("\"seed\":99")) == empty);
  CHECK(digest(with("\"now\":1")) != empty);
  CHECK(digest(player("")) != empty);
  CHECK(digest(player("")) != digest(with(R"("entities":{"player":{"2":{}}})")));
  CHECK(digest(player("")) != digest(with(R"("entities":{"room":{"1":{}}})")));
  CHECK(digest(player("\"profile\":{\"version\":2,\"state\":{}}")) != digest(player("")));
  CHECK(digest(player("\"profile\":{\"version\":2,\"state\":{}}")) != digest(player("\"profile\":{\"version\":2,\"state\":{},\"read_only\":true}")));
  CHECK(digest(player("\"profile\":{\"version\":2,\"state\":{\"unknown\":1}}")) != digest(player("\"profile\":{\"version\":2,\"state\":{}}")));
  CHECK(digest(with(R"("guard":{"1":{"seq":1}})")) != empty);
  CHECK(digest(with(R"("guard":{"1":{"seq":0}})")) == empty);  // a guard that says nothing is no state
  CHECK(digest(with(R"("guard":{"1":{"sessions":{"0":{"highest":3,"seen":"8"}}}})")) != empty);
  CHECK(digest(with(R"("guard":{"1":{"sessions":{"0":{"highest":3,"seen":"8"}}}})")) != digest(with(R"("guard":{"1":{"sessions":{"0":{"highest":3,"seen":"c"}}}})")));
}

TEST_CASE("guard, nonce windows, cooldowns and the ledger survive the text form: judging goes on as before") {
  const Program program = test::compile(kRules);
  test::Game game(program, test::load(program, R"({"ludex_world":1,"entities":{"player":{"1":{"profile":{"version":2,"state":{}}},"2":{"profile":{"version":2,"state":{}}}}}})"));
  std::int64_t now = 1000;
  for (int i = 0; i < 40; ++i, now += 60) {
    const std::string lines = test::line(1, now, "Go", "\"nonce\":" + std::to_string((i * 37) % 150) + ",\"params\":{\"k\":\"" + std::to_string(i % 7) + "\"}") +
                              test::line(2, now, "Rest", "\"session\":" + std::to_string(i % 3) + ",\"nonce\":" + std::to_string(i * 40));
    World reloaded = test::load(program, game.world.to_json());
    CHECK(reloaded.digest() == game.world.digest());
    CHECK(reloaded.to_json() == game.world.to_json());
    test::Game other(program, std::move(reloaded));
    const Judgement a = game.judge(lines), b = other.judge(lines);
    REQUIRE(a.batch_digest() == b.batch_digest());
    REQUIRE(a.world_digest() == b.world_digest());
  }
  CHECK(game.world.to_json().find("$cooldown.go") != std::string::npos);
  CHECK(game.world.to_json().find("\"keep_ms\":3600000") != std::string::npos);
}

TEST_CASE("unknown members of a profile are kept as they are, unknown live fields are refused") {
  const Program program = test::compile(kRules);
  const World world = test::load(program, player(R"("profile":{"version":2,"state":{"later":{"x":[1.50,"y"]},"coins":1,"also":null}})"));
  CHECK(world.to_json().find(R"("state":{"also":null,"bag":{},"coins":1,"later":{"x":[1.50,"y"]}})") != std::string::npos);
  CHECK(test::load(program, world.to_json()).digest() == world.digest());
  CHECK(load_error(player(R"("live":{"hq":1})")) == "/entities/player/1/live/hq kind 'player' has no live field 'hq'; did you mean 'hp'?");
}

TEST_CASE("a row that is gone reads as the field's default") {
  const World world = test::load(test::compile(kRules), player(R"("live":{"w":"axe"},"profile":{"version":2,"state":{"bag":{"axe":2}}})"));
  CHECK(world.to_json().find(R"("w":"sword")") != std::string::npos);
  CHECK(world.to_json().find(R"("bag":{"axe":2})") != std::string::npos);
}

TEST_CASE("every load error has its pointer") {
  CHECK(load_error("[]") == " a world is an object");
  CHECK(load_error("{}").find("a world text starts with") != std::string::npos);
  CHECK(load_error(R"({"ludex_world":2})").find("/ludex_world a world text starts with") == 0);
  CHECK(load_error(with("\"nowx\":1")) == "/nowx unknown key 'nowx'");
  CHECK(load_error(with("\"now\":1.5")) == "/now expected an int");
  CHECK(load_error(with("\"now\":8796093022209")).find("/now ") == 0);
  CHECK(load_error(with("\"timers\":1")) == "/timers expected a list of timers");
  CHECK(load_error(with("\"timers\":[1]")) == "/timers/0 expected an object");
  CHECK(load_error(with("\"timers\":[{\"id\":\"a\"}]")) == "/timers/0 a timer needs id, due and action");
  CHECK(load_error(with("\"timers\":[{\"gone\":\"a\"}]")).find("/timers/0/gone") == 0);
  CHECK(load_error(with("\"entities\":[]")) == "/entities expected an object of kinds");
  CHECK(load_error(with(R"("entities":{"plyer":{}})")) == "/entities/plyer unknown kind 'plyer'; did you mean 'player'?");
  CHECK(load_error(with(R"("entities":{"player":[]})")) == "/entities/player expected an object of ids");
  for (const char* id : {"07", "+7", "", "-", "-0", "1.0", "x", "9223372036854775808", "-9223372036854775809", " 1"})
    CHECK(load_error(with(R"("entities":{"player":{")" + std::string(id) + "\":{}}}")) == "/entities/player/" + std::string(id) + " an id is a decimal int64 without leading zeros");
  for (const char* id : {"0", "-1", "9223372036854775807", "-9223372036854775808"}) CHECK(load_error(with(R"("entities":{"player":{")" + std::string(id) + "\":{}}}")).empty());
  CHECK(load_error(player("\"liv\":{}")) == "/entities/player/1/liv unknown key 'liv'");
  CHECK(load_error(with(R"("entities":{"room":{"1":{"profile":{}}}})")) == "/entities/room/1/profile kind 'room' has no profile");
  CHECK(load_error(player(R"("live":{"hp":101})")) == "/entities/player/1/live/hp the value is out of its declared range");
  CHECK(load_error(player(R"("live":{"hp":null})")) == "/entities/player/1/live/hp the value expected an integer");
  CHECK(load_error(player(R"("live":{"p":[1,2]})")) == "/entities/player/1/live/p the value expected a vec3: [x, y, z]");
  CHECK(load_error(player(R"("profile":{"version":2,"state":{"bag":{"sword":"x"}}})")) == "/entities/player/1/profile/state/bag/sword the value expected an integer");
  CHECK(load_error(player(R"("profile":{"version":-1})")).find("/entities/player/1/profile/version ") == 0);
  CHECK(load_error(player(R"("profile":{"version":3,"state":{}})")).find("newer than the rulebook's 2") != std::string::npos);
  CHECK(load_error(player(R"("profile":{"versio":2})")) == "/entities/player/1/profile/versio unknown key 'versio'");
}

TEST_CASE("a guard or ledger that says nonsense is refused at its place") {
  CHECK(load_error(with(R"("guard":{"01":{}})")).find("/guard/01 ") == 0);
  for (const char* tat : {"-1", "[-1,10]", "[1,-1]", "[1]", "[1,10,1]", "[1.5,10]", "[9223372036854775807,10]"})
    CHECK(load_error(with(R"("guard":{"1":{"tat":)" + std::string(tat) + "}}")).find("/guard/1/tat ") == 0);
  CHECK(load_error(with(R"("guard":{"1":{"seq":9223372036854775807}})")).find("/guard/1 ") == 0);
  CHECK(load_error(with(R"("guard":{"1":{"sex":1}})")) == "/guard/1/sex unknown key 'sex'");
  CHECK(load_error(with(R"("guard":{"1":{"sessions":{"1":{"highest":1}}}})")).find("/guard/1/sessions/1 expected") == 0);
  CHECK(load_error(with(R"("guard":{"1":{"sessions":{"1":{"highest":-1,"seen":""}}}})")).find("/guard/1/sessions/1/highest a nonce is not negative") == 0);
  CHECK(load_error(with(R"("guard":{"1":{"sessions":{"1":{"highest":1,"seen":"xy"}}}})")).find("/guard/1/sessions/1/seen expected hex digits") == 0);
  const std::string entry = R"({"scope":"actor","actor":1,"key":"k","action":"Go","fingerprint":"00112233445566778899aabbccddeeff","at":5)";
  CHECK(load_error(with("\"ledger\":[" + entry + "}]")).empty());
  CHECK(load_error(with("\"ledger\":[" + entry + "}," + entry + "}]")) == "/ledger/1 the key stands twice in its scope");
  CHECK(load_error(with("\"ledger\":[" + entry + R"(,"keep_ms":-1}])")).find("/ledger/0/keep_ms ") == 0);
  CHECK(load_error(with(R"("ledger":[{"scope":"actor"}])")).find("/ledger/0 an entry needs") == 0);
  CHECK(load_error(with(R"("ledger":{})")) == "/ledger expected a list of entries");
}

TEST_CASE("a text that is not JSON says where, and no cut of a world ends the process") {
  const auto broken = World::from_json(test::compile(kRules), "{\"ludex_world\":1,\n \"now\": 01}");
  REQUIRE_FALSE(broken.ok());
  CHECK(broken.error().code == ErrorCode::json);
  CHECK(broken.error().line == 2);
  const std::string whole = player(R"("live":{"hp":5,"w":"bow"},"profile":{"version":2,"state":{"bag":{"bow":1}}})");
  for (std::size_t n = 0; n < whole.size(); ++n) CHECK_FALSE(load_error(whole.substr(0, n)).empty());
}

TEST_CASE("a copy is independent, a moved world is the same") {
  const Program program = test::compile(kRules);
  test::Game game(program, test::load(program, player(R"("live":{"a":"text"},"profile":{"version":2,"state":{"bag":{"bow":1}}})")));
  const World copy = game.world;
  const std::string before = copy.to_json();
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":1,"params":{"k":"k"})")) == "accepted");
  CHECK(copy.to_json() == before);
  CHECK(copy.digest() == copy.recomputed_digest());
  CHECK(game.world.digest() != copy.digest());
  World assigned = World::empty(program);
  assigned = copy;
  CHECK(assigned.to_json() == before);
  const World moved = std::move(assigned);
  CHECK(moved.digest() == copy.digest());
}

TEST_CASE("an empty world has nothing, and takes its seed") {
  const Program program = test::compile(kRules);
  const World world = World::empty(program, 42);
  CHECK(world.entity_count() == 0);
  CHECK(world.now() == 0);
  CHECK(world.to_json().find("\"seed\":42") != std::string::npos);
  CHECK(test::load(program, world.to_json()).digest() == world.digest());
}

TEST_CASE("the incremental digest is the recomputed one after every batch of anything") {
  const Program program = test::example("arena");
  TrafficOptions options;
  options.players = 30;
  options.requests = 4000;
  options.attack_rate = 0.4;
  options.span_ms = 1'200'000;
  const Traffic t = generate_traffic(program, options);
  test::Game game(program, test::load(program, t.world_json));
  std::string_view rest = t.ndjson;
  int batches = 0;
  while (!rest.empty()) {
    const std::size_t cut = std::min(rest.size(), rest.find('\n', std::min(rest.size() - 1, std::size_t{9000})) == std::string_view::npos ? rest.size() : rest.find('\n', std::min(rest.size() - 1, std::size_t{9000})) + 1);
    const Judgement j = game.judge(rest.substr(0, cut), test::opened_at(options.start_ms));
    rest.remove_prefix(cut);
    ++batches;
    REQUIRE(j.world_digest() == game.world.recomputed_digest());
    REQUIRE(game.world.digest() == game.world.recomputed_digest());
  }
  CHECK(batches > 20);
  CHECK(test::load(program, game.world.to_json()).digest() == game.world.digest());
}

TEST_CASE("a digest is sixteen lower-case hex digits") {
  CHECK(digest_text(0) == "0000000000000000");
  CHECK(digest_text(0x0123456789abcdefu) == "0123456789abcdef");
  CHECK(digest_text(UINT64_MAX) == "ffffffffffffffff");
}
