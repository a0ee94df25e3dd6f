#pragma once
// Profile versions and the steps between them, as loaded.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "expr/code.h"
#include "ludex/rehearsal.h"
#include "schema/shape.h"
#include "support/sort.h"
#include "value/json_view.h"

namespace ludex::detail {

/// A JSON text that a step carries, scanned once.
struct JsonConstant {
  std::string text;
  json::Document document;
  std::vector<std::pair<std::string, std::uint32_t>> entries;  ///< map_values: names and their values on the tape, by name
  void index() {
    for (const auto& entry : json::View(document, 0).members()) entries.emplace_back(std::string(entry.name), entry.value.index());
    sort_items(entries, [](const auto& a, const auto& b) { return a.first < b.first; });
  }
};

struct MigrationOp {
  enum class Kind : std::uint8_t {
    add, remove, replace, move, copy, test,  // RFC 6902
    rename,       ///< a member gets another name, or another place
    set_default,  ///< where there is nothing
    hoist,        ///< one level up; `path` is where it goes
    plunge,       ///< into an object beside it, made where there is none
    wrap, unwrap, ///< v <-> [v], or {name: v}
    map_values,   ///< by a table of values
    convert,      ///< by an expression of one value
    split, merge, ///< one value to several, several to one
    each,         ///< steps for every item of an array, every member of an object
  };
  using Tokens = std::vector<std::string>;
  /// A value an expression reads or makes.
  struct Part {
    std::string name;
    Tokens path;
    const Shape* shape = nullptr;  ///< read: what it must fit
    expr::Block block;             ///< made
  };

  Kind kind = Kind::test;
  Tokens from, path;                 ///< unescaped reference tokens
  bool skip_if_missing = false;
  bool replaces = false;             ///< what stands at the target may go (rename, hoist, plunge, split, merge)
  bool drops_empty = false;          ///< an object that the value leaves empty goes too: undoes a plunge that made it
  bool keeps_others = false;         ///< map_values: values that are in no entry stay
  std::string name;                  ///< wrap, unwrap: the member; "" for an array
  std::shared_ptr<const JsonConstant> value;  ///< add, replace, test, set_default; map_values: an object from text to value
  std::shared_ptr<const JsonConstant> otherwise;  ///< map_values: for values in no entry
  std::vector<Part> parts;           ///< convert, split, merge: what is read, in the order of the expressions' variables
  std::vector<Part> made;            ///< and what is made
  std::vector<MigrationOp> steps;    ///< each
};

struct MigrationStep {
  std::string id;
  std::int64_t to = 0;
  bool is_breaking = false;      ///< who reads older versions only cannot read what it makes
  bool is_reversible = false;    ///< `back` undoes it
  std::vector<MigrationOp> ops;
  std::vector<MigrationOp> back;
  std::uint64_t checksum = 0;    ///< of the canonical step: with `id` its identity
};

/// What must hold of a whole profile: a clause over `profile`, its durable fields.
struct Invariant {
  struct Operand {
    std::string text;  ///< as it was written
    expr::Block block;
  };
  std::string reason;  ///< the name after "else"
  std::string name;    ///< given with "name", else ""
  std::string that;    ///< the expression in its one spelling
  expr::Block block;
  std::vector<Operand> operands;
};

struct ProfileSchema {
  std::int64_t version = 0;
  std::int64_t min_reader = 0;   ///< the oldest version whose rules can read a profile of `version`
  std::vector<MigrationStep> migrations;  ///< by `to`, without holes
  std::vector<DeclaredSum> conserve;      ///< what rehearsals add up; no part of the rules
  const Shape* shape = nullptr;           ///< a record of the durable fields; set where there are invariants
  std::vector<Invariant> invariants;
};

}  // namespace ludex::detail
