// JSON Patch as a tool: two texts in, one out.

#include "ludex/patch.h"

#include "value/json_patch.h"
#include "value/json_pointer.h"
#include "value/json_view.h"

namespace ludex {
namespace {

constexpr std::uint64_t kMaxBytes = 64u << 20;
constexpr const char* kOperations[] = {"add", "remove", "replace", "move", "copy", "test"};  // in the order of PatchOp

json::Limits limits() {
  json::Limits out;
  out.max_bytes = kMaxBytes;
  out.max_depth = 512;  // half of what a draft may become
  out.max_nodes = json::Draft::kMaxValues / 2;
  return out;
}

std::optional<Error> read(std::string_view text, json::Document& document, const char* what) {
  document.text = text;
  const auto scanned = json::scan(text, limits(), document.tape);
  if (scanned.ok()) return std::nullopt;
  Error e = json::scan_error(text, scanned);
  e.message = std::string(what) + ": " + e.message;
  return e;
}

Error fault_at(const json::View& at, std::string pointer, std::string message) {
  const auto position = json::position_of(at.document().text, at.node().begin);
  Error e;
  e.code = ErrorCode::patch;
  e.message = std::move(message);
  e.pointer = std::move(pointer);
  e.line = position.line;
  e.column = position.column;
  return e;
}

std::optional<Error> read_pointer(const json::View& operation, const char* name, const std::string& at, json::Tokens& out) {
  const auto member = operation.find(name);
  if (!member) return fault_at(operation, at, std::string("the operation needs \"") + name + "\"");
  if (!member->is_string()) return fault_at(*member, json::child_pointer(at, name), std::string("\"") + name + "\" is " + describe(member->type()) + "; expected a JSON pointer, as in \"/a/0\"");
  auto tokens = json::parse_pointer(member->str());
  if (!tokens) return fault_at(*member, json::child_pointer(at, name), "'" + std::string(member->str()) + "' is no JSON pointer: it is empty or begins with '/', and '~' stands only in ~0 and ~1");
  out = std::move(*tokens);
  return std::nullopt;
}

std::optional<Error> read_operation(const json::View& v, const std::string& at, json::PatchOperation& out) {
  if (!v.is_object()) return fault_at(v, at, std::string("expected an operation such as {\"op\": \"remove\", \"path\": \"/a\"}, got ") + describe(v.type()));
  const auto op = v.find("op");
  std::uint8_t kind = 0;
  while (op && op->is_string() && kind < std::size(kOperations) && op->str() != kOperations[kind]) ++kind;
  if (!op || !op->is_string() || kind == std::size(kOperations))
    return fault_at(op ? *op : v, op ? at + "/op" : at, "expected \"op\": one of add, remove, replace, move, copy and test");
  out.op = static_cast<json::PatchOp>(kind);
  if (auto e = read_pointer(v, "path", at, out.path)) return e;
  if (out.op == json::PatchOp::move || out.op == json::PatchOp::copy) return read_pointer(v, "from", at, out.from);
  if (out.op == json::PatchOp::remove) return std::nullopt;
  const auto value = v.find("value");
  if (!value) return fault_at(v, at, std::string(kOperations[kind]) + " needs \"value\"");
  out.document = &value->document();
  out.value = value->index();
  return std::nullopt;
}

}  // namespace

Result<std::string> apply_patch(std::string_view document, std::string_view patch) {
  json::Document target, script;
  if (auto e = read(document, target, "the document")) return std::move(*e);
  if (auto e = read(patch, script, "the patch")) return std::move(*e);
  const json::View operations(script, 0);
  if (!operations.is_array()) return fault_at(operations, "", std::string("a patch is a list of operations, not ") + describe(operations.type()));

  json::Draft draft;
  draft.reset(document, target.tape);
  std::optional<Error> failure;
  operations.for_each_item([&](std::uint32_t i, const json::View& v) {
    if (failure) return;
    const std::string at = json::child_pointer("", i);
    json::PatchOperation operation;
    if ((failure = read_operation(v, at, operation))) return;
    json::PatchFault fault;
    if (!json::apply(draft, operation, fault)) failure = fault_at(v, at, std::string(v.find("op")->str()) + ": " + fault.message);
  });
  if (failure) return std::move(*failure);
  std::string out;
  draft.write(out, draft.root());
  if (draft.is_full()) return fault_at(operations, "", "the document grows too large or too deep");
  return out;
}

std::string apply_patch_json(std::string_view document, std::string_view patch) {
  auto result = apply_patch(document, patch);
  if (result) return "{\"document\":" + *result + "}";
  const Error& e = result.error();
  std::string out = "{\"error\":{\"code\":";
  json::write_string(out, to_string(e.code));
  out += ",\"message\":";
  json::write_string(out, e.message);
  out += ",\"pointer\":";
  json::write_string(out, e.pointer);
  return out + ",\"line\":" + std::to_string(e.line) + ",\"column\":" + std::to_string(e.column) + "}}";
}

}  // namespace ludex
