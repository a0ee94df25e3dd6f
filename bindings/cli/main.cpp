// The `ludex` command: arguments in, exit code out. The subcommands do the work.

#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include <CLI/CLI.hpp>

#include "commands.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  ludex check arena.json
  ludex traffic arena.json --players 1000 --requests 200000 --seed 1 \
      --attack-rate 0.2 --world-out world.json --out requests.ndjson
  ludex judge arena.json --world world.json --requests requests.ndjson \
      --verdicts verdicts.ndjson --world-out after.json
  ludex judge arena.json --world world.json --requests - --json < requests.ndjson

Exit codes: 0 done, 1 an error in the data or a file, 2 wrong usage.
`ludex COMMAND --help` explains each command; docs/command.md has it all.)";

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  const std::string command = chosen.empty() ? "ludex" : "ludex " + chosen.front()->get_name();
  std::string message = error.what();
  if (const auto rest = app.remaining(); chosen.empty() && !rest.empty()) {
    message = (rest.front().starts_with('-') ? "there is no flag '" : "there is no command '") + rest.front() + "'";
  }
  const std::string text = message + "\nNext: `" + command + " --help` lists what it takes\n";
  std::fputs(("ludex: error: " + printable(text)).c_str(), stderr);
  return kUsageError;
}

int run(int argc, char** argv) {
  CLI::App app("Ludex: one rulebook, one verdict. Judges what the clients of a game ask for.");
  app.name("ludex");
  app.set_version_flag("--version", "ludex " LUDEX_VERSION, "print the version");
  app.set_help_flag("-h,--help", "print this help");
  app.get_formatter()->column_width(34);
  app.require_subcommand(1);
  app.footer(kExamples);

  int exit_code = kDone;
  add_check(app, exit_code);
  add_judge(app, exit_code);
  add_explain(app, exit_code);
  add_record(app, exit_code);
  add_replay(app, exit_code);
  add_diff(app, exit_code);
  add_capsule(app, exit_code);
  add_solve(app, exit_code);
  add_simulate(app, exit_code);
  add_sensitivity(app, exit_code);
  add_sweep(app, exit_code);
  add_breakpoints(app, exit_code);
  add_test(app, exit_code);
  add_compare(app, exit_code);
  add_matrix(app, exit_code);
  add_traffic(app, exit_code);
  add_fmt(app, exit_code);
  add_patch(app, exit_code);
  add_migrate(app, exit_code);
  add_audit(app, exit_code);
  add_bundle(app, exit_code);
  add_columns(app, exit_code);
  add_eval(app, exit_code);
  add_validate(app, exit_code);
  add_types(app, exit_code);
  add_conformance(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    app.exit(asked);
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  }
  return exit_code;
}

}  // namespace
}  // namespace ludex::cli

int main(int argc, char** argv) {
  int exit_code = ludex::cli::kDataError;
  try {
    exit_code = ludex::cli::run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("ludex: error: out of memory\nNext: judge fewer requests at a time\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "ludex: error: %s\nNext: this is a defect of ludex, please report it with the command line\n",
                 error.what());
  }
  // A full disk or a closed pipe shows only here.
  if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
    std::fputs("ludex: error: cannot write to standard output\nNext: make room where it goes, or send it elsewhere\n",
               stderr);
    exit_code = ludex::cli::kDataError;
  }
  return exit_code;
}
