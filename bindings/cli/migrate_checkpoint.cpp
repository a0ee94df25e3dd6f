#include "migrate_checkpoint.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include <nlohmann/json.hpp>

#include "io.h"
#include "ludex/world.h"

namespace ludex::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kHashedBytes = std::uint64_t{1} << 20;
constexpr int kFormat = 1;

Error io_error(std::string message) {
  Error e;
  e.code = ErrorCode::io;
  e.message = std::move(message);
  return e;
}

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// FNV-1a: to tell one file from another, not to withstand anybody.
std::optional<std::string> hash_of(std::FILE* file, std::uint64_t begin, std::uint64_t end) {
  if (fseeko(file, static_cast<off_t>(begin), SEEK_SET) != 0) return std::nullopt;
  std::string bytes(end - begin, '\0');
  if (std::fread(bytes.data(), 1, bytes.size(), file) != bytes.size()) return std::nullopt;
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return digest_text(hash);
}

}  // namespace

std::optional<Error> hash_input(const std::string& path, std::uint64_t offset, std::string& head, std::string& tail) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  const std::uint64_t hashed = std::min(offset, kHashedBytes);
  const auto first = file ? hash_of(file.get(), 0, hashed) : std::nullopt;
  const auto last = file ? hash_of(file.get(), offset - hashed, offset) : std::nullopt;
  if (!first || !last) return io_error("cannot read '" + path + "' again");
  head = *first;
  tail = *last;
  return std::nullopt;
}

std::optional<Error> write_checkpoint(const std::string& path, const Checkpoint& c) {
  const nlohmann::ordered_json text{{"ludex_checkpoint", kFormat}, {"input_bytes", c.input_bytes}, {"offset", c.offset}, {"head", c.head}, {"tail", c.tail},
                                    {"out_bytes", c.out_bytes},    {"quarantine_bytes", c.quarantine_bytes}, {"state", c.state}};
  auto file = OutputFile::plan(path);
  if (!file) return file.error();
  if (auto error = file->stage(text.dump() + "\n")) return error;
  return file->commit();
}

Result<Checkpoint> read_checkpoint(const std::string& path, const std::string& input) {
  const auto text = read_input(path);
  if (!text) return text.errors();
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  Checkpoint c;
  try {
    if (json.at("ludex_checkpoint").get<int>() != kFormat) return io_error("'" + path + "' was written by another version of ludex");
    c.input_bytes = json.at("input_bytes").get<std::uint64_t>();
    c.offset = json.at("offset").get<std::uint64_t>();
    c.head = json.at("head").get<std::string>();
    c.tail = json.at("tail").get<std::string>();
    c.out_bytes = json.at("out_bytes").get<std::uint64_t>();
    c.quarantine_bytes = json.at("quarantine_bytes").get<std::uint64_t>();
    c.state = json.at("state").get<std::string>();
  } catch (const nlohmann::json::exception&) {
    return io_error("'" + path + "' is no checkpoint, or it is damaged");
  }
  std::error_code error;
  const auto size = fs::file_size(input, error);
  if (error || size != c.input_bytes || c.offset > size)
    return io_error("the checkpoint '" + path + "' is of another input: it had " + std::to_string(c.input_bytes) + " bytes, '" + input + "' has " + (error ? "none that can be read" : std::to_string(size)));
  std::string head, tail;
  if (auto failed = hash_input(input, c.offset, head, tail)) return std::move(*failed);
  if (head != c.head || tail != c.tail) return io_error("the checkpoint '" + path + "' is of another input: '" + input + "' has as many bytes, but not the same");
  return c;
}

}  // namespace ludex::cli
