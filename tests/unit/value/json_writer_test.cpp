#include "value/json_writer.h"

#include <doctest/doctest.h>

#include "value/json_bytes.h"

using namespace ludex;

TEST_CASE("commas stand between values and nowhere else, whatever strings end in") {
  json::Writer w;
  w.open('{');
  w.key("a:").open('[');
  w.string("x{");
  w.string("[");
  w.number(-5);
  w.boolean(true);
  w.open('[');
  w.close(']');
  w.open('{');
  w.close('}');
  w.raw("null");
  w.close(']');
  w.key("b").string(",:");
  w.key("c").number(18446744073709551615u);
  w.close('}');
  CHECK(w.out == R"({"a:":["x{","[",-5,true,[],{},null],"b":",:","c":18446744073709551615})");
  json::Tape tape;
  CHECK(json::scan(w.out, {}, tape).ok());
}

TEST_CASE("UTF-8 is recognised whole: no overlongs, surrogates or cut sequences") {
  CHECK(json::is_utf8(""));
  CHECK(json::is_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x97\xA1"));
  for (const char* bad : {"\xff", "a\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80"}) CHECK_FALSE(json::is_utf8(bad));
}
