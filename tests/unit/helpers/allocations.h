#pragma once
// How often this program has asked the system's allocator so far; counted in judge/allocation_test.cpp.

#include <cstdint>

namespace ludex::test {

std::uint64_t allocation_count();

}  // namespace ludex::test
