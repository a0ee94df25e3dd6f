// tests/vectors/contract.json and patch.json through a front end.

#include "vectors.h"

namespace ludex::vectors {
namespace {

// A front end that contradicts itself answers with a sentence instead of an object: it has no errors, and the case fails.
Json errors_in(const Json& got) {
  return got.is_object() && got.contains("errors") ? got.at("errors") : Json::array();
}

// The first mismatch alone must be the first of all.
std::vector<std::string> problems_of(const FrontEnd& front_end, const Ordered& one, const std::string& contract) {
  for (const bool all : {true, false}) {
    ContractCase input{contract, text_or_hex(one.value("text", Ordered("null"))), ""};
    Json options{{"all", all}};
    if (one.contains("action")) options["action"] = one.at("action").get<std::string>();
    input.options = options.dump();
    const Json got = front_end.check_contract(input);
    if (one.contains("refused")) {
      if (auto problems = problems_of_refusal(one.at("refused"), errors_in(got)); !problems.empty()) return problems;
      continue;
    }
    Json expected = Json::parse(one.at("mismatches").dump());
    if (!all && expected.size() > 1) expected.erase(expected.begin() + 1, expected.end());
    if (got != Json{{"mismatches", expected}}) return {std::string(all ? "all: " : "the first: ") + "expected " + expected.dump(), "got " + got.dump()};
  }
  return {};
}

}  // namespace

void run_contracts(const FrontEnd& front_end, const Ordered& file, const std::string& root, const Report& done) {
  for (const Ordered& one : file.at("cases")) {
    const Ordered& contract = file.at("contracts").at(one.at("contract").get<std::string>());
    const std::string text = contract.is_string() ? contract.get<std::string>() : read_file(root + "/" + contract.at("file").get<std::string>());
    done("contract.json: " + one.at("name").get<std::string>(), problems_of(front_end, one, text));
  }
}

void run_patches(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& one : file.at("cases")) {
    const Json got = front_end.apply_patch(text_or_hex(one.at("document")), text_or_hex(one.at("patch")));
    std::vector<std::string> problems;
    if (one.contains("refused")) problems = problems_of_refusal(one.at("refused"), errors_in(got));
    else if (got != Json{{"text", one.at("result").get<std::string>()}}) problems = {"expected " + one.at("result").dump(), "got " + got.dump()};
    done("patch.json: " + one.at("name").get<std::string>(), problems);
  }
}

}  // namespace ludex::vectors
