#pragma once
#include <vector>

#include "vectors.h"

/// What ludex.h says of NULL, of handles, of lifetimes and of memory that runs out.
std::vector<ludex::vectors::Promise> c_promises();
