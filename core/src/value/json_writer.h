#pragma once
// JSON text piece by piece, compact; the commas come by themselves.

#include <concepts>
#include <string>
#include <string_view>

#include "value/json_scan.h"

namespace ludex::json {

class Writer {
 public:
  std::string out;

  Writer& key(std::string_view name) {
    string(name);
    out += ':';
    return *this;
  }
  void string(std::string_view value) {
    comma();
    write_string(out, value);
  }
  template <std::integral Number>
    requires(!std::same_as<Number, bool>)
  void number(Number value) {
    raw(std::to_string(value));
  }
  void boolean(bool value) { raw(value ? "true" : "false"); }
  /// A JSON text, as it is.
  void raw(std::string_view value) {
    comma();
    out += value;
  }
  void open(char bracket) {
    comma();
    out += bracket;
  }
  void close(char bracket) { out += bracket; }

 private:
  // A text cannot end in one of these but where a value may stand: strings end in their quote.
  void comma() {
    if (!out.empty() && out.back() != '{' && out.back() != '[' && out.back() != ':') out += ',';
  }
};

}  // namespace ludex::json
