// A deferred line of the log: the place of its string in the ELF, and its values, in letters.
#ifdef PERTH_LOG_DEFERRED

#include "perth/io/log.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "perth/hal/hal.hpp"

// The linker's: where the section of the strings begins. On a board that is 0, for it is not
// loaded.
extern "C" [[gnu::visibility("hidden")]] const char __start_perth_log[];

namespace perth::detail {

namespace {

constexpr char mark = '\x02';
constexpr std::size_t longest = 120;      // letters of a line, without mark and line feed
constexpr std::size_t longest_check = 4;  // letters
constexpr std::size_t longest_word = 7;   // letters: 32 bits, five in each

class Line {
public:
    Line() noexcept {
        std::size_t size = 0;
        const std::uint8_t* const id = hal::build_id(size);
        for (std::size_t i = 0; i < std::min<std::size_t>(size, 4); ++i) {
            check_ = check_ << 8 | id[i];
        }
    }

    void number(std::int32_t value) noexcept {
        for (;;) {
            const auto five = static_cast<unsigned>(value & 31);
            value >>= 5;
            if (value == (five >= 16 ? -1 : 0)) return letter(five);
            letter(five | 32);
        }
    }
    /// `after`: words that come behind it, for which room is kept.
    void text(std::string_view text, unsigned after) noexcept {
        const std::size_t used = size_ + longest_check + (1 + after) * longest_word;
        const std::size_t room = used < longest ? longest - used : 0;
        const std::size_t size = std::min(text.size(), room);
        number(static_cast<std::int32_t>(size < text.size() ? ~size : size));
        for (std::size_t i = 0; i < size; ++i) {
            const auto byte = static_cast<unsigned char>(text[i]);
            put(byte < ' ' || byte == 0x7F ? '?' : text[i]);
        }
    }
    void write() noexcept {
        const std::uint32_t check = check_ >> 8;
        for (unsigned shift = 0; shift < 24; shift += 6) letter(check >> shift & 63);
        text_[size_++] = '\n';
        console_frame({text_.data(), size_});
    }

private:
    void letter(unsigned six) noexcept { put(static_cast<char>('0' + six)); }
    void put(char byte) noexcept {
        constexpr std::uint32_t fnv_prime = 16'777'619;
        check_ = (check_ ^ static_cast<unsigned char>(byte)) * fnv_prime;
        text_[size_++] = byte;
    }

    std::array<char, longest + 2> text_{mark};
    std::size_t size_ = 1;
    std::uint32_t check_ = 0;
};

}  // namespace

void log_frame(const char* entry, const LogWord* words, unsigned count, unsigned strings) noexcept {
    Line line;
    line.number(static_cast<std::int32_t>(reinterpret_cast<std::uintptr_t>(entry) -
                                          reinterpret_cast<std::uintptr_t>(__start_perth_log)));
    for (unsigned i = 0; i < count; ++i) {
        if ((strings >> i & 1) == 0) {
            line.number(static_cast<std::int32_t>(words[i]));
            continue;
        }
        const auto* const text = reinterpret_cast<const char*>(words[i]);
        line.text({text, static_cast<std::size_t>(words[i + 1])}, count - i - 2);
        ++i;
    }
    line.write();
}

void log_frame(const char* entry) noexcept { log_frame(entry, nullptr, 0, 0); }

void log_frame(const char* entry, LogWord only) noexcept { log_frame(entry, &only, 1, 0); }

void log_frame(const char* entry, LogWord first, LogWord second) noexcept {
    const LogWord words[] = {first, second};
    log_frame(entry, words, 2, 0);
}

}  // namespace perth::detail

#endif
