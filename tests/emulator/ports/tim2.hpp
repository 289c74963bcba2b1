// QEMU's TIM2 of netduinoplus2 as a reference clock: 1 GHz / (prescaler + 1), whatever the core's
// clock. It is a model's timer, not the chip's.
#pragma once

#include <cstdint>

namespace perth::test {

struct Tim2 {
    static constexpr std::uint32_t base = 0x4000'0000;
    static volatile std::uint32_t& at(std::uint32_t offset) noexcept {
        return *reinterpret_cast<volatile std::uint32_t*>(base + offset);
    }
    /// Starts at 0; one step every `nanoseconds`.
    static void start(std::uint32_t nanoseconds) noexcept {
        at(0x28) = nanoseconds - 1;  // PSC
        at(0x14) = 1;                // EGR.UG
        at(0x24) = 0;                // CNT
        at(0x00) = 1;                // CR1.CEN
    }
    static std::uint32_t count() noexcept { return at(0x24); }
};

}  // namespace perth::test
