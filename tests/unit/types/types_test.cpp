// The types of one small rulebook in every language, to the letter.

#include "ludex/types.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "helpers/game.h"

namespace {

using namespace ludex;

constexpr std::string_view kRules = R"({
  "ludex": 1, "name": "duel", "version": 7,
  "flags": {"season": "bool = false"},
  "tables": {"weapons": {"columns": {"damage": "int 1..99", "note": "string?"}, "rows": {"sword": {"damage": 20}, "long bow": {"damage": 12}}}},
  "entities": {"player": {
    "profile": {"version": 0, "state": {"coins": "int >= 0 = 0"}},
    "live": {"state": {"hp": "int 0..100 = 100", "at": "vec3", "weapon": "row weapons = sword", "bag": "map<row weapons, int> max 9", "ally": "ref player? = null"}}}},
  "limits": {"nonce": {"counter": 256}},
  "actions": {
    "Hit": {
      "params": {"target": "ref player", "mode": "enum(fast, slow) = slow", "end": "double 0.0..1.0?"},
      "with": {"target": {"player": "params.target"}},
      "cooldown": {"key": "hit", "ms": "500"},
      "require": ["actor.hp > 0 else dead", {"that": "target.hp > 0", "else": "gone", "on_reject": {"emit": [{"event": "Missed", "audience": "actor", "data": {"hp": "target.hp"}}]}}],
      "effects": ["target.hp -= 1 min 0"],
      "emit": [{"event": "Struck", "audience": "all", "data": {"who": "actor.id", "with": "actor.weapon"}}],
      "result": "{'left': target.hp, 'parts': [{'at': target.at}]}"},
    "Reset": {"from": ["server"], "once": {"key": "'k'", "on_reject": "stick"}, "result": "actor.hp"},
    "Tick": {"every_ms": 1000}
  }})";

std::string types(Language language) { return write_types(test::compile(kRules), language); }

// Whether the text holds these lines, in a row and whole.
bool has(const std::string& text, std::string_view lines) { return text.find("\n" + std::string(lines.substr(1))) != std::string::npos; }

}  // namespace

TEST_CASE("types: a language is chosen by its short name") {
  CHECK(language_named("ts") == Language::typescript);
  CHECK(language_named("luau") == Language::luau);
  CHECK_FALSE(language_named("TS"));
  CHECK_FALSE(language_named(""));
}

TEST_CASE("types: the same program gives the same bytes, which name it and end in a newline") {
  for (const Language language : {Language::typescript, Language::python, Language::cpp, Language::luau}) {
    const std::string text = types(language);
    CHECK(text == types(language));
    CHECK(text.back() == '\n');
    CHECK(text.find("Types of the rulebook \"duel\", version 7, digest " + digest_text(test::compile(kRules).digest())) < 100);
  }
}

