#pragma once

#include <CLI/CLI.hpp>

namespace ludex::cli {

/// Adds `combat` to `ludex conformance`.
void add_conformance_combat(CLI::App& command, int& exit_code);

}  // namespace ludex::cli
