#include "perth/diag/shell_value.hpp"

#include <array>

namespace perth {

std::string_view name(ShellError error) noexcept {
    static constexpr std::array<std::string_view, 10> names = {
        "",           "SyntaxError",  "NameError",     "TypeError",
        "ValueError", "DivideByZero", "OverflowError", "MemoryError",
        "Cancelled",  "Error"};
    return names[static_cast<std::size_t>(error)];
}

namespace detail {
namespace {

constexpr ShellProblem out_of_range = {ShellError::value, "out of range"};

}  // namespace

ShellProblem shell_read(const ShellValue& value, bool& into) noexcept {
    if (value.kind() != ShellValue::Kind::boolean) {
        return {ShellError::type, "true or false is wanted"};
    }
    into = value.boolean();
    return {};
}

ShellProblem shell_read(const ShellValue& value, double& into) noexcept {
    if (!value.is_number()) return {ShellError::type, "a number is wanted"};
    into = value.real();
    return {};
}

ShellProblem shell_read(const ShellValue& value, std::string_view& into) noexcept {
    if (value.kind() != ShellValue::Kind::text) return {ShellError::type, "a text is wanted"};
    into = value.text();
    return {};
}

ShellProblem shell_read(const ShellValue& value, std::int64_t& into, std::int64_t least,
                        std::int64_t most) noexcept {
    if (value.kind() != ShellValue::Kind::integer) {
        return {ShellError::type, "an integer is wanted"};
    }
    if (value.integer() < least || value.integer() > most) return out_of_range;
    into = value.integer();
    return {};
}

ShellProblem shell_read(const ShellValue& value, std::span<char> into) noexcept {
    std::string_view text;
    if (const ShellProblem problem = shell_read(value, text)) return problem;
    if (text.size() >= into.size()) return {ShellError::value, "the text is too long"};
    if (text.find('\0') != text.npos) return {ShellError::value, "the text has a zero in it"};
    // It may come from where it goes to.
    for (std::size_t i = 0; i < text.size(); ++i) into[i] = text[i];
    into[text.size()] = '\0';
    return {};
}

}  // namespace detail
}  // namespace perth
