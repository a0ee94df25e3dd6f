// What holds of every generated save: twice is once, the way back leads back, what is not known stays.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "helpers/save_properties.h"
#include "helpers/saves.h"
#include "profile/migrate.h"

namespace {

using namespace ludex;
using test::broken_rule_of_save;
using test::profile_rules;
using test::Saves;

// Every step has a way back.
constexpr const char* kReversible = R"([
  {"id":"names","to":1,"steps":[{"op":"rename","from":"/gold","path":"/coins"},{"op":"rename","from":"/a/x","path":"/b/x"}]},
  {"id":"levels","to":2,"steps":[{"op":"plunge","path":"/level","into":"stats"},{"op":"hoist","path":"/b/y"}]},
  {"id":"wraps","to":3,"steps":[{"op":"wrap","path":"/pet","as":"first"},{"op":"wrap","path":"/tags"},{"op":"unwrap","path":"/boxed"}]},
  {"id":"maps","to":4,"steps":[{"op":"map","path":"/rank","values":{"b":"bronze","s":"silver"}},{"op":"convert","path":"/speed","is":"int","with":"value * 4","becomes":"int","back":"value / 4"}]},
  {"id":"items","to":5,"steps":[{"op":"each","path":"/items","steps":[{"op":"rename","from":"/n","path":"/count"},{"op":"each","path":"/marks","steps":[{"op":"wrap","path":"","as":"mark"}]}]}]}
])";

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>((state_ = state_ * 6364136223846793005u + 1442695040888963407u) >> 33) % n; }
  std::string pick(std::initializer_list<const char*> of) { return of.begin()[below(of.size())]; }
  std::string number() { return std::to_string(below(1000)); }
  /// Anything at all, written in any way.
  std::string unknown(int depth = 3) {
    switch (below(depth > 0 ? 7 : 5)) {
      case 0: return pick({"1.0", "1e0", "-0", "1.50e+2", "12345678901234567890", "0.1000"});
      case 1: return pick({"\"\\u0061\"", "\"\\/\"", "\"\"", "\"é\"", "\"\\ud83d\\ude00\""});
      case 2: return pick({"true", "false", "null"});
      case 3: return pick({"[ ]", "{ }", "[]", "{}"});
      case 4: return number();
      case 5: return "[ " + unknown(depth - 1) + " ,\n" + unknown(depth - 1) + "]";
      default: return "{\"\\u006b\" : " + unknown(depth - 1) + ",\t\"z\":" + unknown(depth - 1) + " }";
    }
  }
  /// A state of version 0, with members that nobody declared: `kept` are their texts.
  std::string state(std::vector<std::string>& kept) {
    const auto extra = [&](const std::string& name) {
      kept.push_back("\"" + name + "\":" + unknown());
      return kept.back();
    };
    std::string items;
    for (std::size_t n = below(4); n > 0; --n) items += "{\"n\":" + number() + ",\"marks\":[" + (below(2) ? "1,\"two\"" : "") + "]," + extra("i" + std::to_string(n)) + "}" + (n > 1 ? "," : "");
    std::string members[] = {
        "\"gold\":" + number(), "\"a\":{\"x\":" + unknown() + "," + extra("in_a") + "}", "\"b\":{\"y\":" + unknown() + "," + extra("in_b") + "}", "\"level\":" + number(),
        "\"pet\":" + unknown(), "\"tags\":" + unknown(), "\"boxed\":[" + unknown() + "]", "\"rank\":\"" + pick({"b", "s"}) + "\"", "\"speed\":" + number(), "\"items\":[" + items + "]", extra("mine"), extra("\\u00fc"),
    };
    std::string out = "{";
    for (std::size_t left = std::size(members); left > 0; --left) {
      std::swap(members[below(left)], members[left - 1]);
      out += members[left - 1] + (left > 1 ? "," : "");
    }
    return out + "}";
  }

 private:
  std::uint64_t state_;
};

/// The values of a JSON text: equal for texts that say the same.
std::string canonical_of(std::string_view text) {
  json::Document document;
  document.text = text;
  std::string bytes;
  if (json::scan(text, {}, document.tape).ok()) canonical::from_json(bytes, text, document.tape, 0, document.arena);
  return bytes;
}

}  // namespace

TEST_CASE("generated saves: migrating twice is migrating once, and what nobody declared keeps its bytes") {
  Saves saves(profile_rules("5", R"({"coins":"int >= 0","gems":"int = 3","stats":{"type":"object","additionalProperties":false,"properties":{"level":"int = 1","mana":"int = 2"}}})", kReversible));
  Generator generator(1);
  for (int round = 0; round < 1500; ++round) {
    std::vector<std::string> kept;
    const std::string save = R"({"before" : [ 1.0 ],"state":)" + generator.state(kept) + (generator.below(2) ? R"(,"ledger":{"entries" : )" + generator.unknown() + "}" : std::string()) + "}";
    CAPTURE(save);
    LoadedSave loaded;
    CHECK(broken_rule_of_save(saves.loader, save, &loaded) == "");
    CHECK_MESSAGE(loaded.state == SaveState::ready, loaded.message);
    saves.load(save);
    for (const std::string& member : kept) CHECK_MESSAGE(saves.out.find(member) != std::string::npos, (member + " in " + saves.out));
    CHECK(saves.out.find("\"before\":[ 1.0 ]") != std::string::npos);
  }
}

TEST_CASE("generated states: every reversible step leads back to the values it came from, from every version") {
  const Program program = test::compile(profile_rules("5", R"({"coins":"int"})", kReversible));
  const auto& data = program.data();
  const auto kind = *data.declarations.find_kind("player");
  detail::Migrator migrator(data);
  Generator generator(2);
  for (int round = 0; round < 1500; ++round) {
    std::vector<std::string> kept;
    std::string text = generator.state(kept);
    const std::string original = canonical_of(text);
    CAPTURE(text);
    json::Tape tape;
    json::Draft draft;
    detail::MigrationFault fault;
    REQUIRE(json::scan(text, {}, tape).ok());
    draft.reset(text, tape);
    CHECK_MESSAGE(migrator.migrate(data.profiles[kind], 0, draft, fault), fault.message);
    std::string top;
    draft.write(top, draft.root());
    for (std::int64_t version = 4; version >= 0; --version) {
      json::Tape top_tape;
      REQUIRE(json::scan(top, {}, top_tape).ok());
      draft.reset(top, top_tape);
      CHECK_MESSAGE(migrator.revert(data.profiles[kind], version, draft, fault), fault.message);
      std::string down;
      draft.write(down, draft.root());
      if (version == 0) CHECK(canonical_of(down) == original);
      for (const std::string& member : kept) CHECK_MESSAGE(down.find(member) != std::string::npos, (member + " in " + down));
      // And up again from there.
      json::Tape down_tape;
      REQUIRE(json::scan(down, {}, down_tape).ok());
      draft.reset(down, down_tape);
      CHECK_MESSAGE(migrator.migrate(data.profiles[kind], version, draft, fault), fault.message);
      std::string up;
      draft.write(up, draft.root());
      CHECK(canonical_of(up) == canonical_of(top));
    }
  }
}
