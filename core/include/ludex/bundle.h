#pragma once
/// A rulebook of several files made one: `"use": "shop.json"` and `"rows": {"csv": "weapons.csv"}`.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"

namespace ludex {

/// Gives the text of a file. `path` is relative to the folder of the rulebook, with '/' between its parts and no "..".
/// The core reads no files itself; errors are passed on with the place that named the file.
using Resolver = std::function<Result<std::string>(std::string_view path)>;

/// One text made of several files, which knows where each part of it came from.
class Bundle {
 public:
  struct File {
    std::string path;  ///< as given to the resolver; "" is the rulebook itself
    std::string text;
  };
  const std::string& text() const { return text_; }
  const std::vector<File>& files() const { return files_; }

  /// Errors of the text as errors of the files it was made of: `file`, line and column.
  Errors in_files(Errors errors) const;

 private:
  friend Result<Bundle> gather(std::string_view, const Resolver&);
  struct Part {
    std::uint32_t begin;   ///< in the text; up to the next part
    std::uint32_t file;
    std::uint32_t source;  ///< where it begins in the file
    bool is_copied;        ///< byte for byte; else made from what stands there
  };
  std::string text_;
  std::vector<File> files_;
  std::vector<Part> parts_;
};

/// Reads what the rulebook names and puts it in place. The text may still break rules of the format: compile it, and tell
/// its errors with in_files(). A rulebook that names no file comes back byte for byte.
///
/// `use` is a path or a list of paths of rulebooks; of each, flags, tables, entities, limits, actions and actor join those
/// of the rulebook, its own first, then in the order written; name, version and description stay behind. A used rulebook
/// may use others, to depth 8 and 256 files; one that is reached twice is taken once.
/// `rows` of a csv file (RFC 4180, UTF-8): the header names columns; the first column, whatever its name, holds the keys.
/// What a cell may hold follows from its column's shape; lists, maps and vec3 are written as JSON. An empty cell without
/// quotes is absent: null or the default. Paths are relative to the file that names them.
///
/// Errors, with `file`: what is named twice, a cycle, a path that is absolute or leads out of the folder of the rulebook,
/// a cell that does not fit its column, what the resolver could not read.
Result<Bundle> gather(std::string_view rulebook, const Resolver& read);

/// gather(), compiled and laid out: one rulebook that needs no other file.
Result<std::string> bundle(std::string_view rulebook, const Resolver& read);

}  // namespace ludex
