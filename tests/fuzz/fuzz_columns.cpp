// Column files of any bytes. The first byte chooses: the rest is a file, or patches to the buffers or to the whole of one
// that holds every shape.
#include "helpers/shapes_game.h"
#include "target.h"

namespace {

const fuzz::Program& every_shape() {
  static const fuzz::Program program = fuzz::Program::compile(ludex::test::kEveryShape).value();
  return program;
}

const fuzz::World& three_players() {
  static const fuzz::World world = fuzz::World::from_json(every_shape(), R"({"ludex_world":1,"entities":{"player":{"1":{},"2":{},"3":{}}}})").value();
  return world;
}

const std::string& seed_file() {
  static const std::string file = ludex::encode_requests(every_shape(), ludex::test::every_shape_lines()).value().bytes;
  return file;
}

std::string check(std::string_view bytes) {
  if (bytes.empty()) return {};
  const int mode = static_cast<unsigned char>(bytes[0]) % 3;
  bytes.remove_prefix(1);
  if (mode == 0) return fuzz::check_columns(every_shape(), three_players(), bytes, false);
  return fuzz::check_columns(every_shape(), three_players(), fuzz::patched(seed_file(), bytes, mode == 2), mode == 1);
}

}  // namespace

LUDEX_FUZZ_TARGET(check(fuzz::text(bytes, size)))
