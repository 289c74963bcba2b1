// POSIX regexec rather than std::regex: the latter recurses once a character and overflows the
// stack on long lines.
#include "cli/console/pattern.hpp"

#include <fmt/format.h>
#include <regex.h>

#include <array>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli {

struct Pattern::Compiled {
    regex_t regex{};

    Compiled() = default;
    Compiled(const Compiled&) = delete;
    Compiled& operator=(const Compiled&) = delete;
    ~Compiled() { regfree(&regex); }
};

Pattern::Pattern(std::string text, std::string_view option) : text_(std::move(text)) {
    // regcomp leaves nothing to free when it fails, so ownership begins afterwards.
    regex_t regex{};
    const int code = regcomp(&regex, text_.c_str(), REG_EXTENDED | REG_NOSUB);
    if (code != 0) {
        std::array<char, 128> reason{};
        regerror(code, &regex, reason.data(), reason.size());
        throw Error({.what = fmt::format("{}: '{}' is not a regular expression", option, text_),
                     .why = reason.data(),
                     .hint = "it is read as grep -E does; put a backslash before . * + ? ( ) [ { | "
                             "^ $ that stand for themselves",
                     .exit = Exit::wrong_use});
    }
    auto compiled = std::make_shared<Compiled>();
    compiled->regex = regex;
    compiled_ = std::move(compiled);
}

bool Pattern::matches(std::string_view line) const {
    // REG_STARTEND: the line needs no terminating zero and may hold zeros.
    regmatch_t range{.rm_so = 0, .rm_eo = static_cast<regoff_t>(line.size())};
    return regexec(&compiled_->regex, line.data(), 0, &range, REG_STARTEND) == 0;
}

}  // namespace perth::cli
