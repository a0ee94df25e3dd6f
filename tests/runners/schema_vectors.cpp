// tests/vectors/schema.json through a front end.

#include "vectors.h"

namespace ludex::vectors {
namespace {

// The options with the documents put in as they stand: their digits count.
std::string options_of(const Ordered& one) {
  std::string documents;
  const Ordered given = one.value("documents", Ordered::object());
  for (const auto& [uri, text] : given.items())
    documents += (documents.empty() ? "" : ",") + Ordered(uri).dump() + ":" + text.get<std::string>();
  const std::string others = one.value("options", Ordered::object()).dump();
  return others.substr(0, others.size() - 1) + (others == "{}" ? "" : ",") + "\"documents\":{" + documents + "}}";
}

std::vector<std::string> problems_of(const Ordered& one, const Json& got) {
  if (one.contains("refused")) {
    if (!got.contains("errors") || got.contains("valid")) return {"expected to be refused, got " + got.dump()};
    return problems_of_refusal(one.at("refused"), got.at("errors"));
  }
  if (!got.contains("valid")) return {"the schema is refused: " + got.dump()};
  std::vector<std::string> problems;
  if (got.at("valid") != one.at("valid").get<bool>() || got.at("is_valid") != got.at("valid"))
    problems.push_back("valid: " + got.at("valid").dump() + ", is_valid: " + got.at("is_valid").dump());
  // What is expected is compared; what it does not name (offsets, the words of the reader) is free.
  const Ordered mismatches = one.value("mismatches", Ordered::array());
  const Json found = got.value("errors", Json::array());
  bool agrees = found.size() == mismatches.size() && got.contains("malformed") == one.contains("malformed");
  for (std::size_t i = 0; agrees && i < found.size(); ++i)
    for (const char* member : {"pointer", "keyword", "message"})
      agrees = agrees && found[i].at(member) == mismatches[i].at(member).get<std::string>();
  if (agrees && one.contains("malformed")) {
    const Json malformed = Json::parse(one.at("malformed").dump());
    for (const auto& [member, value] : malformed.items()) agrees = agrees && got.at("malformed").at(member) == value;
  }
  if (!agrees) problems.push_back("expected " + one.dump() + "\n         got " + got.dump());
  return problems;
}

}  // namespace

void run_schemas(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& one : file.at("cases")) {
    SchemaCase input;
    input.schema = one.at("schema").get<std::string>();
    input.options = options_of(one);
    input.validation_options = one.value("validation", Ordered::object()).dump();
    input.instance = text_or_hex(one.value("instance", Ordered("null")));
    done("schema.json: " + one.at("name").get<std::string>(), problems_of(one, front_end.validate(input)));
  }
}

}  // namespace ludex::vectors
