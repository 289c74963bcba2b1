// Composing JSON text for --json: values become text, text becomes lists and objects.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace perth::cli {

/// Returns the string as a JSON string, quotes included; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_string(std::string_view text);

/// Returns a JSON list of elements that are JSON text already.
[[nodiscard]] std::string json_list(const std::vector<std::string>& elements);

/// Returns a JSON list of strings.
[[nodiscard]] std::string json_strings(const std::vector<std::string>& texts);

/// Returns a JSON object of keys and values that are JSON text already, in this order.
[[nodiscard]] std::string json_object(
    const std::vector<std::pair<std::string_view, std::string>>& members);

}  // namespace perth::cli
