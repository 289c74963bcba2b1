// How a unit is owned together with its pads.
#pragma once

namespace perth::hal::stm32f4 {

/// Claims all of them, or none; returns whether nobody had one.
template <typename First, typename... Others>
bool claim_all() noexcept {
    if (!First::claim()) return false;
    if constexpr (sizeof...(Others) != 0) {
        if (!claim_all<Others...>()) {
            First::unclaim();
            return false;
        }
    }
    return true;
}

template <typename... All>
void unclaim_all() noexcept {
    (All::unclaim(), ...);
}

}  // namespace perth::hal::stm32f4
