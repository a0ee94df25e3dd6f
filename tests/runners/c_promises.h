#pragma once
#include <string>
#include <vector>

#include "ludex.h"
#include "vectors.h"

/// What ludex.h says of NULL, of handles, of lifetimes and of memory that runs out.
std::vector<ludex::vectors::Promise> c_promises();

/// Of the whole program: allocations left until one fails; negative: none does.
extern long allocations_left;

/// Whether a call that may have met its failing allocation came through. Where not: `problem` says what was wrong with how it failed.
bool came_through(ludex_status status, const ludex_error* error, std::string& problem);

/// For what keeps nothing between its calls.
struct Stateless {};

/// The promise `what`, kept when `everything(state, problem)` finds no problem whichever single allocation fails; it says whether it came
/// to its end. Each time on a new `State`, whose making and end are not counted.
template <class State, class Everything>
ludex::vectors::Promise each_allocation_may_fail(const std::string& what, Everything everything) {
  std::string problem;
  long failing = 0;
  for (bool is_done = false; !is_done && failing < 100'000; ++failing) {
    State state;
    allocations_left = failing;
    is_done = everything(state, problem);
    allocations_left = -1;
  }
  return {what + (problem.empty() ? "" : ": got " + problem), problem.empty() && failing > 50};
}

/// The part of c_promises() that concerns save loaders and rehearsals.
void promises_of_saves(std::vector<ludex::vectors::Promise>& out);

/// The part that concerns who comes and goes, threads and metrics.
void promises_of_visits(std::vector<ludex::vectors::Promise>& out);
/// That of recorders.
void promises_of_logs(std::vector<ludex::vectors::Promise>& out);
/// That of areas of interest and deltas.
void promises_of_interest(std::vector<ludex::vectors::Promise>& out);
