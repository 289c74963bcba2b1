// POSIX regexec rather than std::regex: the latter recurses once a character and overflows the
// stack on long lines.
#include "cli/console/pattern.hpp"

#include <fmt/format.h>
#include <regex.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli {

struct Pattern::Compiled {
    regex_t regex{};
    regex_t with_places{};  ///< the same, but tells where: much slower

    Compiled() = default;
    Compiled(const Compiled&) = delete;
    Compiled& operator=(const Compiled&) = delete;
    ~Compiled() {
        regfree(&regex);
        regfree(&with_places);
    }
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
    if (regcomp(&compiled->with_places, text_.c_str(), REG_EXTENDED) != 0) throw std::bad_alloc();
    compiled_ = std::move(compiled);
}

bool Pattern::matches(std::string_view line) const {
    // REG_STARTEND: the line needs no terminating zero and may hold zeros.
    regmatch_t range{.rm_so = 0, .rm_eo = static_cast<regoff_t>(line.size())};
    return regexec(&compiled_->regex, line.data(), 0, &range, REG_STARTEND) == 0;
}

std::optional<std::pair<std::size_t, std::size_t>> Pattern::find(std::string_view line,
                                                                 std::size_t from) const {
    for (; from < line.size(); ++from) {
        regmatch_t range{.rm_so = static_cast<regoff_t>(from),
                         .rm_eo = static_cast<regoff_t>(line.size())};
        const int flags = REG_STARTEND | (from == 0 ? 0 : REG_NOTBOL);
        if (regexec(&compiled_->with_places, line.data(), 1, &range, flags) != 0) break;
        const auto begin = static_cast<std::size_t>(range.rm_so);
        const auto end = static_cast<std::size_t>(range.rm_eo);
        if (end > begin) return std::pair(begin, end);
        from = std::max(from, begin);
    }
    return std::nullopt;
}

}  // namespace perth::cli
