#pragma once
// Objects of states and events, read member by member with every limit said; and written again.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ludex/error.h"
#include "value/json_view.h"
#include "value/number.h"

namespace ludex::ledger {

/// The first thing that is wrong; what follows it is not told.
class Faults {
 public:
  bool is_set() const { return error_.has_value(); }
  void set(std::string pointer, std::string message);
  std::optional<Error> take() { return std::move(error_); }

 private:
  std::optional<Error> error_;
};

inline constexpr std::int64_t kMostInt64 = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t kLeastInt64 = std::numeric_limits<std::int64_t>::min();

/// Members of one object. A member that is missing, of another type or out of bounds is a fault, and so is, at `done`,
/// one that was not asked for: a misspelt option must not be passed over in silence.
class Fields {
 public:
  Fields(const json::View& object, std::string pointer, Faults& faults);

  std::int64_t integer(const char* name, std::int64_t low, std::int64_t high);
  std::int64_t integer_or(const char* name, std::int64_t otherwise, std::int64_t low, std::int64_t high);
  std::string text(const char* name, std::size_t max_bytes = 255);
  std::string text_or(const char* name, std::string otherwise, std::size_t max_bytes = 255);
  bool flag(const char* name, bool otherwise = false);
  /// One of `names`, by its position.
  std::uint8_t choice(const char* name, const char* const* names, std::uint8_t count);
  std::optional<json::View> member(const char* name);
  /// An object; a fault when it is something else.
  std::optional<json::View> object(const char* name);
  /// The value as compact JSON, at most `max_bytes`; "" when there is none.
  std::string json(const char* name, std::size_t max_bytes);

  const std::string& pointer() const { return pointer_; }
  std::string pointer_to(std::string_view name) const { return json::child_pointer(pointer_, name); }
  void fault(std::string_view name, std::string message) { faults_.set(pointer_to(name), std::move(message)); }
  Faults& faults() { return faults_; }
  void done();

 private:
  std::optional<json::View> need(const char* name, const char* what);

  json::View object_;
  std::string pointer_;
  Faults& faults_;
  std::vector<std::string_view> asked_;
};

/// Writes one object; closes it when it goes out of scope.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_.push_back('{'); }
  ~ObjectWriter() { out_.push_back('}'); }
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;

  /// `"name":`, for a value that the caller writes.
  std::string& key(std::string_view name);
  ObjectWriter& text(std::string_view name, std::string_view value);
  ObjectWriter& integer(std::string_view name, std::int64_t value);
  ObjectWriter& flag(std::string_view name, bool value);
  ObjectWriter& json(std::string_view name, std::string_view value);

 private:
  std::string& out_;
  bool is_first_ = true;
};

void put_integer(std::string& out, std::int64_t value);

class EffectWriter : public ObjectWriter {
 public:
  EffectWriter(std::string& out, std::string_view effect) : ObjectWriter(out) { text("effect", effect); }
};

/// What a machine asks its host to do, as items of a JSON list, each closed before the next begins:
/// `effects.add("save").integer("seq", 4);`
class Effects {
 public:
  EffectWriter add(std::string_view effect) {
    if (!text_.empty()) text_.push_back(',');
    return EffectWriter(text_, effect);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// Sums without overflow, or nothing.
inline std::optional<std::int64_t> checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_add_overflow(a, b, &out)) return std::nullopt;
  return out;
}
inline std::optional<std::int64_t> checked_sub(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (__builtin_sub_overflow(a, b, &out)) return std::nullopt;
  return out;
}

}  // namespace ludex::ledger
