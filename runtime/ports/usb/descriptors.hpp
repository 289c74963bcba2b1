// What the device says of itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "protocol.hpp"

namespace perth::hal::usb {

/// The numbers of the interfaces.
enum Interface : std::uint8_t { serial_control = 0, serial_data = 1, reset_interface = 2 };

/// How many interfaces the configuration has.
[[nodiscard]] std::uint8_t interfaces() noexcept;

/// Something that the host may read: bytes, or text that becomes a string descriptor on its way.
class Readable {
public:
    Readable() = default;
    explicit constexpr Readable(std::span<const std::uint8_t> bytes) noexcept
        : data_(bytes.data()), size_(static_cast<std::uint16_t>(bytes.size())) {}
    /// ASCII; at most 126 characters are given.
    explicit constexpr Readable(std::string_view text) noexcept
        : data_(text.data()),
          size_(static_cast<std::uint16_t>(2 + 2 * (text.size() < 126 ? text.size() : 126))),
          is_text_(true) {}

    [[nodiscard]] constexpr std::uint16_t size() const noexcept { return size_; }
    /// Copies from byte `at` on as much as there is, at most `to.size()`; returns how much.
    std::size_t copy(std::size_t at, std::span<std::uint8_t> to) const noexcept;

private:
    [[nodiscard]] std::uint8_t byte(std::size_t at) const noexcept;

    const void* data_ = nullptr;
    std::uint16_t size_ = 0;
    bool is_text_ = false;
};

/// Returns the descriptor, nothing if there is none. `serial` is the device's serial number; empty:
/// it has none.
[[nodiscard]] std::optional<Readable> descriptor(DescriptorType type, std::uint8_t index,
                                                 std::string_view serial) noexcept;

}  // namespace perth::hal::usb
