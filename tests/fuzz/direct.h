#pragma once
// Two readers of one contract: what the direct one takes, the tape must take too, with equal words.

#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "judge/request.h"
#include "rulebook/program_data.h"
#include "schema/decode.h"
#include "schema/direct.h"
#include "schema/parse.h"
#include "schema/typed.h"
#include "value/json_view.h"

namespace fuzz {

using namespace ludex;

/// A shape compiled for both, with a table `weapons` and a kind `player` declared.
struct DirectContract {
  Declarations declarations;
  const Shape* shape = nullptr;
  DirectProgram program;
  std::uint32_t root = DirectProgram::kNone;

  explicit DirectContract(std::string_view shape_json) {
    declarations.kind_names = {"player"};
    declarations.kinds.resize(1);
    declarations.kinds[0].name = "player";
    declarations.table_names = {"weapons"};
    declarations.tables.resize(1);
    declarations.tables[0].name = "weapons";
    declarations.row_keys = {{"sword", "bow", "a rather long name", "a rather long nome", "épée", ""}};
    declarations.row_strings.resize(1);
    for (const auto& key : declarations.row_keys[0]) declarations.row_strings[0].push_back(make_str(key, declarations.arena));
    declarations.tables[0].by_key = {5, 2, 3, 1, 0, 4};
    json::Document document;
    document.text = declarations.arena.copy(shape_json);
    if (!json::scan(document.text, {}, document.tape).ok()) return;
    Diagnostics diagnostics;
    shape = parse_shape(json::View(document, 0), "", declarations, diagnostics);
    if (shape) root = program.add(*shape, declarations);
  }
  DirectContract(const DirectContract&) = delete;
};

/// Contracts with everything a shape can say.
inline const std::vector<std::unique_ptr<DirectContract>>& direct_contracts() {
  static const std::vector<std::unique_ptr<DirectContract>> contracts = [] {
    std::vector<std::unique_ptr<DirectContract>> out;
    for (const char* shape : {
             // RequestAttack of the benchmark
             R"({"type":"object","additionalProperties":false,"required":["targetUserId","weapon","position","nonce"],"properties":{
               "targetUserId":{"type":"integer","minimum":1,"maximum":9007199254740991},
               "weapon":{"enum":["sword","bow","staff","dagger","axe","spear","wand","hammer"]},
               "position":{"type":"object","additionalProperties":false,"required":["x","y","z"],"properties":{
                 "x":{"type":"number","minimum":-1e5,"maximum":1e5},"y":{"type":"number","minimum":-1e5,"maximum":1e5},"z":{"type":"number","minimum":-1e5,"maximum":1e5}}},
               "nonce":{"type":"string","minLength":8,"maxLength":64}}})",
             // every kind of value, optional and with defaults
             R"({"type":"object","properties":{"b":"bool","i":"int","n":"double","s":"string","e":{"enum":["a","b","a rather long one"]},"w":"row weapons","p":"ref player",
               "v":"vec3","o":"int?","l":"list<int>","m":"map<string, double>","d":"int 0..9 = 4","name of more than sixteen bytes":"bool = true","é":"string = x"}})",
             R"({"type":"array","items":{"type":"object","properties":{"k":"string 1..3","x":"double > 0 < 1","t":{"enum":[true]},"c":{"enum":[1,2,30]}}},"maxItems":4})",
             R"("map<row weapons, list<string <= 2>>")", R"("map<int, vec3>")", R"("map<enum(a,b), int?>")", R"("map<string <= 2, map<string, int>>")",
             R"("list<list<list<int>>>")", R"("int > 0 < 10")", R"("double")", R"("string")", R"("row weapons")", R"("vec3")", R"("bool")", R"("ref player")"}) {
      out.push_back(std::make_unique<DirectContract>(shape));
      if (out.back()->root == DirectProgram::kNone) std::abort();
    }
    return out;
  }();
  return contracts;
}

/// Limits that mutated texts meet now and then.
inline json::Limits small_limits() {
  json::Limits limits;
  limits.max_bytes = 200;
  limits.max_depth = 3;
  limits.max_nodes = 12;
  return limits;
}

/// How a text lies in memory: alone, or with more of its batch behind it.
enum class Behind : std::uint8_t { nothing, lines };

