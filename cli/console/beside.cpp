#include "cli/console/beside.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <string_view>

#include "cli/support/terminal.hpp"
#include "cli/support/utf8.hpp"

namespace perth::cli {
namespace {

/// How often the status may change: an eye follows no more.
constexpr std::chrono::milliseconds status_period{50};

}  // namespace

void Beside::make_way() {
    if (!status_.is_shown()) return;
    outlet_.err(status_.hide());
    stir();
}

void Beside::stir() {
    if (terms_.status && !due_) due_ = Clock::now() + status_period;
}

void Beside::take_deadline() {
    if (!due_ || Clock::now() < *due_) return;
    due_.reset();
    const std::size_t columns = terms_.columns();
    // Behind the last column the cursor would not come back to where it was.
    const bool is_inside = view_.is_inside_line();
    if (is_inside && text_width(view_.last_line()) % columns == 0) return;
    outlet_.err(status_.show(fit(terms_.status(), columns - 1)));
}

void Beside::take_lines(bool is_quiet) {
    if (!terms_.lines) return;
    const bool is_inside = joined_ && view_.is_inside_line();
    if (is_inside && !is_quiet) return;
    const std::string lines = terms_.lines();
    if (lines.empty()) return;
    if (is_inside) outlet_.err("\n");
    outlet_.err(lines);
}

void Beside::finish() {
    take_lines(true);
    make_way();
    due_.reset();
}

bool is_same_file(int one, int other) {
    struct stat first{};
    struct stat second{};
    if (::fstat(one, &first) != 0 || ::fstat(other, &second) != 0) return false;
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace perth::cli
