// OTG_FS as the USB device controller of the console: see usb/controller.hpp.
//
// What the host sends goes through one queue in the controller, each packet after an entry that
// says what it is; an endpoint's interrupt tells when a transfer, of one packet here, has ended.
// What we send goes through a queue of its endpoint. They are only touched with interrupts masked
// or in the controller's interrupt, for an access to a register while a packet is written would
// damage it. Source: ST RM0090, "OTG_FS programming model"; ST ES0182, "Transmit data FIFO is
// corrupted when a write sequence to the FIFO is interrupted with accesses to certain OTG_FS
// registers".
#include <algorithm>
#include <array>
#include <utility>

#include "usb/controller.hpp"
#include "usb/device.hpp"
#include "usb_registers.hpp"

namespace perth::hal::usb {
namespace {

using stm32f4::otg_fs;
using stm32f4::OtgFs;
using stm32f4::Register;

constexpr unsigned control_number = 0, data_number = 1, notification_number = 2;
constexpr std::uint32_t notification_size = 16;

// In words, of 320 there are. "Device FIFO architecture": what is received wants 10 for SETUP
// packets, 1 for the global NAK, a packet and its entry, 2 an OUT endpoint; this is two packets.
constexpr std::uint32_t received_words = 64, control_words = 16, data_words = 32,
                        notification_words = 16;

constexpr unsigned polls = 10'000;  // of a flag that is set within microseconds

struct {
    std::array<std::uint8_t, 8> setup;
    struct {
        std::array<std::uint8_t, packet_size> bytes;
        std::uint8_t size;
        bool is_new;  // not yet handed on
    } packets[2];     // by number of the OUT endpoint
} state;              // with interrupts masked, or in the controller's interrupt

template <typename Condition>
bool eventually(Condition condition) noexcept {
    for (unsigned i = 0; i < polls; ++i) {
        if (condition()) return true;
    }
    return false;
}

void write_bits(Register& target, std::uint32_t mask, std::uint32_t value) noexcept {
    target = (target & ~mask) | value;
}

bool flush(std::uint32_t what) noexcept {
    otg_fs().reset = what;
    return eventually([what] {
        return (otg_fs().reset & what & (OtgFs::flush_fifo | OtgFs::flush_received)) == 0;
    });
}

void flush_fifo(std::uint32_t number) noexcept {
    flush(OtgFs::flush_fifo | OtgFs::which_fifo(number));
}

// "IN endpoint disable".
void give_up_in(unsigned number) noexcept {
    OtgFs::InEndpoint& in = otg_fs().in[number];
    if ((in.control & OtgFs::enable) == 0) return;
    in.control = in.control | OtgFs::set_nak;
    eventually([&in] { return (in.interrupts & OtgFs::nak_effective) != 0; });
    in.control = in.control | OtgFs::disable | OtgFs::set_nak;
    eventually([&in] { return (in.interrupts & OtgFs::disabled) != 0; });
    in.interrupts = OtgFs::disabled | OtgFs::completed;
    flush_fifo(number);
}

void send_packet(unsigned number, controller::Packet packet) noexcept {
    OtgFs::InEndpoint& in = otg_fs().in[number];
    in.size = OtgFs::one_packet | static_cast<std::uint32_t>(packet.size());
    in.control = in.control | OtgFs::enable | OtgFs::clear_nak;
    for (std::size_t at = 0; at < packet.size(); at += 4) {
        std::uint32_t word = 0;
        for (std::size_t i = std::min<std::size_t>(4, packet.size() - at); i-- > 0;) {
            word = word << 8 | packet[at + i];
        }
        otg_fs().fifo[number].word = word;
    }
}

// What finds no room is taken from the queue all the same.
void take_bytes(std::span<std::uint8_t> to, std::size_t count) noexcept {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < count; ++i, word >>= 8) {
        if (i % 4 == 0) word = otg_fs().fifo[0].word;
        if (i < to.size()) to[i] = static_cast<std::uint8_t>(word);
    }
}

void take_entry() noexcept {
    const std::uint32_t status = otg_fs().pop_received;
    const std::size_t count = OtgFs::count_of(status);
    const unsigned number = OtgFs::endpoint_of(status);
    switch (OtgFs::entry_of(status)) {
        case OtgFs::Entry::setup:
            return take_bytes(state.setup, count);
        case OtgFs::Entry::data: {
            if (number >= std::size(state.packets)) return take_bytes({}, count);
            auto& packet = state.packets[number];
            take_bytes(packet.bytes, count);
            packet.size = static_cast<std::uint8_t>(std::min(count, packet_size));
            packet.is_new = true;
            return;
        }
        case OtgFs::Entry::data_end:
        case OtgFs::Entry::setup_end:
            return;
    }
}

// An OUT endpoint cannot be given up without stopping all of them: one that was still waits for its
// packet, and must not be told of another.
void set_size(OtgFs::OutEndpoint& out, std::uint32_t size) noexcept {
    if ((out.control & OtgFs::enable) == 0) out.size = size;
}

void await_setups() noexcept { set_size(otg_fs().out[control_number], OtgFs::three_setups); }

void await_packet(unsigned number) noexcept {
    OtgFs::OutEndpoint& out = otg_fs().out[number];
    set_size(out, (number == control_number ? OtgFs::three_setups : 0) | OtgFs::one_packet |
                      packet_size);
    out.control = out.control | OtgFs::enable | OtgFs::clear_nak;
}

void take_reset() noexcept {
    OtgFs& otg = otg_fs();
    otg.interrupts = OtgFs::bus_reset;
    for (unsigned number : {control_number, data_number}) {
        otg.out[number].control = otg.out[number].control | OtgFs::set_nak;
        state.packets[number].is_new = false;
    }
    for (unsigned number : {control_number, data_number, notification_number}) give_up_in(number);
    flush_fifo(OtgFs::all_fifos);
    otg.endpoint_mask = OtgFs::in_bit(control_number) | OtgFs::out_bit(control_number);
    await_setups();
    device.bus_reset();
}

// Packets of endpoint 0 have 64 bytes, which its register says by 0.
void take_enumerated() noexcept {
    otg_fs().interrupts = OtgFs::enumerated;
    write_bits(otg_fs().in[control_number].control, 3, 0);
}

void take_setup() noexcept {
    give_up_in(control_number);
    state.packets[control_number].is_new = false;
    await_setups();
    const auto bytes = state.setup;
    device.setup(bytes);
}

void hand_on(unsigned number) noexcept {
    auto& packet = state.packets[number];
    if (!packet.is_new) return;  // some cores end a transfer after a SETUP, too
    packet.is_new = false;
    const auto copy = packet;  // the next may come while this is used
    const controller::Packet bytes = controller::Packet(copy.bytes).first(copy.size);
    return number == control_number ? device.control_received(bytes) : device.received(bytes);
}

void serve_out(unsigned number) noexcept {
    Register& interrupts = otg_fs().out[number].interrupts;
    const std::uint32_t what = interrupts;
    interrupts = what;
    if ((what & OtgFs::completed) != 0) hand_on(number);
    if ((what & OtgFs::setup_done) != 0) take_setup();
}

void serve_in(unsigned number) noexcept {
    Register& interrupts = otg_fs().in[number].interrupts;
    const std::uint32_t what = interrupts;
    interrupts = what;
    if ((what & OtgFs::completed) == 0) return;
    if (number == control_number) device.control_sent();
    if (number == data_number) device.sent();
}

void serve_endpoint() noexcept {
    const std::uint32_t which = otg_fs().endpoints & otg_fs().endpoint_mask;
    for (unsigned number : {control_number, data_number}) {
        if ((which & OtgFs::in_bit(number)) != 0) return serve_in(number);
        if ((which & OtgFs::out_bit(number)) != 0) return serve_out(number);
    }
}

// Serves one event; returns whether there was one. What was sent comes before what the host says
// then.
bool serve_one() noexcept {
    OtgFs& otg = otg_fs();
    const std::uint32_t pending = otg.interrupts & otg.interrupt_mask;
    if ((pending & OtgFs::bus_reset) != 0) {
        take_reset();
    } else if ((pending & OtgFs::enumerated) != 0) {
        take_enumerated();
    } else if ((pending & (OtgFs::in_endpoint | OtgFs::out_endpoint)) != 0) {
        serve_endpoint();
    } else if ((pending & OtgFs::received) != 0) {
        take_entry();
    } else if ((pending & OtgFs::suspended) != 0) {
        otg.interrupts = OtgFs::suspended;
        device.suspended(true);
    } else if ((pending & OtgFs::woken) != 0) {
        otg.interrupts = OtgFs::woken;
        device.suspended(false);
    } else {
        return false;
    }
    return true;
}

bool reset_core() noexcept {
    OtgFs& otg = otg_fs();
    const auto is_idle = [&otg] { return (otg.reset & OtgFs::idle) != 0; };
    if (!eventually(is_idle)) return false;
    otg.usb_config = otg.usb_config | OtgFs::internal_phy;
    otg.reset = OtgFs::core_reset;
    return eventually([&otg] { return (otg.reset & OtgFs::core_reset) == 0; }) &&
           eventually(is_idle);
}

// The board has no other supply than the cable's, or does not wire it to PA9: the host is there.
void ignore_supply() noexcept {
    OtgFs& otg = otg_fs();
    if (otg.core_id < OtgFs::id_with_sensing_off) {
        otg.core_config = OtgFs::transceiver_on | OtgFs::no_supply_sensing;
        return;
    }
    otg.core_config = OtgFs::transceiver_on;
    otg.otg_control = otg.otg_control | OtgFs::session_override | OtgFs::session_valid;
}

void divide_memory() noexcept {
    OtgFs& otg = otg_fs();
    std::uint32_t start = received_words;
    otg.receive_size = received_words;
    const auto next = [&start](std::uint32_t words) {
        return OtgFs::fifo_at(std::exchange(start, start + words), words);
    };
    otg.control_fifo = next(control_words);
    otg.fifos[data_number - 1] = next(data_words);
    otg.fifos[notification_number - 1] = next(notification_words);
    flush_fifo(OtgFs::all_fifos);
    flush(OtgFs::flush_received);
}

void enable_interrupts() noexcept {
    OtgFs& otg = otg_fs();
    otg.in_mask = OtgFs::completed;
    otg.out_mask = OtgFs::completed | OtgFs::setup_done;
    otg.endpoint_mask = 0;
    otg.interrupts = ~0U;
    otg.interrupt_mask = OtgFs::received | OtgFs::suspended | OtgFs::bus_reset | OtgFs::enumerated |
                         OtgFs::in_endpoint | OtgFs::out_endpoint | OtgFs::woken;
    otg.bus_config = OtgFs::interrupts_on;
    stm32f4::listen_to_otg_fs();
}

}  // namespace

