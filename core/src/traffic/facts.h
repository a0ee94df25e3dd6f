#pragma once
// What a compiled program gives away about how it is meant to be played: which field is a position, which parameter is
// a receipt, whose rows a map is keyed by. Read from names, shapes and bytecode; a wrong guess costs realism, never
// validity.

#include <cstdint>
#include <optional>
#include <vector>

#include "rulebook/program_data.h"

namespace ludex::traffic {

struct FieldFacts {
  std::optional<std::uint32_t> table;  ///< a map with text keys: the table whose rows they name
  bool is_money = false;               ///< some action's cost is paid with it
};

struct ParamFacts {
  enum class Role : std::uint8_t {
    plain,
    destination,  ///< a vec3 that becomes the actor's position
    receipt,      ///< the idempotency key of the action: never the same twice
    neighbour,    ///< an entity of the actor's kind
    row,          ///< a row of `table`, as a row or as a string
    held_key,     ///< a key of the actor's map `field`
  } role = Role::plain;
  std::uint32_t table = 0;
  std::uint32_t field = 0;
};

struct ActionFacts {
  std::vector<ParamFacts> params;  ///< as in the shape's fields
  std::uint32_t weight = 1;        ///< how often players do it
  bool is_possible = true;         ///< every parameter has a value to send
};

struct Facts {
  std::vector<std::vector<FieldFacts>> fields;            ///< per kind, per field
  std::vector<std::optional<std::uint32_t>> position_of;  ///< per kind: its vec3 field
  std::vector<std::vector<std::uint32_t>> holders_of;     ///< per table: fields of the actor that hold its rows
  std::vector<ActionFacts> actions;
  std::vector<std::uint32_t> client_actions;   ///< that players send
  std::vector<std::uint32_t> command_actions;  ///< that only servers and admins send
};

Facts learn(const detail::ProgramData& program);

}  // namespace ludex::traffic
