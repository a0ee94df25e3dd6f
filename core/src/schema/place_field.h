#pragma once
// Where an entity is: its field `position`, or the only vec3 it has.

#include <cstdint>
#include <string_view>
#include <vector>

#include "schema/declarations.h"

namespace ludex {

/// The fields that could be meant: one, when it is clear.
inline std::vector<std::uint32_t> place_fields(const Kind& kind) {
  std::vector<std::uint32_t> places;
  for (std::uint32_t i = 0; i < kind.fields.size(); ++i) {
    if (kind.fields[i].shape->kind != ShapeKind::vec3) continue;
    if (kind.fields[i].name == "position") places.assign(1, i);
    else if (places.empty() || kind.fields[places[0]].name != "position") places.push_back(i);
  }
  return places;
}

}  // namespace ludex
