#include "cli/doctor/check.hpp"

#include <fmt/format.h>

#include "cli/support/json_text.hpp"

namespace perth::cli {

const char* word_of(Check::State state) noexcept {
    switch (state) {
        case Check::State::ok:
            return "ok";
        case Check::State::warn:
            return "warn";
        case Check::State::bad:
            break;
    }
    return "bad";
}

std::string json_of(const std::vector<Check>& checks) {
    std::vector<std::string> rows;
    for (const Check& check : checks) {
        rows.push_back(json_object({{"name", json_string(check.name)},
                                    {"state", json_string(word_of(check.state))},
                                    {"evidence", json_string(check.evidence)},
                                    {"remedy", json_string(check.remedy)}}));
    }
    return json_object({{"checks", json_list(rows)}});
}

std::optional<Error> failure_of(const std::vector<Check>& checks, bool can_install) {
    std::string names;
    std::size_t count = 0;
    const Check* gravest = nullptr;
    for (const Check& check : checks) {
        if (check.state != Check::State::bad) continue;
        names += (names.empty() ? "" : ", ") + check.name;
        ++count;
        const bool graver = gravest != nullptr && gravest->exit != Exit::missing_tool &&
                            check.exit == Exit::missing_tool;
        if (gravest == nullptr || graver) gravest = &check;
    }
    if (gravest == nullptr) return std::nullopt;
    const bool install = gravest->exit == Exit::missing_tool && can_install;
    return Error({.what = fmt::format("{} of {} checks failed", count, checks.size()),
                  .why = names,
                  .hint = install ? "perth doctor --install" : gravest->remedy,
                  .exit = gravest->exit,
                  .result = json_of(checks)});
}

}  // namespace perth::cli
