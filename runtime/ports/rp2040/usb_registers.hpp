// The USB device controller of the RP2040. Source: "RP2040 Datasheet" (Raspberry Pi), "USB", its
// "List of Registers" and "DPSRAM", "Layout".
#pragma once

#include "registers.hpp"

namespace perth::hal::rp2040 {

/// USBCTRL_REGS.
struct Usb {
    Register address;  // ADDR_ENDP
    Register host_endpoints[15];
    Register control;  // MAIN_CTRL
    Register frame_write;
    Register frame_read;
    Register link_control;  // SIE_CTRL
    Register link_status;   // SIE_STATUS; writing 1 clears
    Register host_interrupts;
    Register buffer_status;  // BUFF_STATUS: two bits an endpoint, IN and OUT; writing 1 clears
    Register buffer_halves;
    Register abort;       // EP_ABORT: bits as in buffer_status
    Register abort_done;  // writing 1 clears
    Register stall_arm;   // EP_STALL_ARM: endpoint 0, IN and OUT; a SETUP clears it
    Register nak_poll;
    Register endpoint_status;
    Register muxing;
    Register power;  // USB_PWR
    Register phy_direct;
    Register phy_override;
    Register phy_trim;
    std::uint32_t unused;
    Register raw_interrupts;
    Register interrupts;  // INTE
    Register forced;
    Register pending;  // INTS

    static constexpr std::uint32_t enable = 1U << 0;             // MAIN_CTRL
    static constexpr std::uint32_t buffer_interrupt = 1U << 29;  // SIE_CTRL.EP0_INT_1BUF
    static constexpr std::uint32_t pull_up = 1U << 16;           // SIE_CTRL
    static constexpr std::uint32_t suspended = 1U << 4;          // SIE_STATUS
    static constexpr std::uint32_t resumed = 1U << 11;
    static constexpr std::uint32_t setup_received = 1U << 17;
    static constexpr std::uint32_t bus_reset = 1U << 19;
    static constexpr std::uint32_t to_phy = 1U << 0, connected_by_software = 1U << 3;     // MUXING
    static constexpr std::uint32_t supply_detected = 1U << 2, override_supply = 1U << 3;  // PWR

    static constexpr std::uint32_t interrupt_buffer = 1U << 4;
    static constexpr std::uint32_t interrupt_reset = 1U << 12;
    static constexpr std::uint32_t interrupt_suspend = 1U << 14;
    static constexpr std::uint32_t interrupt_resume = 1U << 15;
    static constexpr std::uint32_t interrupt_setup = 1U << 16;
};
static_assert(offsetof(Usb, control) == 0x40);
static_assert(offsetof(Usb, buffer_status) == 0x58);
static_assert(offsetof(Usb, muxing) == 0x74);
static_assert(offsetof(Usb, raw_interrupts) == 0x8C);
static_assert(offsetof(Usb, pending) == 0x98);

/// The memory that processor and controller share, USBCTRL_DPRAM. Written by words.
struct UsbMemory {
    Register setup[2];
    /// What an endpoint is, from endpoint 1 on.
    struct {
        Register in, out;
    } endpoints[15];
    /// What is to be done with an endpoint's buffer.
    struct Buffer {
        Register in, out;
    } buffers[16];
    Register data[960];  // from 0x100 on; endpoint 0 has the first 64 bytes

    static constexpr std::uint32_t enable = 1U << 31;
    static constexpr std::uint32_t buffer_interrupt = 1U << 29;
    static constexpr std::uint32_t bulk = 2U << 26, interrupt = 3U << 26;
    /// The number of the endpoint's buffer of 64 bytes in `data`.
    static constexpr std::uint32_t at(std::uint32_t buffer) noexcept { return 0x100 + buffer * 64; }

    static constexpr std::uint32_t full = 1U << 15;
    static constexpr std::uint32_t data1 = 1U << 13;
    static constexpr std::uint32_t stall = 1U << 11;
    static constexpr std::uint32_t available = 1U << 10;
    static constexpr std::uint32_t length_mask = 0x3FF;
};
static_assert(offsetof(UsbMemory, buffers) == 0x80);
static_assert(offsetof(UsbMemory, data) == 0x100);
static_assert(sizeof(UsbMemory) == 4096);

inline Usb& usb_controller() noexcept { return *reinterpret_cast<Usb*>(0x5011'0000); }
inline UsbMemory& usb_memory() noexcept { return *reinterpret_cast<UsbMemory*>(0x5010'0000); }

/// "Sysinfo", CHIP_ID: the chip's stepping; 1 is B0 or B1, 2 is B2.
inline unsigned revision() noexcept {
    return *reinterpret_cast<const Register*>(0x4000'0000) >> 28;
}

inline constexpr unsigned usb_irq = 5;  // USBCTRL_IRQ

}  // namespace perth::hal::rp2040
