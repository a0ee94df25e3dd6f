#pragma once
// Shapes and typed words from text, with one table and one kind declared.

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "schema/decode.h"
#include "schema/parse.h"

namespace ludex::test {

/// A table `weapons` (bow, sword), a kind `player`, and what is parsed beside them.
struct Shapes {
  Declarations declarations;
  Errors errors;  ///< of the last parse

  Shapes() {
    declarations.kind_names = {"player"};
    declarations.kinds.resize(1);
    declarations.kinds[0].name = "player";
    declarations.table_names = {"weapons"};
    declarations.tables.resize(1);
    declarations.tables[0].name = "weapons";
    declarations.row_keys = {{"sword", "bow"}};
    declarations.row_strings.resize(1);
    for (const auto& key : declarations.row_keys[0]) declarations.row_strings[0].push_back(make_str(key, declarations.arena));
    declarations.tables[0].by_key = {1, 0};
  }

  /// The shape written as this JSON text (a string in quotes is the short form), or nullptr.
  const Shape* parse(std::string_view json) {
    json::Document document;
    const std::string_view text = declarations.arena.copy(json);
    document.text = text;
    REQUIRE(json::scan(text, {}, document.tape).ok());
    Diagnostics diagnostics;
    const Shape* shape = parse_shape(json::View(document, 0), "", declarations, diagnostics);
    CHECK((shape != nullptr) == diagnostics.ok());
    errors = diagnostics.take();
    return shape;
  }
  const Shape* parse_short(std::string_view text) {
    std::string json;
    json::write_string(json, text);
    return parse(json);
  }
  /// The canonical text of a shape, or "! " and the error.
  std::string canonical(std::string_view json) {
    const Shape* s = parse(json);
    return s ? canonical_shape(*s, declarations) : "! " + errors[0].message;
  }
  std::string canonical_short(std::string_view text) {
    std::string json;
    json::write_string(json, text);
    return canonical(json);
  }

  /// Decodes `json` as a value of `shape`: its canonical JSON, or "POINTER message".
  std::string decode(const Shape& shape, std::string_view json, Strictness strictness = Strictness::request) {
    json::Tape tape;
    if (!json::scan(json, {}, tape).ok()) return "(not JSON)";
    Arena arena;
    DecodeContext context{json, tape, declarations, arena, strictness};
    ContractFault fault;
    Word word;
    if (!ludex::decode(shape, 0, context, word, fault)) return fault.pointer("") + " " + fault.message;
    return text(shape, word);
  }
  std::string decode_short(std::string_view shape, std::string_view json, Strictness strictness = Strictness::request) {
    const Shape* s = parse_short(shape);
    return s ? decode(*s, json, strictness) : "! " + errors[0].message;
  }
  /// A value of `shape` in the declarations' arena.
  Word word(const Shape& shape, std::string_view json) {
    json::Tape tape;
    const std::string_view kept = declarations.arena.copy(json);
    REQUIRE(json::scan(kept, {}, tape).ok());
    DecodeContext context{kept, tape, declarations, declarations.arena};
    ContractFault fault;
    Word out = word_null();
    const bool is_decoded = ludex::decode(shape, 0, context, out, fault);
    REQUIRE_MESSAGE(is_decoded, fault.message);
    return out;
  }
  std::string text(const Shape& shape, Word word) const {
    std::string bytes, out;
    put_canonical(bytes, shape, word, declarations.keys());
    canonical::write_json(out, bytes);
    return out;
  }
};

}  // namespace ludex::test
