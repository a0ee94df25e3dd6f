#include "helpers/files.h"

#include <cstdlib>

namespace ludex::test {

std::filesystem::path source_dir() { return LUDEX_SOURCE_DIR; }

std::filesystem::path conformance_dir() {
  const char* const named = std::getenv("LUDEX_CONFORMANCE_DIR");
  return named ? std::filesystem::path(named) : source_dir() / "../shared/conformance";
}

}  // namespace ludex::test
