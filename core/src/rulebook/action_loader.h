#pragma once
// Loads one action: from its members as written to compiled blocks.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rulebook/loader.h"

namespace ludex::detail {

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
  std::optional<Clause::Retry> retry_of(Source& source, std::uint32_t root);

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
  expr::Block emit(Source& source, std::uint32_t root);
  expr::Block expression(const json::View& v, const std::string& pointer, const Shape* expected, const expr::Scope* scope = nullptr);
  void operands_of(Source& source, std::uint32_t root, std::vector<Operand>& out);
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
  std::uint64_t each_turns_ = 1;
};

}  // namespace ludex::detail
