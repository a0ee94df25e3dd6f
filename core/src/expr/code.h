#pragma once
// Typed register bytecode. Registers hold words whose types were settled while compiling, so instructions neither look
// names up nor test types.

#include <cstdint>
#include <string>
#include <vector>

#include "expr/draws.h"
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
  add_vec3, sub_vec3, mul_vec3, neg_vec3,  // a <- b op c, mul_vec3 by a double; finite, or not_finite
  distance, distance2, dot, length,
  lerp_double, lerp_vec3,  // a <- b + (b+1 - b) * b+2
  floor_div, ceil_div, round_div, half_down_div, wrap_add, wrap_sub, wrap_mul,  // a <- b op c
  sqrt, exp, log, pow, sin, cos, atan2,
  // draw c of the action:
  chance,         // a <- with probability b
  roll,           // a <- from b to b+1
  dice,           // a <- b dice of b+1 sides, plus b+2; fails unless are_dice
  weighted_int, weighted_double,  // a <- an index into list b
  min_int, max_int, min_double, max_double, abs_int, abs_double, floor, ceil, round,
  is_some,        // a <- b is not null
  get,            // a <- *b, else no_such_overload
  some,           // a <- optional of b
  list_new,       // a <- c items from register b
  list_reserve,   // a <- empty list with room for as many as list or map-size register b says
  list_push,      // a: list, b: item
  map_new,        // a <- c (key, value) pairs from register b; two equal keys: no_such_key
  record_new,     // a <- c fields from register b
  local,          // a <- local b
  item_id,        // a <- id of entity in b
  item_field,     // a <- entity in b, slot c, else no_such_key
  item_address,   // a <- address of slot c (vec3) of entity in b, else no_such_key
  // CEL as specified: registers hold a Dyn, loop counters an int and conditions a bool. dyn_ops.cpp runs these.
  dyn_variable,   // a <- variable b
  dyn_fail,       // fails as texts[imm] says; a: the code
  dyn_test,       // a <- the bool that b is, else no_such_overload
  dyn_bool,       // a <- Dyn of the bool b
  dyn_unary,      // a <- op c of b
  dyn_binary,     // a <- b op c of (b, b+1)
  dyn_select,     // a <- b.(string c)
  dyn_has,        // a <- has(b.(string c)), a bool
  dyn_index,      // a <- b[c]
  dyn_call,       // a <- function next.a of next.b values from register b; takes two instructions
  dyn_list,       // a <- list of c items from register b
  dyn_map,        // a <- map of c pairs from register b
  dyn_size,       // a <- how often a loop over b turns
  dyn_turn,       // counts one turn of a loop
  dyn_item,       // a <- in b, item c of a list or key c of a map
  dyn_first,      // a <- in b, position c of a list or key c of a map
  dyn_second,     // a <- in b, item c of a list or value c of a map
  dyn_reserve,    // a <- empty list, or map when c is 1, with room for b items
  dyn_push,       // a: list, b: item
  dyn_put,        // a: map, b: key, c: value; keys come in order
  param,          // a <- parameter b
  raise_if_saved, // a: error slot
  list_has_word,  // a <- b in list c, of elements that are equal when their words are
  dyn_optional,         // a <- optional.of(b)
  dyn_has_value,        // a <- whether optional b holds one, a bool
  dyn_value,            // a <- what optional b holds
  dyn_entry,            // a <- what optional b holds, or no value at all: dyn_list and dyn_map leave it out
  dyn_optional_select,  // a <- b.?(string c)
  dyn_optional_index,   // a <- b[?c]
  // Rules again. In order: what run.cpp does itself, what run_text.cpp does, what run_list.cpp does. With more than two
  // arguments: from register b on.
  sign_int, sign_double, trunc, bit_not,                      // a <- op b
  bit_and, bit_or, bit_xor, shift_left, shift_right,          // a <- b op c
  matches,        // a <- pattern c is somewhere in b; overflow when that takes too many steps
  index_of, last_index_of,                                    // a <- position of c in b
  index_of_from, last_index_of_from,                          // a <- likewise, at or behind, at or before b+2
  lower_ascii, upper_ascii, trim, quote_text, reverse_text,   // a <- op b
  char_at, substring_from,                                    // a <- b, c
  substring, replace, replace_some, split, split_some,        // a <- b, b+1, …
  join, join_with,                                            // a <- texts of list b, with c between them
  least_int, greatest_int, least_double, greatest_double,     // a <- of list b
  range_list,     // a <- ints from 0 to before b
  slice,          // a <- items b+1 to before b+2 of list b
  first, last,    // a <- optional of an item of list b; c: the items are such already
  reverse_list, flatten, unwrap,                              // a <- op list b
  distinct,       // a <- list b of elements of shapes[next.a]; takes two instructions
  sort,           // a <- list b of elements of shapes[next.a]; takes two instructions
  sort_by,        // a <- list b by keys c, of shapes[next.a]; takes two instructions
  map_value_at,   // a <- value c of map b
  map_reserve,    // a <- empty map with room for b entries
  map_push,       // a: map, b: key, c: value; keys come in order
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
  // At most, for one evaluation; see cost.h.
  std::uint64_t steps = 0;    ///< taken
  std::uint64_t scratch = 0;  ///< bytes allocated
  std::uint64_t volume = 0;   ///< elements of the value
  std::uint64_t bytes = 0;    ///< of a copy of the value
  bool is_set() const { return shape != nullptr; }
};

struct Frame;

/// All code of a program.
struct Code {
  std::vector<Instruction> instructions;
  std::vector<std::uint32_t> offsets;  ///< per instruction: byte offset in its expression
  std::vector<bool> may_fail;          ///< per instruction, where it is reached: what no proof ruled out
  std::vector<Word> constants;
  std::vector<const Shape*> shapes;
  std::vector<std::vector<Str*>> name_strings;  ///< per shape: an enumeration's names as strings
  std::vector<const Word*> cells;               ///< per used column
  std::vector<Handler> handlers;
  std::vector<Draw> draws;                      ///< of one action in a row
  std::vector<std::string> texts;               ///< what is wrong with a name, for dyn_fail
  std::uint32_t registers = 1;    ///< most registers any block uses
  std::uint32_t error_slots = 1;  ///< most error slots any block uses
  /// What runs a dyn_…, set by who emits one: a module whose rules never have any need not carry it.
  RuleError (*run_dyn)(const Instruction* at, Word* r, const Frame& frame, std::uint32_t offset) = nullptr;
};

}  // namespace ludex::expr
