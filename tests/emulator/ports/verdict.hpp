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

/// Prints "ok" or "FAILED" and the sentence.
inline void check(const char* sentence, bool holds) noexcept {
    print(holds ? "ok: " : "FAILED: ");
    print(sentence);
    print("\n");
    all_good = all_good && holds;
}

/// Ends the run; the exit code is the verdict.
[[noreturn]] inline void finish() noexcept { hal::exit(all_good ? 0 : 1); }

}  // namespace perth::test
