// A device as a host's controller sees it: packets and how they are answered.
#pragma once

#include <array>
#include <cstdint>

#include "cli/support/bytes.hpp"
#include "tests/fakes/usb_model.hpp"

namespace perth::usb_device {

using Packet = cli::Bytes;
using SetupBytes = std::array<std::uint8_t, 8>;
/// ok: ACK or data; timeout: NAK, not now; stall: STALL; gone: nobody answers to the address.
using cli::usb::Outcome;
using fakes::Answer;

class Bus {
public:
    virtual ~Bus() = default;
    virtual void reset() = 0;
    /// The host sends nothing any more; or does again.
    virtual void suspend(bool now) = 0;
    virtual Outcome setup(std::uint8_t address, const SetupBytes& bytes) = 0;
    /// An IN token; of endpoint 0…15.
    virtual Answer in(std::uint8_t address, std::uint8_t endpoint) = 0;
    virtual Outcome out(std::uint8_t address, std::uint8_t endpoint, const Packet& packet) = 0;
};

}  // namespace perth::usb_device
