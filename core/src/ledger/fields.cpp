#include "ledger/fields.h"

#include <algorithm>

namespace ludex::ledger {

void Faults::set(std::string pointer, std::string message) {
  if (error_) return;
  Error e;
  e.code = ErrorCode::ledger;
  e.pointer = std::move(pointer);
  e.message = std::move(message);
  error_ = std::move(e);
}

Fields::Fields(const json::View& object, std::string pointer, Faults& faults) : object_(object), pointer_(std::move(pointer)), faults_(faults) {
  if (!object_.is_object()) faults_.set(pointer_, std::string("expected an object, got ") + describe(object_.type()));
}

std::optional<json::View> Fields::member(const char* name) {
  asked_.push_back(name);
  return object_.find(name);
}

std::optional<json::View> Fields::need(const char* name, const char* what) {
  auto found = member(name);
  if (!found) faults_.set(pointer_, std::string("\"") + name + "\" is missing: expected " + what);
  return found;
}

std::int64_t Fields::integer(const char* name, std::int64_t low, std::int64_t high) {
  const auto found = need(name, "a whole number");
  if (!found) return low;
  const auto value = found->integer();
  if (value && *value >= low && *value <= high) return *value;
  fault(name, "expected a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return low;
}

std::int64_t Fields::integer_or(const char* name, std::int64_t otherwise, std::int64_t low, std::int64_t high) {
  if (object_.find(name)) return integer(name, low, high);
  asked_.push_back(name);
  return otherwise;
}

std::string Fields::text(const char* name, std::size_t max_bytes) {
  const auto found = need(name, "text");
  if (!found) return {};
  if (!found->is_string()) return fault(name, std::string("expected text, got ") + describe(found->type())), std::string();
  if (found->node().end - found->node().begin > 6 * max_bytes || found->str().size() > max_bytes)  // an escape takes six bytes at most
    return fault(name, "the text is longer than " + std::to_string(max_bytes) + " bytes"), std::string();
  return std::string(found->str());
}

std::string Fields::text_or(const char* name, std::string otherwise, std::size_t max_bytes) {
  if (object_.find(name)) return text(name, max_bytes);
  asked_.push_back(name);
  return otherwise;
}

bool Fields::flag(const char* name, bool otherwise) {
  const auto found = member(name);
  if (!found) return otherwise;
  if (!found->is(json::Type::boolean)) return fault(name, "expected true or false"), otherwise;
  return found->boolean();
}

std::uint8_t Fields::choice(const char* name, const char* const* names, std::uint8_t count) {
  const auto found = need(name, "one of the names it may have");
  if (!found) return 0;
  std::string all;
  for (std::uint8_t i = 0; i < count; ++i) {
    if (found->is_string() && found->str() == names[i]) return i;
    all += (i == 0 ? "" : i + 1 == count ? " or " : ", ") + std::string(names[i]);
  }
  fault(name, "expected " + all);
  return 0;
}

std::optional<json::View> Fields::object(const char* name) {
  auto found = member(name);
  if (!found || found->is_object()) return found;
  fault(name, std::string("expected an object, got ") + describe(found->type()));
  return std::nullopt;
}

std::string Fields::json(const char* name, std::size_t max_bytes) {
  const auto found = member(name);
  if (!found) return {};
  std::string out;
  write_compact(out, *found);
  if (out.size() > max_bytes) fault(name, "the value takes more than " + std::to_string(max_bytes) + " bytes");
  return out;
}

void Fields::done() {
  if (faults_.is_set() || !object_.is_object()) return;
  for (const auto& [name, value] : object_.members())
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) return fault(name, "nothing is known of a member of this name");
}

std::string& ObjectWriter::key(std::string_view name) {
  if (!is_first_) out_.push_back(',');
  is_first_ = false;
  json::write_string(out_, name);
  out_.push_back(':');
  return out_;
}

ObjectWriter& ObjectWriter::text(std::string_view name, std::string_view value) {
  json::write_string(key(name), value);
  return *this;
}

ObjectWriter& ObjectWriter::integer(std::string_view name, std::int64_t value) {
  put_integer(key(name), value);
  return *this;
}

ObjectWriter& ObjectWriter::flag(std::string_view name, bool value) {
  key(name) += value ? "true" : "false";
  return *this;
}

ObjectWriter& ObjectWriter::json(std::string_view name, std::string_view value) {
  key(name) += value;
  return *this;
}

void put_integer(std::string& out, std::int64_t value) {
  char text[24];
  out.append(text, print_int64(value, text));
}

}  // namespace ludex::ledger
