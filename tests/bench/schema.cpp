#include "schema.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "ludex/schema.h"
#include "processor_time.h"
#include "support/hash.h"
#include "value/json_scan.h"

namespace ludex::bench {
namespace {

constexpr int kDocuments = 2'000;  // some 2 MB: more than the inner caches hold, so that no branch is learnt by heart
constexpr int kTurns = 31;

constexpr const char* kSchema = R"j({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false,
"required":["version","player","stats","inventory","quests","settings"],"properties":{
"version":{"type":"integer","minimum":1,"maximum":100},
"player":{"type":"object","additionalProperties":false,"required":["id","name","created_ms"],"properties":{
  "id":{"type":"integer","minimum":1,"x-ludex":{"width":"i64"}},"name":{"type":"string","minLength":3,"maxLength":20,"pattern":"^[A-Za-z0-9_]+$"},
  "created_ms":{"type":"integer","minimum":0},"premium":{"type":"boolean"},"clan":{"type":["string","null"],"maxLength":32}}},
"stats":{"type":"object","additionalProperties":false,"required":["level","xp","health","mana"],"properties":{
  "level":{"type":"integer","minimum":1,"maximum":120},"xp":{"type":"integer","minimum":0},"health":{"type":"number","minimum":0,"maximum":10000},
  "mana":{"type":"number","minimum":0,"maximum":10000},"kills":{"type":"integer","minimum":0},"deaths":{"type":"integer","minimum":0},"played_s":{"type":"number","minimum":0}}},
"inventory":{"type":"array","maxItems":64,"items":{"$ref":"#/$defs/item"}},
"quests":{"type":"object","propertyNames":{"maxLength":32},"additionalProperties":{"type":"object","required":["state"],"additionalProperties":false,
  "properties":{"state":{"enum":["open","done","failed"]},"progress":{"type":"integer","minimum":0,"maximum":1000}}}},
"settings":{"type":"object","additionalProperties":false,"properties":{"volume":{"type":"number","minimum":0,"maximum":1},
  "language":{"enum":["en","de","fr","es","ja","pt"]},"keys":{"type":"array","maxItems":16,"items":{"type":"string","maxLength":8}}}}},
"$defs":{"item":{"type":"object","additionalProperties":false,"required":["kind","count"],"properties":{
  "kind":{"enum":["sword","bow","potion","shield","arrow","herb","scroll"]},"count":{"type":"integer","minimum":1,"maximum":999},
  "durability":{"type":"number","minimum":0,"maximum":1},"enchant":{"type":"array","maxItems":4,"items":{"type":"string","maxLength":16}}}}}})j";

class Generator {
 public:
  std::string profile() {
    std::string d = "{\"version\":7,\"player\":{\"id\":" + number(1'000'000, 2'000'000) + ",\"name\":\"player_" + number(0, 99'999) + "\",\"created_ms\":1700000" + number(100'000, 999'999) +
                    ",\"premium\":" + (below(2) ? "true" : "false") + ",\"clan\":" + (below(2) ? "null" : "\"Knights of the Round\"") + "},\"stats\":{\"level\":" + number(1, 120) + ",\"xp\":" + number(0, 9'999'999) +
                    ",\"health\":" + number(0, 9'998) + "." + number(1, 99) + ",\"mana\":" + number(0, 999) + ".5,\"kills\":" + number(0, 9'999) + ",\"deaths\":" + number(0, 999) + ",\"played_s\":" + number(0, 9'999'999) +
                    ".25},\"inventory\":[";
    const std::uint32_t items = 7 + below(6);
    for (std::uint32_t i = 0; i < items; ++i) {
      constexpr const char* kKinds[] = {"sword", "bow", "potion", "shield", "arrow", "herb", "scroll"};
      d += std::string(i ? "," : "") + "{\"kind\":\"" + kKinds[below(7)] + "\",\"count\":" + number(1, 999);
      if (below(2)) d += ",\"durability\":0." + number(1, 999);
      if (below(3) == 0) d += ",\"enchant\":[\"fire\",\"speed\"]";
      d += "}";
    }
    d += "],\"quests\":{";
    const std::uint32_t quests = 4 + below(3);
    for (std::uint32_t i = 0; i < quests; ++i) d += std::string(i ? "," : "") + "\"quest_" + std::to_string(i * 100 + below(100)) + "\":{\"state\":\"open\",\"progress\":" + number(0, 1'000) + "}";
    return d + "},\"settings\":{\"volume\":0." + number(1, 99) + ",\"language\":\"de\",\"keys\":[\"w\",\"a\",\"s\",\"d\",\"space\"]}}";
  }

 private:
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>((state_ = mix64(state_)) % n); }
  std::string number(std::uint32_t low, std::uint32_t high) { return std::to_string(low + below(high - low + 1)); }
  std::uint64_t state_ = 1;
};

double median(std::vector<double> seconds) {
  std::nth_element(seconds.begin(), seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2), seconds.end());
  return seconds[seconds.size() / 2];
}

}  // namespace

bool run_schema_section() {
  const auto schema = Schema::compile(kSchema);
  if (!schema) return false;
  Generator generator;
  std::vector<std::string> profiles, broken;
  std::size_t bytes = 0;
  for (int i = 0; i < kDocuments; ++i) {
    profiles.push_back(generator.profile());
    bytes += profiles.back().size();
    broken.push_back(profiles.back());
    // The last value of the document, so that everything before it is checked as well.
    broken.back().replace(broken.back().rfind("\"space\""), 7, "1234567");
  }
  SchemaValidator validator = schema->validator();
  const auto count_valid = [&](const std::vector<std::string>& documents) {
    int valid = 0;
    for (const std::string& d : documents) valid += validator.is_valid(d) ? 1 : 0;
    return valid;
  };
  const bool is_right = count_valid(profiles) == kDocuments && count_valid(broken) == 0;
  json::Tape tape;
  std::vector<double> scan, valid, explain;
  for (int turn = 0; turn < kTurns; ++turn) {
    const double a = processor_seconds();
    for (const std::string& d : profiles) json::scan(d, {}, tape);
    const double b = processor_seconds();
    count_valid(profiles);
    const double c = processor_seconds();
    for (const std::string& d : broken) validator.validate(d);
    const double e = processor_seconds();
    scan.push_back(b - a);
    valid.push_back(c - b);
    explain.push_back(e - c);
  }
  const auto row = [&](const char* label, const std::vector<double>& seconds) {
    const double s = median(seconds);
    std::printf("  %-44s %12.0f %12.0f\n", label, static_cast<double>(bytes) / s / 1e6, s / kDocuments * 1e9);
  };
  std::printf("\n  %-44s %12s %12s\n", "JSON Schema, profiles from text", "MB/s", "ns/document");
  row("Ludex, is_valid", valid);
  row("  of it the strict JSON scan", scan);
  row("Ludex, validate, one thing wrong", explain);
  std::printf("  %d profiles of %zu bytes on average; verdicts: %s\n", kDocuments, bytes / kDocuments, is_right ? "as expected" : "WRONG");
  return is_right;
}

}  // namespace ludex::bench
