// Cereal reads what we write, and we read what Cereal writes.

#include "record/archive.h"

#include <cereal/archives/portable_binary.hpp>
#include <cereal/types/array.hpp>
#include <cereal/types/string.hpp>
#include <doctest/doctest.h>

#include <sstream>
#include <string>

using namespace ludex;
using namespace ludex::detail;

// As a program that knows nothing but Cereal would describe them.
namespace theirs {

struct Header {
  std::uint64_t program_digest, first_link, first_batch;
  std::uint32_t semantics;
  std::array<std::uint8_t, 32> root;
  std::string rulebook;
  template <class Archive>
  void serialize(Archive& archive, std::uint32_t version) {
    CHECK(version == 1);
    archive(program_digest, semantics, first_link, first_batch, root, rulebook);
  }
};

struct Snapshot {
  std::uint64_t link, batch, program_digest, world_digest;
  std::array<std::uint8_t, 32> chain;
  std::string world_json;
  template <class Archive>
  void serialize(Archive& archive, std::uint32_t version) {
    CHECK(version == 1);
    archive(link, batch, program_digest, world_digest, chain, world_json);
  }
};

template <class T>
T read(const std::string& bytes) {
  std::istringstream stream(bytes);
  cereal::PortableBinaryInputArchive archive(stream);
  T out;
  archive(out);
  CHECK(stream.peek() == std::char_traits<char>::eof());
  return out;
}

template <class T>
std::string write(const T& value) {
  std::ostringstream stream;
  cereal::PortableBinaryOutputArchive archive(stream, cereal::PortableBinaryOutputArchive::Options::LittleEndian());
  archive(value);
  return stream.str();
}

}  // namespace theirs

CEREAL_CLASS_VERSION(theirs::Header, 1)
CEREAL_CLASS_VERSION(theirs::Snapshot, 1)

namespace {

LogHeader some_header() {
  LogHeader h;
  h.program_digest = 0x0123456789abcdef;
  h.semantics = 7;
  h.first_link = 1ull << 40;
  h.first_batch = 12;
  for (std::size_t i = 0; i < h.root.size(); ++i) h.root[i] = static_cast<std::uint8_t>(255 - i);
  h.rulebook = std::string("{\"a\":1}\0 and more", 18);
  return h;
}

LogSnapshot some_snapshot() {
  LogSnapshot s;
  s.link = 5;
  s.batch = 4;
  s.program_digest = 1;
  s.world_digest = ~std::uint64_t{0};
  s.chain[31] = 9;
  s.world_json = std::string(70000, 'w');
  return s;
}

}  // namespace

TEST_CASE("Cereal's own archive reads our bytes and writes the same") {
  const LogHeader h = some_header();
  std::string bytes;
  put_archive(bytes, h);
  const auto header = theirs::read<theirs::Header>(bytes);
  CHECK(header.program_digest == h.program_digest);
  CHECK(header.semantics == h.semantics);
  CHECK(header.first_link == h.first_link);
  CHECK(header.first_batch == h.first_batch);
  CHECK(header.root == h.root);
  CHECK(header.rulebook == h.rulebook);
  CHECK(theirs::write(header) == bytes);

  const LogSnapshot s = some_snapshot();
  bytes.clear();
  put_archive(bytes, s);
  const auto snapshot = theirs::read<theirs::Snapshot>(bytes);
  CHECK(snapshot.link == s.link);
  CHECK(snapshot.world_digest == s.world_digest);
  CHECK(snapshot.chain == s.chain);
  CHECK(snapshot.world_json == s.world_json);
  CHECK(theirs::write(snapshot) == bytes);
  LogSnapshot again;
  CHECK(read_archive(theirs::write(snapshot), again) == ArchiveFault::none);
  CHECK(again.world_json == s.world_json);
  CHECK(again.chain == s.chain);
}

TEST_CASE("a length that is not there, a later version, another byte order and what is too much are refused") {
  std::string bytes;
  put_archive(bytes, some_header());
  LogHeader out;
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK(read_archive(std::string_view(bytes).substr(0, size), out) == ArchiveFault::broken);
  CHECK(read_archive(bytes + "x", out) == ArchiveFault::broken);
  std::string other = bytes;
  other[0] = 0;
  CHECK(read_archive(other, out) == ArchiveFault::broken);
  other = bytes;
  other[1] = 2;
  CHECK(read_archive(other, out) == ArchiveFault::later_version);
  const std::size_t length = bytes.size() - some_header().rulebook.size() - sizeof(std::uint64_t);
  for (std::size_t i = 0; i < sizeof(std::uint64_t); ++i) {
    other = bytes;
    other[length + i] = static_cast<char>(0xff);
    CHECK(read_archive(other, out) == ArchiveFault::broken);
  }
}
