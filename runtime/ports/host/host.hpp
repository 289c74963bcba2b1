// The other side of the host port: what plays the world around the chip, for tests and simulations.
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

/// How the clock of hal::now() runs.
enum class Pace {
    virtual_time,    ///< stands still while code runs, jumps when nothing is ready
    wall_clock,      ///< as the computer's clock
    counter_32_bit,  ///< virtual, derived from a simulated 32-bit microsecond counter that wraps
};

/// The simulated board. One a process: boards have one clock and one set of pads, too.
class Board {
public:
    /// Back to time zero: nothing scripted, no pad driven, nothing recorded.
    void restart(Pace pace = Pace::virtual_time);

    /// Calls `action` as an interrupt as soon as the clock reaches `time`; of equal times, in the
    /// order of the calls. Applied before any task that is due at the same time.
    void at(Microseconds time, std::function<void()> action);

    /// Sets the level that the world applies to a pad.
    void drive(int pad, bool level) noexcept;
    /// Every change that the firmware made to its outputs since restart(), the initial level
    /// included.
    [[nodiscard]] const std::vector<PinChange>& pin_changes() const noexcept;

    /// Keeps console output for console() instead of writing it to stdout, or no longer.
    void capture_console(bool capture = true);
    [[nodiscard]] const std::string& console() const noexcept;
    /// Lets bytes arrive at the console, now.
    void type(std::string_view text);

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
