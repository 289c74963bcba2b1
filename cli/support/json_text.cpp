#include "cli/support/json_text.hpp"

#include <fmt/format.h>

#include "cli/support/utf8.hpp"

namespace perth::cli {

std::string json_string(std::string_view text) {
    std::string quoted_text = "\"";
    while (!text.empty()) {
        const Utf8Char next = first_char(text);
        if (!next.valid) {
            quoted_text += "\ufffd";
        } else if (next.code == '"' || next.code == '\\') {
            quoted_text += {'\\', text[0]};
        } else if (next.code == '\n') {
            quoted_text += "\\n";
        } else if (next.code < 0x20 || next.code == 0x7F) {
            quoted_text += fmt::format("\\u{:04x}", static_cast<unsigned>(next.code));
        } else {
            quoted_text += text.substr(0, next.size);
        }
        text.remove_prefix(next.size);
    }
    return quoted_text + '"';
}

std::string json_list(const std::vector<std::string>& elements) {
    std::string text = "[";
    for (const std::string& element : elements) {
        if (text.size() > 1) text += ',';
        text += element;
    }
    return text + "]";
}

std::string json_strings(const std::vector<std::string>& texts) {
    std::vector<std::string> elements;
    elements.reserve(texts.size());
    for (const std::string& text : texts) elements.push_back(json_string(text));
    return json_list(elements);
}

std::string json_object(const std::vector<std::pair<std::string_view, std::string>>& members) {
    std::string text = "{";
    for (const auto& [key, value] : members) {
        if (text.size() > 1) text += ',';
        text += json_string(key) + ":" + value;
    }
    return text + "}";
}

}  // namespace perth::cli
