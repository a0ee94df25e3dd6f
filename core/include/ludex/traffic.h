#pragma once
/// Seeded worlds and traffic for any rulebook: honest players and the usual exploits.

#include <cstdint>
#include <functional>
#include <string>

#include "ludex/program.h"

namespace ludex {

struct TrafficOptions {
  std::uint32_t players = 100;
  std::uint64_t requests = 10'000;
  std::uint64_t seed = 1;
  double attack_rate = 0.1;             ///< share of requests that are hostile, 0..1
  std::int64_t start_ms = 1'700'000'000'000;  ///< server time of the first request
  std::int64_t span_ms = 86'400'000;    ///< the requests are spread over this long: a day
};

struct Traffic {
  std::string world_json;  ///< a world text with `players` actors
  std::string ndjson;      ///< `requests` lines
};

/// Makes a world and its traffic: a function of the program and the options alone, the same bytes on every platform.
///
/// Honest players send well-typed requests at a human pace, with rising nonces and true clocks. Hostile ones send NaN
/// and infinite positions, wrong types, huge strings, deep nesting, replayed and reordered nonces, requests faster than
/// any hand, hits out of range, future and past clocks, unknown actors and actions, truncated lines.
/// `progress` is called with the number of lines made so far, about a hundred times; it may be empty.
Traffic generate_traffic(const Program& program, const TrafficOptions& options,
                         const std::function<void(std::uint64_t)>& progress = {});

}  // namespace ludex