TEST_CASE("types: TypeScript") {
  const std::string text = types(Language::typescript);
  CHECK(has(text, R"(
export type WeaponsKey =
  | "sword"
  | "long bow";
)"));
  CHECK(has(text, R"(
export interface WeaponsRow {
  /** int 1..99 */
  readonly damage: number;
  /** string? */
  readonly note?: string | null;
}
)"));
  CHECK(has(text, R"(
export interface PlayerLive {
  /** int 0..100 = 100 */
  readonly hp: number;
  /** vec3 */
  readonly at: Vec3;
  /** row weapons = "sword" */
  readonly weapon: WeaponsKey;
  /** map<row weapons, int> max 9 */
  readonly bag: { readonly [key in WeaponsKey]?: Integer };
  /** ref player? = null */
  readonly ally?: Integer | null;
}
)"));
  CHECK(has(text, R"(
export interface HitParams {
  /** ref player */
  readonly target: Integer;
  /** enum = "slow" */
  readonly mode?: HitParamsMode;
  /** double 0.0..1.0? */
  readonly end?: number | null;
}
)"));
  CHECK(has(text, R"(
export interface HitRequest {
  readonly action: "Hit";
  readonly params: HitParams;
  readonly nonce: Integer;
  readonly sent_at?: Integer;
}
)"));
  CHECK(has(text, R"(
export interface ResetRequest {
  readonly action: "Reset";
  readonly params?: ResetParams;
  readonly nonce?: Integer;
  readonly sent_at?: Integer;
}
)"));
  CHECK(has(text, R"(
export interface HitResult {
  /** int */
  readonly left: Integer;
  readonly parts: readonly HitResultPartsItem[];
}
)"));
  CHECK(has(text, R"(
export type ResetResult = Integer;
)"));
  CHECK(has(text, R"(
export interface StruckData {
  /** int */
  readonly who: Integer;
  readonly with: WeaponsKey;
}
)"));
  CHECK(has(text, R"(
export interface MissedData {
  /** int? */
  readonly hp: Integer | null;
}
)"));
  CHECK(has(text, R"(
export const actionIds = {
  Hit: 0,
  Reset: 1,
  Tick: 2,
} as const;
)"));
  CHECK(has(text, R"(
export type HitVerdict = Accepted<HitResult> | Duplicate<HitResult> | Rejected;
)"));
  CHECK(has(text, R"(
export type ResetVerdict = Accepted<ResetResult> | Duplicate<ResetResult | StoredRefusal> | Rejected;
)"));
  CHECK(text.find("  dead: 1000,\n") != std::string::npos);
  CHECK(text.find("TickRequest") == std::string::npos);  // nobody asks for it
  CHECK(has(text, R"(
export type ClientRequest =
  | HitRequest;
)"));
}

TEST_CASE("types: Python") {
  const std::string text = types(Language::python);
  CHECK(has(text, R"(
WeaponsKey: TypeAlias = Literal[
    "sword",
    "long bow",
]
)"));
  CHECK(has(text, R"(
class PlayerLive(TypedDict):
    # int 0..100 = 100
    hp: int
    # vec3
    at: Vec3
    # row weapons = "sword"
    weapon: WeaponsKey
    # map<row weapons, int> max 9
    bag: dict[WeaponsKey, int]
    # ref player? = null
    ally: NotRequired[int | None]
)"));
  CHECK(has(text, R"(
class HitRequest(TypedDict):
    action: Literal["Hit"]
    params: HitParams
    nonce: int
    sent_at: NotRequired[int]
)"));
  CHECK(has(text, R"(
StruckData = TypedDict(
    "StruckData",
    {
        # int
        "who": int,
        "with": WeaponsKey,
    },
)
)"));
  CHECK(has(text, R"(
ResetVerdict: TypeAlias = Accepted[ResetResult] | Duplicate[ResetResult | StoredRefusal] | Rejected
)"));
}

TEST_CASE("types: C++") {
  const std::string text = types(Language::cpp);
  CHECK(text.find("namespace ludex_types::duel {\n") != std::string::npos);
  CHECK(has(text, R"(
enum class WeaponsKey : std::uint16_t {
  sword,
  long_bow,
};
template <>
struct Names<WeaponsKey> {
  static constexpr std::array<Named<WeaponsKey>, 2> all{{
      {WeaponsKey::sword, "sword"},
      {WeaponsKey::long_bow, "long bow"},
  }};
};
)"));
  CHECK(has(text, R"(
struct HitParams {
  /// ref player
  std::int64_t target{};
  /// enum = "slow"
  std::optional<HitParamsMode> mode{};
  /// double 0.0..1.0?
  std::optional<double> end{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"target"}, &HitParams::target);
    f(std::string_view{"mode"}, &HitParams::mode);
    f(std::string_view{"end"}, &HitParams::end);
  }
  bool operator==(const HitParams&) const = default;
};
)"));
  CHECK(text.find("  std::map<WeaponsKey, std::int64_t> bag{};\n") != std::string::npos);
  CHECK(has(text, R"(
using ResetVerdict = std::variant<Accepted<ResetResult>, Duplicate<std::variant<ResetResult, StoredRefusal>>, Rejected>;
)"));
}

TEST_CASE("types: Luau") {
  const std::string text = types(Language::luau);
  CHECK(text.starts_with("--!strict\n"));
  CHECK(has(text, R"(
export type WeaponsKey =
	| "sword"
	| "long bow"
)"));
  CHECK(has(text, R"(
export type HitParams = {
	-- ref player
	target: number,
	-- enum = "slow"
	mode: HitParamsMode?,
	-- double 0.0..1.0?
	["end"]: number?,
}
)"));
  CHECK(has(text, R"(
local remotes = table.freeze({
	Hit = "Hit",
	Reset = "Reset",
})
)"));
  CHECK(has(text, R"(
local clientActions: { ActionName } = table.freeze({
	"Hit" :: ActionName,
})
)"));
}

TEST_CASE("types: an integer is a number only where no value of it would be rounded") {
  const auto written = [](const std::string& shape) {
    const std::string text = write_types(test::compile(R"({"ludex": 1, "entities": {"player": {"live": {"state": {}}}}, "actions": {"A": {"params": {"x": ")" + shape + R"("}}}})"), Language::typescript);
    const std::size_t at = text.find("readonly x: ") + 12;
    return text.substr(at, text.find(';', at) - at);
  };
  CHECK(written("int -9007199254740991..9007199254740991") == "number");
  CHECK(written("int -9007199254740991..9007199254740992") == "Integer");
  CHECK(written("int >= 0") == "Integer");
  CHECK(written("int") == "Integer");
  CHECK(written("ref player") == "Integer");
}

TEST_CASE("types: a value built of lets is described once for each, not for each path to it") {
  constexpr int kLets = 11;  // a type has at most 4,096 parts, and each let has twice those of the one before
  std::string lets = R"("l0": "{'a': 1}")";
  for (int i = 1; i < kLets; ++i) lets += ", \"l" + std::to_string(i) + "\": \"{'a': l" + std::to_string(i - 1) + ", 'b': l" + std::to_string(i - 1) + "}\"";
  const Program program = test::compile(R"({"ludex": 1, "entities": {"player": {"live": {"state": {}}}}, "actions": {"A": {"let": {)" + lets + R"(}, "result": "l10"}}})");
  const std::string text = write_types(program, Language::typescript);
  std::size_t records = 0;
  for (std::size_t at = text.find("\nexport interface AResult"); at != std::string::npos; at = text.find("\nexport interface AResult", at + 1)) ++records;
  CHECK(records == kLets);
}
