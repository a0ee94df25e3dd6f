#include "traffic/line.h"

#include "value/json_scan.h"
#include "value/number.h"

namespace ludex::traffic {

void Line::clear() {
  for (std::string* text :
       {&actor, &session, &origin, &roles, &received_at, &action, &params_text, &nonce, &sent_at, &extra})
    text->clear();
  param_count = 0;
}

LineParam& Line::add_param(std::string_view name) {
  if (param_count == params.size()) params.emplace_back();
  LineParam& param = params[param_count++];
  param.name = name;
  param.text.clear();
  return param;
}

void set_int(std::string& text, std::int64_t value) {
  char digits[24];
  text.assign(digits, print_int64(value, digits));
}

void write_line(std::string& out, const Line& line) {
  const std::size_t start = out.size();
  out += '{';
  const auto member = [&](std::string_view key, const std::string& text) {
    if (text.empty()) return;
    if (out.size() > start + 1) out += ',';
    out += key;
    out += text;
  };
  member("\"actor\":", line.actor);
  member("\"session\":", line.session);
  member("\"origin\":", line.origin);
  member("\"roles\":", line.roles);
  member("\"received_at\":", line.received_at);
  member("\"action\":", line.action);
  if (!line.params_text.empty()) {
    member("\"params\":", line.params_text);
  } else {
    if (out.size() > start + 1) out += ',';
    out += "\"params\":{";
    bool is_first = true;
    for (std::size_t i = 0; i < line.param_count; ++i) {
      if (line.params[i].text.empty()) continue;
      if (!is_first) out += ',';
      is_first = false;
      json::write_string(out, line.params[i].name);
      out += ':';
      out += line.params[i].text;
    }
    out += '}';
  }
  member("\"nonce\":", line.nonce);
  member("\"sent_at\":", line.sent_at);
  out += line.extra;
  out += '}';
}

}  // namespace ludex::traffic
