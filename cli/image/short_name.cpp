#include "cli/image/short_name.hpp"

namespace perth::cli {

std::string short_object_name(std::string_view full) {
    std::string name;
    int arguments = 0;
    int parameters = 0;
    for (const char c : full) {
        if (c == '<' && parameters == 0 && arguments++ == 0) name += "<…";
        if (c == '>' && parameters == 0) --arguments;
        if (c == '(' && arguments == 0) ++parameters;
        if (arguments == 0 && parameters == 0) name += c;
        if (c == ')' && arguments == 0) --parameters;
    }
    // What stood in a pair of parentheses at the beginning was "anonymous namespace".
    while (name.starts_with("::")) name.erase(0, 2);
    for (auto at = name.find("::::"); at != name.npos; at = name.find("::::")) name.erase(at, 2);
    return name;
}

std::string short_name(std::string_view full) {
    constexpr std::string_view anonymous = "(anonymous namespace)::";
    std::string name;
    int depth = 0;
    while (!full.empty()) {
        if (full.substr(0, anonymous.size()) == anonymous) {
            full.remove_prefix(anonymous.size());
            continue;
        }
        const char c = full.front();
        full.remove_prefix(1);
        if (c == '<' && depth++ == 0) name += "<…";
        if (c == '>') --depth;
        if (depth > 0) continue;
        if (c == '(') break;
        c == ' ' ? name.clear() : name.push_back(c);  // what stands before a space is the type
    }
    return name;
}

}  // namespace perth::cli
