#include "metrics/open_metrics.h"

#include <doctest/doctest.h>

using ludex::detail::OpenMetricsWriter;

TEST_CASE("a family has its type, unit and help before its samples, and the text its end") {
  OpenMetricsWriter out;
  out.family("wait_seconds", "histogram", "How long.", "seconds");
  out.sample("_bucket", {{"le", "+Inf"}}, std::uint64_t{3});
  out.sample("_sum", {}, "0.5");
  out.family("empty", "counter", "Nothing yet.");
  CHECK(out.finish() ==
        "# TYPE wait_seconds histogram\n# UNIT wait_seconds seconds\n# HELP wait_seconds How long.\n"
        "wait_seconds_bucket{le=\"+Inf\"} 3\nwait_seconds_sum 0.5\n"
        "# TYPE empty counter\n# HELP empty Nothing yet.\n# EOF\n");
}

TEST_CASE("quotes, backslashes and line ends in names cannot break out of a label") {
  OpenMetricsWriter out;
  out.family("f", "gauge", "a\\b\n\"c\"");
  out.sample("", {{"a", "x\"} 1\n# EOF"}, {"b", "\\n"}, {"c", "caf\xc3\xa9"}}, std::uint64_t{1});
  CHECK(out.finish() == "# TYPE f gauge\n# HELP f a\\\\b\\n\\\"c\\\"\nf{a=\"x\\\"} 1\\n# EOF\",b=\"\\\\n\",c=\"caf\xc3\xa9\"} 1\n# EOF\n");
}

TEST_CASE("billionths are written exactly") {
  CHECK(OpenMetricsWriter::decimal_of_billionths(0) == "0.0");
  CHECK(OpenMetricsWriter::decimal_of_billionths(1) == "0.000000001");
  CHECK(OpenMetricsWriter::decimal_of_billionths(300'000) == "0.0003");
  CHECK(OpenMetricsWriter::decimal_of_billionths(1'000'000'000) == "1.0");
  CHECK(OpenMetricsWriter::decimal_of_billionths(18'446'744'073'709'551'615u) == "18446744073.709551615");
}
