// ludex patch: JSON Patch on a document.

#include "ludex/patch.h"

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples = R"(All operations or none. What none of them walks into keeps its bytes.

Examples:
  ludex patch save.json changes.json
  ludex patch save.json changes.json --out save.json
  echo '[{"op": "test", "path": "/version", "value": 3}]' | ludex patch save.json -)";

struct Options {
  std::string document, patch;
  std::string out = kStandardStream;
  bool json = false;
};

int patch(const Options& options) {
  static constexpr const char* kNext = "run the command again with a path that can be written";
  auto file = OutputFile::plan(options.out);
  if (!file) return fail(file.errors(), options.out, options.json, kNext);
  static constexpr const char* kNextInput = "run the command again with the paths of a JSON document and of a patch";
  const auto document = read_input(options.document);
  if (!document) return fail(document.errors(), options.document, options.json, kNextInput);
  const auto operations = read_input(options.patch);
  if (!operations) return fail(operations.errors(), options.patch, options.json, kNextInput);

  auto patched = apply_patch(*document, *operations);
  if (!patched) {
    const bool is_of_document = patched.error().message.starts_with("the document: ");
    return fail(with_source_lines(patched.errors(), is_of_document ? *document : *operations), is_of_document ? options.document : options.patch, options.json,
                is_of_document ? "make the document strict JSON and run the command again" : "change the patch there, or the document it is for, and run the command again");
  }
  if (options.json && options.out == kStandardStream) {
    std::fputs(("{\"ok\":true,\"document\":" + *patched + "}\n").c_str(), stdout);
    return kDone;
  }
  if (auto error = file->stage(std::move(*patched) + "\n")) return fail({*error}, options.out, options.json, kNext);
  if (auto error = file->commit()) return fail({*error}, options.out, options.json, kNext);
  if (options.json) std::fputs("{\"ok\":true}\n", stdout);
  return kDone;
}

}  // namespace

void add_patch(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("patch", "apply a JSON Patch (RFC 6902) to a document");
  const auto options = std::make_shared<Options>();
  add_path(*command, "DOC", options->document, "the document, or - for standard input")->required();
  add_path(*command, "PATCH", options->patch, "the patch: a list of operations, or - for standard input")->required();
  add_path(*command, "--out", options->out, "where the patched document goes, or - (default); may be DOC itself");
  command->add_flag("--json", options->json, "print {\"ok\",\"document\"}, without the document when --out takes it");
  command->footer(kExamples);
  command->callback([options, &exit_code] {
    if (options->document == kStandardStream && options->patch == kStandardStream) throw CLI::ValidationError("PATCH", "standard input can be DOC or PATCH, not both");
    exit_code = patch(*options);
  });
}

}  // namespace ludex::cli
