// The registers of OTG_FS, the USB controller, as a device. Source: ST RM0090, "USB on-the-go
// full-speed (OTG_FS)", "OTG_FS control and status registers".
#pragma once

#include <cstddef>
#include <cstdint>
#include <stm32f4_register.hpp>

namespace perth::hal::stm32f4 {

struct OtgFs {
    struct InEndpoint {
        Register control;  // DIEPCTL
        std::uint32_t unused_1;
        Register interrupts;  // DIEPINT; writing 1 clears
        std::uint32_t unused_2;
        Register size;  // DIEPTSIZ
        std::uint32_t unused_3;
        Register room;  // DTXFSTS, in words
        std::uint32_t unused_4;
    };
    struct OutEndpoint {
        Register control;  // DOEPCTL
        std::uint32_t unused_1;
        Register interrupts;  // DOEPINT; writing 1 clears
        std::uint32_t unused_2;
        Register size;  // DOEPTSIZ
        std::uint32_t unused_3[3];
    };
    struct Fifo {
        Register word;  // the whole window is the same
        std::uint32_t unused[1023];
    };

    Register otg_control;  // GOTGCTL
    Register otg_interrupts;
    Register bus_config;      // GAHBCFG
    Register usb_config;      // GUSBCFG
    Register reset;           // GRSTCTL
    Register interrupts;      // GINTSTS; writing 1 clears
    Register interrupt_mask;  // GINTMSK
    Register peek_received;   // GRXSTSR
    Register pop_received;    // GRXSTSP
    Register receive_size;    // GRXFSIZ, in words
    Register control_fifo;    // DIEPTXF0: where it begins, and its size in the upper half, in words
    std::uint32_t unused_1[3];
    Register core_config;  // GCCFG
    Register core_id;      // CID
    std::uint32_t unused_2[49];
    Register fifos[3];  // DIEPTXF1…3
    std::uint32_t unused_3[444];
    Register device_config;   // DCFG
    Register device_control;  // DCTL
    Register device_status;
    std::uint32_t unused_4;
    Register in_mask;        // DIEPMSK
    Register out_mask;       // DOEPMSK
    Register endpoints;      // DAINT: IN in the lower half, OUT in the upper
    Register endpoint_mask;  // DAINTMSK
    std::uint32_t unused_5[56];
    InEndpoint in[4];
    std::uint32_t unused_6[96];
    OutEndpoint out[4];
    std::uint32_t unused_7[160];
    Register power;  // PCGCCTL
    std::uint32_t unused_8[127];
    Fifo fifo[4];

    static constexpr std::uint32_t session_override = 1U << 6, session_valid = 1U << 7;  // GOTGCTL
    static constexpr std::uint32_t interrupts_on = 1U << 0;                              // GAHBCFG
    static constexpr std::uint32_t internal_phy = 1U << 6, force_device = 1U << 30;      // GUSBCFG
    static constexpr std::uint32_t turnaround(std::uint32_t clocks) noexcept {
        return clocks << 10;
    }

    // GRSTCTL
    static constexpr std::uint32_t core_reset = 1U << 0;
    static constexpr std::uint32_t flush_received = 1U << 4, flush_fifo = 1U << 5;
    static constexpr std::uint32_t which_fifo(std::uint32_t number) noexcept { return number << 6; }
    static constexpr std::uint32_t all_fifos = 0x10;
    static constexpr std::uint32_t idle = 1U << 31;

    // GINTSTS, GINTMSK
    static constexpr std::uint32_t host_mode = 1U << 0;
    static constexpr std::uint32_t received = 1U << 4;
    static constexpr std::uint32_t suspended = 1U << 11;
    static constexpr std::uint32_t bus_reset = 1U << 12;
    static constexpr std::uint32_t enumerated = 1U << 13;
    static constexpr std::uint32_t in_endpoint = 1U << 18, out_endpoint = 1U << 19;
    static constexpr std::uint32_t woken = 1U << 31;

    // GRXSTSP
    enum class Entry : std::uint32_t { data = 2, data_end = 3, setup_end = 4, setup = 6 };
    static constexpr unsigned endpoint_of(std::uint32_t status) noexcept { return status & 0xF; }
    static constexpr unsigned count_of(std::uint32_t status) noexcept {
        return status >> 4 & 0x7FF;
    }
    static constexpr Entry entry_of(std::uint32_t status) noexcept {
        return static_cast<Entry>(status >> 17 & 0xF);
    }

    static constexpr std::uint32_t fifo_at(std::uint32_t start, std::uint32_t words) noexcept {
        return words << 16 | start;
    }

    static constexpr std::uint32_t transceiver_on = 1U << 16,
                                   no_supply_sensing = 1U << 21;  // GCCFG
    /// From this CID on (F446), bit 21 of GCCFG switches the sensing on instead.
    static constexpr std::uint32_t id_with_sensing_off = 0x2000;

    static constexpr std::uint32_t full_speed = 3;  // DCFG
    static constexpr std::uint32_t address_mask = 0x7FU << 4;
    static constexpr std::uint32_t address(std::uint32_t value) noexcept { return value << 4; }
    static constexpr std::uint32_t disconnected = 1U << 1;  // DCTL.SDIS

    // DAINT
    static constexpr std::uint32_t in_bit(unsigned number) noexcept { return 1U << number; }
    static constexpr std::uint32_t out_bit(unsigned number) noexcept { return 1U << (number + 16); }

    // DIEPINT, DOEPINT and their masks
    static constexpr std::uint32_t completed = 1U << 0, disabled = 1U << 1;
    static constexpr std::uint32_t setup_done = 1U << 3;     // OUT
    static constexpr std::uint32_t nak_effective = 1U << 6;  // IN

    // DIEPCTL, DOEPCTL. Bits 26…31 act when 1 is written.
    static constexpr std::uint32_t active = 1U << 15;
    static constexpr std::uint32_t bulk = 2U << 18, interrupt = 3U << 18;
    static constexpr std::uint32_t stall = 1U << 21;
    static constexpr std::uint32_t from_fifo(std::uint32_t number) noexcept { return number << 22; }
    static constexpr std::uint32_t clear_nak = 1U << 26, set_nak = 1U << 27, set_data0 = 1U << 28;
    static constexpr std::uint32_t disable = 1U << 30, enable = 1U << 31;

    // DIEPTSIZ, DOEPTSIZ
    static constexpr std::uint32_t one_packet = 1U << 19;
    static constexpr std::uint32_t three_setups = 3U << 29;
};
static_assert(offsetof(OtgFs, core_config) == 0x038);
static_assert(offsetof(OtgFs, fifos) == 0x104);
static_assert(offsetof(OtgFs, device_config) == 0x800);
static_assert(offsetof(OtgFs, in_mask) == 0x810);
static_assert(offsetof(OtgFs, in) == 0x900);
static_assert(offsetof(OtgFs, out) == 0xB00);
static_assert(offsetof(OtgFs, power) == 0xE00);
static_assert(offsetof(OtgFs, fifo) == 0x1000);

inline OtgFs& otg_fs() noexcept { return *reinterpret_cast<OtgFs*>(0x5000'0000); }

/// Gives the controller its clock and its pads; false if there are no 48 MHz. In usb_chip.cpp.
bool start_otg_fs() noexcept;
/// Lets its interrupt through.
void listen_to_otg_fs() noexcept;

}  // namespace perth::hal::stm32f4
