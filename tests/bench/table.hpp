// A table of results as text: columns as wide as their widest cell, numbers to the right.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "cli/support/utf8.hpp"

namespace perth::bench {

using Row = std::vector<std::string>;

/// Returns a number as a table shows it: no digits behind the point if there are many before it.
[[nodiscard]] inline std::string number(double value) {
    return fmt::format("{:.{}f}", value, value < 100 && value != static_cast<int>(value) ? 1 : 0);
}

/// Returns what a target says about a value; less is better.
[[nodiscard]] inline std::string verdict(double value, double target) {
    if (value <= target) return "met";
    const double more = value - target;
    return fmt::format("missed by {} ({:.0f} %)", number(more), 100 * more / target);
}

/// Prints a title, the rows (the first is the head) and a note below.
inline void print_table(const std::string& title, const std::vector<Row>& rows,
                        const std::string& note = "") {
    std::vector<std::size_t> widths;
    for (const Row& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], cli::text_width(row[i]));
    }
    fmt::print("\n{}\n", title);
    for (const Row& row : rows) {
        std::string line = fmt::format("  {:<{}}", row[0], widths[0]);
        for (std::size_t i = 1; i < row.size(); ++i) {
            line += fmt::format("  {:>{}}", row[i], widths[i]);
        }
        fmt::print("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
    }
    if (!note.empty()) fmt::print("  {}\n", note);
}

}  // namespace perth::bench
