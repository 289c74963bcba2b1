// The USB device controller for the console: see usb/controller.hpp.
//
// Each endpoint has one buffer in the shared memory. A buffer is ours until its AVAILABLE is set,
// then the controller's until it says in buffer_status that it is done, or until it is given up.
// Source: "RP2040 Datasheet", "USB", "Device Controller".
#include <perth_port.hpp>

#include <algorithm>
#include <array>

#include "core_registers.hpp"
#include "startup.hpp"
#include "usb/controller.hpp"
#include "usb/device.hpp"
#include "usb_registers.hpp"

namespace perth::hal::usb {
namespace {

using rp2040::Register;
using rp2040::Usb;
using rp2040::usb_controller;
using rp2040::usb_memory;
using rp2040::UsbMemory;

/// An endpoint of one direction. The value is the number of its bit in buffer_status, which counts
/// the buffers as they lie in memory.
enum class Line : unsigned { control_in, control_out, data_in, data_out, notifications };
constexpr unsigned lines = 5;

// In UsbMemory::data, by Line; both of endpoint 0 have the first.
constexpr std::array<std::uint8_t, lines> buffer_of = {0, 0, 1, 2, 3};

struct {
    std::array<bool, lines> data1{};  // what the next packet is to be
    std::uint8_t address = 0;
    bool has_address = false;  // to be taken when the host has the answer
} state;                       // with interrupts masked, or in the controller's interrupt

constexpr unsigned polls = 10'000;  // of a flag that is set within microseconds
constexpr std::uint32_t bit(Line line) noexcept { return 1U << static_cast<unsigned>(line); }

Register& control_of(Line line) noexcept {
    const auto number = static_cast<unsigned>(line);
    UsbMemory::Buffer& buffer = usb_memory().buffers[number / 2];
    return number % 2 == 0 ? buffer.in : buffer.out;
}

Register* data_of(Line line) noexcept {
    return usb_memory().data + packet_size / 4 * buffer_of[static_cast<unsigned>(line)];
}

constexpr Line line_of(Endpoint endpoint) noexcept {
    if (endpoint == data_in) return Line::data_in;
    return endpoint == data_out ? Line::data_out : Line::notifications;
}

// Hands the buffer over. AVAILABLE comes last, and as late as the controller, whose clock is
// slower, wants it. Source: "Concurrent access".
void arm(Line line, std::uint32_t value) noexcept {
    bool& data1 = state.data1[static_cast<unsigned>(line)];
    if (data1) value |= UsbMemory::data1;
    data1 = !data1;
    Register& control = control_of(line);
    control = value;
    for (unsigned i = 0; i < 4; ++i) asm volatile("nop\n\tnop\n\tnop");
    control = value | UsbMemory::available;
}

void send_packet(Line line, controller::Packet packet) noexcept {
    Register* to = data_of(line);
    for (std::size_t at = 0; at < packet.size(); at += 4) {
        std::uint32_t word = 0;
        for (std::size_t i = std::min<std::size_t>(4, packet.size() - at); i-- > 0;) {
            word = word << 8 | packet[at + i];
        }
        *to++ = word;
    }
    arm(line, UsbMemory::full | static_cast<std::uint32_t>(packet.size()));
}

class Received {
public:
    explicit Received(Line line) noexcept
        : size_(std::min<std::size_t>(control_of(line) & UsbMemory::length_mask, packet_size)) {
        const Register* from = data_of(line);
        std::uint32_t word = 0;
        for (std::size_t i = 0; i < size_; ++i, word >>= 8) {
            if (i % 4 == 0) word = *from++;
            bytes_[i] = static_cast<std::uint8_t>(word);
        }
    }
    [[nodiscard]] controller::Packet packet() const noexcept {
        return controller::Packet(bytes_).first(size_);
    }

private:
    std::array<std::uint8_t, packet_size> bytes_;
    std::size_t size_;
};

// Erratum RP2040-E2: in the first steppings (B0, B1) the abort never ends, so there the buffer is
// taken back without; a packet that is just being sent may come out damaged.
bool can_abort() noexcept { return rp2040::revision() >= 2; }

void give_up(Line line) noexcept {
    const bool is_armed = (control_of(line) & UsbMemory::available) != 0;
    if (is_armed && can_abort()) {
        rp2040::set_bits(usb_controller().abort, bit(line));
        for (unsigned i = 0; i < polls && (usb_controller().abort_done & bit(line)) == 0; ++i) {
        }
    }
    control_of(line) = 0;
    usb_controller().buffer_status = bit(line);
    if (is_armed && can_abort()) {
        usb_controller().abort_done = bit(line);
        rp2040::clear_bits(usb_controller().abort, bit(line));
    }
}

void restart_control() noexcept {
    give_up(Line::control_in);
    give_up(Line::control_out);
    usb_controller().stall_arm = 0;
    state.data1[0] = state.data1[1] = true;
    state.has_address = false;
}

// The bits are cleared before the bytes are read: a SETUP that comes meanwhile is seen again.
void take_setup() noexcept {
    usb_controller().link_status = Usb::setup_received;
    restart_control();
    const std::uint32_t words[] = {usb_memory().setup[0], usb_memory().setup[1]};
    std::array<std::uint8_t, 8> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(words[i / 4] >> i % 4 * 8);
    }
    device.setup(bytes);
}

void take_reset() noexcept {
    usb_controller().link_status = Usb::bus_reset;
    restart_control();
    device.bus_reset();
}

void serve(Line line) noexcept {
    usb_controller().buffer_status = bit(line);
    switch (line) {
        case Line::control_in:
            if (state.has_address) usb_controller().address = state.address;
            state.has_address = false;
            return device.control_sent();
        case Line::control_out:
            return device.control_received(Received(line).packet());
        case Line::data_in:
            return device.sent();
        case Line::data_out:
            return device.received(Received(line).packet());
        case Line::notifications:
            return;
    }
}

void serve_next_buffer() noexcept {
    for (unsigned number = 0; number < lines; ++number) {
        const auto line = static_cast<Line>(number);
        if ((usb_controller().buffer_status & bit(line)) != 0) return serve(line);
    }
    usb_controller().buffer_status = ~0U;  // of endpoints that are not ours
}

// Serves one event; returns whether there was one. What ended a transfer comes before the SETUP
// that begins the next.
bool serve_one() noexcept {
    const std::uint32_t pending = usb_controller().pending;
    if ((pending & Usb::interrupt_reset) != 0) {
        take_reset();
    } else if ((pending & Usb::interrupt_buffer) != 0) {
        serve_next_buffer();
    } else if ((pending & Usb::interrupt_setup) != 0) {
        take_setup();
    } else if ((pending & Usb::interrupt_suspend) != 0) {
        usb_controller().link_status = Usb::suspended;
        device.suspended(true);
    } else if ((pending & Usb::interrupt_resume) != 0) {
        usb_controller().link_status = Usb::resumed;
        device.suspended(false);
    } else {
        return false;
    }
    return true;
}

bool leave_reset() noexcept {
    using rp2040::Resets;
    rp2040::set_bits(rp2040::resets().reset, Resets::usb);
    rp2040::clear_bits(rp2040::resets().reset, Resets::usb);
    for (unsigned i = 0; i < polls; ++i) {
        if ((rp2040::resets().done & Resets::usb) != 0) return true;
    }
    return false;
}

}  // namespace

