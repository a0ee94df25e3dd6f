// Several files to one rulebook: texts are spliced, so that what stood in a file can be found there again.

#include "ludex/bundle.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "ludex/format.h"
#include "ludex/program.h"
#include "rulebook/csv.h"
#include "rulebook/written.h"
#include "support/sort.h"
#include "value/diagnostics.h"

namespace ludex {

using namespace detail;

namespace {

constexpr int kMaxUseDepth = 8;
constexpr std::size_t kMaxFiles = 256;
constexpr std::size_t kMaxErrors = 100;

// What a used rulebook gives to the one that uses it.
constexpr const char* kSections[] = {"flags", "tables", "entities", "limits", "actions", "scenarios"};

struct Part {
  std::uint32_t begin, file, source;
  bool is_copied;
};

struct Text {
  std::string text;
  std::vector<Part> parts;

  void begin_part(std::uint32_t file, std::size_t source, bool is_copied) { parts.push_back({static_cast<std::uint32_t>(text.size()), file, static_cast<std::uint32_t>(source), is_copied}); }
  void add(const Text& other) {
    for (Part p : other.parts) {
      p.begin += static_cast<std::uint32_t>(text.size());
      parts.push_back(p);
    }
    text += other.text;
  }
};

struct Edit {
  std::size_t begin, end;
  Text replacement;
};

struct Source {
  std::string path, text;
  json::Document document;  // borrows `text`
  std::vector<Edit> edits;
};

// A member of a section, by its bytes.
struct Item {
  std::uint32_t file;
  std::size_t begin, key, end;  // from the comments above it to its value
};

struct PathText {
  std::string path, fault;
};

// `path` as written in a file of `folder` ("" or "a/b/"), from the folder of the rulebook.
PathText resolve(std::string_view folder, std::string_view path) {
  if (path.empty()) return {"", "the path is empty"};
  if (path.find('\\') != std::string_view::npos || path.find('\0') != std::string_view::npos) return {"", "a path has '/' between its parts"};
  if (path.front() == '/' || (path.size() > 1 && path[1] == ':')) return {"", "the path is absolute; write it relative to this file, or a rulebook would mean another thing on another machine"};
  std::vector<std::string_view> parts;
  for (std::string_view rest : {folder, path}) {
    while (!rest.empty()) {
      const std::size_t slash = std::min(rest.find('/'), rest.size());
      const std::string_view part = rest.substr(0, slash);
      rest.remove_prefix(std::min(slash + 1, rest.size()));
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return {"", "the path leads out of the folder of the rulebook"};
      } else {
        parts.pop_back();
      }
    }
  }
  PathText out;
  for (const std::string_view part : parts) out.path += (out.path.empty() ? "" : "/") + std::string(part);
  if (out.path.empty() || path.back() == '/') return {"", "the path names a folder"};
  return out;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

std::size_t begin_of(const json::View& v) { return v.node().begin - (v.is_string() ? 1 : 0); }
std::size_t end_of(const json::View& v) { return v.node().end + (v.is_string() ? 1 : 0); }
// A member's key stands right before its value on the tape.
std::size_t key_begin_of(const json::View& value) { return value.document().tape.nodes[value.index() - 1].begin - 1; }

// The next byte at or after `at` that is neither white space nor comment.
std::size_t skip(std::string_view text, std::size_t at) {
  for (;;) {
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    if (text.substr(at, 2) == "//") at = std::min(text.find('\n', at), text.size());
    else if (text.substr(at, 2) == "/*") at = std::min(text.find("*/", at + 2), text.size() - 2) + 2;
    else return at;
  }
}

// Behind a member, its comma and the comment that follows them on their line.
std::size_t after_member(std::string_view text, std::size_t end) {
  const std::size_t comma = skip(text, end);
  if (text[comma] == ',') end = comma + 1;
  const std::size_t next = std::min(text.find_first_not_of(" \t", end), text.size());
  if (text.substr(next, 2) == "//") return std::min(text.find('\n', next), text.size());
  if (text.substr(next, 2) == "/*") return text.find("*/", next + 2) + 2;
  return end;
}

class Gatherer {
 public:
  explicit Gatherer(const Resolver& read) : read_(read) {}

  std::deque<Source> sources;  // in the order used; stable addresses
  Errors errors;

