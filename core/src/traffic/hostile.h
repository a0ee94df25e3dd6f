#pragma once
// Who cheats, and which exploit comes next.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "traffic/attack.h"

namespace ludex::traffic {

class HostileSenders {
 public:
  HostileSenders(const detail::ProgramData& program, const Facts& facts, const HonestSenders& honest,
                 ParamMaker& params, RandomStream& random);

  /// Appends one line, without its LF; returns how many lines of the same burst are to follow at once.
  std::uint32_t send(std::int64_t now, std::string& out);
  /// The next line of the burst begun last.
  void send_more(std::string& out);

  /// An honest line that somebody may have recorded.
  void overhear(std::string_view line);

 private:
  void finish(std::string& out);

  std::vector<std::string> seen_;
  std::size_t next_seen_ = 0;
  std::vector<Cheater> cheaters_;
  Targets targets_;
  Attack attack_;
  std::vector<Exploit> exploits_;
  std::uint32_t total_weight_ = 0;
};

}  // namespace ludex::traffic
