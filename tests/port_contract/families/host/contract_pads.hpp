// What the contract uses of the simulated chip.
#pragma once

#include <cstdint>
#include <perth_port.hpp>

namespace perth::contract {

/// No code takes time: every task wakes at its time.
inline constexpr std::int32_t latest_wake_us = 0;

}  // namespace perth::contract
