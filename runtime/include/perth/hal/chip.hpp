// What a program may ask about the chip that it runs on: besides what is here, the functions
// reset_cause(), reset() and reset_to_bootloader() of hal/concepts.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// What tells this chip from others of its type; from the vendor, and never changes.
class UniqueId {
public:
    /// Asks the chip. Thread context; 1 ms at most.
    UniqueId() noexcept : size_(std::min(unique_id(bytes_), bytes_.size())) {}

    /// Returns 8 to 16 bytes; none if the chip has none, or the emulator does not model it.
    [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept {
        return {bytes_.data(), size_};
    }
    bool operator==(const UniqueId&) const = default;

private:
    std::array<std::uint8_t, 16> bytes_{};
    std::size_t size_;
};

}  // namespace perth::hal
