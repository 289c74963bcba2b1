// The words of USB that the device speaks. Source: USB 2.0, "USB Device Framework"; USB Class
// Definitions for Communications Devices 1.2 (CDC) and its PSTN subclass 1.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace perth::hal::usb {

/// Bytes of the largest packet, of each endpoint. Full speed.
inline constexpr std::size_t packet_size = 64;

/// The endpoints beside that of control, as a descriptor has them.
enum Endpoint : std::uint8_t { data_out = 0x01, data_in = 0x81, notifications = 0x82 };

/// "USB Device Requests": what a control transfer begins with.
struct Setup {
    std::uint8_t request_type;
    std::uint8_t request;
    std::uint16_t value;
    std::uint16_t index;
    std::uint16_t length;  ///< of the data, to the host at most so many

    static constexpr std::uint8_t to_host = 0x80;
    static constexpr std::uint8_t kind_mask = 0x60;
    static constexpr std::uint8_t standard = 0x00;
    static constexpr std::uint8_t of_class = 0x20;
    static constexpr std::uint8_t recipient_mask = 0x1F;
    static constexpr std::uint8_t device = 0;
    static constexpr std::uint8_t interface = 1;
    static constexpr std::uint8_t endpoint = 2;

    [[nodiscard]] static constexpr Setup from(std::span<const std::uint8_t, 8> bytes) noexcept {
        const auto word = [bytes](std::size_t at) {
            return static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8);
        };
        return {bytes[0], bytes[1], word(2), word(4), word(6)};
    }
    [[nodiscard]] constexpr bool is_to_host() const noexcept {
        return (request_type & to_host) != 0;
    }
    [[nodiscard]] constexpr std::uint8_t kind() const noexcept { return request_type & kind_mask; }
    [[nodiscard]] constexpr std::uint8_t recipient() const noexcept {
        return request_type & recipient_mask;
    }
};

/// "Standard Device Requests", bRequest.
enum class Standard : std::uint8_t {
    get_status = 0,
    clear_feature = 1,
    set_feature = 3,
    set_address = 5,
    get_descriptor = 6,
    get_configuration = 8,
    set_configuration = 9,
    get_interface = 10,
    set_interface = 11,
};
/// "Standard Feature Selectors".
inline constexpr std::uint16_t endpoint_halt = 0;

/// "Descriptor Types".
enum class DescriptorType : std::uint8_t {
    device = 1,
    configuration = 2,
    string = 3,
    interface = 4,
    endpoint = 5,
    association = 11,
    class_interface = 0x24,
};

/// PSTN, "Management Element Requests", bRequest.
enum class Serial : std::uint8_t {
    set_line_coding = 0x20,
    get_line_coding = 0x21,
    set_control_line_state = 0x22,
    send_break = 0x23,
};
/// PSTN, "SetControlLineState": bit of wValue.
inline constexpr std::uint16_t terminal_ready = 1U << 0;  // DTR
/// PSTN, "Line Coding Structure".
inline constexpr std::size_t line_coding_size = 7;

/// What the reset interface is asked for, bRequest. Source: Raspberry Pi, pico-sdk,
/// pico/usb_reset_interface.h.
enum class ResetRequest : std::uint8_t { bootloader = 1, restart = 2 };

}  // namespace perth::hal::usb
