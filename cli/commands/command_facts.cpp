#include "cli/commands/command_facts.hpp"

#include <algorithm>

namespace perth::cli {

std::vector<std::string> words_of(std::string_view value) {
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (value.find('|') == std::string_view::npos ||
        std::any_of(value.begin(), value.end(), is_capital)) {
        return {};
    }
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin <= value.size();) {
        const std::size_t end = std::min(value.find('|', begin), value.size());
        words.emplace_back(value.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

std::string one_of(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        text += i == 0 ? "" : i + 1 == words.size() ? " or " : ", ";
        text += words[i];
    }
    return text;
}

}  // namespace perth::cli
