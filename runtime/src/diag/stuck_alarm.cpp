#include "perth/diag/stuck_alarm.hpp"

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "perth/hal/hal.hpp"

namespace perth::detail {
namespace {

/// A line that is put together in an interrupt, where println() may not be called.
class Line {
public:
    Line& text(std::string_view text) noexcept {
        for (const char c : text) push(c);
        return *this;
    }
    Line& hex(std::uint32_t value) noexcept {
        for (unsigned shift = 32; shift != 0;) push("0123456789abcdef"[value >> (shift -= 4) & 15]);
        return text(" ");
    }
    Line& decimal(std::uint32_t value) noexcept {
        std::array<char, 10> digits;
        std::size_t count = 0;
        do {
            digits[count++] = static_cast<char>('0' + value % 10);
            value /= 10;
        } while (value != 0);
        while (count != 0) push(digits[--count]);
        return *this;
    }
    void send() const noexcept { hal::console_panic_write(text_.data(), size_); }

private:
    void push(char c) noexcept {
        if (size_ < text_.size()) text_[size_++] = c;
    }

    std::array<char, 72> text_;
    std::size_t size_ = 0;
};

/// The first four bytes, as their digits are read.
std::uint32_t build() noexcept {
    std::size_t size = 0;
    const std::uint8_t* const id = hal::build_id(size);
    std::uint32_t first = 0;
    for (std::size_t i = 0; i < 4; ++i) first = first << 8 | (i < size ? id[i] : 0U);
    return first;
}

std::uint32_t address(const void* object) noexcept {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(object));
}

}  // namespace

void StuckWatch::tick() noexcept {
    if (!waiting_) {
        waiting_ = true;
        scheduler_.post(item_.item);
    } else if (!told_ && hal::current_scheduler() == &scheduler_) {
        tell();
    }
}

// In the scheduler's thread: a tick after the first statement posts anew.
void StuckWatch::take(Scheduler&, InboxItem& item) noexcept {
    StuckWatch& watch = *reinterpret_cast<Item&>(item).watch;
    watch.told_ = false;
    watch.waiting_ = false;
}

void StuckWatch::tell() noexcept {
    std::uint16_t id = 0;
    const void* name = nullptr;
    if (!running_task(id, name)) return;
    told_ = true;
    Line line;
    line.text("\n@perth stuck ").hex(build()).decimal(id).text(" ").hex(address(name));
    line.hex(static_cast<std::uint32_t>(hal::interrupted_at()));
    line.decimal(static_cast<std::uint32_t>(limit_.count()) / 1000).text("\n").send();
}

}  // namespace perth::detail
