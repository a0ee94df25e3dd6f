#pragma once
// Typed register bytecode. Registers hold words whose types were settled while compiling, so instructions neither look
// names up nor test types.

#include <cstdint>
#include <vector>

#include "ludex/reason.h"
#include "schema/declarations.h"

namespace ludex::expr {

enum class OpCode : std::uint16_t {
  // a: destination register unless said; e: entity slot; imm: b and c as one 32-bit number
  ret,            // a: result
  move,           // a <- b
  constant,       // a <- constants[imm]
  field,          // a <- entity b, slot c
  field_address,  // a <- address of slot c (vec3) of entity b
  entity_id,      // a <- id of entity b
  entity_check,   // no_such_key when entity a is absent
  entity_present, // a <- entity b is present
  params,         // a <- the parameter record
  record_field,   // a <- b.record[c]
  let,            // a <- let b, evaluated at its first use
  now,            // a
  request_actor, request_session, request_origin, request_roles, request_received,  // a
  flag,           // a <- flag b
  cell,           // a <- cells[c][row in b]
  row_find,       // a <- row of table c with key b, else no_such_key
  row_search,     // a <- row of table c with key b, else -1
  name_search,    // a <- index of b in shapes[c].names, else -1
  row_has,        // a <- table c has key b
  row_text,       // a <- key of row b of table c
  name_text,      // a <- shapes[c].names[b]
  add_int, sub_int, mul_int, div_int, mod_int, neg_int,       // a <- b op c, checked
  add_double, sub_double, mul_double, div_double, neg_double, // finite, or not_finite
  eq_int, ne_int, lt_int, le_int,
  eq_double, ne_double, lt_double, le_double,
  lt_int_double, le_int_double, lt_double_int, le_double_int,
  eq_string, lt_string, le_string,
  eq_typed,       // a <- equal(shapes[next.a], b, c); takes two instructions
  not_,           // a <- !b
  jump,           // imm
  jump_false, jump_true,  // a, imm
  jump_if_saved,  // a: error slot, imm
  raise_saved,    // a: error slot
  clear_saved,    // a: error slot
  int_to_double, double_to_int, string_to_int, string_to_double, string_to_bool,  // a <- b
  int_to_string, double_to_string, bool_to_string,
  size_string, size_list, size_map,
  concat_string, concat_list,
  contains, starts_with, ends_with,
  list_item,      // a <- b[c], else index_out_of_range
  list_at,        // a <- b[c], in range by construction
  map_value,      // a <- b[c], else no_such_key
  map_has,        // a <- c in b
  map_key_at,     // a <- key c of map b
  list_has,       // a <- b in list c, element type shapes[next.a]; takes two instructions
  axis,           // a <- b.vec[c]
  vec3,           // a <- (b, b+1, b+2)
  distance,
  min_int, max_int, min_double, max_double, abs_int, abs_double, floor, ceil, round,
  is_some,        // a <- b is not null
  get,            // a <- *b, else no_such_overload
  some,           // a <- optional of b
  list_new,       // a <- c items from register b
  list_reserve,   // a <- empty list with room for as many as list or map-size register b says
  list_push,      // a: list, b: item
  map_new,        // a <- c (key, value) pairs from register b; two equal keys: no_such_key
  record_new,     // a <- c fields from register b
  param,          // a <- parameter b
  raise_if_saved, // a: error slot
  list_has_word,  // a <- b in list c, of elements that are equal when their words are
};

struct Instruction {
  OpCode op;
  std::uint16_t a, b, c;
  std::uint32_t imm() const { return static_cast<std::uint32_t>(b) | (static_cast<std::uint32_t>(c) << 16); }
};

/// An instruction in [begin, end) that fails goes on at `target`, its error kept in `slot` unless one is there already.
struct Handler {
  std::uint32_t begin, end, target;
  std::uint16_t slot;
};

/// One compiled expression.
struct Block {
  std::uint32_t begin = 0;
  std::uint32_t handlers_begin = 0, handlers_end = 0;
  const Shape* shape = nullptr;
  bool is_fallible = false;
  bool is_set() const { return shape != nullptr; }
};

/// All code of a program.
struct Code {
  std::vector<Instruction> instructions;
  std::vector<std::uint32_t> offsets;  ///< per instruction: byte offset in its expression
  std::vector<bool> may_fail;          ///< per instruction: what the checker could not rule out
  std::vector<Word> constants;
  std::vector<const Shape*> shapes;
  std::vector<std::vector<Str*>> name_strings;  ///< per shape: an enumeration's names as strings
  std::vector<const Word*> cells;               ///< per used column
  std::vector<Handler> handlers;
  std::uint32_t registers = 1;    ///< most registers any block uses
  std::uint32_t error_slots = 1;  ///< most error slots any block uses
};

}  // namespace ludex::expr
