// The other side of the host port: what plays the world around the chip, for tests and simulations.
//
// What perth run says to the process, by environment variables:
//
//   PERTH_REALTIME        the clock runs as the computer's, instead of virtual time
//   PERTH_FOR_US=T        the process ends by SIGALRM at this time
//   PERTH_STIMULUS=PATH   what the world does; read before the program starts
//   PERTH_RECORD=FD       where the port writes what happened
//
// Both are text, a line an event, in order of time; words are parted by one space. T is in
// microseconds since start; numbers are decimal, bytes are two hexadecimal digits each, without
// anything between; a '-' stands for no bytes.
//
// A stimulus is applied before any task that is due at the same time. A line of another form ends
// the process with exit code 2.
//
//   T P<n> 0|1|z                 the world drives pad n, or lets go of it
//   T U<n> BYTES                 bytes begin to arrive at UART n, at its baud rate
//   T C BYTES                    bytes arrive at the console
//   T A<n> 0…65535               the voltage at ADC channel n
//   T I<n>.<address> <register> BYTES
//                                a device of registers at this address (two digits) of I2C bus n
//                                holds these bytes from this register (two digits) on
//
// The record is a line a change, flushed when nothing is to do, and at the end:
//
//   T P<n> 0|1|z                 the level of pad n, whoever drives it; z: nobody does, nor a pull
//   T U<n>t BYTES                UART n has sent: T is the end of the last stop bit
//   T U<n>r BYTES                UART n has received
//   T A<n> V                     what ADC channel n measures is another value, 0…65535
//   T W<n> HZ DUTY               PWM channel n has another frequency or duty (0…65535); 0 0: off
//   T I<n> ADDRESS w|r BYTES ok|nack
//                                I2C bus n has written or read; nack: not all, or the address, was
//                                acknowledged
//   T S<n> BYTES BYTES           SPI bus n has sent and received
//   T E<kind> VALUE PLACE        in a traced program: perth::detail::TraceKind; PLACE is an offset
//   from
//                                the program's begin, or 0
//   T end                        the last line
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace perth::host {

using Microseconds = std::chrono::duration<std::int64_t, std::micro>;

/// A change of a pad that the firmware drives.
struct PinChange {
    Microseconds time;
    int pad;
    bool level;
    bool operator==(const PinChange&) const = default;
};

/// The level of a pad: open if nobody drives it.
enum class Level : std::uint8_t { low, high, open };

/// How the clock of hal::now() runs.
enum class Pace {
    virtual_time,    ///< stands still while code runs, jumps when nothing is ready
    wall_clock,      ///< as the computer's clock
    counter_32_bit,  ///< virtual, derived from a simulated 32-bit microsecond counter that wraps
};

/// The simulated board. One a process: boards have one clock and one set of pads, too.
class Board {
public:
    /// Back to time zero: nothing scripted, no pad driven or wired, nothing recorded.
    void restart(Pace pace = Pace::virtual_time);

    /// Calls `action` as an interrupt as soon as the clock reaches `time`; of equal times, in the
    /// order of the calls. Applied before any task that is due at the same time, but in wall-clock
    /// time, where it comes when the firmware sleeps or its next timer is set.
    void at(Microseconds time, std::function<void()> action);

    /// Sets the level that the world applies to a pad; the firmware's own wins over it.
    void drive(int pad, bool level) noexcept;
    void drive(int pad, Level level) noexcept;
    /// Joins two pads by a wire. Of several that drive it, the firmware's wins over the world's,
    /// and low over high; if none does, the pulls decide.
    void wire(int pad, int other) noexcept;
    /// Returns the level on a pad, whoever drives it; open if nobody does and no resistor pulls.
    [[nodiscard]] Level level(int pad) const noexcept;
    /// Calls `action` after each change of a pad's level between high and not high, whoever made
    /// it.
    void on_level(int pad, std::function<void(bool level)> action);
    /// Every change that the firmware made to its outputs since restart(), the initial level
    /// included.
    [[nodiscard]] const std::vector<PinChange>& pin_changes() const noexcept;

    /// Keeps console output for console() instead of writing it to stdout, or no longer.
    void capture_console(bool capture = true);
    [[nodiscard]] const std::string& console() const noexcept;
    /// Lets bytes arrive at the console, now.
    void type(std::string_view text);

    /// Keeps the record of what happens from now on for record(), or no longer.
    void capture_record(bool capture = true);
    [[nodiscard]] std::string record() const;

    /// Ends the process by SIGALRM when the clock reaches `time`; perth run takes that for "time
    /// over".
    void end_at(Microseconds time) noexcept;
    /// Bytes for task frames, at most 1 MiB; for tests of exhaustion. Only while no task exists.
    void set_task_memory(std::size_t bytes) noexcept;
    /// How often the port slept.
    [[nodiscard]] std::size_t idles() const noexcept;
};

/// Returns the one board.
Board& board() noexcept;

}  // namespace perth::host
