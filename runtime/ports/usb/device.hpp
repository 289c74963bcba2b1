// The device: what it answers to the host's requests, and the bytes of its serial port.
//
//             ┌── SETUP ──► data to the host ──┐
//   idle ◄────┼── SETUP ──► data from the host ┼──► status ──► idle; a SETUP begins anew anywhere
//             └── SETUP ───────────────────────┘
//
// Everything that comes from the host is checked; what is not understood is answered by STALL.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "byte_queue.hpp"
#include "descriptors.hpp"
#include "perth/hal/types.hpp"
#include "protocol.hpp"

namespace perth::hal::usb {

/// All calls with interrupts masked or from the controller's interrupt, unless it says otherwise.
class Device {
public:
    /// Bytes that wait for the host. What is written while no terminal listens is kept so far, for
    /// the one that comes: the newest whole lines.
    static constexpr std::size_t to_send_size = 512;
    /// Bytes that wait for the program; when less than a packet's room is left, the host waits.
    static constexpr std::size_t received_size = 256;

    // What the controller tells.

    /// The bus was reset: address 0, not configured.
    void bus_reset() noexcept;
    /// The host sleeps, or the cable was pulled; or is back.
    void suspended(bool now) noexcept { is_suspended_ = now; }
    void setup(std::span<const std::uint8_t, 8> bytes) noexcept;
    /// The host has taken the packet of endpoint 0.
    void control_sent() noexcept;
    void control_received(std::span<const std::uint8_t> packet) noexcept;
    /// The host has taken the packet of `data_in`.
    void sent() noexcept;
    void received(std::span<const std::uint8_t> packet) noexcept;

    // What the console wants.

    /// The serial number: `id` in hexadecimal, as far as it finds room. Before the start.
    void name(std::span<const std::uint8_t> id) noexcept;
    /// Returns whether a terminal has opened the port (DTR), and the bus is awake.
    [[nodiscard]] bool is_heard() const noexcept {
        return configuration_ != 0 && terminal_ready_ && !is_suspended_;
    }
    /// Takes as much as finds room, returns how much.
    std::size_t write(std::span<const std::uint8_t> bytes) noexcept;
    /// Makes room by giving up what was written first, whole lines. Returns how many bytes.
    std::size_t drop_line() noexcept;
    [[nodiscard]] bool is_all_sent() const noexcept { return to_send_.size() == 0; }
    /// How many packets of `data_in` the host has taken; counts on and wraps.
    [[nodiscard]] std::uint8_t progress() const noexcept { return progress_; }
    std::size_t read(std::span<std::uint8_t> buffer) noexcept;
    /// From now on somebody reads: nothing is lost any more.
    void on_receive(Callback callback) noexcept;
    /// How many received bytes found no room because nobody has ever read.
    [[nodiscard]] std::uint32_t lost() const noexcept { return lost_; }

private:
    enum class Stage : std::uint8_t { idle, to_host, from_host, status };
    enum class Then : std::uint8_t { nothing, bootloader, restart };

    // Requests: each returns whether it was understood; if not, STALL follows.
    bool answer() noexcept;
    bool answer_standard() noexcept;
    bool answer_for_device() noexcept;
    bool answer_for_interface() noexcept;
    bool answer_for_endpoint() noexcept;
    bool answer_class() noexcept;
    bool answer_serial() noexcept;
    bool answer_reset_request() noexcept;
    bool set_configuration() noexcept;
    bool set_halt(bool halted) noexcept;
    bool set_line_state() noexcept;

    // Stages.
    bool reply(Readable data) noexcept;
    bool reply_bytes(std::span<const std::uint8_t> bytes) noexcept;
    bool acknowledge() noexcept;
    void begin_status() noexcept;
    void send_next_control() noexcept;
    void stall() noexcept;

    void configure(std::uint8_t value) noexcept;
    void forget_transfer(Endpoint endpoint) noexcept;
    void send_next() noexcept;
    void receive_next() noexcept;
    void take(std::uint8_t byte) noexcept;
    [[nodiscard]] bool is_halted(Endpoint endpoint) const noexcept {
        return (halted_ & bit_of(endpoint)) != 0;
    }
    // 0: no endpoint of ours, or that of control.
    static constexpr std::uint8_t bit_of(std::uint16_t address) noexcept {
        switch (address) {
            case data_out:
                return 1U << 0;
            case data_in:
                return 1U << 1;
            case notifications:
                return 1U << 2;
            default:
                return 0;
        }
    }

    // The request under way.
    Setup setup_{};
    Stage stage_ = Stage::idle;
    Then then_ = Then::nothing;  // when the status stage has ended
    bool ends_short_ = false;    // the data's last packet is to be shorter than others
    Readable data_;
    std::uint16_t at_ = 0;    // of what is sent next
    std::uint16_t left_ = 0;  // to be sent of the data
    std::array<std::uint8_t, 2> reply_{};

    // The host's settings.
    std::uint8_t configuration_ = 0;
    std::uint8_t halted_ = 0;  // a bit for each endpoint: bit_of()
    bool is_suspended_ = false;
    bool terminal_ready_ = false;
    std::array<std::uint8_t, line_coding_size> line_coding_{};

    // The port.
    ByteQueue<to_send_size> to_send_;
    ByteQueue<received_size> received_;
    std::uint8_t in_flight_ = 0;  // how many of to_send_ are with the controller
    bool is_sending_ = false;     // a packet is with the controller, maybe an empty one
    bool is_full_packet_ =
        false;                   // the last one; then the host waits for more, if only an empty one
    bool is_receiving_ = false;  // the host may send a packet
    bool is_read_ = false;       // somebody has asked for what is received
    std::uint8_t progress_ = 0;
    std::uint32_t lost_ = 0;
    Callback on_receive_;

    std::array<char, 24> serial_{};
    std::uint8_t serial_size_ = 0;
};

/// The one of the chip.
extern constinit Device device;

}  // namespace perth::hal::usb
