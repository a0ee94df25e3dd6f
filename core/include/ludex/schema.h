#pragma once
/// JSON Schema 2020-12: schemas compiled to a flat program, instances checked from their text.
/// docs/schema.md lists the keywords, the extensions (`x-ludex`), the limits and the form of messages.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"

namespace ludex {

namespace jsonschema {
struct Program;
struct Scratch;
}  // namespace jsonschema

/// A document that schemas may refer to. The core never fetches: whatever is not given here does not exist, but for the
/// metaschemas of 2020-12, which are built in.
struct SchemaDocument {
  std::string uri;   ///< absolute; what a reference to it resolves to
  std::string text;  ///< the schema, as JSON
};

struct SchemaOptions {
  std::vector<SchemaDocument> documents;
  /// What relative references and identifiers of the schema itself are resolved against.
  std::string base_uri;
  /// `format` is checked, not only noted. Formats unknown here are noted in either case.
  bool assert_formats = false;
  std::uint64_t max_bytes = 64u << 20;    ///< of each document
  std::uint32_t max_depth = 256;          ///< of each document, at most 512
  std::uint32_t max_nodes = 10'000'000;   ///< values in each document
};

struct ValidationOptions {
  /// Every mismatch, not only the first one of the instance.
  bool all_errors = false;
  std::uint32_t max_errors = 100;
  bool allow_comments = false;             ///< // and /* */ in the instance wherever white space may stand
  std::uint64_t max_bytes = 64u << 20;
  std::uint32_t max_depth = 128;           ///< at most 512
  std::uint32_t max_nodes = 10'000'000;
  /// Schemas applied, members and characters looked at: what stops a schema whose alternatives multiply.
  std::uint64_t max_steps = 200'000'000;
};

/// One way in which an instance does not fit.
struct Mismatch {
  std::string pointer;       ///< RFC 6901 pointer into the instance; "" is the whole of it
  std::string keyword;       ///< where the schema says so: "/properties/x/type", with the document's URI and '#' before it when another
  std::string message;       ///< for people: expected integer, got "42" (string)
  std::uint64_t offset = 0;  ///< first byte in the instance
};

/// "/params/target: expected integer, got "42" (string)"
std::string to_string(const Mismatch& mismatch);

struct Validation {
  bool valid = false;
  /// The instance is no JSON (code `json`), or it takes more than a limit allows (codes `json`, `schema`).
  std::optional<Error> malformed;
  /// In the order of the instance; empty exactly when valid or malformed.
  std::vector<Mismatch> mismatches;
};

class SchemaValidator;

/// A compiled schema. Immutable: copies share it, any number of threads may use it at once.
class Schema {
 public:
  /// Compiles `schema`. All of 2020-12 is known. Errors, with a pointer into the schema:
  ///   json         it is no strict JSON, or exceeds a limit
  ///   schema       a keyword with a value it cannot have, a reference that leads nowhere or only to itself
  ///   unsupported  another draft, a required vocabulary that is not known, a regular expression with look-around …
  /// Linear in the sizes of the documents that are reached.
  static Result<Schema> compile(std::string_view schema, const SchemaOptions& options = {});

  /// Checks `instance`, a JSON text, and says why it does not fit.
  Validation validate(std::string_view instance, const ValidationOptions& options = {}) const;

  /// For many instances on one thread.
  SchemaValidator validator(const ValidationOptions& options = {}) const;

  explicit Schema(std::shared_ptr<const jsonschema::Program> program) : program_(std::move(program)) {}

 private:
  std::shared_ptr<const jsonschema::Program> program_;
};

/// A schema with memory to work in, for one thread at a time. Allocates nothing per instance once it has grown to the
/// largest of them.
class SchemaValidator {
 public:
  /// Whether `instance` is JSON within the limits and fits: exactly `validate(instance).valid`.
  bool is_valid(std::string_view instance);
  Validation validate(std::string_view instance);

  SchemaValidator(SchemaValidator&&) noexcept;
  SchemaValidator& operator=(SchemaValidator&&) noexcept;
  ~SchemaValidator();

 private:
  friend class Schema;
  SchemaValidator(std::shared_ptr<const jsonschema::Program> program, const ValidationOptions& options);
  std::shared_ptr<const jsonschema::Program> program_;
  std::unique_ptr<jsonschema::Scratch> scratch_;
  ValidationOptions options_;
};

/// {"valid":true}, {"valid":false,"errors":[{"pointer","keyword","message","offset"}]} or
/// {"valid":false,"malformed":{"code","message","line","column","offset"}}.
std::string to_json(const Validation& validation);

/// Options for front ends that speak JSON; "" is {}. What is no option is an error of code `host`.
/// {"formats":bool,"base":uri,"documents":{uri: schema},"limits":{"max_bytes","max_depth","max_nodes"}}, each optional.
Result<SchemaOptions> read_schema_options(std::string_view options);
/// {"all":bool,"comments":bool,"limits":{"max_errors","max_bytes","max_depth","max_nodes","max_steps"}}, each optional.
Result<ValidationOptions> read_validation_options(std::string_view options);

/// `Schema::compile` and `validate` for front ends that speak JSON: what `to_json` writes, or
/// {"errors":[{"code","message","pointer","line","column","file"}]} without "valid" when the schema or the options are at fault.
/// `options`: {"formats":bool,"all":bool,"comments":bool,"base":uri,"documents":{uri: schema},
/// "limits":{"max_errors","max_bytes","max_depth","max_nodes","max_steps"}}, each optional; "" is {}.
std::string validate_json(std::string_view schema, std::string_view instance, std::string_view options = {});

/// Runs files of the official suite: {"files":{"ref.json":[groups …]},"remotes":{uri: document},"formats":bool}; the last
/// two are optional. Returns {"ok","passed","failed","refused","not_applicable",
/// "files":[{"file","passed","failed","refused","not_applicable"}],
/// "failures":[{"file","group","test","expected","got"}],"refusals":[{"file","group","tests","why"}],
/// "missing":[{"file","group","tests","why"}]}, or {"ok":false,"error":{"code","message"}}.
/// failed: another verdict than expected, or a schema refused as wrong that is not.
/// refused: tests of schemas that this version does not support, as it says. not_applicable: a document was not given.
/// `ok`: nothing failed, and something passed.
std::string conformance_json_schema(std::string_view suite);

}  // namespace ludex
