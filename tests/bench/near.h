#pragma once
// Who is near: looking at everybody, the index, and a uniform grid by hand whose cells are as wide as the radius.

namespace ludex::bench {

/// Measures in turns and prints the rows. Returns false when the sides do not agree.
bool near_rows();

}  // namespace ludex::bench
