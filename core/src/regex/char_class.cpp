#include "regex/char_class.h"

namespace ludex::regex {

bool is_word_byte(unsigned byte) {
  return (byte | 0x20u) - 'a' < 26u || byte - '0' < 10u || byte == '_';
}

CodeSet digits() { return {{'0', '9'}}; }

CodeSet word_characters() { return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}; }

CodeSet ecma_spaces() {
  return {{'\t', '\r'}, {' ', ' '}, {0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029},
          {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
}

CodeSet re2_spaces() { return {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}}; }

CodeSet line_terminators() { return {{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}; }

bool find_posix_class(std::string_view name, CodeSet& out) {
  const auto add = [&out](std::initializer_list<CodeRange> ranges) {
    for (const CodeRange& r : ranges) out.add(r.first, r.last);
    return true;
  };
  if (name == "alnum") return add({{'0', '9'}, {'A', 'Z'}, {'a', 'z'}});
  if (name == "alpha") return add({{'A', 'Z'}, {'a', 'z'}});
  if (name == "ascii") return add({{0, 0x7F}});
  if (name == "blank") return add({{'\t', '\t'}, {' ', ' '}});
  if (name == "cntrl") return add({{0, 0x1F}, {0x7F, 0x7F}});
  if (name == "digit") return add({{'0', '9'}});
  if (name == "graph") return add({{'!', '~'}});
  if (name == "lower") return add({{'a', 'z'}});
  if (name == "print") return add({{' ', '~'}});
  if (name == "punct") return add({{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}});
  if (name == "space") return add({{'\t', '\r'}, {' ', ' '}});
  if (name == "upper") return add({{'A', 'Z'}});
  if (name == "word") return add({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
  if (name == "xdigit") return add({{'0', '9'}, {'A', 'F'}, {'a', 'f'}});
  return false;
}

}  // namespace ludex::regex
