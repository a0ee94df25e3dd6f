#pragma once
// The compiler's state: schemas are numbered when first met and compiled in that order, one at a time, so that neither
// depth nor cycles of references matter.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "jsonschema/keywords.h"
#include "jsonschema/program.h"
#include "jsonschema/value_key.h"

namespace ludex::jsonschema {

// All patterns of a program together: some 64 MiB.
inline constexpr std::size_t kMaxPatternInstructions = std::size_t{1} << 22;
// Steps that making their tables may take: some tenths of a second, and at most 64 MiB. Patterns behind that have none.
inline constexpr std::uint64_t kMaxPatternTableSteps = std::uint64_t{1} << 24;
inline constexpr std::size_t kMaxErrors = 100;

class Compiler {
 public:
  explicit Compiler(const SchemaOptions& options) : options_(options), library_(options) {}

  std::optional<Error> open(std::string_view schema) { return library_.open(schema); }
  void run();
  bool ok() const { return errors_.empty(); }
  Errors take_errors();
  std::string missing;
  Program program;

 private:
  // compile.cpp: what schemas are there.
  std::uint32_t schema_at(const Place& place);
  std::uint32_t schema_at(const SchemaNode& parent, const json::View& value);
  std::optional<Vocabularies> vocabularies_of(std::uint32_t resource);
  Vocabularies read_dialect(std::uint32_t resource, const json::View& schema);
  void add_dynamic_anchors();
  void skip_plain_references();
  void find_endless_references();
  void classify();
  void fail(ErrorCode code, const Place& place, std::string message);
  void fail(ErrorCode code, const json::View& value, std::string message);

  // compile_keywords.cpp: what one schema says.
  using Values = std::array<std::uint32_t, kKeywords>;  // tape nodes by keyword
  void compile_one(std::uint32_t id);
  void check_annotations();
  void add_type();
  void add_values();
  void add_numbers();
  void add_strings();
  void add_object();
  void add_dependents();
  void add_array();
  void add_applicators();
  void add_reference(Keyword keyword);
  void add_ludex();
  std::optional<json::View> value_of(Keyword keyword) const;
  std::optional<json::View> value_of(Keyword keyword, json::Type type, const char* expected);
  std::optional<std::uint32_t> count_of(Keyword keyword);
  std::optional<std::vector<std::string>> names_in(const json::View& list);
  void add_range(Op op, Types types, Keyword least, Keyword most);
  void emit(Op op, Types types, std::uint32_t a, std::uint32_t b, std::uint32_t keyword) { program.code.push_back({op, types, a, b, keyword}); }
  std::uint32_t child(const json::View& value) { return schema_at(program.schemas[current_], value); }
  std::optional<std::uint32_t> pattern_at(std::string_view text, const json::View& value);
  std::uint32_t enumeration_of(const std::vector<json::View>& values, std::uint32_t node);

  const SchemaOptions& options_;
  Library library_;
  std::vector<std::vector<std::uint32_t>> ids_;  // by document and tape node: schema + 1
  std::vector<std::optional<Vocabularies>> vocabularies_;
  // Resources with schemas in the program, in the order met; those up to next_used_ have had their dynamic anchors added.
  std::vector<char> is_used_;
  std::vector<std::uint32_t> used_;
  std::size_t next_used_ = 0;
  std::map<std::string, std::uint32_t, std::less<>> patterns_, dynamic_names_;
  std::size_t pattern_instructions_ = 0;
  std::uint64_t table_steps_ = kMaxPatternTableSteps;
  ValueKeys keys_;

  struct Located {
    std::uint32_t document, offset;
    Error error;
  };
  std::vector<Located> errors_;

  // Of the schema being compiled.
  std::uint32_t current_ = 0;
  Values values_{};
};

/// The schemas that a schema applies to the instance itself, as mutable numbers.
template <class Visit>
void for_each_in_place(Program& program, const SchemaNode& schema, Visit&& visit) {
  for (std::uint32_t i = schema.first; i < schema.first + schema.count; ++i) {
    Instruction& in = program.code[i];
    switch (in.op) {
      case Op::ref:
      case Op::negation: visit(in.a, in); break;
      case Op::all_of:
      case Op::any_of:
      case Op::one_of:
        for (std::uint32_t k = in.a; k < in.a + in.b; ++k) visit(program.lists[k], in);
        break;
      case Op::condition: {
        Condition& c = program.conditions[in.a];
        visit(c.test, in);
        visit(c.consequence, in);
        visit(c.alternative, in);
        break;
      }
      case Op::dependent:
        for (DependentCheck::Trigger& t : program.dependents[in.a].triggers)
          if (t.schema != kNone) visit(t.schema, in);
        break;
      default: break;
    }
  }
}

}  // namespace ludex::jsonschema
