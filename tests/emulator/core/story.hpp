// The order of events in a test image as one text, so that a failure tells the whole story.
#pragma once

#include <cstddef>
#include <string_view>

#include "tests/emulator/ports/verdict.hpp"

namespace perth::test {

/// Collects short names, separated by blanks.
class Story {
public:
    void operator()(std::string_view event) noexcept {
        if (size_ != 0) append(' ');
        for (const char letter : event) append(letter);
    }
    /// Checks that the story so far reads as `expected`, and begins a new one.
    void check(const char* sentence, std::string_view expected) noexcept {
        const std::string_view told(text_, size_);
        test::check(sentence, told == expected);
        if (told != expected) {
            print("  it was: ");
            hal::console_write(text_, size_);
            print("\n");
        }
        size_ = 0;
    }

private:
    void append(char letter) noexcept {
        if (size_ < sizeof text_) text_[size_++] = letter;
    }

    char text_[200];
    std::size_t size_ = 0;
};

/// Tells when it is destroyed: "~NAME".
class Guard {
public:
    Guard(Story& story, const char* end) noexcept : story_(story), end_(end) {}
    ~Guard() { story_(end_); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

private:
    Story& story_;
    const char* end_;
};

}  // namespace perth::test
