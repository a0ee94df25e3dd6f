// Elementary functions: against correctly rounded values, at their special cases, and the same bits in every build.

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "helpers/files.h"
#include "support/hash.h"
#include "support/math.h"
#include "support/bits.h"
#include "support/random.h"

using namespace ludex;
using namespace ludex::math;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// So that neighbours differ by one, through zero.
std::int64_t place(double x) {
  const auto b = static_cast<std::int64_t>(bits_of(x));
  return b < 0 ? std::numeric_limits<std::int64_t>::min() - b : b;
}

bool is_same(double a, double b) { return bits_of(a) == bits_of(b); }

double call(const std::string& name, double x, double y) {
  if (name == "exp") return exponential(x);
  if (name == "log") return logarithm(x);
  if (name == "pow") return power(x, y);
  if (name == "sin") return sine(x);
  if (name == "cos") return cosine(x);
  return angle(x, y);
}

}  // namespace

TEST_CASE("elementary functions are within one unit in the last place of the exact value") {
  std::ifstream file(ludex::test::source_dir() / "tests/vectors/elementary.json");
  const auto vectors = nlohmann::json::parse(file);
  const auto number = [](const nlohmann::json& hex) { return double_of(std::stoull(hex.get<std::string>(), nullptr, 16)); };
  int inexact = 0;
  for (const auto& c : vectors.at("cases")) {
    const double x = number(c[1]), y = c.size() > 3 ? number(c[2]) : 0.0;
    const double expected = number(c.back()), got = call(c[0].get<std::string>(), x, y);
    CAPTURE(c.dump());
    CAPTURE(got);
    CHECK(std::abs(place(got) - place(expected)) <= 1);
    inexact += !is_same(got, expected);
  }
  CHECK(vectors.at("cases").size() > 700);
  CHECK(inexact <= 3);  // results are nearly always the nearest double
}

TEST_CASE("the same bits in every build") {
  RandomStream random(1, 0);
  std::string results;
  const auto put = [&](double v) {
    const std::uint64_t b = bits_of(v == v ? v : kNaN);
    results.append(reinterpret_cast<const char*>(&b), sizeof b);
  };
  for (int i = 0; i < 4000; ++i) {
    const double u = random.unit(), v = random.unit(), any = double_of(random.next_u64()), other = double_of(random.next_u64());
    put(exponential((u - 0.5) * 1500.0));
    put(exponential(u - v));
    put(logarithm(std::fabs(any)));
    put(logarithm(0.5 + u));
    put(power(u * 100.0, (v - 0.5) * 40.0));
    put(power(std::fabs(any), v));
    put(sine((u - 0.5) * kMaxAngle));
    put(sine(u));
    put(cosine((v - 0.5) * kMaxAngle));
    put(cosine(v));
    put(angle(u - 0.5, v - 0.5));
    put(angle(any, other));
  }
  CHECK(xxh64(results, 0) == 10762175232538913219u);
}

TEST_CASE("exponential and logarithm at their ends") {
  CHECK(is_same(exponential(0.0), 1.0));
  CHECK(is_same(exponential(-0.0), 1.0));
  CHECK(exponential(kInfinity) == kInfinity);
  CHECK(is_same(exponential(-kInfinity), 0.0));
  CHECK(exponential(709.782712893384) < kInfinity);
  CHECK(exponential(709.7827128933841) == kInfinity);
  CHECK(exponential(-745.1332191019411) == 5e-324);
  CHECK(is_same(exponential(-745.1332191019413), 0.0));
  CHECK(is_same(exponential(-1e308), 0.0));
  CHECK(std::isnan(exponential(kNaN)));
  CHECK(is_same(logarithm(1.0), 0.0));
  CHECK(logarithm(0.0) == -kInfinity);
  CHECK(logarithm(-0.0) == -kInfinity);
  CHECK(logarithm(kInfinity) == kInfinity);
  CHECK(std::isnan(logarithm(-1.0)));
  CHECK(std::isnan(logarithm(kNaN)));
}

