#pragma once

#include <CLI/CLI.hpp>

namespace ludex::cli {

/// Adds `json-schema` and `json` to `ludex conformance`.
void add_conformance_json(CLI::App& command, int& exit_code);

}  // namespace ludex::cli