void controller::start() noexcept {
    if (!stm32f4::start_otg_fs() || !reset_core()) return;
    OtgFs& otg = otg_fs();
    constexpr std::uint32_t turnaround = 6;  // GUSBCFG.TRDT, "TRDT values": from 32 MHz on
    otg.usb_config = OtgFs::internal_phy | OtgFs::force_device | OtgFs::turnaround(turnaround);
    eventually([&otg] { return (otg.interrupts & OtgFs::host_mode) == 0; });
    ignore_supply();
    otg.power = 0;
    otg.device_control = otg.device_control | OtgFs::disconnected;
    otg.device_config = OtgFs::full_speed;
    divide_memory();
    enable_interrupts();
    otg.device_control = otg.device_control & ~OtgFs::disconnected;
}

// A host that keeps the device busy does not keep the processor for ever.
void controller::poll() noexcept {
    constexpr unsigned most = 32;
    for (unsigned i = 0; i < most && serve_one(); ++i) {
    }
}

// "SetAddress": taken before the status stage.
void controller::set_address(std::uint8_t address) noexcept {
    write_bits(otg_fs().device_config, OtgFs::address_mask, OtgFs::address(address));
}

void controller::configure(bool configured) noexcept {
    OtgFs& otg = otg_fs();
    give_up_in(data_number);
    give_up_in(notification_number);
    state.packets[data_number].is_new = false;
    constexpr std::uint32_t on = OtgFs::active | OtgFs::set_data0 | OtgFs::set_nak;
    const auto when = [configured](std::uint32_t value) {
        return configured ? value | on : std::uint32_t{OtgFs::set_nak};
    };
    otg.in[data_number].control = when(packet_size | OtgFs::bulk | OtgFs::from_fifo(data_number));
    otg.out[data_number].control = when(packet_size | OtgFs::bulk);
    otg.in[notification_number].control =
        when(notification_size | OtgFs::interrupt | OtgFs::from_fifo(notification_number));
    constexpr std::uint32_t data = OtgFs::in_bit(data_number) | OtgFs::out_bit(data_number);
    write_bits(otg.endpoint_mask, data, configured ? data : 0);
}

void controller::send_control(Packet packet) noexcept { send_packet(control_number, packet); }

void controller::receive_control() noexcept { await_packet(control_number); }

void controller::stall_control() noexcept {
    OtgFs& otg = otg_fs();
    otg.in[control_number].control = otg.in[control_number].control | OtgFs::stall;
    otg.out[control_number].control = otg.out[control_number].control | OtgFs::stall;
}

void controller::send(Packet packet) noexcept { send_packet(data_number, packet); }

void controller::receive() noexcept { await_packet(data_number); }

void controller::halt(Endpoint endpoint, bool halted) noexcept {
    const unsigned number = endpoint & 0xFU;
    const bool is_in = endpoint != data_out;
    if (is_in) {
        give_up_in(number);
    } else {
        state.packets[number].is_new = false;
    }
    Register& control = is_in ? otg_fs().in[number].control : otg_fs().out[number].control;
    write_bits(control, OtgFs::stall, (halted ? OtgFs::stall : 0) | OtgFs::set_data0);
}

}  // namespace perth::hal::usb
