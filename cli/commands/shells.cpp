#include "cli/commands/shells.hpp"

namespace perth::cli {

Offer offer_for(std::string_view value) {
    using Kind = Offer::Kind;
    if (value == "FILE") return {.kind = Kind::files};
    if (value == "DIR") return {.kind = Kind::folders};
    if (value == "BOARD") return {.kind = Kind::live, .live = "boards"};
    if (value == "TEMPLATE") return {.kind = Kind::live, .live = "templates", .or_folders = true};
    if (value == "PORT") return {.kind = Kind::live, .live = "ports"};
    if (value == "DEVICE") return {.kind = Kind::live, .live = "devices"};
    auto words = words_of(value);
    if (words.empty()) return {};
    return {.kind = Kind::words, .words = std::move(words)};
}

std::string spaced(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace perth::cli
