#pragma once
// Two threads beside one, and beside what two processes reach on this machine.

namespace ludex::bench {

/// `ludex_bench --threads`: measures and prints; false when digests differ. To be called before anything has made a thread: each
/// measurement is a process of its own.
bool run_thread_rows();

/// `ludex_bench --growth REQUESTS PLAYERS`: one serial run as a JSON object, for growth.py.
bool run_growth(unsigned long long requests, unsigned players);

}  // namespace ludex::bench
