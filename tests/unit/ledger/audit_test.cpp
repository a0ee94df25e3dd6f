#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "helpers/ledger.h"

using ludex::Audit;
using ludex::AuditSaves;
using namespace ludex::test;

namespace {

constexpr const char* kSources = R"({"account":"source","may_be_negative":true}
{"account":"sink","may_be_negative":true}
)";

Json audited(const std::string& journal) {
  Audit audit;
  audit.add_journal(kSources + journal);
  return Json::parse(audit.report());
}

/// Kinds of breaches with their lines in the journal (its own, behind the two sources).
std::string found(const std::string& journal) {
  std::string out;
  const Json report = audited(journal);
  for (const Json& b : report["breaches"]) {
    const int line = b["line"].get<int>();
    out += (out.empty() ? "" : " ") + b["kind"].get<std::string>() + (line > 0 ? ":" + std::to_string(line - 2) : "");
    CHECK(!b["next"].get<std::string>().empty());
  }
  CHECK(report["ok"].get<bool>() == out.empty());
  return out;
}

std::string moves(const std::string& id, const std::string& from, const std::string& to, const std::string& rest = R"("asset":"coins","amount":10)") {
  return R"({"id":")" + id + R"(","from":")" + from + R"(","to":")" + to + "\"," + rest + "}\n";
}

}  // namespace

TEST_CASE("a sound journal: sums are zero, what people hold is told, the same line again counts once") {
  const Json report = audited(moves("t:1", "source", "a") + moves("t:2", "a", "b", R"("asset":"coins","amount":4,"reason":"gift")") + moves("t:1", "source", "a"));
  CHECK(report["ok"] == true);
  CHECK(report["transfers"] == 2);
  CHECK(report["repeated"] == 1);
  CHECK(report["assets"]["coins"] == Json{{"transfers", 2}, {"accounts", 3}, {"negative", 0}, {"held", "10"}, {"sum", "0"}});
}

TEST_CASE("each breach is found where it happens") {
  CHECK(found(moves("t:1", "a", "b")) == "negative:1");
  CHECK(found(moves("t:1", "source", "a") + moves("t:1", "source", "a", R"("asset":"coins","amount":11)")) == "conflict:2");
  CHECK(found(R"({"id":"t:1","to":"a","asset":"coins","amount":5})") == "one_sided:1 sum");
  CHECK(found(R"({"account":"a","balances":{"coins":5}})") == "sum");
  CHECK(found(moves("t:1", "source", "source")) == "same_account:1");
  CHECK(found(moves("t:1", "source", "a", R"("asset":"sword","serials":["s1"])") + moves("t:2", "a", "b", R"("asset":"sword","serials":["s1"])") +
              moves("t:3", "a", "sink", R"("asset":"sword","serials":["s1"])")) == "serial_elsewhere:3 negative:3");
  CHECK(found(moves("t:1", "a", "b", R"("asset":"sword","serials":["s1"])")) == "serial_unknown:1 negative:1");
  CHECK(found(moves("t:1", "source", "a", R"("asset":"coins","amount":9223372036854775807)") + moves("t:2", "sink", "a", R"("asset":"coins","amount":1)")) == "overflow:2");
  CHECK(found("{\"watermark\":\"match\",\"through\":1000}\n" + moves("match:7@1000", "source", "a") + moves("match:8@1001", "source", "a")) == "below_watermark:2");
  CHECK(found(moves("t:1", "source", "a") + moves("t:2", "a", "b", R"("asset":"coins","amount":10,"pending":true)") + moves("t:3", "a", "b", R"("asset":"coins","amount":10,"pending":true)")) == "negative:3");
  CHECK(found(R"({"id":"t:1","post":"t:0"})") == "no_such_pending:1");
  CHECK(found("nonsense\n\n{\"id\":\"t:1\"}") == "malformed:1 malformed:3");
  CHECK(found(moves("t:1", "source", "a", R"("asset":"coins","amount":9223372036854775808)")) == "malformed:1");
}

TEST_CASE("a transfer that does not fit is left out on both sides, serials and promises with it") {
  const std::string full = moves("t:1", "source", "a", R"("asset":"coins","amount":9223372036854775807)");
  const Json report = audited(full + moves("t:2", "source", "b") + moves("t:3", "b", "a") + moves("t:4", "b", "c"));
  CHECK(report["counts"] == Json{{"negative", 1}, {"overflow", 2}});  // t:2: the source has given as much as 64 bits hold; so b has nothing for c
  CHECK(report["assets"]["coins"]["sum"] == "0");
  CHECK(report["assets"]["coins"]["negative"] == 1);
}

