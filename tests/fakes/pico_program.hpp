// A running RP2040 program: a serial port, and beside it the interface that takes a request to
// start the boot ROM.
// Source: Raspberry Pi Pico SDK, pico_stdio_usb (stdio_usb_descriptors.c, reset_interface.c).
#pragma once

#include "tests/fakes/cdc_acm.hpp"

namespace perth::fakes {

class PicoProgram final : public CdcAcm {
public:
    struct Behaviour {
        bool has_reset_interface = true;
        bool heeds_1200_baud = true;
        bool needs_dtr_off = false;  ///< as well, as Arduino's programs do
        std::uint16_t vid = 0x2E8A;
        std::uint16_t pid = 0x000A;
        std::string serial = "E660583883724A32";
    };

    explicit PicoProgram(Behaviour behaviour)
        : CdcAcm({.vid = behaviour.vid,
                  .pid = behaviour.pid,
                  .product = "Pico",
                  .serial = behaviour.serial}),
          behaviour_(behaviour) {}

    [[nodiscard]] cli::Bytes descriptors() const override;
    Answer control(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length) override;
    [[nodiscard]] bool is_attached() const override { return attached_; }
    /// Plugged in again.
    void start() { attached_ = true; }

private:
    Behaviour behaviour_;
    bool is_touched_ = false;  // its port is at 1200 baud
    bool attached_ = true;
};

}  // namespace perth::fakes
