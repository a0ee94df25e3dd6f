#pragma once
// Names and types: writes meaning and shape onto every node of a tree, or says what is wrong and what was meant.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "expr/ast.h"
#include "expr/draws.h"
#include "expr/range.h"
#include "schema/declarations.h"

namespace ludex::expr {

/// The place an expression stands in, as a set of what it may read.
struct Scope {
  struct Entity {
    std::string name;
    std::uint32_t kind = 0;
    bool is_optional = false;  ///< may be absent: then its fields and its id are missing
    bool may_be_gone = false;  ///< an effect may have deleted it: then its fields are missing
  };
  struct Let {
    std::string name;
    const Shape* shape = nullptr;  ///< nullptr: its own expression failed to check; users stay silent
    bool is_fallible = false;
    bool reads_state = false;
    bool draws = false;
    Range range = {};  ///< of its value
    bool depends_on_cells = false;  ///< the range does, see Proof
  };
  /// What the engine promises of values that no shape describes.
  struct World {
    std::int64_t latest = std::numeric_limits<std::int64_t>::max();  ///< `now` is from 0 to this, received_at at most this
    std::int64_t request_bytes = kMostText;   ///< a parameter's or a role's text
    std::int64_t request_nodes = kMostText;   ///< its items, the number of roles
    CellRanges* cells = nullptr;              ///< kept by the program's loader; nullptr: cells may be anything
  };
  struct Local {
    std::string name;
    const Shape* shape = nullptr;
  };
  std::vector<Entity> entities;  ///< slot 0 is `actor`; one without a name is out of scope
  std::vector<Local> locals;     ///< likewise
  std::vector<Let> lets;
  const Shape* params = nullptr;
  World world = {};
  /// Fields, as (kind, field), that an effect may have changed before this is evaluated, with the items their containers
  /// may have gained. Their bounds are looked at only when all effects have run, so here they say nothing.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> changed = {};
  bool sees_state = true;   ///< actor, with names
  bool sees_lets = true;
  bool sees_now = true;
  bool sees_tables = true;  ///< tables and flags
  bool allows_entities = false;  ///< the value may be an entity or hold some: it never leaves the request
  DrawNames* draws = nullptr;  ///< nullptr: chance may not be used
  bool sees_request = true;
  const char* place = "";   ///< "permit", "once.key": named when something may not be read there
};

/// What an expression reads; grows over several checks.
struct Reads {
  std::set<std::pair<std::uint32_t, std::uint32_t>> fields;  ///< (entity slot, field)
  std::set<std::pair<std::uint32_t, std::uint32_t>> any_fields;  ///< (kind, field) of whatever entities were found
  std::set<std::uint32_t> lets;
  bool state = false;
  bool draws = false;
  std::vector<std::string> notes;  ///< what is legal and hardly meant
};

struct CheckError {
  std::string message;
  std::uint32_t offset = 0;
  bool is_unsupported = false;
};

/// Checks the tree under `root`. When `expected` is given, a value of another type is an error unless it adapts:
/// an int literal to double, a string literal to a row key or enumeration, [x, y, z] to vec3, T or null to T?.
/// On success `root` may have moved to a conversion put over it, and nodes[root].shape is the type.
std::optional<CheckError> check(Ast& ast, std::uint32_t& root, const Scope& scope, Declarations& declarations,
                                Reads& reads, const Shape* expected = nullptr);

/// Brings a checked tree to type `expected` as check() would, or says why not.
std::optional<CheckError> adapt(Ast& ast, std::uint32_t& root, const Scope& scope, Declarations& declarations, const Shape& expected);

/// Checks a tree as the target of an effect: a name, then fields and [keys]. nodes[root].shape is the target's type.
std::optional<CheckError> check_path(Ast& ast, std::uint32_t root, const Scope& scope, Declarations& declarations, Reads& reads);

/// The most a comprehension may turn in one evaluation, nested loops multiplied.
inline constexpr std::uint64_t kMaxTurns = 1'000'000;

}  // namespace ludex::expr
