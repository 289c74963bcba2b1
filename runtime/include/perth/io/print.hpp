// print and println: formatted text on the console.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace perth {

namespace detail {

/// One value to be printed, without its type.
struct PrintArg {
    using Printer = void (*)(const PrintArg& arg, std::string_view spec) noexcept;

    Printer print;
    union {
        std::int64_t number;
        std::string_view text;
        double real;
    };
};

/// Writes to the console; starts it first, which prints "-- NAME VERSION, build 1a2b3c4d".
void console_text(std::string_view text) noexcept;
/// Writes to the console as it is, also what an agent's lines begin with: answers of a shell's raw
/// mode.
void console_bytes(std::string_view bytes) noexcept;
/// Writes an agent's whole lines, on a line of their own.
void console_frame(std::string_view lines) noexcept;
void print_signed(const PrintArg& arg, std::string_view spec) noexcept;
void print_unsigned(const PrintArg& arg, std::string_view spec) noexcept;
void print_text(const PrintArg& arg, std::string_view spec) noexcept;
void print_bool(const PrintArg& arg, std::string_view spec) noexcept;
void print_duration(const PrintArg& arg, std::string_view spec) noexcept;  // number: microseconds
void print_real(const PrintArg& arg, std::string_view spec) noexcept;

void print_formatted(std::string_view format, std::span<const PrintArg> args) noexcept;

inline PrintArg print_arg(bool value) noexcept { return {print_bool, {.number = value}}; }
inline PrintArg print_arg(char value) noexcept = delete;  // a letter or a number? say which
template <std::signed_integral T>
PrintArg print_arg(T value) noexcept {
    return {print_signed, {.number = value}};
}
template <std::unsigned_integral T>
PrintArg print_arg(T value) noexcept {
    return {print_unsigned, {.number = static_cast<std::int64_t>(value)}};
}
inline PrintArg print_arg(std::string_view value) noexcept { return {print_text, {.text = value}}; }
inline PrintArg print_arg(const char* value) noexcept { return {print_text, {.text = value}}; }
template <typename Rep, typename Period>
PrintArg print_arg(std::chrono::duration<Rep, Period> value) noexcept {
    const auto micro =
        std::chrono::duration_cast<std::chrono::duration<std::int64_t, std::micro>>(value);
    return {print_duration, {.number = micro.count()}};
}
template <std::floating_point T>
PrintArg print_arg(T value) noexcept {
    return {print_real, {.real = value}};
}

void format_has_another_number_of_fields() noexcept;  // not constexpr: calling it stops the
                                                      // compiler
void format_has_a_wrong_field() noexcept;

}  // namespace detail

/// A format string, checked by the compiler: as many fields as values.
///
/// `{}` is a value; `{:x}` hexadecimal, `{:08x}` with zeros, `{:5}` right-aligned in five columns;
/// `{{` and
/// `}}` are the braces themselves. Anything else in a field does not compile.
template <typename... Args>
class FormatString {
public:
    template <std::convertible_to<std::string_view> Text>
    consteval FormatString(const Text& text) : text_(text) {
        std::size_t fields = 0;
        for (std::size_t i = 0; i < text_.size(); ++i) {
            if (text_[i] != '{' && text_[i] != '}') continue;
            if (i + 1 < text_.size() && text_[i + 1] == text_[i]) {
                ++i;
                continue;
            }
            if (text_[i] == '}') detail::format_has_a_wrong_field();
            i = end_of_field(i);
            ++fields;
        }
        if (fields != sizeof...(Args)) detail::format_has_another_number_of_fields();
    }
    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

private:
    consteval std::size_t end_of_field(std::size_t i) const {
        if (++i < text_.size() && text_[i] == ':') {
            while (++i < text_.size() && text_[i] >= '0' && text_[i] <= '9') {
            }
            if (i < text_.size() && text_[i] == 'x') ++i;
        }
        if (i >= text_.size() || text_[i] != '}') detail::format_has_a_wrong_field();
        return i;
    }

    std::string_view text_;
};

/// Prints text to the console.
///
///     void report(int channel, unsigned status) {
///         perth::println("channel {}: status {:04x}", channel, status);
///     }
///
/// Waits when the console cannot take it, so long texts delay other tasks. Values: integers, bool,
/// strings, durations ("1.5 ms"), floating point (four digits behind the point; linked only if
/// used). Interrupt: not allowed.
template <typename... Args>
void print(FormatString<std::type_identity_t<Args>...> format, const Args&... args) noexcept {
    if constexpr (sizeof...(Args) == 0) {
        detail::print_formatted(format.text(), {});
    } else {
        const detail::PrintArg values[] = {detail::print_arg(args)...};
        detail::print_formatted(format.text(), values);
    }
}

/// The same and a line feed.
template <typename... Args>
void println(FormatString<std::type_identity_t<Args>...> format, const Args&... args) noexcept {
    print<Args...>(format, args...);
    detail::console_text("\n");
}
inline void println() noexcept { detail::console_text("\n"); }

}  // namespace perth
