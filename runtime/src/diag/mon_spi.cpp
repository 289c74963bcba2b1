#include "perth/diag/mon_spi.hpp"

#include "perth/hal/hal.hpp"

namespace perth::mon::detail {

Transport SpiQueue::transport(std::uint32_t frequency_hz) noexcept {
    constexpr std::uint32_t bits = 8'000'000;  // of a byte, times µs a second
    constexpr std::uint32_t interrupt_us = 2;  // between two bytes, more or less
    return {[](void* queue, std::uint8_t byte) noexcept {
                return static_cast<SpiQueue*>(queue)->push(byte, true);
            },
            this, (bits + frequency_hz - 1) / frequency_hz + interrupt_us};
}

void SpiQueue::reset() noexcept {
    const hal::Critical guard;
    begin_ = count_ = 0;
    (void)push(0, false);
}

bool SpiQueue::push(std::uint8_t byte, bool is_selected) noexcept {
    if (count_ == room) return false;
    bytes_[(begin_ + count_) % room] = byte;
    if (++count_ > 1) return true;
    is_reset_ = !is_selected;
    return start();
}

bool SpiQueue::start() noexcept {
    if (!is_reset_) functions_.select(*this, true);
    if (functions_.start(*this)) return true;
    functions_.select(*this, false);  // somebody has ended the bus
    count_ = 0;
    return false;
}

void SpiQueue::ended() noexcept {
    const hal::Critical guard;
    functions_.select(*this, false);
    is_reset_ = false;
    begin_ = (begin_ + 1) % room;
    if (--count_ != 0) (void)start();
}

}  // namespace perth::mon::detail