  bool add(std::string path, std::string text) {
    Source& s = sources.emplace_back();
    s.path = std::move(path);
    s.text = std::move(text);
    auto error = scan_rulebook(s.text, s.document);
    if (!error) return true;
    error->file = s.path;
    errors.push_back(std::move(*error));
    return false;
  }

  // What the file names; it was just added.
  void visit(std::uint32_t file, int depth) {
    const json::View root(sources[file].document, 0);
    if (!root.is_object()) return fail(file, begin_of(root), "", "a rulebook is an object");
    if (file > 0) check_used(file, root);
    if (const auto tables = root.find("tables"); tables && tables->is_object())
      for (const auto& [name, table] : tables->members()) read_rows(file, table, json::child_pointer("/tables", name));
    const auto use = root.find("use");
    if (!use) return;
    open_.push_back(sources[file].path);
    if (use->is_array()) use->for_each_item([&](std::uint32_t i, const json::View& path) { read_used(file, path, json::child_pointer("/use", i), depth); });
    else read_used(file, *use, "/use", depth);
    open_.pop_back();
  }

  // The first file with the members of all.
  Text merged() {
    const json::View root(sources[0].document, 0);
    std::map<std::string, Item> defined;  // by pointer
    std::map<std::string, std::vector<Item>> joining;
    for (std::uint32_t file = 0; file < sources.size(); ++file) {
      const json::View v(sources[file].document, 0);
      if (!v.is_object()) continue;
      const std::string_view text = sources[file].text;
      const auto define = [&](const char* section, const json::View& value, const std::string& pointer, std::size_t begin) {
        const Item item{file, begin, key_begin_of(value), end_of(value)};
        const auto [before, is_new] = defined.emplace(pointer, item);
        if (!is_new) fail(file, begin_of(value), pointer, "defined twice, first at " + place_of(before->second));
        else if (file > 0) joining[section].push_back(item);
      };
      for (const char* section : kSections)
        if (const auto members = v.find(section)) {
          std::size_t begin = begin_of(*members) + 1;
          for (const auto& [name, value] : members->members()) {
            define(section, value, json::child_pointer(std::string("/") + section, name), begin);
            begin = after_member(text, end_of(value));
          }
        }
      if (const auto actor = v.find("actor")) define("", *actor, "/actor", key_begin_of(*actor));
    }
    if (const auto use = root.find("use")) splice(root, *use, joining);
    Text out;
    copy(out, 0, 0, sources[0].text.size());
    return out;
  }

 private:
  void fail(std::uint32_t file, std::size_t offset, std::string pointer, std::string message, ErrorCode code = ErrorCode::rulebook) {
    if (errors.size() >= kMaxErrors) return;
    const auto position = json::position_of(sources[file].text, static_cast<std::uint32_t>(offset));
    errors.push_back({code, std::move(message), std::move(pointer), position.line, position.column, {}, 0, sources[file].path});
  }

  std::string place_of(const Item& item) const {
    const auto position = json::position_of(sources[item.file].text, static_cast<std::uint32_t>(item.key));
    return (item.file ? sources[item.file].path + ":" : "line ") + std::to_string(position.line) + (item.file ? ":" + std::to_string(position.column) : " of the rulebook");
  }

  void check_used(std::uint32_t file, const json::View& root) {
    static const std::vector<std::string> kKnown = {"$schema", "description", "ludex", "name", "version", "actor", "flags", "tables", "entities", "limits", "actions", "scenarios", "use"};
    for (const auto& [name, value] : root.members()) {
      const std::string pointer = json::child_pointer("", name);
      const bool is_known = std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
      const bool is_section = std::find(std::begin(kSections), std::end(kSections), name) != std::end(kSections);
      if (!is_known) fail(file, begin_of(value), pointer, "unknown key '" + std::string(name) + "'" + nearest_name(name, kKnown));
      else if (is_section && !value.is_object()) fail(file, begin_of(value), pointer, std::string("expected an object, got ") + json::describe(value.type()));
      else if (name == "ludex" && value.integer() != 1) fail(file, begin_of(value), pointer, "this version reads format 1");
    }
  }

  // The text of a file that `at` names, or nothing after reporting.
  std::optional<std::string> read(std::uint32_t file, const json::View& at, const std::string& pointer, const std::string& path) {
    auto text = read_(path);
    if (text) return std::move(*text);
    for (const Error& e : text.errors()) fail(file, begin_of(at), pointer, e.message, e.code);
    return std::nullopt;
  }

