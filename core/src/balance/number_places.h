#pragma once
// Where the numbers of a rulebook stand, and between which bounds each may be put.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "balance/json_numbers.h"
#include "ludex/program.h"
#include "ludex/tuning.h"
#include "rulebook/program_data.h"
#include "value/json_view.h"

namespace ludex::detail {

/// A program's text, scanned once, and its numbers.
class NumberPlaces {
 public:
  explicit NumberPlaces(const Program& program);

  struct Place {
    TunableNumber number;
    std::uint32_t begin = 0, end = 0;           ///< bytes of the text
    const Shape* shape = nullptr;               ///< that declares it
    std::optional<std::int64_t> least, most;    ///< of a member of a scenario
  };
  /// The number at a pointer, with its bounds; or an error that says what is there instead.
  Result<Place> find(std::string_view pointer) const;
  /// All numbers at and below a pointer, in the order written; or an error when there are none.
  Result<std::vector<Place>> all(std::string_view pointer = {}) const;

  /// `value` as it is to be written at `place`: an int without a fraction, the shortest spelling of a double. Errors (`host`): no
  /// number, or out of bounds.
  Result<std::string> spell(const Place& place, std::string_view value) const;

  /// The text with other values in the places, which are in the order of the text.
  struct Put {
    const Place* place;
    std::string_view value;
  };
  std::string text_with(const std::vector<Put>& puts) const;

  const Program& program() const { return program_; }

 private:
  std::optional<json::View> at(const std::vector<std::string>& tokens, std::string& stopped) const;
  Place place_of(std::string pointer, const std::vector<std::string>& tokens, const json::View& number) const;
  void bound(Place& place, const std::vector<std::string>& tokens) const;
  void collect(const json::View& v, std::string& pointer, std::vector<std::string>& tokens, std::vector<Place>& out) const;

  Program program_;
  json::Document document_;
};

/// Between which the milliseconds of a scenario lie, or of one of its fighters; nothing for other members.
std::optional<std::pair<std::int64_t, std::int64_t>> bounds_of_member(const std::vector<std::string>& tokens);

/// An error of the host's making, at a pointer of the rulebook.
Error tuning_error(std::string message, std::string pointer = {});


}  // namespace ludex::detail
