// The registers and queues of OTG_FS as a device, and the bus at its other end. Whoever programs it
// otherwise than the manual says fails the test.
// Source: ST RM0090, "USB on-the-go full-speed (OTG_FS)".
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/usb_device/bus.hpp"

namespace perth::usb_device {

class OtgFs : public Bus {
public:
    /// Is the chip's controller until it is destroyed; the firmware is as after reset.
    explicit OtgFs(std::uint32_t core_id = 0x1200);
    ~OtgFs() override;
    OtgFs(const OtgFs&) = delete;
    OtgFs& operator=(const OtgFs&) = delete;

    void reset() override;
    void suspend(bool now) override;
    Outcome setup(std::uint8_t address, const SetupBytes& bytes) override;
    Answer in(std::uint8_t address, std::uint8_t endpoint) override;
    Outcome out(std::uint8_t address, std::uint8_t endpoint, const Packet& packet) override;

    /// The registers, by their offset.
    std::uint32_t read(std::uint32_t offset);
    void write(std::uint32_t offset, std::uint32_t value);

    /// Calls poll() while the interrupt is pending, as the chip does.
    void listen() { is_listened_to_ = true; }
    [[nodiscard]] bool is_attached() const;
    [[nodiscard]] std::uint8_t address() const { return address_; }
    [[nodiscard]] bool has_supply() const;
    /// What happens meanwhile, while the firmware polls outside the interrupt.
    std::function<void()> on_poll = [] {};
    /// Called when the host could get an answer that it did not get before.
    std::function<void()> on_ready = [] {};
    bool has_clock = true;  ///< of 48 MHz
    bool is_dead = false;   ///< all registers read 0, as in an emulator without it

private:
    struct InEndpoint {
        std::uint32_t control = 0, interrupts = 0, size = 0;
        Packet fifo{};
        std::size_t fifo_words = 0;  // its size
        bool data1 = false;          // what comes next
    };
    struct OutEndpoint {
        std::uint32_t control = 0, interrupts = 0, size = 0;
        bool data1 = false;
    };
    struct Entry {
        std::uint32_t status;
        Packet data;
    };

    void write_in(InEndpoint& in, std::uint32_t at, std::uint32_t value);
    void write_out(OutEndpoint& out, std::uint32_t at, std::uint32_t value);
    void write_reset(std::uint32_t value);
    void push_word(unsigned number, std::uint32_t value);
    std::uint32_t pop_word();
    std::uint32_t pop_entry();
    void push(std::uint32_t kind, unsigned number, const Packet& data);
    [[nodiscard]] bool has_room_for(const Packet& packet) const;
    [[nodiscard]] std::uint32_t pending_endpoints() const;
    [[nodiscard]] std::uint32_t pending() const;
    [[nodiscard]] bool hears(std::uint8_t address) const;
    void interrupt();
    void notice_poll();
    void follow_toggles(const SetupBytes& bytes);
    void settle_toggles();
    [[nodiscard]] bool is_left_in_peace(std::uint8_t endpoint) const {
        return endpoint != 0 && !begins_anew_.empty();
    }
    void misuse(const std::string& what) const;

    std::uint32_t core_id_;
    std::uint8_t address_ = 0;
    std::array<std::uint32_t, 0x400> plain_{};  // what only keeps what was written
    std::uint32_t interrupts_ = 0;              // the bits that are cleared by writing
    std::array<InEndpoint, 4> in_;
    std::array<OutEndpoint, 4> out_;
    std::deque<Entry> received_;
    Packet current_;  // of the entry that was popped last, what was not read yet
    bool is_listened_to_ = false;
    bool is_in_interrupt_ = false;
    bool is_on_poll_ = false;
    std::array<bool, 4> host_in_data1_{};  // what the host expects
    std::array<bool, 4> host_out_data1_{};
    std::vector<std::uint8_t> begins_anew_;
};

}  // namespace perth::usb_device
