#pragma once
// A column: many values of one type in flat little-endian buffers, described in a JSON header. docs/columns.md is the
// format. What is read here is only where the bytes lie; whether they fit a contract is columns_decode's question.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "value/json_view.h"

namespace ludex::columns {

enum class Type : std::uint8_t { int64, float64, boolean, uint8, uint32, name, string, vec3, optional, list, map, record };

/// The element at `index` of a buffer, which may begin at any address.
template <class T>
T load(const char* buffer, std::uint64_t index) {
  static_assert(std::endian::native == std::endian::little);
  T value;
  std::memcpy(&value, buffer + index * sizeof(T), sizeof value);
  return value;
}

/// A column whose buffers lie within the file and agree with each other; it borrows the file's bytes.
struct Column {
  Type type = Type::int64;
  std::size_t rows = 0;
  const char* data = nullptr;     ///< elements; of a name their positions in `names`; of a string its bytes
  const char* offsets = nullptr;  ///< string, list, map: rows + 1 rising u32, the first 0
  const char* valid = nullptr;    ///< optional: a byte a row
  std::vector<std::string> names;        ///< name: what the positions stand for
  std::vector<std::string> field_names;  ///< record: in UTF-8 byte order, one for each child
  std::vector<Column> children;          ///< optional: values; list: items; map: keys, values; record: fields

  // What one row may come to at most: columns whose bounds lie within a limit need no look at their rows.
  std::uint64_t most_nodes = 1;  ///< JSON values of a row
  std::uint64_t most_bytes = 0;  ///< of its strings, names and keys
  std::uint32_t depth = 0;       ///< of arrays and objects
  bool may_be_malformed = false; ///< bytes above U+007F that nobody has looked at, or maps that could repeat a key

  std::string_view text(std::uint64_t row) const {
    const auto begin = load<std::uint32_t>(offsets, row);
    return {data + begin, load<std::uint32_t>(offsets, row + 1) - begin};
  }
  bool is_valid(std::uint64_t row) const { return valid[row] != 0; }
  std::uint32_t total() const { return load<std::uint32_t>(offsets, rows); }
  std::uint32_t begin(std::uint64_t row) const { return load<std::uint32_t>(offsets, row); }
  std::uint32_t end(std::uint64_t row) const { return load<std::uint32_t>(offsets, row + 1); }
};

/// Reads column descriptions against the bytes they describe.
class Reader {
 public:
  /// The header begins `header` bytes into the file, `body` `base` bytes.
  Reader(std::uint64_t header, std::string_view body, std::uint64_t base) : body_(body), header_(header), base_(base), at_(header) {}

  /// The column that `described`, at `pointer` of the header, is of `rows` rows; false and error() otherwise.
  bool read(const json::View& described, const std::string& pointer, std::uint64_t rows, Column& out);
  /// After the last column: no two buffers may share bytes.
  bool finish();
  const Error& error() const { return error_; }
  /// A fault in the header, at what was looked at last.
  bool fail(const std::string& pointer, const std::string& message);
  void look_at(const json::View& described) { at_ = header_ + described.node().begin; }

 private:
  struct Buffer {
    std::uint64_t begin, end;
    std::string pointer;
  };
  bool buffer(const json::View* described, const std::string& pointer, std::uint64_t size, const char*& out);
  bool offsets(const json::View* described, const std::string& pointer, Column& out, std::uint64_t& longest);
  bool fail_at(std::uint64_t body_offset, const std::string& pointer, const std::string& message);

  std::string_view body_;
  std::uint64_t header_, base_;
  std::uint64_t at_;  ///< byte of the file
  std::vector<Buffer> buffers_;
  std::uint64_t places_ = 0;  ///< bytes of pointers so far
  Error error_;
};

/// A broken container, at a byte of the file.
Error broken(std::uint64_t byte, std::string pointer, const std::string& message);

}  // namespace ludex::columns
