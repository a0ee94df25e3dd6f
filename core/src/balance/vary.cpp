// A rulebook with other numbers in it.

#include <algorithm>

#include "balance/variation.h"
#include "balance/number_places.h"

namespace ludex {

using namespace detail;

namespace detail {

Result<Program> vary_places(const NumberPlaces& places, std::vector<NumberPlaces::Put> puts) {
  std::sort(puts.begin(), puts.end(), [](const NumberPlaces::Put& a, const NumberPlaces::Put& b) { return a.place->begin < b.place->begin; });
  return Program::compile(places.text_with(puts));
}

}  // namespace detail

std::string_view program_text(const Program& program) { return program.data().source.text; }

Result<Program> vary(const Program& program, const std::vector<Change>& changes) {
  if (changes.size() > kMostChanges) return tuning_error(std::to_string(changes.size()) + " changes are more than " + std::to_string(kMostChanges) + ": write another rulebook");
  const NumberPlaces numbers(program);
  std::vector<NumberPlaces::Place> places;
  std::vector<std::string> values;
  for (const Change& change : changes) {
    auto place = numbers.find(change.pointer);
    if (!place) return place.errors();
    auto value = numbers.spell(*place, change.value);
    if (!value) return value.errors();
    places.push_back(std::move(*place));
    values.push_back(std::move(*value));
  }
  std::vector<NumberPlaces::Put> puts;
  for (std::size_t i = 0; i < places.size(); ++i) puts.push_back({&places[i], values[i]});
  std::sort(puts.begin(), puts.end(), [](const NumberPlaces::Put& a, const NumberPlaces::Put& b) { return a.place->begin < b.place->begin; });
  for (std::size_t i = 1; i < puts.size(); ++i)
    if (puts[i].place->begin == puts[i - 1].place->begin) return tuning_error("this number is changed twice", puts[i].place->number.pointer);
  return vary_places(numbers, std::move(puts));
}

}  // namespace ludex
