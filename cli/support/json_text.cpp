#include "cli/support/json_text.hpp"

#include <nlohmann/json.hpp>

namespace perth::cli {

std::string json_string(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
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
