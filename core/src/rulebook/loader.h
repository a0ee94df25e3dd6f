#pragma once
// The shared state of loading one rulebook; each load_*.cpp reads one part of the document.

#include <string>
#include <string_view>
#include <vector>

#include "expr/check.h"
#include "expr/parser.h"
#include "rulebook/expression_types.h"
#include "rulebook/program_data.h"
#include "schema/parse.h"
#include "value/diagnostics.h"

namespace ludex::detail {

struct Loader {
  ProgramData& program;
  Diagnostics& diagnostics;
  std::string canonical;  ///< the rules in one spelling, built while loading
  expr::CellRanges cells = {};
  bool keeps_trees = false;  ///< for explaining
  std::vector<TypedExpression>* types = nullptr;  ///< where the types of expressions are listed, when they are asked for

  Declarations& declarations() { return program.declarations; }

  void error(const json::View& at, const std::string& pointer, std::string message) {
    diagnostics.add(ErrorCode::rulebook, at, pointer, std::move(message));
  }
  void unsupported(const json::View& at, const std::string& pointer, std::string message) {
    diagnostics.add(ErrorCode::unsupported, at, pointer, std::move(message));
  }
  /// Reports members of `v` outside `known`; those in `later` are unsupported. False when `v` is no object.
  bool expect_object(const json::View& v, const std::string& pointer, const std::vector<std::string>& known,
                     const std::vector<std::string>& later = {});
  /// An int within [low, high], else an error and `low`.
  std::int64_t integer(const json::View& v, const std::string& pointer, std::int64_t low, std::int64_t high);
  /// "forever", "500ms", "24h" or an int of milliseconds; -1 for forever.
  std::int64_t duration(const json::View& v, const std::string& pointer);
  /// The same, and nothing where there is none.
  static std::optional<std::int64_t> written_duration(const json::View& v);

  Place place(const std::string& pointer);
  std::uint32_t label(const std::string& text);
  Reason reason(const std::string& name, const json::View& at, const std::string& pointer);
};

/// Names a rulebook may give: letters, digits and _, not starting with a digit.
bool is_name(std::string_view name);

void load_flags(Loader& loader, const json::View& v);
void load_tables(Loader& loader, const json::View& v);
void load_kinds(Loader& loader, const json::View& v);
void load_limits(Loader& loader, const json::View& v);
Rate load_rate(Loader& loader, const json::View& v, const std::string& pointer);
void load_actions(Loader& loader, const json::View& v);
ProfileSchema load_migrations(Loader& loader, const json::View& profile, const std::string& pointer);

}  // namespace ludex::detail
