// The pins of a machine in QEMU, seen through its trace and moved through its test socket.
//
// QEMU's trace has a line each time that a pin's driver changes it, stamped with this computer's
// clock; its test socket sets the lines that lead into a device. Neither knows the guest's clock:
// times are this computer's since the start, exact to about a millisecond while it is not busy.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/emulator/record.hpp"

namespace perth::cli {

/// Where a pad is in QEMU.
struct QemuPin {
    std::string device;              ///< a QOM path
    unsigned line = 0;               ///< of the device
    std::optional<Level> idle = {};  ///< of an input that the board names, while nobody moves it
    bool operator==(const QemuPin&) const = default;
};

/// By the pad's number (PadNames).
using QemuPins = std::map<unsigned, QemuPin>;

/// Returns the pads that the board's machine has.
[[nodiscard]] QemuPins qemu_pins(const Board& board);

/// Reads QEMU's trace and makes a record of it (RecordReader).
class QemuTrace {
public:
    /// The trace events, and that lines bear the time.
    static constexpr std::string_view options[] = {"-msg",   "timestamp=on",
                                                   "-trace", "pl061_set_output",
                                                   "-trace", "nrf51_gpio_update_output_irq"};

    explicit QemuTrace(QemuPins pins) : pins_(std::move(pins)) {}

    /// Sets when time was 0, in µs of this computer's clock.
    void start(std::int64_t clock) noexcept { start_ = clock; }
    /// Takes what QEMU wrote, cut anywhere; returns lines of a record. What is no line of a pin's
    /// is passed over.
    [[nodiscard]] std::string feed(std::string_view bytes);
    /// Returns the line for what a stimulus did to a pad, at a time in µs since the start.
    [[nodiscard]] std::string moved(std::int64_t time, unsigned pad, Level level);
    /// Returns the last line.
    [[nodiscard]] std::string finish(std::int64_t time);

private:
    std::string take_line(std::string_view line);
    std::string level(std::int64_t time, unsigned pad, Level level);

    QemuPins pins_;
    std::int64_t start_ = 0;
    std::int64_t time_ = 0;  ///< of the last line of the record
    std::map<unsigned, Level> levels_;
    std::string line_;
};

/// Plays a stimulus of expand_stimulus(): what is due, as text for QEMU's test socket.
class QemuStimulus {
public:
    struct Due {
        std::string commands;  ///< for the test socket
        std::string typed;     ///< for the console
        std::vector<std::pair<unsigned, Level>> moved;
    };

    /// A pad that the machine has not is an `Error` (Exit::wrong_use).
    QemuStimulus(std::string_view lines, QemuPins pins, const Board& board);

    /// Returns the commands that bring each input that the board names to its idle level: QEMU's
    /// are low until something moves them, whatever pulls.
    [[nodiscard]] std::string idle() const;
    /// Returns when something is due next, in µs since the start.
    [[nodiscard]] std::optional<std::int64_t> next() const;
    /// Returns what is due until `time`, and forgets it.
    [[nodiscard]] Due take(std::int64_t time);

private:
    struct Event {
        std::int64_t time = 0;
        std::optional<unsigned> pad;  ///< else bytes for the console
        Level level = Level::open;
        std::string bytes;
    };

    [[nodiscard]] std::string command(const QemuPin& pin, Level level) const;

    QemuPins pins_;
    std::vector<Event> events_;
    std::size_t next_ = 0;
};

}  // namespace perth::cli
