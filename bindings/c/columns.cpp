#include "ludex/columns.h"

#include <string>

#include "handles.h"
#include "json_text.h"

using namespace ludex::c;

namespace {

std::string refused_json(const ludex::RequestColumns& columns, const ludex::Program& program) {
  std::string out = "[";
  for (const ludex::RefusedLine& line : columns.refused) {
    if (out.size() > 1) out += ',';
    out += "{\"line\":" + std::to_string(line.line) + ",\"reason\":";
    append_json_string(out, program.reason_name(line.reason));
    out += ",\"at\":";
    append_json_string(out, line.pointer);
    out += '}';
  }
  return out + "]";
}

}  // namespace

extern "C" {

ludex_status ludex_columns_encode(const ludex_rulebook* rulebook, const char* ndjson, size_t size, ludex_text** out, ludex_text** refused,
                                  ludex_error** error) {
  return call(error, [&] {
    clear(out);
    clear(refused);
    if (!rulebook || !out || !is_span(ndjson, size)) return LUDEX_ARGUMENT;
    auto columns = ludex::encode_requests(rulebook->program, view_of(ndjson, size));
    if (!columns) return fail(error, columns.errors());
    auto listed = std::make_unique<ludex_text>();
    if (refused) listed->text = refused_json(*columns, rulebook->program);
    *out = new ludex_text{std::move(columns->bytes)};
    if (refused) *refused = listed.release();
    return LUDEX_OK;
  });
}

ludex_status ludex_columns_decode(const char* columns, size_t size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(columns, size)) return LUDEX_ARGUMENT;
    auto lines = ludex::decode_requests(view_of(columns, size));
    if (!lines) return fail(error, lines.errors());
    *out = new ludex_text{std::move(*lines)};
    return LUDEX_OK;
  });
}

}  // extern "C"
