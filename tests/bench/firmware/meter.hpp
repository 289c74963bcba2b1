// What the bench images share: QEMU's TIM2 as a counter of instructions, and results as lines.
#pragma once

#include "perth/io/print.hpp"
#include "perth/perth.hpp"
#include "tests/emulator/ports/tim2.hpp"

namespace perth::bench {

using test::Tim2;

/// Prints one result: "NAME VALUE".
inline void result(const char* name, std::uint64_t value) noexcept {
    println("{} {}", name, value);
}

/// A second timer of the machine, in microseconds: TIM5 with prescaler 999.
inline void start_microseconds() noexcept {
    volatile auto* const tim5 = reinterpret_cast<volatile std::uint32_t*>(0x4000'0C00);
    tim5[0x28 / 4] = 999;
    tim5[0x14 / 4] = 1;
    tim5[0x24 / 4] = 0;
    tim5[0] = 1;
}
inline std::uint32_t microseconds() noexcept {
    return *reinterpret_cast<volatile std::uint32_t*>(0x4000'0C24);
}

}  // namespace perth::bench
