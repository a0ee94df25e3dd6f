#pragma once
// The syntax tree of an expression, and what checking writes onto it.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/shape.h"

namespace ludex::expr {

enum class NodeKind : std::uint8_t {
  null_literal, bool_literal, int_literal, double_literal, string_literal,
  identifier,   // text
  select,       // child 0 . text
  has,          // has(child 0 . text)
  index,        // child 0 [ child 1 ]
  call,         // text ( children ) or, when is_method, child 0 . text ( rest )
  unary,        // op child 0
  binary,       // child 0 op child 1
  conditional,  // child 0 ? child 1 : child 2
  list,         // [ children ]
  map,          // { child 0 : child 1, child 2 : child 3, … }
  macro,        // child 0 . text ( variable [, second_variable], child 1 [, child 2] ); cel.bind( variable, child 0, child 1 )
  uint_literal, bytes_literal,  // in CEL as specified, not in rules
  optional_select,  // child 0 .? text
  optional_index,   // child 0 [? child 1 ]
  // Nor are these in rules:
  optional_entry,   // ? child 0, in a list; of a map the value, its key being the child before it
  message,      // text { names and values in turns }: no message types are known, so it fails when evaluated
};

enum class Op : std::uint8_t { none, neg, not_, mul, div, mod, add, sub, lt, le, gt, ge, eq, ne, in, and_, or_ };

/// "+", "&&", … as written.
const char* spelling(Op op);

/// What a name turned out to mean; written by the checker for the emitter.
enum class Meaning : std::uint8_t {
  unresolved,
  constant,       // `value`
  entity,         // entity slot a
  entity_id,      // of entity slot a
  field,          // field b of entity slot a
  entity_part,    // actor.profile / actor.live: entity slot a, part b (0 profile, 1 live)
  let_value,      // let a
  params,         // the record of parameters
  tables,         // the word `tables`
  flags,          // the word `flags`
  flag,           // flag a
  request,        // the word `request`
  request_field,  // a: 0 actor, 1 session, 2 origin, 3 roles, 4 received_at
  now,
  variable,       // macro variable a
  table_row,      // tables.T[E], where child 1 gives the row
  record_field,   // field a of a record
  map_key,        // m.key, m[E]
  list_item,
  cell,           // column b of table a
  axis,           // .x .y .z of a vec3: a
  local,          // local a: a list found near something, the item of an effect's loop
  item_part,      // profile / live of the entity that child 0 gives: b
  item_id,        // id of the entity that child 0 gives
  item_field,     // field b of the entity that child 0 gives
  operation,      // an operator or function, chosen by text and types
};

struct Node {
  NodeKind kind = NodeKind::null_literal;
  Op op = Op::none;
  bool is_method = false;
  Meaning meaning = Meaning::unresolved;
  bool may_fail = false;      // the operation itself may raise an error, its operands given
  bool is_proven = false;     // the operation cannot fail after all: its operands' bounds say so
  bool is_fallible = false;   // evaluating it may fail: the operation, or something under it
  std::uint32_t position = 0; // byte offset of the name or operator
  std::uint32_t a = 0, b = 0;
  Word value = word_null();   // literals
  const Shape* shape = nullptr;
  std::string text;           // identifier, field, function, macro, or the value of a string literal
  std::string variable;       // macro
  std::string second_variable;  // macro over positions and items, or keys and values
  std::vector<std::uint32_t> children;
  std::uint64_t elements = 0, bytes = 0;  // most elements the operation touches, most bytes it allocates
  std::uint64_t turns = 1;                // macro: most turns
};

struct Ast {
  std::vector<Node> nodes;
};

/// The canonical spelling: parse(print(x)) is the same tree.
std::string print(const Ast& ast, std::uint32_t root);

}  // namespace ludex::expr
