#pragma once
// Expressions compiled one by one in a scope with declared bounds, and run on random inputs within them.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "expr/cost.h"
#include "expr/emit.h"
#include "expr/interval.h"
#include "expr/parser.h"
#include "expr/run.h"
#include "helpers/game.h"
#include "rulebook/program_data.h"
#include "support/random.h"

namespace ludex::test {

inline constexpr const char* kProvingRules = R"json({"ludex": 1, "name": "proving",
  "flags": {"sale": "int 0..90 = 0"},
  "tables": {"weapons": {"columns": {"damage": "int", "range": "double", "kin": "row weapons?"},
                         "rows": {"sword": {"damage": 20, "range": 1.5}, "bow": {"damage": 12, "range": 60.0, "kin": "sword"}, "rock": {"damage": 3, "range": 9.0}}}},
  "entities": {"player": {"live": {"state": {
    "i": "int 0..100 = 5", "n": "int -10..10 = 0", "any": "int = 0", "pos": "int 1..9 = 1", "least": "int <= 0 = 0",
    "d": "double 0..1 = 0.5", "x": "double = 0", "z": "double 2..50 = 2", "b": "bool", "s": "string 0..8", "p": "vec3", "w": "row weapons = sword", "e": "enum(red,blue)",
    "l": "list<int 0..9> max 5", "m": "map<string, int 1..5> max 4", "o": "int 1..3?",
    "r": {"type": "object", "properties": {"x": "int 1..4 = 1", "y": "string?"}},
    "lr": {"type": "array", "maxItems": 3, "items": {"type": "object", "properties": {"x": "int 1..4"}}}}}}},
  "actions": {"Go": {
    "params": {"p": "int 1..1000", "q": "int -5..5", "a": "int", "r": "double -1000000..1000000", "y": "double", "o": "int 0..9?", "k": "string 1..4", "l": "list<int> max 6", "w": "row weapons", "f": "bool"},
    "with": {"other": {"player": "params.a", "optional": true}}}}})json";

class Lab {
 public:
  struct Compiled {
    std::string error;  ///< "" when it compiled
    expr::Ast ast;
    std::uint32_t root = 0;
    expr::Proof proof;
    expr::Block block;
    const Shape& shape() const { return *ast.nodes[root].shape; }
  };
  struct Outcome {
    bool ok = false;
    Word value;
    expr::EvalError error;
    expr::Measured measured;
  };

  // The program is this lab's own, and expressions add shapes to its declarations as loading did.
  explicit Lab(std::string_view rules = kProvingRules)
      : program_(test::compile(rules)), declarations_(const_cast<detail::ProgramData&>(program_.data()).declarations) {
    const detail::Action& action = program_.data().actions[0];
    scope.entities.push_back({"actor", declarations_.actor_kind, false});
    for (const auto& w : action.with) scope.entities.push_back({w.name, w.kind, w.is_optional});
    scope.params = action.params;
    scope.world = {detail::kMaxServerTime, 4096, 512, &cells_};
  }

  expr::Scope scope;
  expr::Code code;

  Compiled compile(std::string_view text) {
    Compiled c;
    if (const auto e = expr::parse_expression(text, c.ast, c.root)) return c.error = e->message, c;
    expr::Reads reads;
    if (const auto e = expr::check(c.ast, c.root, scope, declarations_, reads)) return c.error = e->message, c;
    c.proof = expr::prove(c.ast, c.root, scope, declarations_);
    const auto block = expr::emit(c.ast, c.root, declarations_, code);
    if (!block) return c.error = "too large", c;
    c.block = *block;
    return c;
  }

  /// Every operation that may fail as "codes: ranges", joined by "; ".
  std::string unproven(std::string_view text) {
    const Compiled c = compile(text);
    if (!c.error.empty()) return "? " + c.error;
    std::string out;
    for (const auto& u : c.proof.unproven) out += (out.empty() ? "" : "; ") + u.codes + ": " + u.ranges;
    CHECK_MESSAGE(c.block.is_fallible == !out.empty(), text);
    return out;
  }
  std::string range(std::string_view text) {
    const Compiled c = compile(text);
    return c.error.empty() ? expr::text_of(c.shape(), c.proof.range) : "? " + c.error;
  }

  /// Another request against another state, all within their declared bounds.
  void draw(RandomStream& random) {
    arena_.reset();
    for (std::size_t e = 0; e < 2; ++e) {
      const Kind& kind = declarations_.kinds[declarations_.actor_kind];
      rows_[e].assign(kind.stride, word_null());
      for (const StateField& f : kind.fields) {
        const Word w = draw(*f.shape, random, true);
        if (f.shape->kind != ShapeKind::vec3) rows_[e][f.slot] = w;
        else for (std::uint32_t i = 0; i < 3; ++i) rows_[e][f.slot + i] = word_double(w.vec[i]);
      }
      entities_[e] = {e == 1 && random.next_u64() % 2 ? nullptr : rows_[e].data(), static_cast<std::int64_t>(e + 1), declarations_.actor_kind, static_cast<std::uint32_t>(e)};
    }
    params_.clear();
    for (const Field& f : scope.params->fields) params_.push_back(draw(*f.shape, random, false));
    flags_.clear();
    for (const Flag& f : declarations_.flags) flags_.push_back(draw(*f.shape, random, false));
    now_ = static_cast<std::int64_t>(random.next_u64() % (std::uint64_t{1} << 43));
  }

