#include "near.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <unordered_map>
#include <vector>

#include "ludex/interest.h"
#include "ludex/judge.h"
#include "processor_time.h"
#include "space/point_tree.h"
#include "support/random.h"

namespace ludex::bench {
namespace {

constexpr double kFoundOnAverage = 20;
constexpr std::uint32_t kMost = 32;
constexpr double kSide = 1000;

constexpr const char* kRules = R"json({"ludex": 1, "name": "near", "version": 1,
  "entities": {"player": {"live": {"state": {"position": "vec3", "health": "int = 100", "mana": "int = 100", "team": "int", "seen": "int"}}}},
  "actions": {"Look": {"params": {"radius": "double"}, "with": {"around": {"near": {"kind": "player", "at": "actor.position", "radius": "params.radius", "max": 32}}},
                       "effects": ["actor.seen = size(around)"]},
              "Move": {"params": {"to": "vec3"}, "effects": ["actor.position = params.to"]}}})json";

/// What anybody would write first: cells in a hash map.
class UniformGrid {
 public:
  explicit UniformGrid(double cell) : cell_(cell) {}
  void put(const space::Point& p) {
    if (p.position >= cell_of_.size()) cell_of_.resize(p.position + 1, 0);
    const std::uint64_t to = key(index(p.at[0]), index(p.at[1]));
    if (cell_of_[p.position] != to) take_out(p.position);
    std::vector<space::Point>& cell = cells_[to];
    for (space::Point& there : cell)
      if (there.position == p.position) return void(there = p);
    cell.push_back(p);
    cell_of_[p.position] = to;
  }
  void nearest(const double* at, double radius, std::size_t max, space::Search& search) const {
    space::Nearest few(at, radius, max, search.found);
    for (std::int64_t x = index(at[0] - radius); x <= index(at[0] + radius); ++x)
      for (std::int64_t y = index(at[1] - radius); y <= index(at[1] + radius); ++y)
        if (const auto cell = cells_.find(key(x, y)); cell != cells_.end())
          for (const space::Point& p : cell->second) few.offer(p.at, p.id, p.position);
    few.finish();
  }

 private:
  void take_out(std::uint32_t position) {
    const auto cell = cells_.find(cell_of_[position]);
    if (cell == cells_.end()) return;
    std::erase_if(cell->second, [&](const space::Point& p) { return p.position == position; });
  }
  std::int64_t index(double v) const { return static_cast<std::int64_t>(std::floor(v / cell_)); }
  static std::uint64_t key(std::int64_t x, std::int64_t y) { return static_cast<std::uint64_t>(x) << 32 ^ static_cast<std::uint32_t>(y); }

