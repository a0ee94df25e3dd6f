#include "judge/turns.h"

#include <doctest/doctest.h>

#include <initializer_list>

using ludex::detail::Turns;

namespace {

void touch(Turns& turns, std::size_t request, std::initializer_list<std::uint32_t> things) {
  for (std::uint32_t k = 0; k < 3; ++k) turns.things(request)[k] = Turns::kNobody;
  for (const std::uint32_t thing : things) turns.touch(request, thing);
}

}  // namespace

TEST_CASE("requests at one thing keep their order; others do not wait") {
  Turns turns;
  for (int batch = 0; batch < 3; ++batch) {  // numbers count on
    turns.begin(5, 3, 10);
    touch(turns, 0, {1, 2});
    touch(turns, 1, {2, 3});
    touch(turns, 2, {4});
    touch(turns, 3, {3, 3, 1});
    touch(turns, 4, {});
    turns.begin_stretch(0, 5);
    turns.number_up_to(5);
    CHECK(turns.is_turn(0));
    CHECK(!turns.is_turn(1));
    CHECK(turns.is_turn(2));
    CHECK(!turns.is_turn(3));
    CHECK(turns.is_turn(4));
    turns.done(0);
    CHECK(turns.is_turn(1));
    CHECK(!turns.is_turn(3));
    turns.done(1);
    CHECK(turns.is_turn(3));
    for (const std::size_t i : {2u, 3u, 4u}) turns.done(i);
  }
}

TEST_CASE("there may be more things from batch to batch") {
  Turns turns;
  for (const std::uint32_t things : {4u, 5u, 900u, 10u}) {
    turns.begin(2, 3, things);
    touch(turns, 0, {things - 1});
    touch(turns, 1, {things - 1});
    turns.begin_stretch(0, 2);
    turns.number_up_to(2);
    CHECK(turns.is_turn(0));
    CHECK(!turns.is_turn(1));
    turns.done(0);
    CHECK(turns.is_turn(1));
    turns.done(1);
  }
}