TEST_CASE("what an account begins with counts once, however often it is told") {
  const std::string a = R"({"account":"a","balances":{"coins":5,"gems":1}})" "\n", source = R"({"account":"source","may_be_negative":true,"balances":{"coins":-5,"gems":-1}})" "\n";
  const Json twice = audited(a + source + a + source + R"({"account":"a","balances":{"gems":1.0,"coins":5}})");
  CHECK(twice["ok"] == true);
  CHECK(twice["repeated"] == 3);
  CHECK(twice["assets"]["coins"]["held"] == "5");
  CHECK(found(a + source + R"({"account":"a","balances":{"coins":6,"gems":1}})") == "conflict:3");
  CHECK(audited(a + source + R"({"account":"a"})")["ok"] == true);  // no balances are told again
}

TEST_CASE("a save is compared whole, however many values a pointer finds in it") {
  Audit audit;
  audit.add_journal(kSources + moves("t:1", "source", "player:7", R"("asset":"coins","amount":150001)"));
  AuditSaves saves;
  saves.balances.push_back({"/purse/*", "coins"});
  REQUIRE(!audit.compare(saves));
  std::string save = R"({"id":7,"purse":[2)";
  for (int i = 1; i < 150'000; ++i) save += ",1";
  audit.add_saves(save + "]}");
  CHECK(Json::parse(audit.report())["ok"] == true);
}

TEST_CASE("a promise is posted in part, voided or expires, and nothing is lost") {
  const std::string promised = moves("t:1", "source", "a") + moves("t:2", "a", "b", R"("asset":"coins","amount":8,"pending":true)");
  CHECK(found(promised + R"({"id":"t:3","post":"t:2","amount":5})" + "\n" + moves("t:4", "a", "sink", R"("asset":"coins","amount":5)")) == "");
  CHECK(found(promised + R"({"id":"t:3","void":"t:2"})" + "\n" + moves("t:4", "a", "sink")) == "");
  CHECK(found(promised + R"({"expire":"t:2"})" + "\n" + moves("t:4", "a", "sink")) == "");
  CHECK(found(promised + R"({"id":"t:3","post":"t:2","amount":9})") == "more_than_pending:3");
  CHECK(audited(promised)["pending"] == 1);
}

TEST_CASE("saves are held against the journal: coins in two places of a save, serials, who has no save") {
  const std::string journal = std::string(kSources) + moves("t:1", "source", "player:1") + moves("t:2", "source", "player:2") + moves("t:3", "source", "player:1", R"("asset":"sword","serials":["s1","s2"])");
  AuditSaves saves;
  saves.balances = {{"/state/coins", "coins"}, {"/state/bank/*", "coins"}};
  saves.serials = {{"/state/bag/*/serial", "sword"}};
  const auto kinds = [&](const std::string& lines) {
    Audit audit;
    audit.add_journal(journal);
    CHECK(!audit.compare(saves));
    audit.add_saves(lines);
    std::string out;
    const Json report = Json::parse(audit.report());
    for (const Json& b : report["breaches"]) out += b["kind"].get<std::string>() + ":" + b["line"].dump() + " ";
    CHECK((audit.breach_count() == 0) == out.empty());
    return out;
  };
  const std::string one = R"({"id":1,"state":{"coins":7,"bank":[1,2],"bag":[{"serial":"s1"},{"serial":"s2"}]}})", two = R"({"id":2,"state":{"coins":10}})";
  CHECK(kinds(one + "\n" + two) == "");
  CHECK(kinds(one) == "no_save:0 ");
  CHECK(kinds(one + "\n" + R"({"id":2,"state":{"coins":11}})") == "save:2 ");  // one coin that no transfer made
  CHECK(kinds(one + "\n" + R"({"id":"2","state":{"coins":10,"bag":[{"serial":"s2"}]}})") == "serial_twice:2 serial_elsewhere:2 save:2 ");
  CHECK(kinds(one + "\n" + two + "\n" + two) == "save_twice:3 save_twice:3 ");
  AuditSaves broken;
  broken.name = "player";
  Audit audit;
  CHECK(audit.compare(broken).has_value());
}

TEST_CASE("balances that a store tells are held against the journal") {
  Audit audit;
  audit.add_journal(kSources + moves("t:1", "source", "a"));
  audit.add_balances("{\"account\":\"a\",\"asset\":\"coins\",\"balance\":10}\n{\"account\":\"source\",\"asset\":\"coins\",\"balance\":-10}\n");
  CHECK(audit.breach_count() == 0);
  audit.add_balances(R"({"account":"b","asset":"coins","balance":1})");
  CHECK(Json::parse(audit.report())["breaches"][0]["line"] == 3);
}

TEST_CASE("however a journal is cut into calls, the report is the same") {
  std::string journal = kSources;
  for (int i = 0; i < 40; ++i) journal += moves("t:" + std::to_string(i), i % 3 ? "a" : "source", i % 2 ? "b" : "a", R"("asset":"coins","amount":)" + std::to_string(i + 1));
  Audit whole, lines;
  whole.add_journal(journal);
  for (std::size_t at = 0; at < journal.size();) {
    const std::size_t end = journal.find('\n', at) + 1;
    lines.add_journal(std::string_view(journal).substr(at, end - at));
    at = end;
  }
  CHECK(whole.report() == lines.report());
  CHECK(whole.breach_count() > 0);
}
