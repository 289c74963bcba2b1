// The port for this computer: virtual time by default, pins that are recorded, a console on stdin
// and stdout. What tests do with it is in host.hpp; what may be attached to it, in sim.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/hal/types.hpp"
#include "system_units.hpp"
#include "timers.hpp"
#include "units.hpp"
#include "wired.hpp"

namespace perth::hal {

/// Foreign threads may set flags and post to a scheduler.
inline constexpr bool single_core = false;
/// Whether the agent can put a new program into place; see hal/update_flash.hpp.
inline constexpr bool can_update = true;

[[nodiscard]] std::int64_t now() noexcept;
inline constexpr std::int64_t truncation = 0;
void set_alarm(std::int64_t due, Attention& attention) noexcept;
void idle() noexcept;
void wake() noexcept;
void busy_wait(std::int64_t duration) noexcept;

/// Calls the interrupt handlers that were held back by a Critical.
void serve_interrupts() noexcept;

/// Interrupts come from idle(), busy_wait() and set_alarm(), or when the firmware changes a pad
/// that is wired to another; always on the scheduler's own thread. Only the last are held back.
class Critical {
public:
    Critical() noexcept { ++depth; }
    ~Critical() {
        if (--depth == 0 && held_back) serve_interrupts();
    }
    Critical(const Critical&) = delete;
    Critical& operator=(const Critical&) = delete;

    // Of this thread: how many live, and whether a handler waits for them.
    static inline thread_local constinit unsigned depth = 0;
    static inline thread_local constinit bool held_back = false;
};
[[nodiscard]] bool in_interrupt() noexcept;

[[nodiscard]] Scheduler*& current_scheduler() noexcept;
[[nodiscard]] void* task_memory_begin() noexcept;
[[nodiscard]] void* task_memory_end() noexcept;

[[noreturn]] void exit(int code) noexcept;
[[noreturn]] void reset() noexcept;
[[noreturn]] void reset_to_bootloader() noexcept;
[[noreturn]] void halt_in_panic() noexcept;
[[nodiscard]] ResetCause reset_cause() noexcept;
[[nodiscard]] std::size_t unique_id(std::span<std::uint8_t> id) noexcept;

void console_write(const char* text, std::size_t size) noexcept;
void console_panic_write(const char* text, std::size_t size) noexcept;
std::size_t console_read(char* buffer, std::size_t size) noexcept;
void console_on_receive(Callback callback) noexcept;
void panic_dump_registers() noexcept;
/// Interrupts come where the clock moves: no address tells more.
[[nodiscard]] constexpr std::uintptr_t interrupted_at() noexcept { return 0; }
/// Returns the bytes of the program's build id and their number, from its ELF note.
const std::uint8_t* build_id(std::size_t& size) noexcept;

/// What a virtual pad can do; see host.hpp for the other side of it.
void make_output(int pad, bool level) noexcept;
void make_open_drain(int pad, bool level, Pull pull) noexcept;
void make_input(int pad, Pull pull) noexcept;
void release_pad(int pad) noexcept;
void write_pad(int pad, bool level) noexcept;
[[nodiscard]] bool read_pad(int pad) noexcept;
[[nodiscard]] bool driven_pad(int pad) noexcept;
[[nodiscard]] bool claim_pad(int pad) noexcept;
void unclaim_pad(int pad) noexcept;
bool watch_pad(int pad, Edge edge, Callback callback) noexcept;
void ignore_pad(int pad) noexcept;

}  // namespace perth::hal

/// The virtual pads, P0…P31.
namespace perth::pad {

template <int Number>
    requires(Number >= 0 && Number < 32)
struct Virtual {
    static constexpr int number = Number;
    static constexpr char name[] = {'P', Number < 10 ? char('0' + Number) : char('0' + Number / 10),
                                    Number < 10 ? '\0' : char('0' + Number % 10), '\0'};
    static void make_output(bool level) noexcept { hal::make_output(Number, level); }
    static void make_open_drain(bool level, hal::Pull pull) noexcept {
        hal::make_open_drain(Number, level, pull);
    }
    static void make_input(hal::Pull pull) noexcept { hal::make_input(Number, pull); }
    static void release() noexcept { hal::release_pad(Number); }
    static void write(bool level) noexcept { hal::write_pad(Number, level); }
    [[nodiscard]] static bool read() noexcept { return hal::read_pad(Number); }
    [[nodiscard]] static bool driven() noexcept { return hal::driven_pad(Number); }
    [[nodiscard]] static bool claim() noexcept { return hal::claim_pad(Number); }
    static void unclaim() noexcept { hal::unclaim_pad(Number); }
    static bool on_edge(hal::Edge edge, hal::Callback callback) noexcept {
        return hal::watch_pad(Number, edge, callback);
    }
    static void ignore_edges() noexcept { hal::ignore_pad(Number); }
};

using P0 = Virtual<0>;
using P1 = Virtual<1>;
using P2 = Virtual<2>;
using P3 = Virtual<3>;
using P4 = Virtual<4>;
using P5 = Virtual<5>;
using P6 = Virtual<6>;
using P7 = Virtual<7>;
using P8 = Virtual<8>;
using P9 = Virtual<9>;
using P10 = Virtual<10>;
using P11 = Virtual<11>;
using P12 = Virtual<12>;
using P13 = Virtual<13>;
using P14 = Virtual<14>;
using P15 = Virtual<15>;
using P16 = Virtual<16>;
using P17 = Virtual<17>;
using P18 = Virtual<18>;
using P19 = Virtual<19>;
using P20 = Virtual<20>;
using P21 = Virtual<21>;
using P22 = Virtual<22>;
using P23 = Virtual<23>;
using P24 = Virtual<24>;
using P25 = Virtual<25>;
using P26 = Virtual<26>;
using P27 = Virtual<27>;
using P28 = Virtual<28>;
using P29 = Virtual<29>;
using P30 = Virtual<30>;
using P31 = Virtual<31>;

}  // namespace perth::pad
