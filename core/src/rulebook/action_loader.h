#pragma once
// Loads one action: from its members as written to compiled blocks.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "expr/cost.h"
#include "expr/interval.h"
#include "rulebook/loader.h"

namespace ludex::detail {

/// What a write that says nothing may add to a container: one made by a rule, twice over.
inline constexpr std::uint64_t kUnknownGrowth = 2 * expr::kMaxMadeList;
/// Turns of nested loops together.
inline constexpr std::uint64_t kMaxEffectTurns = 4096;

class ActionLoader {
 public:
  ActionLoader(Loader& loader, Action& action, std::string pointer);

  /// Origins and parameters first, of all actions: a timer's effect refers to another action's.
  void declare(const json::View& v);
  void load(const json::View& v);
  /// The action in one spelling.
  const std::string& canonical() const { return canonical_; }

 private:
  /// A parsed tree with the string it came from, for errors.
  struct Source {
    json::View view;
    std::string pointer;
    bool is_text = true;  ///< positions point into the string
    expr::Ast ast;
  };

  // load_actions.cpp
  void load_from(const json::View& v);
  void load_draws(const json::View& v);
  void load_params(const json::View* v);
  void load_every(const json::View& v, bool has_from);
  void load_lets(const json::View& v);
  void load_once(const json::View& v);
  void finish(const json::View& v);

  // load_with.cpp
  bool check_new_name(std::string_view name, const json::View& at, const std::string& pointer);
  std::uint32_t add_entity(std::string name, std::uint32_t kind, bool is_optional);
  std::uint32_t add_local(std::string name, const Shape* shape);
  const Shape* entities_of(std::uint32_t kind, std::uint32_t max);
  std::optional<Near> load_near(const json::View& v, const std::string& pointer);
  void load_with(const json::View& v);
  void load_reference(const std::string& name, const json::View& v, const std::string& pointer);

  // load_clauses.cpp
  void load_permit(const json::View& v);
  void load_cooldown(const json::View& v);
  void load_clauses(const json::View& v, const char* key, bool is_refusal);
  void load_cost(const json::View& v);
  std::optional<Clause> load_clause(const json::View& v, const std::string& pointer, bool is_refusal);
  std::optional<Clause::Retry> retry_of(Source& source, std::uint32_t root, bool is_refusal);

  // load_effects.cpp
  void load_effects(const json::View& v, const std::string& pointer, std::vector<Effect>& out);
  std::optional<Effect> load_effect(const json::View& v, const std::string& pointer);
  bool load_container(const json::View& v, const char* key, const std::string& pointer, Effect& effect);
  bool load_append(const json::View& v, const std::string& pointer, Effect& effect);
  bool load_remove_where(const json::View& v, const std::string& pointer, Effect& effect);
  bool load_path(Source& source, std::uint32_t root, Path& out);

  // load_entity_effects.cpp
  void close_names(std::size_t entities, std::size_t locals);
  std::optional<std::string> new_name(const json::View& v, const char* key, const std::string& pointer);
  bool load_each(const json::View& v, const std::string& pointer, Effect& effect);
  bool load_create(const json::View& v, const std::string& pointer, Effect& effect);
  bool load_delete(const json::View& v, const std::string& pointer, Effect& effect);
  bool load_timer_id(const json::View& v, const std::string& pointer, Effect& effect);
  bool load_after(const json::View& v, const std::string& pointer, Effect& effect);
  bool load_cancel(const json::View& v, const std::string& pointer, Effect& effect);

  // load_events.cpp
  void load_events(const json::View& v, const std::string& base, std::vector<Event>& out);
  void load_where(const json::View& v, const std::string& pointer, Event& event);
  std::optional<Event> load_event(const json::View& v, const std::string& pointer);
  void load_audience(const json::View& v, const std::string& pointer, Event& event);

  // expressions.cpp
  /// Parses a string expression, or a bare number or boolean.
  bool parse(const json::View& v, const std::string& pointer, Source& source, std::uint32_t& root);
  /// Checks and emits; an unset block after an error was reported.
  expr::Block compile(Source& source, std::uint32_t root, const Shape* expected, const expr::Scope* scope = nullptr);
  /// Proves and emits. A part of an expression that was emitted before stands for itself and is not reported again.
  expr::Block emit(Source& source, std::uint32_t root, bool is_part = false);
  expr::Block expression(const json::View& v, const std::string& pointer, const Shape* expected, const expr::Scope* scope = nullptr);
  void operands_of(Source& source, std::uint32_t root, std::vector<Operand>& out);
  /// A part of a checked tree as it was written, without the conversions the checker put in.
  static std::string written(const Source& source, std::uint32_t n);
  /// The tree of an expression that was just emitted, a block for each part.
  void keep_tree(Source& source, std::uint32_t root);
  void report_proof(const Source& source, std::uint32_t root, const expr::Proof& proof);
  /// Whether the clause just emitted decides anything.
  void report_decided(const std::string& pointer, const Clause& clause);
  /// What effects loaded so far may have written is no longer within its bounds for those that follow. Inside a loop,
  /// the whole body's targets have to be in `writes_` first: its last effect comes before its first one's second turn.
  void see_changes();
  /// A target of an effect, in place of what load_path() assumed: the items its containers may gain.
  void settle_growth(const Path& path, std::uint64_t items);
  /// An effect's place, and the sum it makes of what stands there and a value of range `by`.
  void prove_target(Source& source, std::uint32_t root, const Effect& effect, const expr::Range& by);
  void report(const Source& source, const std::string& message, std::uint32_t offset, ErrorCode code = ErrorCode::expression);

  void put(const std::string& text) { canonical_ += text; }
  void put_key(const std::string& key) {
    canonical_ += canonical_.back() == '{' ? "" : ",";
    json::write_string(canonical_, key);
    canonical_ += ":";
  }
  void put_printed(const expr::Ast& ast, std::uint32_t root) { json::write_string(canonical_, expr::print(ast, root)); }

  Loader& loader_;
  Action& action_;
  std::string pointer_;
  std::string canonical_ = "{";
  expr::Scope scope_;
  expr::DrawNames draws_;
  expr::Reads reads_;
  std::set<std::uint32_t> late_lets_;  ///< used after effects began
  std::vector<std::set<std::uint32_t>> let_uses_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> writes_;
  std::set<std::uint32_t> creates_, deletes_;
  bool is_declared_ = false;
  bool has_delete_ = false;  ///< then any entity may be gone while effects run
  std::uint64_t each_turns_ = 1;  ///< of the loops that what is being loaded stands in
  int each_depth_ = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> growth_;  ///< by (kind, field)
  expr::Range range_;               ///< of the expression last emitted
  bool depends_on_cells_ = false;   ///< that range does
};

}  // namespace ludex::detail
