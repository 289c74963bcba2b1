// A Pinblock that is used like a flag: a wait is over when all interrupts are accounted for.
#pragma once

#include "perth/sync/pinblock.hpp"

namespace perth::test {

class Flag {
public:
    void set() noexcept {
        const std::uint32_t before = hal::cortex_m::mask();
        sets_ = sets_ + 1;
        hal::cortex_m::unmask(before);
        block_.interrupt();
    }
    [[nodiscard]] Task<> wait() noexcept {
        do {
            const Wake wake = co_await block_;
            taken_ += wake.interrupts;
        } while (taken_ != sets_);
    }

private:
    Pinblock block_;
    volatile std::uint32_t sets_ = 0;
    std::uint32_t taken_ = 0;
};

}  // namespace perth::test
