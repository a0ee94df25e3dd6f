#pragma once
// Typed words to columns: the file's bytes, one value after the other.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schema/columns.h"
#include "schema/typed.h"

namespace ludex::columns {

/// Collects buffers, then puts the header that describes them before them.
class File {
 public:
  /// Appends `bytes` where a buffer may begin; "[offset,bytes]" as the header has it.
  std::string add(std::string_view bytes);
  /// The file of a header (JSON) and the buffers so far.
  std::string finish(std::string_view magic, std::uint32_t version, std::string header) const;

 private:
  std::string body_;
};

/// One column while it grows.
class Builder {
 public:
  explicit Builder(const Shape& shape, const TableKeys& tables);
  explicit Builder(Type type) : type_(type) {}

  void append(Word word);
  /// A row that means nothing, under a null.
  void append_filler();

  // Columns that no shape describes: the envelope's.
  void put_int(std::int64_t value) { put(value); }
  void put_u32(std::uint32_t value) { put(value); }
  void put_u8(std::uint8_t value) { put(value); }
  void put_name(std::string_view name);
  void put_valid(bool is_valid) { put(static_cast<char>(is_valid ? 1 : 0)); }
  void end_list();
  void add_child(Type type) { children_.emplace_back(type); }
  Builder& child(std::size_t i) { return children_[i]; }

  std::uint64_t rows() const { return rows_; }
  /// Bytes of all buffers.
  std::size_t bytes() const;
  /// The column's description, its buffers added to the file.
  std::string describe(File& file) const;

 private:
  template <class T>
  void put(T value) {
    buffer_.append(reinterpret_cast<const char*>(&value), sizeof value);
    ++rows_;
  }
  void put_offset(std::uint64_t offset) {
    const auto value = static_cast<std::uint32_t>(offset);
    offsets_.append(reinterpret_cast<const char*>(&value), sizeof value);
    ++rows_;
  }

  Type type_;
  const Shape* shape_ = nullptr;
  const TableKeys* tables_ = nullptr;
  std::string buffer_, offsets_;
  std::uint64_t rows_ = 0;
  std::vector<std::string> names_;                          ///< in the order they were first used
  std::map<std::string, std::uint32_t, std::less<>> known_;
  std::vector<std::uint32_t> by_word_;                      ///< position + 1 of a row's or enumeration's word
  std::vector<Builder> children_;
};

}  // namespace ludex::columns
