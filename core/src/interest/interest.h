#pragma once
// What areas of interest remember between two updates.

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "ludex/interest.h"
#include "rulebook/program_data.h"
#include "value/json_view.h"

namespace ludex::detail {

struct InterestData {
  struct Observer {
    std::vector<std::int64_t> seen;  ///< ascending
    bool is_due_full = true;         ///< everything is to be told
  };
  std::shared_ptr<const ProgramData> program;
  InterestArea area;  ///< with its fields named
  std::uint32_t observer_kind = 0, observed_kind = 0;
  std::uint32_t observer_slot = 0, observed_slot = 0;  ///< of the vec3 in a row
  double leave_radius = 0;
  std::map<std::int64_t, Observer> observers;
};

/// An area from JSON. `pointer` is where it stands.
std::optional<Error> read_area(const json::View& v, const std::string& pointer, InterestArea& area);

}  // namespace ludex::detail
