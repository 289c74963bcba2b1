// What a shell computes with: values, and what can be wrong with them.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>

#include "perth/base/result.hpp"

namespace perth {

/// Why a command did not do what it says.
enum class ShellError : std::uint8_t {
    none,
    syntax,          ///< "SyntaxError"
    name,            ///< "NameError"
    type,            ///< "TypeError"
    value,           ///< "ValueError": an argument or a new value out of its range
    divide_by_zero,  ///< "DivideByZero"
    overflow,        ///< "OverflowError": beyond 64 bits, or beyond a double
    memory,          ///< "MemoryError": text, or a command's frame, has no room
    cancelled,       ///< "Cancelled": by Ctrl-C
    failed,          ///< "Error": what the program's function gave
};

/// What is told of an error: "NameError: no such name: foo".
struct ShellProblem {
    ShellError error = ShellError::none;
    const char* text = nullptr;  ///< of an error; lives as long as the program
    std::string_view of = {};    ///< the word that is wrong, or empty

    explicit operator bool() const noexcept { return error != ShellError::none; }
};

/// Returns "NameError" and so on; "" of none.
[[nodiscard]] std::string_view name(ShellError error) noexcept;

/// A value of one of the shell's five kinds.
class ShellValue {
public:
    enum class Kind : std::uint8_t { none, boolean, integer, real, text };

    constexpr ShellValue() noexcept : kind_(Kind::none), integer_(0) {}
    constexpr ShellValue(bool value) noexcept : kind_(Kind::boolean), integer_(value ? 1 : 0) {}
    constexpr ShellValue(std::int64_t value) noexcept : kind_(Kind::integer), integer_(value) {}
    constexpr ShellValue(double value) noexcept : kind_(Kind::real), real_(value) {}
    constexpr ShellValue(std::string_view value) noexcept : kind_(Kind::text), text_(value) {}
    ShellValue(const char*) = delete;  // it would become a bool

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool is_number() const noexcept {
        return kind_ == Kind::integer || kind_ == Kind::real;
    }
    /// Of a boolean, an integer, and a text, respectively.
    [[nodiscard]] bool boolean() const noexcept { return integer_ != 0; }
    [[nodiscard]] std::int64_t integer() const noexcept { return integer_; }
    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    /// Of a number.
    [[nodiscard]] double real() const noexcept {
        return kind_ == Kind::real ? real_ : static_cast<double>(integer_);
    }

private:
    Kind kind_;
    union {
        std::int64_t integer_;
        double real_;
        std::string_view text_;
    };
};

/// A value, or what is wrong.
struct ShellAnswer {
    ShellAnswer() noexcept = default;
    ShellAnswer(ShellValue it) noexcept : value(it) {}
    ShellAnswer(ShellProblem what) noexcept : problem(what) {}

    ShellValue value;
    ShellProblem problem;
};

namespace detail {

/// Numbers; not a letter, which println() refuses, too.
template <typename T>
concept ShellInteger = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

template <typename T>
inline constexpr bool is_text_array = false;
template <std::size_t N>
inline constexpr bool is_text_array<char[N]> = true;

/// Return the value as the shell has it.
inline ShellAnswer shell_answer(bool value) noexcept { return ShellValue(value); }
template <ShellInteger T>
ShellAnswer shell_answer(T value) noexcept {
    if constexpr (std::unsigned_integral<T> && sizeof(T) == sizeof(std::int64_t)) {
        if (value > static_cast<T>(std::numeric_limits<std::int64_t>::max())) {
            return ShellProblem{ShellError::overflow, "the value needs more than 64 bits"};
        }
    }
    return ShellValue(static_cast<std::int64_t>(value));
}
template <std::floating_point T>
ShellAnswer shell_answer(T value) noexcept {
    return ShellValue(static_cast<double>(value));
}
inline ShellAnswer shell_answer(std::string_view value) noexcept { return ShellValue(value); }
inline ShellAnswer shell_answer(const char* value) noexcept {
    return ShellValue(std::string_view(value));
}
template <typename T>
ShellAnswer shell_answer(const Result<T>& result) noexcept {
    if (!result) return ShellProblem{ShellError::failed, perth::name(result.error())};
    if constexpr (std::is_void_v<T>) {
        return {};
    } else {
        return shell_answer(*result);
    }
}
template <std::size_t N>
ShellAnswer shell_text_answer(const char (&text)[N]) noexcept {
    std::size_t size = 0;
    while (size < N && text[size] != '\0') ++size;
    return ShellValue(std::string_view(text, size));
}

ShellProblem shell_read(const ShellValue& value, bool& into) noexcept;
ShellProblem shell_read(const ShellValue& value, double& into) noexcept;
ShellProblem shell_read(const ShellValue& value, std::string_view& into) noexcept;
/// Reads an integer of this range.
ShellProblem shell_read(const ShellValue& value, std::int64_t& into, std::int64_t least,
                        std::int64_t most) noexcept;
/// Puts a text and a zero into `into`.
ShellProblem shell_read(const ShellValue& value, std::span<char> into) noexcept;

inline ShellProblem shell_read(const ShellValue& value, float& into) noexcept {
    double wide = 0;
    const ShellProblem problem = shell_read(value, wide);
    if (problem) return problem;
    constexpr auto most = static_cast<double>(std::numeric_limits<float>::max());
    if (wide > most || wide < -most) return {ShellError::value, "out of range"};
    into = static_cast<float>(wide);
    return {};
}
template <ShellInteger T>
ShellProblem shell_read(const ShellValue& value, T& into) noexcept {
    constexpr bool wider = std::unsigned_integral<T> && sizeof(T) == sizeof(std::int64_t);
    constexpr std::int64_t most = wider ? std::numeric_limits<std::int64_t>::max()
                                        : static_cast<std::int64_t>(std::numeric_limits<T>::max());
    std::int64_t wide = 0;
    const ShellProblem problem =
        shell_read(value, wide, static_cast<std::int64_t>(std::numeric_limits<T>::min()), most);
    if (!problem) into = static_cast<T>(wide);
    return problem;
}

}  // namespace detail
}  // namespace perth
