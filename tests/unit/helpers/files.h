#pragma once
// Where tests find files. Only files.cpp knows the path of this checkout, so that a compiler's cache serves every clone.

#include <filesystem>

namespace ludex::test {

/// The project's root.
std::filesystem::path source_dir();

/// The public test data: LUDEX_CONFORMANCE_DIR, or ../shared/conformance beside the project. It may be absent.
std::filesystem::path conformance_dir();

}  // namespace ludex::test
