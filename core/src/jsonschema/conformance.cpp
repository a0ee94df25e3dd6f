// The official suite (json-schema-org/JSON-Schema-Test-Suite) against this implementation.

#include "jsonschema/compile.h"
#include "ludex/schema.h"
#include "value/json_view.h"

namespace ludex {
namespace {

struct Counts {
  std::uint64_t passed = 0, failed = 0, refused = 0, not_applicable = 0;
  void add(const Counts& other) {
    passed += other.passed;
    failed += other.failed;
    refused += other.refused;
    not_applicable += other.not_applicable;
  }
  std::string json() const {
    return "\"passed\":" + std::to_string(passed) + ",\"failed\":" + std::to_string(failed) + ",\"refused\":" + std::to_string(refused) + ",\"not_applicable\":" + std::to_string(not_applicable);
  }
};

std::string refuse(std::string_view message) {
  std::string out = "{\"ok\":false,\"error\":{\"code\":\"json\",\"message\":";
  json::write_string(out, message);
  return out + "}}";
}

std::string text_of(const json::View& v, std::string_view key) {
  const auto found = v.is_object() ? v.find(key) : std::nullopt;
  return found && found->is_string() ? std::string(found->str()) : std::string();
}

class Suite {
 public:
  explicit Suite(SchemaOptions options) : options_(std::move(options)) {}

  void run_file(const std::string& file, const json::View& groups) {
    counts_ = {};
    groups.for_each_item([&](std::uint32_t, const json::View& group) { run_group(file, group); });
    files_ += (files_.empty() ? "{\"file\":" : ",{\"file\":");
    json::write_string(files_, file);
    files_ += "," + counts_.json() + "}";
    all_.add(counts_);
  }

  std::string report() const {
    const bool is_good = all_.failed == 0 && all_.passed > 0;
    return std::string("{\"ok\":") + (is_good ? "true" : "false") + "," + all_.json() + ",\"files\":[" + files_ + "],\"failures\":[" + failures_ + "],\"refusals\":[" + refusals_ + "],\"missing\":[" + missing_ + "]}";
  }

 private:
  void run_group(const std::string& file, const json::View& group) {
    const std::string name = text_of(group, "description");
    const auto schema = group.is_object() ? group.find("schema") : std::nullopt;
    const auto tests = group.is_object() ? group.find("tests") : std::nullopt;
    if (!schema || !tests || !tests->is_array()) return fail(file, name, "", "a group with a schema and tests", "something else");
    const auto compiled = jsonschema::compile(schema->raw(), options_);
    if (!compiled.program) {
      const Error& e = compiled.errors.front();
      const std::string why = e.message + (e.pointer.empty() ? "" : " (at " + e.pointer + ")");
      if (!compiled.missing.empty()) {
        counts_.not_applicable += tests->count();
        note(missing_, file, name, tests->count(), why);
      } else if (e.code == ErrorCode::unsupported) {
        counts_.refused += tests->count();
        note(refusals_, file, name, tests->count(), why);
      } else {
        tests->for_each_item([&](std::uint32_t, const json::View& test) { fail(file, name, text_of(test, "description"), "a schema", std::string(to_string(e.code)) + ": " + why); });
      }
      return;
    }
    SchemaValidator validator = Schema(compiled.program).validator();
    tests->for_each_item([&](std::uint32_t, const json::View& test) {
      const auto data = test.find("data"), valid = test.find("valid");
      if (!data || !valid || !valid->is(json::Type::boolean)) return fail(file, name, text_of(test, "description"), "a test with data and valid", "something else");
      const Validation got = validator.validate(data->raw());
      const bool agrees = validator.is_valid(data->raw()) == got.valid;  // the two readings of the program
      if (got.valid == valid->boolean() && !got.malformed && agrees) {
        ++counts_.passed;
        return;
      }
      const std::string why = !agrees ? "is_valid and validate disagree" : got.malformed ? got.malformed->message : got.valid ? "valid" : "invalid: " + to_string(got.mismatches.front());
      fail(file, name, text_of(test, "description"), valid->boolean() ? "valid" : "invalid", why);
    });
  }

  void fail(const std::string& file, const std::string& group, const std::string& test, const std::string& expected, const std::string& got) {
    ++counts_.failed;
    failures_ += failures_.empty() ? "{" : ",{";
    write_place(failures_, file, group);
    failures_ += ",\"test\":";
    json::write_string(failures_, test);
    failures_ += ",\"expected\":";
    json::write_string(failures_, expected);
    failures_ += ",\"got\":";
    json::write_string(failures_, got);
    failures_ += "}";
  }

  static void note(std::string& list, const std::string& file, const std::string& group, std::uint32_t tests, const std::string& why) {
    list += list.empty() ? "{" : ",{";
    write_place(list, file, group);
    list += ",\"tests\":" + std::to_string(tests) + ",\"why\":";
    json::write_string(list, why);
    list += "}";
  }

  static void write_place(std::string& out, const std::string& file, const std::string& group) {
    out += "\"file\":";
    json::write_string(out, file);
    out += ",\"group\":";
    json::write_string(out, group);
  }

  const SchemaOptions options_;
  Counts counts_, all_;
  std::string files_, failures_, refusals_, missing_;
};

}  // namespace

std::string conformance_json_schema(std::string_view suite) {
  json::Document document;
  document.text = suite;
  json::Limits limits;
  limits.max_bytes = 256u << 20;
  limits.max_depth = 512;
  limits.max_nodes = 20'000'000;
  const auto scanned = json::scan(suite, limits, document.tape);
  if (!scanned.ok()) return refuse(scanned.message);
  const json::View root(document, 0);
  constexpr std::string_view kExpected = "expected {\"files\":{name: groups},\"remotes\":{uri: document}}, the groups as in JSON-Schema-Test-Suite/tests/draft2020-12";
  if (!root.is_object()) return refuse(kExpected);
  const auto files = root.find("files"), remotes = root.find("remotes");
  if (!files || !files->is_object() || (remotes && !remotes->is_object())) return refuse(kExpected);
  SchemaOptions options;
  const auto formats = root.find("formats");
  options.assert_formats = formats && formats->is(json::Type::boolean) && formats->boolean();
  if (remotes)
    for (const auto& member : remotes->members()) options.documents.push_back({std::string(member.name), std::string(member.value.raw())});
  Suite running(std::move(options));
  for (const auto& member : files->members()) running.run_file(std::string(member.name), member.value);
  return running.report();
}

}  // namespace ludex