void controller::start() noexcept {
    if (!leave_reset()) return;
    auto* const words = reinterpret_cast<Register*>(&usb_memory());
    std::fill(words, words + offsetof(UsbMemory, data) / sizeof(Register), 0);

    // A board that has no supply but the cable's knows that it is plugged in.
    Usb& usb = usb_controller();
    usb.muxing = Usb::to_phy | Usb::connected_by_software;
    usb.power = Usb::supply_detected | Usb::override_supply;
    usb.control = Usb::enable;
    usb.interrupts = Usb::interrupt_buffer | Usb::interrupt_reset | Usb::interrupt_setup |
                     Usb::interrupt_suspend | Usb::interrupt_resume;
    cortex_m::nvic().enable(rp2040::usb_irq);
    usb.link_control = Usb::buffer_interrupt | Usb::pull_up;
}

// A host that keeps the device busy does not keep the processor for ever.
void controller::poll() noexcept {
    constexpr unsigned most = 32;
    for (unsigned i = 0; i < most && serve_one(); ++i) {
    }
}

void controller::set_address(std::uint8_t address) noexcept {
    state.address = address;
    state.has_address = address != 0;
    if (address == 0) usb_controller().address = 0;
}

void controller::configure(bool configured) noexcept {
    constexpr std::uint32_t on = UsbMemory::enable | UsbMemory::buffer_interrupt;
    const auto set = [configured](Register& endpoint, Line line, std::uint32_t kind) {
        const std::uint32_t buffer = buffer_of[static_cast<unsigned>(line)];
        endpoint = configured ? on | kind | UsbMemory::at(buffer) : 0;
        give_up(line);
        state.data1[static_cast<unsigned>(line)] = false;
    };
    auto& endpoints = usb_memory().endpoints;
    set(endpoints[0].in, Line::data_in, UsbMemory::bulk);
    set(endpoints[0].out, Line::data_out, UsbMemory::bulk);
    set(endpoints[1].in, Line::notifications, UsbMemory::interrupt);
}

void controller::send_control(Packet packet) noexcept { send_packet(Line::control_in, packet); }

void controller::receive_control() noexcept { arm(Line::control_out, packet_size); }

void controller::stall_control() noexcept {
    usb_controller().stall_arm = bit(Line::control_in) | bit(Line::control_out);
    control_of(Line::control_in) = UsbMemory::stall;
    control_of(Line::control_out) = UsbMemory::stall;
}

void controller::send(Packet packet) noexcept { send_packet(Line::data_in, packet); }

void controller::receive() noexcept { arm(Line::data_out, packet_size); }

void controller::halt(Endpoint endpoint, bool halted) noexcept {
    const Line line = line_of(endpoint);
    give_up(line);
    state.data1[static_cast<unsigned>(line)] = false;
    if (halted) control_of(line) = UsbMemory::stall;
}

}  // namespace perth::hal::usb

PERTH_IRQ(USBCTRL_IRQ) { perth::hal::usb::controller::poll(); }
