#include "cli/board/values.hpp"

#include <fmt/format.h>

#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

bool is_word(std::string_view value, std::string_view first, std::string_view rest) {
    return !value.empty() && value.size() <= 40 && first.find(value.front()) != first.npos &&
           value.find_first_not_of(rest) == value.npos;
}

}  // namespace

std::string text_value(const Json& json, std::size_t longest) {
    const std::string& value = json.string();
    if (value.empty()) json.complain("is empty");
    if (printable(value) != value) json.complain("has a control character");
    if (value.size() > longest) json.complain(fmt::format("is longer than {} bytes", longest));
    return value;
}

std::string text_or_nothing(const Json& json, std::string_view key, std::size_t longest) {
    const auto value = json.find(key);
    return value ? text_value(*value, longest) : std::string{};
}

std::string word_value(const Json& json, std::string_view first, std::string_view rest,
                       std::string_view form) {
    const std::string& value = json.string();
    if (!is_word(value, first, rest)) json.complain(fmt::format("\"{}\" is not {}", value, form));
    return value;
}

std::string unit_value(const Json& json) {
    return word_value(json, upper_letters, upper_digits, "a unit's name such as USART1");
}

bool is_pad_name(std::string_view name) {
    return is_word(name, upper_letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.");
}

std::string pad_value(const Json& json) {
    const std::string& value = json.string();
    if (!is_pad_name(value)) {
        json.complain(
            fmt::format("\"{}\" is not a pad's name such as PA13, P0.17 or GPIO25", value));
    }
    return value;
}

std::uint32_t hex_value(const Json& json, std::size_t most_digits, std::string_view form) {
    const std::string& value = json.string();
    const std::string digits = value.substr(0, 2) == "0x" ? value.substr(2) : std::string{};
    if (digits.empty() || digits.size() > most_digits ||
        digits.find_first_not_of("0123456789abcdefABCDEF") != digits.npos) {
        json.complain(fmt::format("\"{}\" is not {}", value, form));
    }
    return static_cast<std::uint32_t>(std::stoul(digits, nullptr, 16));
}

std::uint32_t address_value(const Json& json) {
    return hex_value(json, 8, "a 32-bit address such as \"0x08000000\"");
}

std::uint32_t size_value(const Json& json) {
    if (json.type() != Json::Type::string) {
        return static_cast<std::uint32_t>(json.integer(1, max_u32));
    }
    const std::string& value = json.string();
    const std::size_t space = value.find(' ');
    const std::string digits = value.substr(0, space);
    const std::string unit = space == value.npos ? "" : value.substr(space + 1);
    if (digits.empty() || digits.size() > 7 || digits.front() == '0' ||
        digits.find_first_not_of("0123456789") != digits.npos || (unit != "KiB" && unit != "MiB")) {
        json.complain(
            fmt::format("\"{}\" is not a size such as 512, \"16 KiB\" or \"1 MiB\"", value));
    }
    const std::uint64_t bytes = std::stoull(digits) << (unit == "KiB" ? 10U : 20U);
    if (bytes > max_u32) json.complain(fmt::format("\"{}\" is 4 GiB or more", value));
    return static_cast<std::uint32_t>(bytes);
}

std::uint32_t size_or(const Json& json, std::string_view key, std::uint32_t absent) {
    const auto value = json.find(key);
    return value ? size_value(*value) : absent;
}

}  // namespace perth::cli
