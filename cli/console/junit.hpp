// Test results as the XML file that continuous integration reads.
#pragma once

#include <string>
#include <vector>

#include "cli/console/test_results.hpp"

namespace perth::cli {

/// Returns a JUnit report: a suite for each suite of each board, "BOARD.Suite". Bytes that XML
/// cannot hold become U+FFFD.
///
/// Source: the schema that Jenkins reads, github.com/jenkinsci/xunit-plugin, junit-10.xsd.
[[nodiscard]] std::string junit_xml(const std::vector<BoardTests>& runs);

}  // namespace perth::cli
