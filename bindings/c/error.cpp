#include <string>

#include "handles.h"
#include "json_text.h"

using namespace ludex::c;

namespace {

const ludex::Error* error_at(const ludex_error* error, size_t index) {
  return error && index < error->errors.size() ? &error->errors[index] : nullptr;
}

std::string json_of(const ludex::Errors& errors) {
  std::string out = "[";
  for (const ludex::Error& e : errors) {
    if (out.size() > 1) out += ',';
    out += "{\"code\":";
    append_json_string(out, to_string(e.code));
    out += ",\"message\":";
    append_json_string(out, e.message);
    out += ",\"pointer\":";
    append_json_string(out, e.pointer);
    out += ",\"line\":" + std::to_string(e.line);
    out += ",\"column\":" + std::to_string(e.column);
    out += ",\"excerpt\":";
    append_json_string(out, e.excerpt);
    out += ",\"caret\":" + std::to_string(e.caret);
    if (!e.file.empty()) {
      out += ",\"file\":";
      append_json_string(out, e.file);
    }
    if (e.code == ludex::ErrorCode::record) out += ",\"offset\":" + std::to_string(e.offset);
    out += '}';
  }
  return out += ']';
}

}  // namespace

extern "C" {

void ludex_error_free(ludex_error* error) {
  delete error;
}

size_t ludex_error_count(const ludex_error* error) {
  return error ? error->errors.size() : 0;
}

ludex_bytes ludex_error_code(const ludex_error* error, size_t index) {
  const ludex::Error* e = error_at(error, index);
  return e ? bytes_of(to_string(e->code)) : kNoBytes;
}

ludex_bytes ludex_error_pointer(const ludex_error* error, size_t index) {
  const ludex::Error* e = error_at(error, index);
  return e ? bytes_of(e->pointer) : kNoBytes;
}

ludex_bytes ludex_error_message(const ludex_error* error, size_t index) {
  const ludex::Error* e = error_at(error, index);
  return e ? bytes_of(e->message) : kNoBytes;
}

ludex_bytes ludex_error_file(const ludex_error* error, size_t index) {
  const ludex::Error* e = error_at(error, index);
  return e ? bytes_of(e->file) : kNoBytes;
}

ludex_bytes ludex_error_json(ludex_error* error) {
  if (!error) return kNoBytes;
  return keep(error->json, [&] { return json_of(error->errors); });
}

}  // extern "C"
