#include "jsonschema/format.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ludex::jsonschema;

namespace {

void check(Format format, const std::vector<std::string>& good, const std::vector<std::string>& bad) {
  for (const auto& text : good) CHECK_MESSAGE(has_format(text, format), to_string(format), ": ", text);
  for (const auto& text : bad) CHECK_MESSAGE(!has_format(text, format), to_string(format), ": ", text);
}

}  // namespace

TEST_CASE("dates and times are RFC 3339's") {
  check(Format::date, {"2024-02-29", "2000-02-29", "1963-06-19"}, {"2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-04-31", "2024-1-1", "24-01-01", "2024-01-01 ", ""});
  check(Format::time, {"08:30:06Z", "08:30:06.283185Z", "08:30:06+00:20", "23:59:60Z", "15:59:60-08:00", "01:29:60+01:30", "00:00:00z"},
        {"24:00:00Z", "08:60:00Z", "08:30:61Z", "22:59:60Z", "23:58:60Z", "08:30:06", "08:30:06 PST", "08:30Z", "08:30:06.Z", "08:30:06+24:00", "08:30:06+0800", "1:2:3Z"});
  check(Format::date_time, {"1963-06-19T08:30:06.283185Z", "1998-12-31T23:59:60Z", "1998-12-31t15:59:60.123-08:00"}, {"1963-06-19 08:30:06Z", "1990-02-31T15:59:59Z", "1998-12-31T23:58:60Z", "2013-350T01:01:01", ""});
  check(Format::duration, {"P4DT12H30M5S", "P4Y", "PT0S", "P1M", "PT1M", "P2W", "P1Y2M3D", "PT36H", "P1DT12H"},
        {"", "P", "PT", "P1", "4D", "P4DT", "P1YT", "P1Y2D", "PT1H2S", "P2D1Y", "P1W2D", "P1Y2W", "P0.5D", "PT1D", "P2S", "p1d"});
}

TEST_CASE("names and addresses of the network") {
  check(Format::hostname, {"www.example.com", "xn--4gbwdl.xn--wgbh1c", "a", "1host", std::string(63, 'a') + ".b"}, {"", ".", "a.", ".a", "-a", "a-", "a_b", "a..b", std::string(64, 'a'), "ab--c", "a b", "\xC3\xA9"});
  check(Format::ipv4, {"0.0.0.0", "192.168.0.1", "255.255.255.255"}, {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1.2.3.a", "0x7f.1.1.1", "1..2.3"});
  check(Format::ipv6, {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "::abcd:1", "1::8", "::ffff:192.168.0.1", "1:2:3:4:5:6:1.2.3.4", "fe80::1:2:3", "1:2:3:4:5:6:7::"},
        {"", ":", ":1", "1:", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::g", "1:2:3:4:5:6:7:8::", "::1.2.3", "1.2.3.4::", "fe80::1%eth0", ":::1", "1:2:3:4:5:6:7:1.2.3.4"});
  check(Format::email, {"joe.bloggs@example.com", "te~st@example.com", "\"joe bloggs\"@example.com", "a@[127.0.0.1]", "a@[IPv6:::1]", "a+b@c"},
        {"2962", "@example.com", ".a@b.c", "a.@b.c", "a..b@c", "a b@c", "a@", "a@[127.0.0.300]", "a@b@c", "\"a@b", "a@-b"});
}

TEST_CASE("identifiers and pointers") {
  check(Format::uuid, {"2EB8AA08-aa98-11ea-B4AA-73B441D16380", "00000000-0000-0000-0000-000000000000"}, {"", "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08-aa98-11ea-b4ga-73b441d16380", "2eb8aa08-aa98-11ea-b4aa73b441d16380-"});
  check(Format::json_pointer, {"", "/", "/a~0b/c~1d/0", "//"}, {"a", "#/a", "/a~", "/a~2", "~0"});
  check(Format::relative_json_pointer, {"0", "1/a", "0#", "120/foo/0"}, {"", "/a", "-1/a", "01/a", "0##", "+1", "1a"});
  check(Format::uri, {"http://a/b?c#d", "urn:a:b"}, {"a", "//a", "http:// a"});
  check(Format::uri_reference, {"a", "", "#x"}, {"a b", "\\"});
  check(Format::uri_template, {"http://a/{b}/{c:3}/{d*}", "{+x,y}", "plain"}, {"http://a/{b", "a}", "{}", "{a b}", "a b", "{a:0}"});
  check(Format::regex, {"^a[b-c]+$", ""}, {"^(a", "[b-a]", "*"});
}

TEST_CASE("formats unknown here have no checker") {
  for (const char* name : {"idn-email", "idn-hostname", "iri", "iri-reference", "color", ""}) CHECK_MESSAGE(!format_named(name).has_value(), name);
  CHECK(format_named("date-time") == Format::date_time);
}