  Outcome run(const Compiled& c) {
    registers_.resize(code.registers);
    slots_.resize(code.error_slots);
    expr::Envelope envelope;
    envelope.roles = &roles_;
    expr::Frame frame;
    frame.code = &code;
    frame.declarations = &declarations_;
    frame.entities = entities_;
    frame.params = params_.data();
    frame.envelope = &envelope;
    frame.flags = flags_.data();
    frame.now = now_;
    frame.arena = &arena_;
    frame.registers = registers_.data();
    frame.error_slots = slots_.data();
    Outcome out;
    out.ok = expr::run_measured(c.block, frame, out.value, out.error, out.measured);
    return out;
  }

 private:
  Word draw(const Shape& s, RandomStream& random, bool is_stored) {
    const auto below = [&](std::uint64_t n) { return random.next_u64() % n; };
    const expr::Range r = expr::range_of(s, expr::Origin{});
    const auto between = [&](std::int64_t lo, std::int64_t hi) {
      switch (below(4)) {  // the ends, where everything breaks
        case 0: return lo;
        case 1: return hi;
        case 2: if (lo <= 0 && hi >= 0) return std::int64_t{0}; [[fallthrough]];
        default: return static_cast<std::uint64_t>(hi) - static_cast<std::uint64_t>(lo) == ~std::uint64_t{0}
                            ? static_cast<std::int64_t>(random.next_u64())
                            : static_cast<std::int64_t>(static_cast<std::uint64_t>(lo) + below(static_cast<std::uint64_t>(hi) - static_cast<std::uint64_t>(lo) + 1));
      }
    };
    switch (s.kind) {
      case ShapeKind::boolean: return word_bool(below(2));
      case ShapeKind::integer:
      case ShapeKind::ref: return word_int(between(r.lo, r.hi));
      case ShapeKind::enumeration: return word_int(static_cast<std::int64_t>(below(s.names.size())));
      case ShapeKind::row: return word_int(static_cast<std::int64_t>(below(declarations_.row_keys[s.index].size())));
      case ShapeKind::number:
        switch (below(5)) {
          case 0: return word_double(r.low);
          case 1: return word_double(r.high);
          case 2: return word_double(r.has(0.0) ? 0.0 : r.low);
          case 3: return word_double(r.has(1e-300) ? 1e-300 : r.high);
          default: return word_double(r.low / 2 + r.high / 2);
        }
      case ShapeKind::string: {
        std::string text;
        const std::int64_t size = between(r.lo, std::min<std::int64_t>(r.hi, 12));
        for (std::int64_t i = 0; i < size; ++i) text += below(3) ? "a" : below(2) ? "b" : "é";
        return word_str(make_str(text, arena_));
      }
      case ShapeKind::vec3: {
        auto* v = arena_.allocate_array<double>(3);
        for (int i = 0; i < 3; ++i) v[i] = draw(builtin_shapes().number, random, false).d;
        return word_vec(v);
      }
      case ShapeKind::optional: {
        if (below(2)) return word_null();
        auto* o = arena_.allocate_array<Word>(1);
        *o = draw(*s.element, random, is_stored);
        return word_optional(o);
      }
      case ShapeKind::list: {
        const auto n = static_cast<std::uint32_t>(between(r.lo, r.hi));
        auto* l = arena_.allocate_array<List>(1);
        *l = {n, n, n ? arena_.allocate_array<Word>(n) : nullptr};
        for (std::uint32_t i = 0; i < n; ++i) l->items[i] = draw(*s.element, random, is_stored);
        return word_list(l);
      }
      case ShapeKind::map: {
        static constexpr const char* kKeys[] = {"a", "aa", "ab", "b"};
        const auto n = static_cast<std::uint32_t>(between(r.lo, std::min<std::int64_t>(r.hi, 4)));
        auto* m = arena_.allocate_array<Map>(1);
        *m = {n, n, n ? arena_.allocate_array<MapEntry>(n) : nullptr};
        for (std::uint32_t i = 0; i < n; ++i) m->entries[i] = {make_str(kKeys[i], arena_), draw(*s.element, random, is_stored)};
        return word_map(m);
      }
      case ShapeKind::record: {
        auto* f = arena_.allocate_array<Word>(s.fields.empty() ? 1 : s.fields.size());
        // A save may leave out a field whose default nobody wrote.
        for (std::size_t i = 0; i < s.fields.size(); ++i)
          f[i] = is_stored && !s.fields[i].shape->has_default && below(3) == 0 ? default_word(*s.fields[i].shape, arena_) : draw(*s.fields[i].shape, random, is_stored);
        return word_record(f);
      }
      default: return word_null();
    }
  }

  Program program_;
  Declarations& declarations_;
  expr::CellRanges cells_;
  Arena arena_;
  std::vector<Word> rows_[2];
  expr::EntityRef entities_[2];
  std::vector<Word> params_, flags_, registers_;
  std::vector<expr::EvalError> slots_;
  List roles_{0, 0, nullptr};
  std::int64_t now_ = 0;
};

}  // namespace ludex::test
