#pragma once
#include <vector>

#include "vectors.h"

/// What ludex.h says of NULL, of handles, of lifetimes and of memory that runs out.
std::vector<ludex::vectors::Promise> c_promises();

/// Of the whole program: allocations left until one fails; negative: none does.
extern long allocations_left;

/// The part of c_promises() that concerns save loaders and rehearsals.
void promises_of_saves(std::vector<ludex::vectors::Promise>& out);

/// The part that concerns who comes and goes, threads and metrics.
void promises_of_visits(std::vector<ludex::vectors::Promise>& out);
/// That of recorders.
void promises_of_logs(std::vector<ludex::vectors::Promise>& out);
/// That of areas of interest and deltas.
void promises_of_interest(std::vector<ludex::vectors::Promise>& out);