  std::optional<std::string> path_at(std::uint32_t file, const json::View& at, const std::string& pointer) {
    if (!at.is_string()) return fail(file, begin_of(at), pointer, "expected the path of a file"), std::nullopt;
    PathText found = resolve(folder_of(sources[file].path), at.str());
    if (!found.fault.empty()) return fail(file, begin_of(at), pointer, found.fault), std::nullopt;
    return found.path;
  }

  void read_used(std::uint32_t file, const json::View& at, const std::string& pointer, int depth) {
    const auto path = path_at(file, at, pointer);
    if (!path) return;
    if (const auto open = std::find(open_.begin(), open_.end(), *path); open != open_.end()) {
      std::string circle;
      for (auto it = open; it != open_.end(); ++it) circle += *it + " uses ";
      return fail(file, begin_of(at), pointer, "the files use each other in a circle: " + circle + *path);
    }
    if (std::any_of(sources.begin(), sources.end(), [&](const Source& s) { return s.path == *path; })) return;
    if (depth >= kMaxUseDepth) return fail(file, begin_of(at), pointer, "files use each other deeper than " + std::to_string(kMaxUseDepth));
    if (sources.size() >= kMaxFiles) return fail(file, begin_of(at), pointer, "a rulebook is made of at most " + std::to_string(kMaxFiles) + " files");
    auto text = read(file, at, pointer, *path);
    if (text && add(*path, std::move(*text))) visit(static_cast<std::uint32_t>(sources.size() - 1), depth + 1);
  }

  void read_rows(std::uint32_t file, const json::View& table, const std::string& pointer) {
    const auto rows = table.find("rows"), columns = table.find("columns");
    const auto csv = rows ? rows->find("csv") : std::nullopt;
    if (!csv || !csv->is_string()) return;
    if (rows->count() > 1) return fail(file, begin_of(*rows), pointer + "/rows", "rows come from a csv file or are written here, not both");
    if (!columns || !columns->is_object()) return fail(file, begin_of(table), pointer, "a table needs \"columns\": an object of names and shapes");
    const auto path = path_at(file, *csv, pointer + "/rows/csv");
    if (!path) return;
    const auto text = read(file, *csv, pointer + "/rows/csv", *path);
    if (!text) return;
    // Cells are told by the place in their own file, which joins the others only for that.
    const auto csv_file = static_cast<std::uint32_t>(csv_files.size());
    csv_files.push_back({*path, *text});
    CsvRows made;
    if (auto fault = rows_of_csv(*text, *columns, made)) {
      const auto position = json::position_of(*text, fault->offset);
      std::string at = pointer + "/rows";
      if (!fault->key.empty()) at = json::child_pointer(at, fault->key);
      if (!fault->column.empty()) at = json::child_pointer(at, fault->column);
      if (errors.size() < kMaxErrors) errors.push_back({ErrorCode::rulebook, std::move(fault->message), std::move(at), position.line, position.column, {}, 0, *path});
      return;
    }
    Edit edit{begin_of(*rows), end_of(*rows), {std::move(made.text), {}}};
    for (const CsvRows::Part& p : made.parts) edit.replacement.parts.push_back({p.begin, kFirstCsv + csv_file, p.source, false});
    sources[file].edits.push_back(std::move(edit));
  }

