// Schemas and validations for front ends that speak JSON.

#include <limits>

#include "ludex/schema.h"
#include "value/json_view.h"

namespace ludex {
namespace {

void append(std::string& out, const char* name, std::string_view value) {
  out += std::string(out.back() == '{' ? "\"" : ",\"") + name + "\":";
  json::write_string(out, value);
}
void append(std::string& out, const char* name, std::uint64_t value) { out += std::string(out.back() == '{' ? "\"" : ",\"") + name + "\":" + std::to_string(value); }

std::string errors_json(const Errors& errors) {
  std::string out = "{\"errors\":[";
  for (const Error& e : errors) {
    if (out.back() != '[') out += ",";
    out += "{";
    append(out, "code", to_string(e.code));
    append(out, "message", e.message);
    append(out, "pointer", e.pointer);
    append(out, "line", e.line);
    append(out, "column", e.column);
    append(out, "file", e.file);
    out += "}";
  }
  return out + "]}";
}

/// The options of validate_json, or what is wrong with them.
struct Options {
  SchemaOptions schema;
  ValidationOptions validation;
  std::string wrong;

  void read(const json::View& root) {
    if (!root.is_object()) return refuse("the options are an object");
    for (const auto& member : root.members()) {
      if (member.name == "formats") schema.assert_formats = flag(member);
      else if (member.name == "all") validation.all_errors = flag(member);
      else if (member.name == "comments") validation.allow_comments = flag(member);
      else if (member.name == "base") schema.base_uri = member.value.is_string() ? std::string(member.value.str()) : (refuse("'base' is a URI"), "");
      else if (member.name == "documents") read_documents(member.value);
      else if (member.name == "limits") read_limits(member.value);
      else refuse("'" + std::string(member.name) + "' is no option");
    }
  }

 private:
  void refuse(std::string why) {
    if (wrong.empty()) wrong = std::move(why);
  }
  bool flag(const json::Member& member) {
    if (member.value.is(json::Type::boolean)) return member.value.boolean();
    refuse("'" + std::string(member.name) + "' is true or false");
    return false;
  }
  void read_documents(const json::View& documents) {
    if (!documents.is_object()) return refuse("'documents' is an object, URI to schema");
    for (const auto& member : documents.members()) schema.documents.push_back({std::string(member.name), std::string(member.value.raw())});
  }
  void read_limits(const json::View& limits) {
    if (!limits.is_object()) return refuse("'limits' is an object");
    for (const auto& member : limits.members()) {
      const auto given = member.value.integer();
      if (!given || *given < 0) return refuse("the limit '" + std::string(member.name) + "' is a whole number from 0");
      const auto value = static_cast<std::uint64_t>(*given);
      const auto small = static_cast<std::uint32_t>(std::min<std::uint64_t>(value, std::numeric_limits<std::uint32_t>::max()));
      if (member.name == "max_errors") validation.max_errors = small;
      else if (member.name == "max_bytes") validation.max_bytes = value;
      else if (member.name == "max_depth") validation.max_depth = small;
      else if (member.name == "max_nodes") validation.max_nodes = small;
      else if (member.name == "max_steps") validation.max_steps = value;
      else refuse("'" + std::string(member.name) + "' is no limit");
    }
  }
};

}  // namespace

std::string to_json(const Validation& validation) {
  if (validation.valid) return "{\"valid\":true}";
  std::string out = "{\"valid\":false,";
  if (validation.malformed) {
    const Error& e = *validation.malformed;
    out += "\"malformed\":{";
    append(out, "code", to_string(e.code));
    append(out, "message", e.message);
    append(out, "line", e.line);
    append(out, "column", e.column);
    append(out, "offset", e.offset);
    return out + "}}";
  }
  out += "\"errors\":[";
  for (const Mismatch& m : validation.mismatches) {
    if (out.back() != '[') out += ",";
    out += "{";
    append(out, "pointer", m.pointer);
    append(out, "keyword", m.keyword);
    append(out, "message", m.message);
    append(out, "offset", m.offset);
    out += "}";
  }
  return out + "]}";
}

std::string validate_json(std::string_view schema, std::string_view instance, std::string_view options) {
  json::Document document;
  document.text = options.empty() ? std::string_view("{}") : options;
  json::Limits limits;
  limits.max_bytes = 256u << 20;  // documents are given in here
  limits.max_depth = 512;
  limits.max_nodes = 20'000'000;
  const auto scanned = json::scan(document.text, limits, document.tape);
  if (!scanned.ok()) {
    Error e = json::scan_error(document.text, scanned);
    e.message = "the options: " + e.message;
    return errors_json({e});
  }
  Options chosen;
  chosen.read(json::View(document, 0));
  if (!chosen.wrong.empty()) {
    Error e;
    e.code = ErrorCode::host;
    e.message = chosen.wrong;
    return errors_json({e});
  }
  const auto compiled = Schema::compile(schema, chosen.schema);
  if (!compiled) return errors_json(compiled.errors());
  return to_json(compiled->validate(instance, chosen.validation));
}

}  // namespace ludex
