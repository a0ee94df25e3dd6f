#include "rulebook/csv.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "schema/shape_text.h"
#include "value/diagnostics.h"

namespace ludex::detail {

std::optional<CsvFault> read_csv(std::string_view text, std::vector<std::vector<CsvCell>>& out) {
  std::size_t i = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;  // spreadsheets write one
  const auto fault = [](std::size_t at, const char* message) { return CsvFault{static_cast<std::uint32_t>(at), message}; };
  const auto ends_line = [&](std::size_t at) { return at == text.size() || text[at] == '\n' || (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n'); };
  while (i < text.size()) {
    std::vector<CsvCell> line;
    for (bool is_last = false; !is_last; ++i) {
      CsvCell cell;
      cell.offset = static_cast<std::uint32_t>(i);
      if (i < text.size() && text[i] == '"') {
        cell.is_quoted = true;
        for (++i;; ++i) {
          if (i == text.size()) return fault(cell.offset, "the quote is not closed");
          if (text[i] == '"') {
            if (i + 1 == text.size() || text[i + 1] != '"') break;
            ++i;  // two quotes stand for one
          }
          cell.text.push_back(text[i]);
        }
        ++i;
        if (!ends_line(i) && text[i] != ',') return fault(i, "after the closing quote comes a comma or the end of the line; a quote inside is written twice");
      } else {
        while (!ends_line(i) && text[i] != ',') {
          if (text[i] == '"') return fault(i, "a quote inside a cell: put the cell in quotes and write this one twice");
          cell.text.push_back(text[i++]);
        }
      }
      is_last = ends_line(i);
      if (is_last && i < text.size() && text[i] == '\r') ++i;
      line.push_back(std::move(cell));
    }
    if (line.size() > 1 || line[0].is_quoted || !line[0].text.empty()) out.push_back(std::move(line));
  }
  return std::nullopt;
}

namespace {

struct Column {
  std::string name;
  std::string type;        ///< the short form's word; "" where only the long form says more
  bool is_optional = false;  ///< null or a default stands in for an empty cell
};

Column column_of(std::string_view name, const json::View& shape) {
  Column c;
  c.name = name;
  const auto text = shape.is_string() ? read_short_shape(shape.str()) : read_long_shape(shape);
  if (text) {
    c.type = text->type;
    c.is_optional = text->is_nullable || !text->default_json.empty();
  } else if (shape.is_object()) {
    c.is_optional = shape.find("default").has_value();
    const auto note = [&](const json::View& type) {
      if (!type.is_string()) return;
      const std::string_view t = type.str();
      if (t == "null") c.is_optional = true;
      else c.type = t == "integer" ? "int" : t == "number" ? "double" : t == "boolean" ? "bool" : t == "string" ? "string" : "list";
    };
    if (const auto type = shape.find("type")) {
      note(*type);
      type->for_each_item([&](std::uint32_t, const json::View& t) { note(t); });
    }
  }
  return c;
}

// The cell as JSON, or what is wrong with it.
std::optional<std::string> put_cell(std::string& out, const Column& column, const CsvCell& cell) {
  if (column.type == "string" || column.type == "row" || column.type == "enum") return json::write_string(out, cell.text), std::nullopt;
  const std::size_t first = cell.text.find_first_not_of(" \t");
  const std::string text = first == std::string::npos ? "" : cell.text.substr(first, cell.text.find_last_not_of(" \t") - first + 1);
  std::string shown;
  json::write_string(shown, text);
  if (column.type == "bool") {
    const bool is_true = text == "true" || text == "TRUE";  // spreadsheets shout
    if (!is_true && text != "false" && text != "FALSE") return shown + " is neither true nor false";
    out += is_true ? "true" : "false";
    return std::nullopt;
  }
  json::Document document;
  document.text = text;
  const bool is_json = json::scan(text, {}, document.tape).ok();
  const bool is_number = is_json && json::View(document, 0).is(json::Type::number);
  if ((column.type == "int" || column.type == "ref") && !(is_number && parse_exact_int64(text))) return shown + " is not an int";
  if (column.type == "double" && !(is_number && std::isfinite(parse_double(text)))) return shown + " is not a number";
  if (is_json) out += text;
  else if (column.type.empty()) json::write_string(out, cell.text);
  else return shown + " is not JSON, as lists, maps and vec3 are written in a cell";
  return std::nullopt;
}

}  // namespace

std::optional<CsvFault> rows_of_csv(std::string_view csv, const json::View& columns, CsvRows& out) {
  std::vector<std::vector<CsvCell>> lines;
  if (auto fault = read_csv(csv, lines)) return fault;
  if (lines.empty()) return CsvFault{0, "the file is empty; its first line names the columns"};
  std::vector<std::string> names;
  for (const auto& [name, shape] : columns.members()) names.emplace_back(name);
  const auto fault_at = [](const CsvCell& cell, std::string message, std::string key = {}, std::string column = {}) {
    return CsvFault{cell.offset, std::move(message), std::move(key), std::move(column)};
  };

  const auto& header = lines[0];
  std::vector<Column> by_position(1);
  for (std::size_t i = 1; i < header.size(); ++i) {
    const std::string& name = header[i].text;
    const auto shape = columns.find(name);
    if (!shape) return fault_at(header[i], "the table has no column '" + name + "'" + nearest_name(name, names));
    for (std::size_t j = 1; j < i; ++j)
      if (header[j].text == name) return fault_at(header[i], "the column '" + name + "' stands twice");
    by_position.push_back(column_of(name, *shape));
  }
  for (const auto& [name, shape] : columns.members()) {
    const bool is_there = std::any_of(by_position.begin() + 1, by_position.end(), [n = name](const Column& c) { return c.name == n; });
    if (!is_there && !column_of(name, shape).is_optional)
      return fault_at(header[0], "the header has no column '" + std::string(name) + "', which has no default" + (header.size() == 1 ? "; columns are separated by commas" : ""));
  }

  const auto mark = [&](const CsvCell& cell) { out.parts.push_back({static_cast<std::uint32_t>(out.text.size()), cell.offset}); };
  std::map<std::string_view, std::uint32_t> keys;
  mark(header[0]);
  out.text = "{";
  for (std::size_t r = 1; r < lines.size(); ++r) {
    const auto& line = lines[r];
    const CsvCell& key = line[0];
    if (line.size() != header.size())
      return fault_at(line.size() > header.size() ? line[header.size()] : line.back(), "the line has " + std::to_string(line.size()) + " cells, the header " + std::to_string(header.size()), key.text);
    if (key.text.empty()) return fault_at(key, "a row key is not empty");
    const auto [before, is_new] = keys.emplace(key.text, key.offset);
    if (!is_new) return fault_at(key, "the key '" + key.text + "' stands twice, first in line " + std::to_string(json::position_of(csv, before->second).line), key.text);
    out.text += r > 1 ? ",\n" : "\n";
    mark(key);
    json::write_string(out.text, key.text);
    out.text += ": {";
    bool is_first = true;
    for (std::size_t i = 1; i < line.size(); ++i) {
      const CsvCell& cell = line[i];
      const Column& column = by_position[i];
      const bool is_empty = cell.text.empty() && !cell.is_quoted;
      if (is_empty && column.is_optional) continue;
      if (is_empty && column.type != "string") return fault_at(cell, "the cell is empty, and the column '" + column.name + "' has no default", key.text, column.name);
      if (!is_first) out.text += ", ";
      is_first = false;
      json::write_string(out.text, column.name);
      out.text += ": ";
      mark(cell);
      if (auto wrong = put_cell(out.text, column, cell)) return fault_at(cell, std::move(*wrong), key.text, column.name);
    }
    mark(key);
    out.text += "}";
  }
  out.text += "\n}";
  return std::nullopt;
}

}  // namespace ludex::detail
