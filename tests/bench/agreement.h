#pragma once
// A rival only counts when it does the same work: Ludex and the peer must give every line the same answer.

#include <string>

#include "arena.h"
#include "ludex/judge.h"
#include "peer_rules.h"

namespace ludex::bench {

struct Agreement {
  bool is_whole = false;
  std::string text;  ///< one line for the table, or the first lines that differ
};

Agreement compare(const Arena& arena, const Judgement& ludex, const peer::Output& by_hand);

}  // namespace ludex::bench
