#include "cli/console/junit.hpp"

#include <gtest/gtest.h>

namespace perth::cli {
namespace {

using Result = TestCase::Result;

const TestCase right{.suite = "Sums", .name = "Right", .result = Result::passed, .milliseconds = 2};
const TestCase wrong{.suite = "Sums",
                     .name = "Wrong",
                     .result = Result::failed,
                     .milliseconds = 1003,
                     .reason = "test/a.cpp:9",
                     .text = "1 < 2 & \"3\"\n\x01\xff]]>\n"};
const TestCase hot{
    .suite = "Core", .name = "Hot", .result = Result::crashed, .reason = "panicked: hot"};
const TestCase skipped{.suite = "Core", .name = "Later", .result = Result::skipped};

TEST(Junit, HasASuiteForEachSuiteOfEachBoard) {
    EXPECT_EQ(junit_xml({{.board = "host", .announced = 4, .cases = {right, hot, wrong, skipped}}}),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<testsuites name=\"perth test\" tests=\"4\" failures=\"1\" errors=\"1\" "
              "skipped=\"1\" time=\"1.005\">\n"
              "  <testsuite name=\"host.Sums\" tests=\"2\" failures=\"1\" errors=\"0\" "
              "skipped=\"0\" time=\"1.005\">\n"
              "    <testcase classname=\"host.Sums\" name=\"Right\" time=\"0.002\"/>\n"
              "    <testcase classname=\"host.Sums\" name=\"Wrong\" time=\"1.003\">"
              "<failure message=\"test/a.cpp:9\">1 &#60; 2 &#38; &#34;3&#34;\n"
              "\xEF\xBF\xBD\xEF\xBF\xBD]]&#62;\n"
              "</failure></testcase>\n"
              "  </testsuite>\n"
              "  <testsuite name=\"host.Core\" tests=\"2\" failures=\"0\" errors=\"1\" "
              "skipped=\"1\" time=\"0.000\">\n"
              "    <testcase classname=\"host.Core\" name=\"Hot\" time=\"0.000\">"
              "<error message=\"panicked: hot\"></error></testcase>\n"
              "    <testcase classname=\"host.Core\" name=\"Later\" time=\"0.000\">"
              "<skipped/></testcase>\n"
              "  </testsuite>\n"
              "</testsuites>\n");
}

}  // namespace
}  // namespace perth::cli
