#include "profile/save_envelope.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "helpers/save_properties.h"
#include "helpers/saves.h"
#include "value/canonical.h"
#include "support/hash.h"
#include "value/json_view.h"

namespace {

using namespace ludex;
using test::profile_rules;
using test::Saves;

const std::string kRules = profile_rules("1", R"({"coins":"int >= 0 = 0","stats":{"type":"object","additionalProperties":false,"properties":{"level":"int = 1"}},"pets":{"type":"array","items":{"type":"object","additionalProperties":false,"properties":{"n":"int"}}}})",
                                         R"([{"id":"gold-to-coins","to":1,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]}])");

/// Whatever a member may be: every way to write a number, an escape, white space.
const std::string_view kSpelled[] = {
    "1.0", "1e0", "-0", "-0.0", "1E+2", "1e-7", "0.10", "12345678901234567890", "123456789012345678901234567890.5", "1e308", "9007199254740993", "\"\\u00e9\\/\\b\\ud83d\\ude00 \xC3\xA9\"", "\"\"",
    "[ ]", "{ }", "[1 ,\t2\r\n]", "{\"\\u0061\" : [ { \"b\\\"\" : -0 } ] }", "null", "true", "[[[[[[[1.50]]]]]]]",
};

std::string checksum_in(const std::string& save) { return save.substr(save.find("\"checksum\":\"") + 12, 16); }

std::string hash_of(std::string_view values) {
  // Canonical values in a row, as canonical.h has them.
  json::Document document;
  document.text = values;
  if (!json::scan(values, {}, document.tape).ok()) return "";
  std::string bytes;
  json::View(document, 0).for_each_item([&](std::uint32_t, const json::View& value) { canonical::from_json(bytes, values, document.tape, value.index(), document.arena); });
  return digest_text(xxh64(bytes, 0));
}

}  // namespace

TEST_CASE("what a save's envelope and state hold beside what is known keeps its bytes, whatever was migrated around it") {
  Saves saves(kRules);
  for (const std::string_view spelled : kSpelled) {
    CAPTURE(std::string(spelled));
    const std::string value(spelled);
    for (const char* version : {"", "\"version\":1,"}) {
      const std::string save = "{" + std::string(version) + "\"before\" :" + value + ", \"state\":{\"gold\" : 1,\"mine\": " + value + ",\"stats\":{\"later\" :" + value + "},\"pets\":[{\"n\":1,\"later\":" + value +
                               "}]},\"ledger\" : {\"x\":" + value + " },\"after\":" + value + "}";
      CHECK(saves.load(save).state == SaveState::ready);
      for (const std::string& kept : {"\"before\":" + value, "\"mine\":" + value, "\"stats\":{\"later\" :" + value + "}", "{\"n\":1,\"later\":" + value + "}", "\"ledger\":{\"x\":" + value + " }", "\"after\":" + value})
        CHECK_MESSAGE(saves.out.find(kept) != std::string::npos, (kept + " in " + saves.out));
      const std::string once = saves.out;
      CHECK_FALSE(saves.load(once).is_changed);
      CHECK(saves.out == once);
    }
  }
}

TEST_CASE("a save that is as it should be comes out byte for byte, white space included") {
  Saves saves(kRules);
  saves.load(R"({"version":1,"state":{"coins":1}})");
  std::string spaced = saves.out;
  for (const char* place : {"\"state\"", "\"coins\"", "\"checksum\"", "[\"gold"}) spaced.insert(spaced.find(place), " \n\t ");
  const LoadedSave loaded = saves.load(spaced);
  CHECK(loaded.state == SaveState::ready);
  CHECK_FALSE(loaded.is_changed);
  CHECK(saves.out == spaced);
  CHECK(saves.load("\n" + spaced + " ").is_changed);  // what is around a save is not part of it
  CHECK(saves.out == spaced);
}

TEST_CASE("a checksum is of the state, and of the ledger behind it where there is one; neither passes for the other") {
  Saves saves(kRules);
  const std::string state = R"({"coins":1,"stats":{},"pets":[]})", ledger = R"({"watermark":7,"entries":{"a":1.0}})";
  saves.load(R"({"version":1,"state":)" + state + "}");
  const std::string alone = checksum_in(saves.out);
  CHECK(alone == hash_of("[" + state + "]"));
  saves.load(R"({"version":1,"state":)" + state + ",\"ledger\":" + ledger + "}");
  const std::string with = saves.out;
  CHECK(checksum_in(with) == hash_of("[" + state + "," + ledger + "]"));
  CHECK(checksum_in(with) != alone);
  CHECK(checksum_in(with) != hash_of("[" + ledger + "," + state + "]"));
  CHECK(checksum_in(with) != hash_of("[[" + state + "," + ledger + "]]"));
  // Taken away, put in, emptied, changed: each breaks it. Written otherwise: it holds.
  const auto edited = [](std::string save, const std::string& from, const std::string& to) { return save.replace(save.find(from), from.size(), to); };
  CHECK(saves.told(edited(with, ",\"ledger\":" + ledger, "")).starts_with("checksum /checksum: the state does not match"));
  CHECK(saves.told(edited(with, ledger, "{}")).starts_with("checksum /checksum: the state and the ledger do not match"));
  CHECK(saves.told(edited(with, "\"a\":1.0", "\"a\":1.5")).starts_with("checksum"));
  CHECK(saves.told(edited(with, "\"ledger\"", "\"ledgers\"")).starts_with("checksum"));
  CHECK(saves.load(edited(with, "\"a\":1.0", "\"a\" : 10e-1")).state == SaveState::ready);
  CHECK(saves.told(R"({"state":{},"ledger":[]})") == "undecodable /ledger: a ledger is an object, not an array");
  CHECK(saves.told(R"({"state":{},"ledger":{"x":1e999}})") == "invalid /ledger: a number is out of range of a double");
}

TEST_CASE("steps change the state and leave the ledger: the checksum is of both as they are then") {
  Saves saves(kRules);
  CHECK(saves.load(R"({"state":{"gold":4,"stats":{},"pets":[]},"ledger":{"entries":{"r":[1]}}})").state == SaveState::ready);
  CHECK(checksum_in(saves.out) == hash_of(R"([{"coins":4,"stats":{},"pets":[]},{"entries":{"r":[1]}}])"));
  const std::string stamped_before = "{\"state\":{\"gold\":4,\"stats\":{},\"pets\":[]},\"ledger\":{\"entries\":{\"r\":[1]}},\"checksum\":\"" + hash_of(R"([{"gold":4,"stats":{},"pets":[]},{"entries":{"r":[1]}}])") + "\"}";
  const std::string made = checksum_in(saves.out);
  CHECK(saves.load(stamped_before).state == SaveState::ready);
  CHECK(checksum_in(saves.out) == made);
}
