// The periodic timers, perth::timer::T0…T3.
#pragma once

#include <cstdint>

#include "perth/hal/types.hpp"

namespace perth::hal {

/// What a virtual timer can do.
[[nodiscard]] bool claim_timer(int timer) noexcept;
void unclaim_timer(int timer) noexcept;
bool begin_timer(int timer, std::uint32_t period_us, Callback callback) noexcept;
void end_timer(int timer) noexcept;

}  // namespace perth::hal

namespace perth::timer {

template <int Number>
    requires(Number >= 0 && Number < 4)
struct Virtual {
    static constexpr char name[] = {'T', char('0' + Number), '\0'};
    [[nodiscard]] static bool claim() noexcept { return hal::claim_timer(Number); }
    static void unclaim() noexcept { hal::unclaim_timer(Number); }
    static bool begin(std::uint32_t period_us, hal::Callback callback) noexcept {
        return hal::begin_timer(Number, period_us, callback);
    }
    static void end() noexcept { hal::end_timer(Number); }
};

using T0 = Virtual<0>;
using T1 = Virtual<1>;
using T2 = Virtual<2>;
using T3 = Virtual<3>;

}  // namespace perth::timer
