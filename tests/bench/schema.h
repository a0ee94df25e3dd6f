#pragma once
// Profile documents of about 1 KB against their JSON Schema, from text.

namespace ludex::bench {

/// Generates, checks and times them, and prints a section of its own. False when a verdict is not the one expected.
bool run_schema_section();

}  // namespace ludex::bench
