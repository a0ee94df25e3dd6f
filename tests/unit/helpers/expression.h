#pragma once
// Expressions in a world made for them: evaluated through a rulebook and a judged request, as they are in earnest.

#include <algorithm>
#include <string>
#include <string_view>

#include "helpers/game.h"
#include "value/json_scan.h"

namespace ludex::test {

inline std::string quoted(std::string_view text) {
  std::string out;
  json::write_string(out, text);
  return out;
}

/// Declares a field of every type for the actor and for `other`, a table, a flag, a parameter of some types, and lets.
inline std::string expression_rules(std::string_view action) {
  return R"json({"ludex": 1, "name": "expressions",
    "flags": {"bonus": "int = 3"},
    "tables": {"weapons": {"columns": {"damage": "int", "range": "double", "kin": "row weapons?"},
                           "rows": {"sword": {"damage": 20, "range": 1.5}, "bow": {"damage": 12, "range": 60.0, "kin": "sword"}}}},
    "entities": {"player": {"live": {"state": {
      "i": "int = 7", "z": "int = 0", "big": "int = 9223372036854775807", "least": "int = -9223372036854775808",
      "d": "double = 2.5", "huge": "double = 1.7976931348623157e308", "tiny": "double = 5e-324", "zero": "double",
      "b": "bool = true", "s": "string = abc", "utf": "string = é€😀", "empty": "string", "digits": "string = 42",
      "p": "vec3 = [3, 4, 0]", "far": "vec3 = [1e308, 1e308, 1e308]", "o": "int? = 5", "none": "int?",
      "l": "list<int> max 20 = [1, 2, 3]", "el": "list<int>", "ls": "list<string> = [\"a\", \"b\"]", "ld": "list<double> = [1.5, 2.5]", "lw": "list<row weapons> = [\"bow\"]",
      "m": "map<string, int> max 20 = {\"a\": 1, \"b\": 2}", "im": "map<int, string> = {\"7\": \"seven\"}", "wm": "map<row weapons, int> = {\"bow\": 4}",
      "w": "row weapons = bow", "e": "enum(red, blue) = blue",
      "r": {"type": "object", "properties": {"x": "int = 1", "y": "string?"}}}}}},
    "actions": {"Go": {"params": {"n": "int?", "w": "row weapons = sword"}, "with": {"other": {"player": "2", "optional": true}, "nobody": {"player": "3", "optional": true}},
      "let": {"seven": "actor.i", "broken": "1 / actor.z"},)json" +
         std::string(action) + "}}}";
}

/// The value of an expression as JSON; "!code" when it fails; "? message" when it does not compile.
inline std::string evaluate(std::string_view expression) {
  const auto program = Program::compile(expression_rules("\"result\": " + quoted(expression)));
  if (!program.ok()) return "? " + program.error().message;
  World world = load(*program, R"({"ludex_world":1,"now":500,"entities":{"player":{"1":{},"2":{"live":{"i":70}}}}})");
  const auto judged = judge_in_place(*program, world, R"({"actor":1,"session":4,"received_at":1000,"action":"Go","roles":["gm"]})");
  if (!judged.ok()) return "?? " + judged.error().message;
  const Verdict& v = judged->verdicts()[0];
  if (v.reason == Reason::rule_error) return "!" + std::string(to_string(v.code));
  const std::string line = judged->verdict_line(0), key = "\"result\":";
  const auto at = line.find(key);
  if (at == std::string::npos) return "?? " + line;
  const auto draws = line.rfind(",\"draws\":");  // stands after the result
  return line.substr(at + key.size(), std::min(draws, line.size() - 1) - at - key.size());
}

/// "OFFSET message" of the one error in an expression; "" when it compiles.
inline std::string refused(std::string_view expression, std::string_view as = "result") {
  const std::string action = as == "require" ? "\"require\": [{\"that\": " + quoted(expression) + ", \"else\": \"no\"}]"
                             : as == "effect" ? "\"effects\": [" + quoted(expression) + "]"
                                              : "\"" + std::string(as) + "\": " + quoted(expression);
  const Errors errors = errors_of(expression_rules(action));
  if (errors.empty()) return "";
  if (errors.size() > 1) return std::to_string(errors.size()) + " errors: " + errors[0].message;
  return std::to_string(errors[0].caret) + " " + errors[0].message;
}

}  // namespace ludex::test
