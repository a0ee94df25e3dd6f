#pragma once
// Collects every error of a compilation with its place in the source.

#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "value/json_view.h"

namespace ludex {

class Diagnostics {
 public:
  /// More errors than this are cut off: a generated rulebook with one systematic mistake stays readable.
  static constexpr std::size_t kMaxErrors = 100;

  void add(ErrorCode code, const json::View& at, std::string pointer, std::string message);
  /// For a fault inside an expression held by the string `at`: `offset` counts bytes of its value.
  void add_in_text(ErrorCode code, const json::View& at, std::string pointer, std::string message, std::uint32_t offset);
  void warn(std::string pointer, std::string message) { warnings_.push_back({std::move(pointer), std::move(message)}); }

  bool ok() const { return errors_.empty(); }
  std::size_t count() const { return errors_.size(); }
  Errors take() { return std::move(errors_); }

  struct Warning {
    std::string pointer, message;
  };
  const std::vector<Warning>& warnings() const { return warnings_; }

 private:
  /// The error just added at byte `source` of the document, or nullptr when there are too many.
  Error* add_at(ErrorCode code, const json::View& at, std::uint32_t source, std::string pointer, std::string message);

  Errors errors_;
  std::vector<Warning> warnings_;
};

/// ", did you mean 'health'?" for the candidate within a small edit distance of `name`, else "".
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace ludex
