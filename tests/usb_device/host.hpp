// A host: what makes transfers of packets, and what is asked first of every device.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/usb_device/bus.hpp"

namespace perth::usb_device {

/// The fields of a SETUP packet; see protocol.hpp.
struct Request {
    std::uint8_t type = 0;
    std::uint8_t request = 0;
    std::uint16_t value = 0;
    std::uint16_t index = 0;
    std::uint16_t length = 0;

    [[nodiscard]] SetupBytes bytes() const;
};

inline constexpr Request get_device{0x80, 6, 0x0100, 0, 18};
inline constexpr Request set_line_coding{0x21, 0x20, 0, 0, 7};
/// DTR, and RTS with it, as a terminal that is opened or closed sets them.
inline constexpr Request open_terminal{0x21, 0x22, 3, 0, 0};
inline constexpr Request close_terminal{0x21, 0x22, 0, 0, 0};

class Host {
public:
    /// Borrows it.
    explicit Host(Bus& bus) : bus_(bus) {}

    /// A whole control transfer; the outcome is timeout if the device says NAK for ever, failed if
    /// it breaks the rules of the stages.
    Answer control(const Request& request, const Packet& data = {});
    /// Resets the bus and gives the device an address.
    Outcome connect();
    /// The same, and sets its configuration.
    Outcome enumerate();
    Outcome set_line(std::uint32_t baud);
    /// Takes packets until there is none; "" for none. A full packet is followed by another.
    std::string read();
    /// Sends packets; returns how many bytes were taken before a NAK.
    std::size_t write(std::string_view text);

    void forget_address() { address_ = 0; }
    [[nodiscard]] std::uint8_t address() const { return address_; }

private:
    Answer data_to_host(std::size_t length);
    Outcome data_from_host(const Packet& data);

    Bus& bus_;
    std::uint8_t address_ = 0;
};

}  // namespace perth::usb_device