inline std::string canonical_of(const DirectContract& contract, Word word) {
  std::string bytes;
  put_canonical(bytes, *contract.shape, word, contract.declarations.keys());
  return bytes;
}

/// "" when the readers agree as far as the direct one goes; `taken` says whether it went.
inline std::string check_direct(const DirectContract& contract, std::string_view text, DirectScratch& scratch, const json::Limits& limits, Behind behind, bool* taken = nullptr) {
  // Exactly as many bytes as may be read, so that a sanitizer sees one read too far.
  const std::string_view more = behind == Behind::lines ? std::string_view("\n{\"a\":[\"0123456789 0123456789 0123456789") : std::string_view();
  const std::unique_ptr<char[]> bytes(new char[text.size() + more.size()]);
  if (!text.empty()) std::memcpy(bytes.get(), text.data(), text.size());
  if (!more.empty()) std::memcpy(bytes.get() + text.size(), more.data(), more.size());
  const std::string_view line(bytes.get(), text.size());

  Arena arena;
  DirectReader reader(contract.program, scratch, arena);
  Word direct = word_null();
  const bool is_taken = reader.read(contract.root, line, line.size() + more.size(), limits, direct);
  if (taken) *taken = is_taken;
  if (!is_taken) return {};

  json::Tape tape;
  if (const json::ScanResult result = json::scan(line, limits, tape); !result.ok()) return "taken, but not by the scanner: " + std::string(result.message);
  DecodeContext context{line, tape, contract.declarations, arena};
  ContractFault fault;
  Word word = word_null();
  if (!decode(*contract.shape, 0, context, word, fault)) return "taken, but the tape says: " + fault.pointer("") + " " + fault.message;
  const std::string a = canonical_of(contract, direct), b = canonical_of(contract, word);
  if (a == b && equal(*contract.shape, direct, word)) return {};
  std::string first, second;
  canonical::write_json(first, a);
  canonical::write_json(second, b);
  return "different words: " + first + " and " + second;
}

/// The same for a whole request line.
inline std::string check_direct_line(const detail::ProgramData& program, std::string_view text, detail::RequestScratch& scratch, Behind behind, bool* taken = nullptr) {
  const std::string_view more = behind == Behind::lines ? std::string_view("\r\n{\"actor\":1,\"received_at\":1,\"action\":\"") : std::string_view();
  const std::unique_ptr<char[]> bytes(new char[text.size() + more.size()]);
  if (!text.empty()) std::memcpy(bytes.get(), text.data(), text.size());
  if (!more.empty()) std::memcpy(bytes.get() + text.size(), more.data(), more.size());
  const std::string_view line(bytes.get(), text.size());

  Arena arena;
  std::vector<std::string> pointers, expected_pointers;
  detail::RequestDecoder decoder(program, arena, pointers, scratch), tape_decoder(program, arena, expected_pointers, scratch);
  detail::Request a, b;
  const std::uint64_t before = scratch.taken;
  decoder.decode(line, line.size() + more.size(), a);
  if (taken) *taken = scratch.taken != before;
  tape_decoder.decode_by_tape(line, b);
  if (a.reason != b.reason || a.at != b.at || pointers != expected_pointers) return "a different answer";
  if (a.is_readable != b.is_readable) return "readable by one";
  if (a.reason != Reason::accepted) return {};
  const auto& e = a.envelope;
  const auto& f = b.envelope;
  if (a.action != b.action || a.nonce != b.nonce || a.sent_at != b.sent_at) return "a different body";
  if (e.actor != f.actor || e.session != f.session || e.received_at != f.received_at || e.origin != f.origin) return "a different envelope";
  if (e.roles->size != f.roles->size) return "different roles";
  for (std::uint32_t i = 0; i < e.roles->size; ++i)
    if (e.roles->items[i].s->view() != f.roles->items[i].s->view()) return "a different role";
  std::string x, y;
  const Shape& shape = *program.actions[a.action].params;
  put_canonical(x, shape, word_record(a.params), program.declarations.keys());
  put_canonical(y, shape, word_record(b.params), program.declarations.keys());
  return x == y ? std::string() : "different params";
}

}  // namespace fuzz
