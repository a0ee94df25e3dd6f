#pragma once
// What a program declares, as a language that knows nothing of Ludex sees it: the types of JSON texts, with a name for
// each that needs one. The writers of languages read this and nothing else.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "rulebook/program_data.h"

namespace ludex::detail::types {

struct Type {
  enum class Kind : std::uint8_t { boolean, integer, number, string, choice, vec3, null, never, any, list, map, record } kind = Kind::null;
  bool is_nullable = false;
  bool fits_double = false;         ///< integer: bounds within ±(2^53 - 1), so a double never rounds it
  std::uint32_t index = 0;          ///< choice, record: position in Description
  const Type* element = nullptr;    ///< list, map
  const Type* key = nullptr;        ///< map: string, choice, or an integer that is written as text
  std::vector<std::string> values;  ///< boolean, integer, number: a closed set, as JSON; empty: any
};

struct Member {
  std::string name;
  const Type* type = nullptr;
  bool may_be_absent = false;
  std::string note;  ///< bounds and default, in the short form of a shape
};

struct Record {
  std::string name;  ///< in every language
  std::string note;
  std::vector<Member> members;
};

/// One of some strings: an enumeration, the keys of a table, the names of kinds.
struct Choice {
  std::string name;
  std::string note;
  std::vector<std::string> values;
};

struct KindTypes {
  std::string name;
  std::optional<std::uint32_t> profile, live;  ///< records
  std::int64_t profile_version = 0;
};

struct TableTypes {
  std::string name;
  const Type* key = nullptr;
  std::uint32_t row = 0;  ///< record
};

struct ActionTypes {
  std::string name;
  std::string identifier;  ///< unique among actions
  std::string request, verdict;  ///< names of types
  std::vector<std::string> origins;
  bool is_asked = false;      ///< some host or client sends it; else only timers do
  bool from_client = false;
  std::uint32_t params = 0;   ///< record
  bool needs_params = false;  ///< some parameter has no default
  const Type* result = nullptr;  ///< nullptr: none
  std::string result_name;       ///< of the type that stands for it
  bool keeps_refusals = false;   ///< a duplicate may answer with the refusal that was stored
};

struct EventTypes {
  std::string name;
  std::string type;  ///< of the event
  std::string data_type;
  std::vector<std::uint32_t> data;  ///< records: one for each form its data has
};

struct ReasonEntry {
  std::uint16_t code = 0;
  std::string name, text;
};

struct Description {
  std::string name;
  std::int64_t version = 0;
  std::string digest;
  bool needs_nonce = false, needs_sent_at = false;  ///< of clients
  std::deque<Type> types;
  std::vector<Record> records;  ///< each after those it holds
  std::vector<Choice> choices;
  std::vector<KindTypes> kinds;
  std::vector<TableTypes> tables;
  std::vector<ActionTypes> actions;  ///< by id
  std::vector<EventTypes> events;
  std::vector<ReasonEntry> reasons;  ///< by code
  std::vector<std::string> rule_errors;
  std::uint32_t flags = 0;  ///< record
};

/// Names of types that every text has besides those of the program.
inline constexpr std::string_view kFixedTypes[] = {
    "Integer", "Number", "String", "Boolean", "Bool", "Object", "Vec3", "Json", "JsonValue", "JsonObject", "Accepted", "Duplicate", "Rejected", "Verdict",
    "Verdicts", "ClientVerdict", "ClientView", "ShadowRefusal", "StoredRefusal", "Request", "ClientRequest", "HostRequest", "Envelope", "RequestLine", "Params", "Results",
    "Audience", "GameEvent", "EventName", "EventData", "Events", "Action", "ActionName", "ActionId", "Reason", "ReasonName", "ReasonCode", "SystemReason", "RuleError", "Flags", "KindName",
    "Entities", "Profile", "Profiles", "Live", "Lives", "Tables", "Rows", "Origin", "Names", "Named", "Remotes", "ProfileVersion", "AudienceEntity", "AudienceKind", "AudienceIds", "AudienceNear", "AudienceWhere", "TypedDict", "Literal", "NotRequired", "Final", "Generic", "TypeVar", "TypeAlias", "Never",
    "Partial", "Readonly", "Record", "Array", "Map", "Omit", "Result", "None", "True", "False"};

/// Names an enumeration or a table may have and still be written out; above it a plain string stands for them, as
/// type checkers slow down on unions of many thousand.
inline constexpr std::size_t kMostNamesWritten = 4096;

/// Values nested deeper than this are any JSON: lets may build on each other without end.
inline constexpr int kDeepestType = 32;

Description describe(const ProgramData& program);

/// "int 0..100 = 100": a shape in its short form, for a comment.
std::string note_of(const Shape& shape, const Declarations& declarations);

}  // namespace ludex::detail::types
