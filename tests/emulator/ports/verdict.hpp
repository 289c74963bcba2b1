// How a test image says what it found.
#pragma once

#include <perth_port.hpp>

namespace perth::test {

inline bool all_good = true;

inline void print(const char* text) noexcept {
    std::size_t size = 0;
    while (text[size] != '\0') ++size;
    hal::console_write(text, size);
}

inline void print(std::int32_t value) noexcept {
    char digits[12];
    char* first = digits + sizeof digits - 1;
    *first = '\0';
    auto rest = static_cast<std::uint32_t>(value < 0 ? -value : value);
    do {
        *--first = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0) *--first = '-';
    print(first);
}

/// Prints "NAME VALUE UNIT", a figure for the log.
inline void figure(const char* name, std::int32_t value, const char* unit) noexcept {
    print(name);
    print(" ");
    print(value);
    print(" ");
    print(unit);
    print("\n");
}

/// Prints "ok" or "FAILED" and the sentence.
inline void check(const char* sentence, bool holds) noexcept {
    print(holds ? "ok: " : "FAILED: ");
    print(sentence);
    print("\n");
    all_good = all_good && holds;
}

/// Ends the run; the exit code is the verdict.
[[noreturn]] inline void finish() noexcept { hal::exit(all_good ? 0 : 1); }

/// Not random, but without a pattern that a timer could share.
class Numbers {
public:
    /// Returns 0…2^`bits` - 1.
    std::uint32_t next(unsigned bits) noexcept {
        state_ = state_ * 1664525 + 1013904223;
        return state_ >> (32 - bits);
    }

private:
    std::uint32_t state_ = 1;
};

/// Loops `count` times.
inline void spin(std::uint32_t count) noexcept {
    for (; count != 0; --count) asm volatile("");
}

}  // namespace perth::test