  void splice(const json::View& root, const json::View& use, std::map<std::string, std::vector<Item>>& joining) {
    Source& own = sources[0];
    Text added;  // whole sections, where `use` stood
    added.begin_part(0, begin_of(use), false);
    const auto put = [&](Text& out, const Item& item, bool is_first) {
      out.begin_part(item.file, item.begin, false);
      out.text += is_first ? "\n" : ",\n";
      copy(out, item.file, item.begin, item.end);
    };
    for (auto& [section, items] : joining) {
      const auto written = section.empty() ? std::nullopt : root.find(section);
      if (!written) {
        if (added.text.size() > 0) added.text += ",\n";
        if (!section.empty()) added.text += "\"" + section + "\": {";
        for (const Item& item : items) put(added, item, &item == &items.front());
        added.begin_part(0, begin_of(use), false);
        if (!section.empty()) added.text += "\n}";
        continue;
      }
      if (!written->is_object()) continue;  // told when it is compiled
      std::size_t at = begin_of(*written) + 1;
      for (const auto& [name, value] : written->members()) at = end_of(value);
      Text more;
      for (const Item& item : items) put(more, item, written->count() == 0 && &item == &items.front());
      own.edits.push_back({at, at, std::move(more)});
    }
    std::size_t end = end_of(use);
    if (added.text.empty()) {
      // With it goes a comma: the one after it, else the one before.
      if (const std::size_t next = skip(own.text, end); own.text[next] == ',') {
        end = next + 1;
      } else {
        std::optional<std::size_t> before;
        for (const auto& [name, value] : root.members())
          if (value.index() < use.index()) before = end_of(value);
        if (before) {
          const std::size_t comma = skip(own.text, *before);
          own.edits.push_back({comma, comma + 1, {}});
        }
      }
    }
    own.edits.push_back({key_begin_of(use), end, std::move(added)});
  }

  void copy(Text& out, std::uint32_t file, std::size_t from, std::size_t to) {
    Source& s = sources[file];
    detail::sort_by(s.edits, &Edit::begin);
    for (const Edit& e : s.edits) {
      if (e.begin < from || e.end > to) continue;
      out.begin_part(file, from, true);
      out.text.append(s.text, from, e.begin - from);
      out.add(e.replacement);
      from = e.end;
    }
    out.begin_part(file, from, true);
    out.text.append(s.text, from, to - from);
  }

  const Resolver& read_;
  std::vector<std::string> open_;  // files whose `use` is being read

 public:
  /// Numbers of csv files in parts: rulebooks first.
  static constexpr std::uint32_t kFirstCsv = kMaxFiles;
  std::vector<std::pair<std::string, std::string>> csv_files;
};

}  // namespace

Result<Bundle> gather(std::string_view rulebook, const Resolver& read) {
  Gatherer all(read);
  Bundle out;
  if (all.add("", std::string(rulebook)) && json::View(all.sources[0].document, 0).is_object()) {
    all.visit(0, 0);
    const Text text = all.errors.empty() ? all.merged() : Text{};
    out.text_ = text.text;
    for (const Part& p : text.parts) {
      const bool is_csv = p.file >= Gatherer::kFirstCsv;
      const auto file = is_csv ? p.file - Gatherer::kFirstCsv + static_cast<std::uint32_t>(all.sources.size()) : p.file;
      out.parts_.push_back({p.begin, file, p.source, p.is_copied});
    }
  } else {
    out.text_ = rulebook;  // told when it is compiled
    out.parts_.push_back({0, 0, 0, true});
    all.errors.clear();
  }
  if (!all.errors.empty()) return std::move(all.errors);
  for (Source& s : all.sources) out.files_.push_back({std::move(s.path), std::move(s.text)});
  for (auto& [path, text] : all.csv_files) out.files_.push_back({std::move(path), std::move(text)});
  return out;
}

Errors Bundle::in_files(Errors errors) const {
  for (Error& e : errors) {
    if (e.line == 0 || e.column == 0 || !e.file.empty()) continue;
    std::size_t line = 0;
    for (std::uint32_t i = 1; i < e.line; ++i) line = std::min(text_.find('\n', line), text_.size() - 1) + 1;
    const std::size_t offset = std::min(line + e.column - 1, text_.size());
    const auto after = std::upper_bound(parts_.begin(), parts_.end(), offset, [](std::size_t at, const Part& p) { return at < p.begin; });
    if (after == parts_.begin()) continue;
    const Part& part = *std::prev(after);
    const File& file = files_[part.file];
    const std::size_t source = part.source + (part.is_copied ? offset - part.begin : 0);
    const auto position = json::position_of(file.text, static_cast<std::uint32_t>(std::min(source, file.text.size())));
    e.file = file.path;
    e.line = position.line;
    e.column = position.column;
  }
  return errors;
}

Result<std::string> bundle(std::string_view rulebook, const Resolver& read) {
  auto gathered = gather(rulebook, read);
  if (!gathered) return gathered.errors();
  if (const auto program = Program::compile(gathered->text()); !program) return gathered->in_files(program.errors());
  return format_rulebook(gathered->text());
}

}  // namespace ludex