  double cell_;
  std::unordered_map<std::uint64_t, std::vector<space::Point>> cells_;
  std::vector<std::uint64_t> cell_of_;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Sizes {
  std::uint32_t count;
  double radius;
  std::vector<space::Point> points;
  bool is_crowd;
};

Sizes make(std::uint32_t count, bool is_crowd) {
  Sizes s{count, std::sqrt(kFoundOnAverage * kSide * kSide / (3.14159265 * count)), {}, is_crowd};
  RandomStream random(1, count);
  for (std::uint32_t i = 0; i < count; ++i) s.points.push_back({{is_crowd ? 1.0 : random.unit() * kSide, is_crowd ? 1.0 : random.unit() * kSide, 0}, std::int64_t{i} + 1, i});
  return s;
}

World world_of(const Program& program, const Sizes& s) {
  std::string text = "{\"ludex_world\":1,\"now\":1000,\"entities\":{\"player\":{";
  for (const space::Point& p : s.points)
    text += (p.position ? ",\"" : "\"") + std::to_string(p.id) + "\":{\"live\":{\"position\":[" + std::to_string(p.at[0]) + "," + std::to_string(p.at[1]) + ",0]}}";
  return World::from_json(program, text + "}}}").value();
}

/// ns of processor time each of `turns` calls takes.
template <class Call>
double time_of(std::uint32_t turns, Call&& call) {
  const double start = processor_seconds();
  for (std::uint32_t i = 0; i < turns; ++i) call(i);
  return (processor_seconds() - start) / turns * 1e9;
}

bool row(const Program& program, const Sizes& s) {
  constexpr int kTurns = 7;
  const std::uint32_t scans = std::max(20u, 400'000 / s.count), looks = 2000;
  const auto who = [&](std::uint32_t i) -> const space::Point& { return s.points[i * 7919u % s.count]; };
  space::PointTree tree;
  tree.build(s.points);
  UniformGrid grid(s.radius);
  for (const space::Point& p : s.points) grid.put(p);
  space::Search search, other;
  bool is_equal = true;
  for (std::uint32_t i = 0; i < 200; ++i) {
    tree.nearest(who(i).at, s.radius, kMost, search);
    grid.nearest(who(i).at, s.radius, kMost, other);
    is_equal = is_equal && std::equal(search.found.begin(), search.found.end(), other.found.begin(), other.found.end(), [](const auto& a, const auto& b) { return a.id == b.id; });
  }
  World world = world_of(program, s);
  std::string ndjson, moves_and_looks;
  for (std::uint32_t i = 0; i < looks; ++i) {
    const std::string look = "{\"actor\":" + std::to_string(who(i).id) + ",\"received_at\":1000,\"action\":\"Look\",\"params\":{\"radius\":" + std::to_string(s.radius) + "}}\n";
    const double* at = who(i + 1).at;
    ndjson += look;
    moves_and_looks += look + "{\"actor\":" + std::to_string(who(i + 1).id) + ",\"received_at\":1000,\"action\":\"Move\",\"params\":{\"to\":[" + std::to_string(at[0] + s.radius / 10) + "," +
                       std::to_string(at[1]) + ",0]}}\n";
  }
  Interest interest = Interest::create(program, InterestArea{"player", "player", s.radius, 1.25, kMost, "", ""}).value();
  std::vector<double> scan, indexed, by_hand, judged, moving, watched;
  for (int turn = 0; turn < kTurns; ++turn) {
    scan.push_back(time_of(scans, [&](std::uint32_t i) {
      space::Nearest few(who(i).at, s.radius, kMost, other.found);
      for (const space::Point& p : s.points) few.offer(p.at, p.id, p.position);
      few.finish();
    }));
    indexed.push_back(time_of(looks, [&](std::uint32_t i) { tree.nearest(who(i).at, s.radius, kMost, search); }));
    by_hand.push_back(time_of(s.is_crowd ? scans : looks, [&](std::uint32_t i) { grid.nearest(who(i).at, s.radius, kMost, other); }));
    judged.push_back(time_of(1, [&](std::uint32_t) { is_equal = judge_in_place(program, world, ndjson).ok() && is_equal; }) / looks);
    World moved = world;
    is_equal = judge_in_place(program, moved, ndjson).ok() && is_equal;
    moving.push_back(time_of(1, [&](std::uint32_t) { is_equal = judge_in_place(program, moved, moves_and_looks).ok() && is_equal; }) / looks);
    watched.push_back(time_of(1, [&](std::uint32_t) { is_equal = interest.update(world).ok() && is_equal; }) / s.count);
  }
  std::printf("  %7u%s  %10.0f ns  %8.0f ns  %8.0f ns  | %8.0f ns  %8.0f ns  | %8.0f ns\n", s.count, s.is_crowd ? " in one spot" : "            ", median(scan), median(indexed), median(by_hand),
              median(judged), median(moving), median(watched));
  return is_equal;
}

}  // namespace

bool near_rows() {
  const Program program = Program::compile(kRules).value();
  std::printf("\nwho is near, the nearest %u within a radius that holds some %.0f of them; areas of interest of everybody, for each\n", kMost, kFoundOnAverage);
  std::printf("   entities             look at each    the index  grid, by hand | request that looks   and a move  | interest\n");
  bool is_equal = true;
  for (const std::uint32_t count : {100u, 1000u, 10'000u, 100'000u}) is_equal = row(program, make(count, false)) && is_equal;
  is_equal = row(program, make(10'000, true)) && is_equal;
  if (!is_equal) std::printf("THE SIDES DO NOT AGREE\n");
  return is_equal;
}

}  // namespace ludex::bench