TEST_CASE("power follows C99") {
  for (const double x : {0.0, -0.0, 1.0, -1.0, 5e-324, 1e308, -2.5, kInfinity, kNaN}) {
    CHECK(is_same(power(x, 0.0), 1.0));
    CHECK(is_same(power(x, -0.0), 1.0));
    CHECK(is_same(power(1.0, x), 1.0));
  }
  CHECK(is_same(power(-2.0, 3.0), -8.0));
  CHECK(is_same(power(-2.0, 4.0), 16.0));
  CHECK(is_same(power(-2.0, -1.0), -0.5));
  CHECK(is_same(power(-1.0, 9007199254740993.0), 1.0));  // every double of this size is even
  CHECK(std::isnan(power(-8.0, 1.0 / 3.0)));
  CHECK(is_same(power(0.0, 3.0), 0.0));
  CHECK(is_same(power(-0.0, 3.0), -0.0));
  CHECK(is_same(power(-0.0, 2.0), 0.0));
  CHECK(power(0.0, -1.0) == kInfinity);
  CHECK(power(-0.0, -1.0) == -kInfinity);
  CHECK(power(-0.0, -2.0) == kInfinity);
  CHECK(power(2.0, 1024.0) == kInfinity);
  CHECK(is_same(power(2.0, 1023.0), 0x1p1023));
  CHECK(is_same(power(2.0, -1074.0), 5e-324));
  CHECK(is_same(power(2.0, -1080.0), 0.0));
  CHECK(power(1.0 + 0x1p-52, 1e300) == kInfinity);
  CHECK(is_same(power(1.0 + 0x1p-52, -1e300), 0.0));
  CHECK(is_same(power(1e300, 1e-300), 1.0));
  CHECK(is_same(power(-1.0, kInfinity), 1.0));
  CHECK(is_same(power(0.5, kInfinity), 0.0));
  CHECK(power(0.5, -kInfinity) == kInfinity);
  CHECK(power(-kInfinity, 3.0) == -kInfinity);
  CHECK(is_same(power(-kInfinity, -3.0), -0.0));
  CHECK(std::isnan(power(kNaN, 2.0)));
  CHECK(std::isnan(power(2.0, kNaN)));
  // Where the result is a double, it is that one.
  for (int x = 2; x < 40; ++x)
    for (double y = 1, p = x; p < 0x1p53; p *= x, ++y) CHECK(power(x, y) == p);
}

TEST_CASE("sine and cosine up to 2^20, and not beyond") {
  CHECK(is_same(sine(0.0), 0.0));
  CHECK(is_same(sine(-0.0), -0.0));
  CHECK(is_same(cosine(0.0), 1.0));
  CHECK(is_same(sine(5e-324), 5e-324));
  for (const double x : {1.0, 0.1, 2.0, 300.0, 1048576.0}) {
    CHECK(sine(-x) == -sine(x));
    CHECK(cosine(-x) == cosine(x));
    CHECK(std::fabs(sine(x) * sine(x) + cosine(x) * cosine(x) - 1.0) < 1e-15);
  }
  CHECK(std::isnan(sine(1048576.1)));
  CHECK(std::isnan(cosine(-1048576.1)));
  CHECK(std::isnan(sine(kInfinity)));
  CHECK(std::isnan(cosine(kNaN)));
}

TEST_CASE("angle knows the quadrants and the signs of zero") {
  const double pi = 0x1.921fb54442d18p1;
  CHECK(is_same(angle(0.0, 1.0), 0.0));
  CHECK(is_same(angle(-0.0, 1.0), -0.0));
  CHECK(is_same(angle(0.0, -1.0), pi));
  CHECK(is_same(angle(-0.0, -1.0), -pi));
  CHECK(is_same(angle(0.0, 0.0), 0.0));
  CHECK(is_same(angle(-0.0, 0.0), -0.0));
  CHECK(is_same(angle(0.0, -0.0), pi));
  CHECK(is_same(angle(-0.0, -0.0), -pi));
  CHECK(is_same(angle(2.0, 0.0), pi / 2));
  CHECK(is_same(angle(-2.0, -0.0), -pi / 2));
  CHECK(is_same(angle(1.0, 1.0), pi / 4));
  CHECK(is_same(angle(-1.0, 1.0), -pi / 4));
  CHECK(is_same(angle(1e308, -5e-324), pi / 2));
  CHECK(is_same(angle(5e-324, 1e308), 0.0));
  CHECK(is_same(angle(kInfinity, kInfinity), pi / 4));
  CHECK(is_same(angle(kInfinity, -kInfinity), 3 * pi / 4));
  CHECK(is_same(angle(1.0, kInfinity), 0.0));
  CHECK(is_same(angle(-1.0, -kInfinity), -pi));
  CHECK(is_same(angle(-kInfinity, 1.0), -pi / 2));
  CHECK(std::isnan(angle(kNaN, 1.0)));
  for (const double y : {-2.0, -0.3, 0.3, 2.0})
    for (const double x : {-1.0, 1.0}) CHECK(angle(-y, x) == -angle(y, x));
}
