#include "failure.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <utility>

#include <nlohmann/json.hpp>

#include "commands.h"
#include "io.h"
#include "text.h"

namespace ludex::cli {
namespace {

std::string errors_json(const Errors& errors, const std::string& file, std::string_view next) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Error& e : errors) {
    list.push_back(Json{{"code", to_string(e.code)},
                        {"message", e.message},
                        {"pointer", e.pointer},
                        {"line", e.line},
                        {"column", e.column},
                        {"excerpt", e.excerpt},
                        {"caret", e.caret}});
    if (!e.file.empty()) list.back()["file"] = e.file;
    if (e.code == ErrorCode::record) list.back()["offset"] = e.offset;
  }
  const Json report{{"ok", false}, {"file", file}, {"errors", std::move(list)}, {"next", std::string(next)}};
  return report.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A file that the rulebook at `path` names, as the user would.
std::string beside(const std::string& path, std::string_view name) {
  const std::size_t slash = path.rfind('/');
  // Never the bare name: "-" would be standard input.
  return (slash == std::string::npos ? "./" : path.substr(0, slash + 1)) + std::string(name);
}

// A world is one long line; this much of it is shown.
constexpr std::size_t kLargestExcerptBytes = 100;

bool is_inside_character(std::string_view text, std::size_t i) {
  return i < text.size() && (text[i] & 0xC0) == 0x80;
}

}  // namespace

Errors with_source_lines(Errors errors, std::string_view source) {
  std::size_t begin = 0;
  std::uint32_t number = 1;
  for (Error& e : errors) {  // in source order, but for the odd one
    if (e.line == 0 || e.column == 0 || !e.excerpt.empty()) continue;
    if (e.line < number) begin = 0, number = 1;
    for (; number < e.line && begin < source.size(); ++number)
      begin = std::min(source.find('\n', begin), source.size() - 1) + 1;
    if (number != e.line) continue;

    const std::string_view line = source.substr(begin, std::min(source.find('\n', begin), source.size()) - begin);
    const std::size_t fault = std::min<std::size_t>(e.column - 1, line.size());
    std::size_t first = std::min(line.find_first_not_of(" \t"), fault);
    if (fault - first > kLargestExcerptBytes / 2) first = fault - kLargestExcerptBytes / 2;
    while (first < fault && is_inside_character(line, first)) ++first;
    std::size_t last = std::min(line.size(), first + kLargestExcerptBytes);
    while (last > fault && is_inside_character(line, last)) --last;
    e.excerpt = line.substr(first, last - first);
    e.caret = static_cast<std::uint32_t>(fault - first);
  }
  return errors;
}

int fail(const Errors& errors, const std::string& file, bool json, std::string_view next) {
  if (json) {
    std::fputs((errors_json(errors, file, next) + "\n").c_str(), stdout);
    return kDataError;
  }
  std::string text;
  for (const Error& e : errors) {
    // The message of an `io` error names the file itself; a place is where another file names it.
    text += format_error(e, e.code == ErrorCode::io && e.line == 0 ? std::string() : file);
    if (text.back() != '\n') text += '\n';
  }
  if (errors.size() > 1) text += plural(errors.size(), "error") + "\n";
  text += "Next: " + std::string(next) + "\n";
  std::fputs(printable(text).c_str(), stderr);
  return kDataError;
}

Errors in_files(const Bundle& bundle, const std::string& path, const Errors& errors) {
  Errors out;
  for (Error& e : bundle.in_files(errors)) {
    const auto file = std::find_if(bundle.files().begin(), bundle.files().end(), [&](const Bundle::File& f) { return f.path == e.file; });
    Error told = file == bundle.files().end() ? e : with_source_lines({e}, file->text).front();
    if (!told.file.empty()) told.file = beside(path, told.file);
    out.push_back(std::move(told));
  }
  return out;
}

std::optional<Bundle> load_bundle(const std::string& path, bool json) {
  auto text = read_input(path);
  if (!text) {
    fail(text.errors(), path, json, "run the command again with the path of a rulebook; examples/rulebooks has one");
    return std::nullopt;
  }
  // Files that a mistake lies in are read again for the line to show.
  const Resolver read = [&](std::string_view name) { return read_input(beside(path, name)); };
  auto bundle = gather(*text, read);
  if (!bundle) {
    Errors errors;
    for (const Error& e : bundle.errors()) {
      const auto source = e.file.empty() ? text : read(e.file);
      errors.push_back(source ? with_source_lines({e}, *source).front() : e);
      if (!e.file.empty()) errors.back().file = beside(path, e.file);
    }
    fail(errors, path, json, "change the file there and run `ludex check " + path + "`");
    return std::nullopt;
  }
  return std::move(*bundle);
}

std::optional<Program> load_program(const std::string& path, bool json, std::string* text) {
  const auto bundle = load_bundle(path, json);
  if (!bundle) return std::nullopt;
  auto program = Program::compile(bundle->text());
  if (text) *text = bundle->text();
  if (!program) {
    fail(in_files(*bundle, path, program.errors()), path, json,
         "change the rulebook there and run `ludex check " + path + "`");
    return std::nullopt;
  }
  return std::move(*program);
}

}  // namespace ludex::cli
