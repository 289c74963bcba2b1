#include "cli/support/function_name.hpp"

#include <cstddef>

namespace perth::cli {

std::string short_function_name(std::string_view full) {
    constexpr std::string_view anonymous = "(anonymous namespace)::";
    std::string name;
    int depth = 0;
    for (std::size_t at = 0; at < full.size(); ++at) {
        if (full.substr(at, anonymous.size()) == anonymous) {
            at += anonymous.size() - 1;
            continue;
        }
        const char c = full[at];
        if (c == '<') ++depth;
        if (depth == 0 && c == '(' && !name.empty()) break;
        const bool ends_scope = depth == 0 && c == ':' && at + 1 < full.size();
        ends_scope ? name.clear() : name.push_back(c);
        if (c == '>') --depth;
    }
    return name;
}

}  // namespace perth::cli
