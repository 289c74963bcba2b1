// log_error, log_warning, log_info, log_debug: a line with a level, as text or for the host to
// write.
//
// With "log": "deferred" in perth.json a format string stays in the ELF, in a section that is not
// loaded; over the line goes where it begins there, and the values:
//
//     02  ID VALUES  CHECK  LF
//
// ID, values and check are letters '0' + n with n < 64. A number has five bits a letter, the lowest
// first; 32 says that another letter follows, and the last one's bit 4 is the sign (LEB128 of a
// shorter byte). A value of 64 bits is two numbers, the lower half first. A string is its length,
// or ~length if it was cut, and its bytes. CHECK has 24 bits in four letters, the lowest first: the
// upper bits of FNV-1a over the letters before it, begun with the first four bytes of the build id,
// so that a line makes sense with its own ELF only.
//
// Source: G. Fowler, L. C. Noll, P. Vo, "FNV hash", section "FNV-1a hash".
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "perth/io/print.hpp"

namespace perth {

enum class LogLevel : std::uint8_t { error, warning, info, debug };

/// What is compiled in: this level and those before it. `"defines": { "PERTH_LOG_LEVEL": "info" }`
/// in perth.json leaves debug out, `none` everything; what is left out costs nothing.
#ifndef PERTH_LOG_LEVEL
#define PERTH_LOG_LEVEL debug
#endif

namespace detail {

namespace log_limit {
constexpr int none = -1;
constexpr int error = 0;
constexpr int warning = 1;
constexpr int info = 2;
constexpr int debug = 3;
}  // namespace log_limit

constexpr bool is_logged(LogLevel level) noexcept {
    return static_cast<int>(level) <= log_limit::PERTH_LOG_LEVEL;
}

/// A format string as a template's argument.
template <std::size_t size>
struct LogFormat {
    // NOLINTNEXTLINE: a string literal becomes one by itself.
    consteval LogFormat(const char (&text)[size]) {
        for (std::size_t i = 0; i < size; ++i) letters[i] = text[i];
    }
    [[nodiscard]] constexpr std::string_view text() const { return {letters, size - 1}; }

