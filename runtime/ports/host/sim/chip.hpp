// What the simulated chip says about itself.
#pragma once

#include <cstdint>
#include <span>

#include "perth/hal/types.hpp"

namespace perth::sim {

/// Gives it an id of at most 16 bytes, or none; "perth0" and two bytes of zero after
/// Board::restart().
void set_unique_id(std::span<const std::uint8_t> id) noexcept;

/// Says why it started; ResetCause::power_on after Board::restart().
void set_reset_cause(hal::ResetCause cause) noexcept;

}  // namespace perth::sim
