// Pattern with any expression (the first line) and any text (the rest): it is read or refused, and
// matching ends.
//
// Left out is what glibc's regcomp and regexec are known to spend exponential memory or time on,
// and what only the user can wish for: repetition counts, back references, many a '+' in a row.
#include <algorithm>

#include "cli/console/pattern.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    constexpr std::size_t longest_expression = 32;
    constexpr std::size_t longest_text = 256;
    constexpr auto most_plus_signs = 6;
    const std::string_view input = fuzz::text_of(data, size);
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view expression = input.substr(0, end);
    // The address sanitizer does not know REG_STARTEND and looks for a terminating zero.
    const std::string text(input.substr(end));
    if (expression.size() > longest_expression || text.size() > longest_text) return -1;
    if (expression.find_first_of("{\\") != expression.npos) return -1;
    if (std::count(expression.begin(), expression.end(), '+') > most_plus_signs) return -1;
    try {
        const Pattern pattern{std::string(expression), "--until"};
        const Pattern copy = pattern;
        fuzz::require(copy.matches(text) == pattern.matches(text));
    } catch (const Error& error) {
        fuzz::require(error.parts().exit == Exit::wrong_use);
    }
    return 0;
}
