// The public door: schemas compiled once, instances checked with memory that is kept.

#include "ludex/schema.h"

#include <algorithm>

#include "jsonschema/compile.h"
#include "jsonschema/evaluate.h"

namespace ludex {
namespace {

using jsonschema::Explanation;
using jsonschema::Finding;
using jsonschema::Stop;

json::ScanResult scan(std::string_view instance, const ValidationOptions& options, json::Tape& tape) {
  return json::scan(instance, {options.max_bytes, std::min(options.max_depth, jsonschema::kMaxInstanceDepth), options.max_nodes, options.allow_comments}, tape);
}

Error stopped(Stop stop, const ValidationOptions& options) {
  Error e;
  e.code = ErrorCode::schema;
  e.message = stop == Stop::too_deep ? "the schema applies itself more than " + std::to_string(jsonschema::kMaxEvaluationDepth) + " levels deep to this instance"
              : stop == Stop::too_many_marks ? std::string("the schema evaluates the same values too often for unevaluatedItems or unevaluatedProperties to look at")
                                     : "the schema takes more than " + std::to_string(options.max_steps) + " steps on this instance (max_steps)";
  return e;
}

Mismatch mismatch_of(const jsonschema::Program& program, std::string_view text, const json::Tape& tape, Finding finding) {
  Mismatch out;
  bool is_key = false;
  out.pointer = jsonschema::pointer_to(text, tape, finding.at, &is_key);
  out.keyword = program.location(program.schemas[finding.schema], finding.keyword);
  out.message = is_key ? "the name: " + std::move(finding.message) : std::move(finding.message);
  const json::Node& node = tape.nodes[finding.at];
  out.offset = node.begin - (node.type == json::Type::string ? 1 : 0);
  return out;
}

}  // namespace

Result<Schema> Schema::compile(std::string_view schema, const SchemaOptions& options) {
  jsonschema::Compiled compiled = jsonschema::compile(schema, options);
  if (!compiled.program) return std::move(compiled.errors);
  return Schema(std::move(compiled.program));
}

Validation Schema::validate(std::string_view instance, const ValidationOptions& options) const { return validator(options).validate(instance); }
SchemaValidator Schema::validator(const ValidationOptions& options) const { return SchemaValidator(program_, options); }

SchemaValidator::SchemaValidator(std::shared_ptr<const jsonschema::Program> program, const ValidationOptions& options)
    : program_(std::move(program)), scratch_(std::make_unique<jsonschema::Scratch>()), options_(options) {}
SchemaValidator::SchemaValidator(SchemaValidator&&) noexcept = default;
SchemaValidator& SchemaValidator::operator=(SchemaValidator&&) noexcept = default;
SchemaValidator::~SchemaValidator() = default;

bool SchemaValidator::is_valid(std::string_view instance) {
  if (!scan(instance, options_, scratch_->tape).ok()) return false;
  return jsonschema::Run(*program_, instance, *scratch_, options_.max_steps).fits();
}

Validation SchemaValidator::validate(std::string_view instance) {
  Validation out;
  const auto scanned = scan(instance, options_, scratch_->tape);
  if (!scanned.ok()) {
    out.malformed = json::scan_error(instance, scanned);
    return out;
  }
  jsonschema::Run run(*program_, instance, *scratch_, options_.max_steps);
  out.valid = run.fits();
  if (out.valid) return out;
  if (run.stopped() == Stop::too_deep || run.stopped() == Stop::too_many_steps || run.stopped() == Stop::too_many_marks) {
    out.malformed = stopped(run.stopped(), options_);
    return out;
  }

  Explanation why;
  why.most = std::max<std::uint32_t>(options_.max_errors, 1);
  if (run.stopped() == Stop::costly_pattern) {
    const auto& c = run.costly_pattern();
    why.findings.push_back({c.at, c.schema, c.keyword, "the pattern " + program_->pattern_texts[c.pattern] + " takes too long on this text"});
  } else {
    jsonschema::Run(*program_, instance, *scratch_, options_.max_steps).explain(why);
  }
  if (why.findings.empty()) why.findings.push_back({0, program_->root, program_->schemas[program_->root].node, "does not fit; saying why takes too many steps (max_steps)"});
  const auto& nodes = scratch_->tape.nodes;
  std::stable_sort(why.findings.begin(), why.findings.end(), [&](const Finding& a, const Finding& b) { return nodes[a.at].begin < nodes[b.at].begin; });
  if (!options_.all_errors) why.findings.resize(1);
  for (Finding& f : why.findings) out.mismatches.push_back(mismatch_of(*program_, instance, scratch_->tape, std::move(f)));
  return out;
}

std::string to_string(const Mismatch& mismatch) { return (mismatch.pointer.empty() ? "the document" : mismatch.pointer) + ": " + mismatch.message; }

}  // namespace ludex
