#pragma once
// Saves of about 1 KB through a chain of five steps: in memory, by the command, and by Python with dicts and json.

namespace ludex::bench {

/// Generates, migrates and times them, and prints a section of its own. False when a result is not the one expected.
bool run_migration_section();

}  // namespace ludex::bench
