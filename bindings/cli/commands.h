#pragma once
// The subcommands of `ludex`, one file each.

#include <CLI/CLI.hpp>

namespace ludex::cli {

/// What a shell script may rely on.
enum ExitCode : int {
  kDone = 0,
  kDataError = 1,   ///< something in a rulebook, a world, a batch or a file
  kUsageError = 2,  ///< the arguments themselves
  kInterrupted = 130,  ///< by Ctrl-C, and what was done by then is printed: as a shell tells of SIGINT
};

/// Each adds one subcommand to `app`, which stores the exit code when it has run.
/// A CLI::ParseError thrown while it runs is a usage error that only shows once arguments are seen together.
void add_audit(CLI::App& app, int& exit_code);
void add_bundle(CLI::App& app, int& exit_code);
void add_check(CLI::App& app, int& exit_code);
void add_columns(CLI::App& app, int& exit_code);
void add_conformance(CLI::App& app, int& exit_code);
void add_eval(CLI::App& app, int& exit_code);
void add_fmt(CLI::App& app, int& exit_code);
void add_judge(CLI::App& app, int& exit_code);
void add_explain(CLI::App& app, int& exit_code);
void add_migrate(CLI::App& app, int& exit_code);
void add_record(CLI::App& app, int& exit_code);
void add_replay(CLI::App& app, int& exit_code);
void add_diff(CLI::App& app, int& exit_code);
void add_capsule(CLI::App& app, int& exit_code);
void add_patch(CLI::App& app, int& exit_code);
void add_simulate(CLI::App& app, int& exit_code);
void add_solve(CLI::App& app, int& exit_code);
void add_sensitivity(CLI::App& app, int& exit_code);
void add_sweep(CLI::App& app, int& exit_code);
void add_breakpoints(CLI::App& app, int& exit_code);
void add_test(CLI::App& app, int& exit_code);
void add_compare(CLI::App& app, int& exit_code);
void add_matrix(CLI::App& app, int& exit_code);
void add_traffic(CLI::App& app, int& exit_code);
void add_validate(CLI::App& app, int& exit_code);
void add_types(CLI::App& app, int& exit_code);

}  // namespace ludex::cli
