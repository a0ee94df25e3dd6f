// Schemas and validations for front ends that speak JSON.

#include <algorithm>
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

/// Options from JSON into those of a schema, those of a validation, or both. `limits` are the instance's when there is one.
class OptionsReader {
 public:
  OptionsReader(SchemaOptions* schema, ValidationOptions* validation) : schema_(schema), validation_(validation) {}

  /// Nothing, or what is wrong with `text`; "" is {}.
  std::optional<Error> read(std::string_view text) {
    json::Document document;
    document.text = text.empty() ? std::string_view("{}") : text;
    json::Limits limits;
    limits.max_bytes = 256u << 20;  // documents are given in here
    limits.max_depth = 512;
    limits.max_nodes = 20'000'000;
    const auto scanned = json::scan(document.text, limits, document.tape);
    if (!scanned.ok()) {
      Error e = json::scan_error(document.text, scanned);
      e.message = "the options: " + e.message;
      return e;
    }
    read_members(json::View(document, 0));
    if (wrong_.empty()) return std::nullopt;
    Error e;
    e.code = ErrorCode::host;
    e.message = wrong_;
    return e;
  }

 private:
  void read_members(const json::View& root) {
    if (!root.is_object()) return refuse("the options are an object");
    for (const auto& member : root.members()) {
      if (schema_ && member.name == "formats") schema_->assert_formats = flag(member);
      else if (schema_ && member.name == "base") schema_->base_uri = uri(member);
      else if (schema_ && member.name == "documents") read_documents(member.value);
      else if (validation_ && member.name == "all") validation_->all_errors = flag(member);
      else if (validation_ && member.name == "comments") validation_->allow_comments = flag(member);
      else if (member.name == "limits") read_limits(member.value);
      else refuse("'" + std::string(member.name) + "' is no option" + (validation_ ? schema_ ? "" : " of a validation" : " of a schema"));
    }
  }
  void refuse(std::string why) {
    if (wrong_.empty()) wrong_ = std::move(why);
  }
  bool flag(const json::Member& member) {
    if (member.value.is(json::Type::boolean)) return member.value.boolean();
    refuse("'" + std::string(member.name) + "' is true or false");
    return false;
  }
  std::string uri(const json::Member& member) {
    if (member.value.is_string()) return std::string(member.value.str());
    refuse("'" + std::string(member.name) + "' is a URI");
    return {};
  }
  void read_documents(const json::View& documents) {
    if (!documents.is_object()) return refuse("'documents' is an object, URI to schema");
    for (const auto& member : documents.members()) schema_->documents.push_back({std::string(member.name), std::string(member.value.raw())});
  }
  void read_limits(const json::View& limits) {
    if (!limits.is_object()) return refuse("'limits' is an object");
    for (const auto& member : limits.members()) {
      const auto given = member.value.integer();
      if (!given || *given < 0) return refuse("the limit '" + std::string(member.name) + "' is a whole number from 0");
      const auto value = static_cast<std::uint64_t>(*given);
      if (!(validation_ ? set_limit(*validation_, member.name, value) : set_limit(*schema_, member.name, value)))
        refuse("'" + std::string(member.name) + "' is no limit");
    }
  }
  static std::uint32_t narrow(std::uint64_t value) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, std::numeric_limits<std::uint32_t>::max()));
  }
  /// The limits that the reading of a schema and of an instance share.
  template <class Of>
  static bool set_shared_limit(Of& options, std::string_view name, std::uint64_t value) {
    if (name == "max_bytes") options.max_bytes = value;
    else if (name == "max_depth") options.max_depth = narrow(value);
    else if (name == "max_nodes") options.max_nodes = narrow(value);
    else return false;
    return true;
  }
  static bool set_limit(SchemaOptions& options, std::string_view name, std::uint64_t value) {
    return set_shared_limit(options, name, value);
  }
  static bool set_limit(ValidationOptions& options, std::string_view name, std::uint64_t value) {
    if (name == "max_errors") options.max_errors = narrow(value);
    else if (name == "max_steps") options.max_steps = value;
    else return set_shared_limit(options, name, value);
    return true;
  }

  SchemaOptions* const schema_;
  ValidationOptions* const validation_;
  std::string wrong_;
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

Result<SchemaOptions> read_schema_options(std::string_view options) {
  SchemaOptions chosen;
  if (auto wrong = OptionsReader(&chosen, nullptr).read(options)) return std::move(*wrong);
  return chosen;
}

Result<ValidationOptions> read_validation_options(std::string_view options) {
  ValidationOptions chosen;
  if (auto wrong = OptionsReader(nullptr, &chosen).read(options)) return std::move(*wrong);
  return chosen;
}

std::string validate_json(std::string_view schema, std::string_view instance, std::string_view options) {
  SchemaOptions of_schema;
  ValidationOptions of_validation;
  if (const auto wrong = OptionsReader(&of_schema, &of_validation).read(options)) return errors_json({*wrong});
  const auto compiled = Schema::compile(schema, of_schema);
  if (!compiled) return errors_json(compiled.errors());
  return to_json(compiled->validate(instance, of_validation));
}

}  // namespace ludex
