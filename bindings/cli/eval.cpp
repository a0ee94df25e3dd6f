// ludex eval: one expression, evaluated on its own.

#include <cstdio>
#include <memory>
#include <string>

#include "arguments.h"
#include "commands.h"
#include "ludex/expression.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  ludex eval '2 + 3 * x' --vars '{"x": 4}'
  ludex eval 'hp.filter(h, h > 0).size()' --vars '{"hp": []}' --types '{"hp": "list<int>"}'
  ludex eval --conformance '1u + 2u'
  ludex eval --vars '{"x": 4}' -- '-x'
The language of rules, with the variables as its only names; --conformance is CEL as cel-spec has it, whose values
are printed with their types, as in {"uint":"3"}.)";

struct Options {
  std::string expression, variables = "{}", types = "{}", container;
  bool conformance = false, no_check = false, json = false;
};

int fail(const Error& error) {
  const std::string text = format_error(error) + "\nNext: change the expression or its variables; `ludex eval --help` has examples\n";
  std::fputs(printable(text).c_str(), stderr);
  return kDataError;
}

int eval(const Options& options) {
  EvaluateOptions chosen;
  chosen.variables = options.variables;
  chosen.types = options.types;
  chosen.conformance = options.conformance;
  chosen.container = options.container;
  chosen.check = !options.no_check;
  const auto result = evaluate(options.expression, chosen);
  if (options.json) {
    std::fputs((to_json(result) + "\n").c_str(), stdout);
    return result && result->code == RuleError::none ? kDone : kDataError;
  }
  if (!result) return fail(result.error());
  if (result->code != RuleError::none) return fail(result->error);
  std::fputs((result->value + "\n").c_str(), stdout);
  return kDone;
}

}  // namespace

void add_eval(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("eval", "evaluate one expression");
  const auto options = std::make_shared<Options>();
  command->add_option("EXPR", options->expression, "the expression")->required();
  command->add_option("--vars", options->variables, "its variables, as a JSON object")->type_name("JSON");
  command->add_option("--types", options->types, "the types of variables, where their values do not say enough: name to shape")->type_name("JSON");
  command->add_flag("--conformance", options->conformance, "CEL as cel-spec has it: uint, bytes, dyn, IEEE doubles");
  command->add_option("--container", options->container, "with --conformance: where names are looked for first")->type_name("NAME");
  command->add_flag("--no-check", options->no_check, "with --conformance: types show only when it runs");
  command->add_flag("--json", options->json, "print {\"value\",\"type\"} or {\"error\"}");
  command->footer(kExamples);
  command->callback([options, &exit_code] { exit_code = eval(*options); });
}

}  // namespace ludex::cli
