#include "cli/support/natural.hpp"

#include <algorithm>
#include <cstddef>

namespace perth::cli {
namespace {

constexpr std::string_view digits = "0123456789";

/// Takes the leading run of digits, or of other characters.
std::string_view take_run(std::string_view& text) {
    const bool is_number = digits.find(text.front()) != digits.npos;
    const std::size_t end = is_number ? text.find_first_not_of(digits) : text.find_first_of(digits);
    const std::string_view run = text.substr(0, end);
    text.remove_prefix(run.size());
    return run;
}

/// Compares numbers of any length: the longer one is greater, leading zeros left out.
int compare_numbers(std::string_view a, std::string_view b) {
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    return a.compare(b);
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
    std::string_view rest_a = a;
    std::string_view rest_b = b;
    while (!rest_a.empty() && !rest_b.empty()) {
        const std::string_view run_a = take_run(rest_a);
        const std::string_view run_b = take_run(rest_b);
        const bool numbers =
            digits.find(run_a.front()) != digits.npos && digits.find(run_b.front()) != digits.npos;
        const int order = numbers ? compare_numbers(run_a, run_b) : run_a.compare(run_b);
        if (order != 0) return order < 0;
    }
    if (rest_a.empty() != rest_b.empty()) return rest_a.empty();
    return a < b;  // "01" and "1"
}

}  // namespace perth::cli