    char letters[size] = {};
};

constexpr std::string_view log_name(LogLevel level) noexcept {
    constexpr std::string_view names[] = {"error: ", "warning: ", "info: ", "debug: "};
    return names[static_cast<std::size_t>(level)];
}

/// Returns FIRST, SECOND and THIRD behind each other, and a zero.
template <std::size_t size>
consteval std::array<char, size + 1> log_joined(std::string_view first, std::string_view second,
                                                std::string_view third) {
    std::array<char, size + 1> joined{};
    std::size_t at = 0;
    for (const std::string_view part : {first, second, third}) {
        for (const char letter : part) joined[at++] = letter;
    }
    return joined;
}

#ifdef PERTH_LOG_DEFERRED

/// A value on its way to the console: a number of 32 bits with its sign, or a pointer.
using LogWord = std::intptr_t;

/// Writes a line. `words`: the values, at most 12; a string is pointer and size, and bit i of
/// `strings` says that word i is such a pointer.
void log_frame(const char* entry, const LogWord* words, unsigned count, unsigned strings) noexcept;
void log_frame(const char* entry) noexcept;
void log_frame(const char* entry, LogWord only) noexcept;
void log_frame(const char* entry, LogWord first, LogWord second) noexcept;

/// A type's letter in the section: what the host reads the words as.
template <typename T>
struct LogValue;
template <>
struct LogValue<bool> {
    static constexpr char letter = 'b';
    static constexpr unsigned words = 1;
};
template <std::integral T>
struct LogValue<T> {
    static_assert(!std::same_as<T, char>, "a letter or a number? say which");
    static constexpr bool wide = sizeof(T) > 4;
    static constexpr char letter =
        std::signed_integral<T> ? (wide ? 'I' : 'i') : (wide ? 'U' : 'u');
    static constexpr unsigned words = wide ? 2 : 1;
};
template <std::floating_point T>
struct LogValue<T> {
    static constexpr char letter = sizeof(T) > 4 ? 'F' : 'f';
    static constexpr unsigned words = sizeof(T) > 4 ? 2 : 1;
};
template <typename Rep, typename Period>
struct LogValue<std::chrono::duration<Rep, Period>> {
    static constexpr char letter = 't';  // microseconds
    static constexpr unsigned words = 2;
};
template <std::convertible_to<std::string_view> T>
struct LogValue<T> {
    static constexpr char letter = 's';
    static constexpr unsigned words = 2;
};

inline LogWord log_word(std::uint32_t bits) noexcept { return static_cast<std::int32_t>(bits); }

inline LogWord* put_wide(LogWord* to, std::uint64_t value) noexcept {
    to[0] = log_word(static_cast<std::uint32_t>(value));
    to[1] = log_word(static_cast<std::uint32_t>(value >> 32));
    return to + 2;
}

/// Puts the words of a value; returns the place behind them.
template <typename T>
LogWord* log_put(LogWord* to, const T& value) noexcept {
    if constexpr (LogValue<T>::letter == 's') {
        const std::string_view text(value);
        to[0] = reinterpret_cast<LogWord>(text.data());
        to[1] = static_cast<LogWord>(text.size());
        return to + 2;
    } else if constexpr (LogValue<T>::letter == 't') {
        using Micro = std::chrono::duration<std::int64_t, std::micro>;
        return put_wide(
            to, static_cast<std::uint64_t>(std::chrono::duration_cast<Micro>(value).count()));
    } else if constexpr (std::floating_point<T>) {
        std::conditional_t<(sizeof(T) > 4), std::uint64_t, std::uint32_t> bits = 0;
        const std::conditional_t<(sizeof(T) > 4), double, float> real = value;
        std::memcpy(&bits, &real, sizeof bits);
        if constexpr (sizeof bits > 4) return put_wide(to, bits);
        *to = log_word(static_cast<std::uint32_t>(bits));
        return to + 1;
    } else if constexpr (LogValue<T>::words == 2) {
        return put_wide(to, static_cast<std::uint64_t>(value));
    } else {
        *to = log_word(static_cast<std::uint32_t>(value));
        return to + 1;
    }
}

template <typename... Args>
consteval unsigned log_strings() {
    unsigned bits = 0;
    unsigned at = 0;
    ((bits |= LogValue<Args>::letter == 's' ? 1U << at : 0U, at += LogValue<Args>::words), ...);
    return bits;
}

template <typename... Args>
inline constexpr std::array<char, sizeof...(Args) + 2> log_letters = {LogValue<Args>::letter...,
                                                                      '\x1f'};

/// What the section has of a line: its level, a letter a value, 1F, the format, 00.
template <LogLevel level, LogFormat format, typename... Args>
[[gnu::section("perth_log")]] inline constexpr auto log_entry =
    log_joined<1 + sizeof...(Args) + 1 + format.text().size()>(
        std::string_view("0123").substr(static_cast<std::size_t>(level), 1),
        std::string_view(log_letters<Args...>.data(), sizeof...(Args) + 1), format.text());

template <LogLevel level, LogFormat format, typename... Args>
[[gnu::always_inline]] inline void log(const Args&... args) noexcept {
    constexpr unsigned count = (0U + ... + LogValue<Args>::words);
    static_assert(count <= 12, "more values than a line has room for");
    constexpr unsigned strings = log_strings<Args...>();
    const char* const entry = log_entry<level, format, Args...>.data();
    if constexpr (count == 0) {
        log_frame(entry);
    } else {
        LogWord words[count];
        LogWord* to = words;
        ((to = log_put(to, args)), ...);
        if constexpr (strings == 0 && count == 1) {
            log_frame(entry, words[0]);
        } else if constexpr (strings == 0 && count == 2) {
            log_frame(entry, words[0], words[1]);
        } else {
            log_frame(entry, words, count, strings);
        }
    }
}

#else

template <LogLevel level, LogFormat format>
inline constexpr auto log_text = log_joined<log_name(level).size() + format.text().size() + 1>(
    log_name(level), format.text(), "\n");

template <typename... Args>
void log_print(std::string_view text, const Args&... args) noexcept {
    const PrintArg values[] = {print_arg(args)...};
    print_formatted(text, values);
}

template <LogLevel level, LogFormat format, typename... Args>
[[gnu::always_inline]] inline void log(const Args&... args) noexcept {
    constexpr std::string_view text(log_text<level, format>.data(),
                                    log_text<level, format>.size() - 1);
    if constexpr (sizeof...(Args) == 0) {
        print_formatted(text, {});
    } else {
        log_print(text, args...);
    }
}

#endif

/// What is logged is compiled also where its level is left out.
template <LogLevel level, LogFormat format, typename... Args>
[[gnu::always_inline]] inline void log_checked(const Args&... args) noexcept {
    [[maybe_unused]] constexpr FormatString<Args...> checked{format.text()};
    if constexpr (is_logged(level)) log<level, format, std::decay_t<const Args&>...>(args...);
}

}  // namespace detail

/// Logs a line: "info: channel 3: 1.5 ms".
///
///     void report(int channel, perth::Duration took) {
///         perth::log_info<"channel {}: {}">(channel, took);
///     }
///
/// Fields and values are println()'s; at most twelve words of values (a string, a duration and what
/// has 64 bits are two). With "log": "deferred" in perth.json the string costs no flash, and the
/// line is a few letters, which `perth monitor`, `run` and `test` turn into the same text; a line
/// has room for about 100 bytes of strings, a longer one ends in "…", and control characters in
/// strings become '?'. Waits when the console cannot take it. Interrupt: not allowed.
template <detail::LogFormat format, typename... Args>
[[gnu::always_inline]] inline void log_error(const Args&... args) noexcept {
    detail::log_checked<LogLevel::error, format>(args...);
}
template <detail::LogFormat format, typename... Args>
[[gnu::always_inline]] inline void log_warning(const Args&... args) noexcept {
    detail::log_checked<LogLevel::warning, format>(args...);
}
template <detail::LogFormat format, typename... Args>
[[gnu::always_inline]] inline void log_info(const Args&... args) noexcept {
    detail::log_checked<LogLevel::info, format>(args...);
}
template <detail::LogFormat format, typename... Args>
[[gnu::always_inline]] inline void log_debug(const Args&... args) noexcept {
    detail::log_checked<LogLevel::debug, format>(args...);
}

}  // namespace perth
