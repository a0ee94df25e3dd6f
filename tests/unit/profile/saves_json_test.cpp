#include <doctest/doctest.h>

#include <string>

#include "ludex/saves_json.h"

using namespace ludex;

TEST_CASE("no limits are the limits there are, and each can be given alone") {
  const SaveLimits all;
  for (const char* text : {"", "{}"}) {
    const auto limits = read_save_limits(text);
    REQUIRE(limits.ok());
    CHECK(limits->max_bytes == all.max_bytes);
    CHECK(limits->max_depth == all.max_depth);
    CHECK(limits->max_nodes == all.max_nodes);
  }
  const auto some = read_save_limits(R"({"max_depth": 3, "max_nodes": 99999999999})");
  REQUIRE(some.ok());
  CHECK(some->max_bytes == all.max_bytes);
  CHECK(some->max_depth == 3);
  CHECK(some->max_nodes == 0xffffffffu);
}

TEST_CASE("what is no limit is the host's fault, and what is no JSON is told with its place") {
  for (const char* text : {"[]", R"({"max_byte": 1})", R"({"max_bytes": -1})", R"({"max_bytes": 1.5})", R"({"max_bytes": "1"})", R"({"max_depth": null})"}) {
    CAPTURE(text);
    const auto limits = read_save_limits(text);
    REQUIRE(!limits.ok());
    CHECK(limits.error().code == ErrorCode::host);
    CHECK(!limits.error().message.empty());
  }
  const auto broken = read_save_limits("{\"max_bytes\":");
  REQUIRE(!broken.ok());
  CHECK(broken.error().code == ErrorCode::json);
  CHECK(broken.error().line == 1);
}

TEST_CASE("every option of a rehearsal can be said") {
  const auto options = read_rehearsal_options(
      R"({"limits": {"max_bytes": 7}, "twice": false, "histograms": false, "samples": 3, "first_line": 12, "threads": 2,
          "sums": {"a": "/coins", "b": ["/coins", "/bag/*"], "c": {"at": "/x", "changed_by": "tax"}, "d": {"at": ["/y"], "changed_by": ["tax", "gift"]}}})");
  REQUIRE(options.ok());
  CHECK(options->limits.max_bytes == 7);
  CHECK_FALSE(options->is_checked_twice);
  CHECK_FALSE(options->has_histograms);
  CHECK(options->samples == 3);
  CHECK(options->first_line == 12);
  CHECK(options->exec.max_threads == 2);
  REQUIRE(options->sums.size() == 4);
  CHECK(options->sums[0].at == std::vector<std::string>{"/coins"});
  CHECK(options->sums[1].at == std::vector<std::string>{"/coins", "/bag/*"});
  CHECK(options->sums[1].changed_by.empty());
  CHECK(options->sums[2].changed_by == std::vector<std::string>{"tax"});
  CHECK(options->sums[3].name == "d");
  CHECK(options->sums[3].changed_by == std::vector<std::string>{"tax", "gift"});
}

TEST_CASE("an option that is none, or of the wrong type, is refused by name") {
  for (const char* text :
       {R"({"sum": {}})", R"({"twice": 1})", R"({"samples": -1})", R"({"threads": true})", R"({"limits": 5})", R"({"limits": {"x": 1}})", R"({"sums": []})", R"({"sums": {"a": 1}})",
        R"({"sums": {"a": []}})", R"({"sums": {"a": ["/x", 1]}})", R"({"sums": {"a": {}}})", R"({"sums": {"a": {"at": "/x", "by": "s"}}})", R"({"sums": {"a": {"at": "/x", "changed_by": 1}}})"}) {
    CAPTURE(text);
    const auto options = read_rehearsal_options(text);
    REQUIRE(!options.ok());
    CHECK(options.error().code == ErrorCode::host);
  }
  CHECK(read_rehearsal_options(R"({"sums": {"coins": {"at": []}}})").error().message == "the sum 'coins' needs at least one pointer");
}

TEST_CASE("options are bounded: no text makes them take the memory or the stack") {
  CHECK(!read_rehearsal_options(std::string(1000, '[')).ok());
  CHECK(!read_rehearsal_options("{\"sums\":{\"a\":" + std::string(20, '[') + std::string(20, ']') + "}}").ok());
  CHECK(!read_save_limits(std::string((16u << 20) + 1, ' ')).ok());
}

TEST_CASE("a finding is written with every member, its words escaped") {
  LoadedSave save;
  save.state = SaveState::migration_failed;
  save.version = -1;
  save.is_ahead = true;
  save.reconciled = 2;
  save.step = "a\"b";
  save.pointer = "/state/\n";
  save.message = "caf\xC3\xA9";
  CHECK(to_json(save) == "{\"state\":\"migration_failed\",\"version\":-1,\"changed\":false,\"ahead\":true,\"reconciled\":2,\"step\":\"a\\\"b\","
                         "\"pointer\":\"/state/\\n\",\"message\":\"caf\xC3\xA9\"}");
  CHECK(to_json({}) == "{\"state\":\"ready\",\"version\":0,\"changed\":false,\"ahead\":false,\"reconciled\":0,\"step\":\"\",\"pointer\":\"\",\"message\":\"\"}");
}
