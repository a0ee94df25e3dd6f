#include "record/archive.h"

#include <cstring>
#include <type_traits>

#include <cereal/cereal.hpp>

// Cereal's own portable binary archives work on streams, believe lengths before they allocate and throw. These write and
// read the same bytes (tests/unit/record/archive_test.cpp reads them with Cereal's) in memory and fail by a flag.
namespace ludex::detail {
namespace {

class Writer : public cereal::OutputArchive<Writer, cereal::AllowEmptyClassElision> {
 public:
  explicit Writer(std::string& out) : OutputArchive(this), out_(out) { out_.push_back(1); }  // little endian
  void put(const void* bytes, std::size_t count) { out_.append(static_cast<const char*>(bytes), count); }

 private:
  std::string& out_;
};

class Reader : public cereal::InputArchive<Reader, cereal::AllowEmptyClassElision> {
 public:
  explicit Reader(std::string_view bytes) : InputArchive(this), rest_(bytes) {
    char is_little = 0;
    take(&is_little, 1);
    if (is_little != 1) is_failed_ = true;
  }
  void take(void* out, std::size_t count) {
    if (is_failed_ || count > rest_.size()) {
      is_failed_ = true;
      std::memset(out, 0, count);
      return;
    }
    std::memcpy(out, rest_.data(), count);
    rest_.remove_prefix(count);
  }
  std::string_view take_text(std::uint64_t count) {
    if (is_failed_ || count > rest_.size()) return is_failed_ = true, std::string_view();
    const std::string_view out = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(static_cast<std::size_t>(count));
    return out;
  }
  ArchiveFault fault(std::uint32_t version, std::uint32_t known) const {
    if (!is_failed_ && version > known) return ArchiveFault::later_version;
    return is_failed_ || version == 0 || !rest_.empty() ? ArchiveFault::broken : ArchiveFault::none;
  }

 private:
  std::string_view rest_;
  bool is_failed_ = false;
};

template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
void CEREAL_SAVE_FUNCTION_NAME(Writer& archive, const T& value) {
  archive.put(&value, sizeof value);
}
template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
void CEREAL_LOAD_FUNCTION_NAME(Reader& archive, T& value) {
  archive.take(&value, sizeof value);
}

void CEREAL_SAVE_FUNCTION_NAME(Writer& archive, const std::string& text) {
  archive(static_cast<cereal::size_type>(text.size()));
  archive.put(text.data(), text.size());
}
void CEREAL_LOAD_FUNCTION_NAME(Reader& archive, std::string& text) {
  cereal::size_type size = 0;
  archive(size);
  text = archive.take_text(size);
}

void CEREAL_SAVE_FUNCTION_NAME(Writer& archive, const ChainHash& hash) { archive.put(hash.data(), hash.size()); }
void CEREAL_LOAD_FUNCTION_NAME(Reader& archive, ChainHash& hash) { archive.take(hash.data(), hash.size()); }

// The version stands first, as Cereal writes that of a versioned type; its own registry of versions is global and mutable.
template <class Archive>
void members(Archive& archive, LogHeader& h) {
  archive(h.program_digest, h.semantics, h.first_link, h.first_batch, h.root, h.rulebook);
}
template <class Archive>
void members(Archive& archive, LogSnapshot& s) {
  archive(s.link, s.batch, s.program_digest, s.world_digest, s.chain, s.world_json);
}

template <class T>
void put_versioned(std::string& out, const T& value, std::uint32_t version) {
  Writer archive(out);
  archive(version);
  members(archive, const_cast<T&>(value));  // Cereal has one description for both ways
}
template <class T>
ArchiveFault read_versioned(std::string_view bytes, T& value, std::uint32_t known) {
  Reader archive(bytes);
  std::uint32_t version = 0;
  archive(version);
  if (version == known) members(archive, value);
  return archive.fault(version, known);
}

}  // namespace

void put_archive(std::string& out, const LogHeader& header) { put_versioned(out, header, kHeaderVersion); }
void put_archive(std::string& out, const LogSnapshot& snapshot) { put_versioned(out, snapshot, kSnapshotVersion); }
ArchiveFault read_archive(std::string_view bytes, LogHeader& out) { return read_versioned(bytes, out, kHeaderVersion); }
ArchiveFault read_archive(std::string_view bytes, LogSnapshot& out) { return read_versioned(bytes, out, kSnapshotVersion); }

}  // namespace ludex::detail
