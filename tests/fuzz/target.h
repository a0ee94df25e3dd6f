#pragma once
// The frame of a libFuzzer target: a property that breaks ends the process like a crash.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "properties.h"

namespace fuzz {

inline int report(const std::string& broken) {
  if (broken.empty()) return 0;
  std::fprintf(stderr, "BROKEN: %s\n", broken.c_str());
  std::abort();
}

inline const Program& arena() {
  static const Program program = [] {
    std::ifstream file(LUDEX_SOURCE_DIR "/examples/rulebooks/arena.json");
    std::ostringstream bytes;
    bytes << file.rdbuf();
    std::string text = bytes.str();
    // A fuzzed received_at would get most batches refused whole.
    const std::string limits = "\"limits\": {";
    text.insert(text.find(limits) + limits.size(), "\"max_clock_step_ms\": 8000000000000,");
    return Program::compile(text).value();
  }();
  return program;
}

inline std::string_view text(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace fuzz

#define LUDEX_FUZZ_TARGET(check)                                                       \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) { \
    return fuzz::report(check);                                                        \
  }
