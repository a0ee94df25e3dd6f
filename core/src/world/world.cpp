#include "ludex/world.h"

#include "world/store.h"
#include "world/text.h"

namespace ludex {

using namespace detail;

World::World(std::unique_ptr<WorldData> data) : data_(std::move(data)) {}
World::World(const World& other) : data_(std::make_unique<WorldData>(*other.data_)) {}
World& World::operator=(const World& other) {
  if (this != &other) data_ = std::make_unique<WorldData>(*other.data_);
  return *this;
}
World::World(World&&) noexcept = default;
World& World::operator=(World&&) noexcept = default;
World::~World() = default;

World World::empty(const Program& program, std::uint64_t seed) {
  auto data = std::make_unique<WorldData>(program.shared());
  data->seed = seed;
  return World(std::move(data));
}

namespace {

Result<World> read_world(const Program& program, std::string_view text, TextKind kind, AdoptReport* report) {
  constexpr std::uint64_t kMaxWorldBytes = std::uint64_t{4} << 30;
  json::Document document;
  document.text = text;
  json::Limits limits;
  limits.max_bytes = kMaxWorldBytes - 1;
  limits.max_depth = kMaxWorldDepth;
  limits.max_nodes = 0xffffffffu;
  const auto scanned = json::scan(text, limits, document.tape);
  Error error;
  if (!scanned.ok()) {
    const auto position = json::position_of(text, scanned.offset);
    error = Error{ErrorCode::json, scanned.message, {}, position.line, position.column, {}, 0};
    return error;
  }
  auto data = std::make_unique<WorldData>(program.shared());
  if (!read_text(*data, json::View(document, 0), error, kind, report)) return error;
  data->settle();
  return World(std::move(data));
}

}  // namespace

Result<World> World::from_json(const Program& program, std::string_view text) { return read_world(program, text, TextKind::world, nullptr); }

Result<World> adopt(const World& world, const Program& program, AdoptReport* report) {
  AdoptReport ignored;
  return read_world(program, world.to_json(), TextKind::adoption, report ? report : &ignored);
}

std::string World::to_json() const {
  std::string out;
  write_text(out, *data_);
  return out;
}

std::uint64_t World::digest() const { return data_->total_digest(); }
std::uint64_t World::recomputed_digest() const { return data_->recompute_digest(); }
std::int64_t World::now() const { return data_->now; }

std::size_t World::entity_count() const {
  std::size_t n = 0;
  for (const KindStore& k : data_->kinds) n += k.index.size();
  return n;
}

std::string digest_text(std::uint64_t digest) {
  std::string out(16, '0');
  for (int i = 0; i < 16; ++i) out[static_cast<std::size_t>(i)] = "0123456789abcdef"[digest >> (60 - 4 * i) & 15];
  return out;
}

}  // namespace ludex
