#include "jsonschema/uri.h"

#include <doctest/doctest.h>

#include <string>

using namespace ludex::jsonschema;

TEST_CASE("references resolve as RFC 3986, section 5.4 lists them") {
  const std::string base = "http://a/b/c/d;p?q";
  const char* const cases[][2] = {
      {"g:h", "g:h"}, {"g", "http://a/b/c/g"}, {"./g", "http://a/b/c/g"}, {"g/", "http://a/b/c/g/"}, {"/g", "http://a/g"}, {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"}, {"g?y", "http://a/b/c/g?y"}, {"#s", "http://a/b/c/d;p?q#s"}, {"g#s", "http://a/b/c/g#s"}, {";x", "http://a/b/c/;x"},
      {"", "http://a/b/c/d;p?q"}, {".", "http://a/b/c/"}, {"..", "http://a/b/"}, {"../g", "http://a/b/g"}, {"../..", "http://a/"}, {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"}, {"/./g", "http://a/g"}, {"/../g", "http://a/g"}, {"g.", "http://a/b/c/g."}, {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"}, {"./g/.", "http://a/b/c/g/"}, {"g/../h", "http://a/b/c/h"}, {"g?y/../x", "http://a/b/c/g?y/../x"}, {"http:g", "http:g"},
  };
  for (const auto& c : cases) CHECK_MESSAGE(resolve_uri(base, c[0]) == c[1], c[0]);
}

TEST_CASE("a URN has no segments") {
  CHECK(resolve_uri("urn:example:a", "#x") == "urn:example:a#x");
  CHECK(resolve_uri("http://a/b", "urn:example:a/../b") == "urn:example:a/../b");
  CHECK(resolve_uri("", "a/./b#c") == "a/b#c");
}

TEST_CASE("percent signs decode where two digits follow") {
  CHECK(percent_decode("%22a%2Fb%zz%4") == "\"a/b%zz%4");
}

TEST_CASE("the grammar of URIs") {
  for (const char* good : {"http://a", "http://user:pw@[::1]:80/p/q?r=s#t", "urn:isbn:0451450523", "mailto:a@b", "file:///x", "http://[v1.x:y]/"}) CHECK_MESSAGE(is_uri(good, false), good);
  for (const char* bad : {"", "a", "/a", "//a", "http://a b", "http://a/\\", "http://[::1", "http://a/%zz", "http://a:b/", "1a:b", "http://a/{x}", "http://\xC3\xA9"}) CHECK_MESSAGE(!is_uri(bad, false), bad);
  for (const char* good : {"", "a", "/a", "//a/b", "?q", "#f", "./a:b"}) CHECK_MESSAGE(is_uri(good, true), good);
  for (const char* bad : {"\\a", "a b", "#a#b", ":a"}) CHECK_MESSAGE(!is_uri(bad, true), bad);
}
