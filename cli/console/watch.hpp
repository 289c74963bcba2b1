// Watching a board's console: from opening its port until somebody or something ends it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/console/firmware.hpp"
#include "cli/console/raw_input.hpp"
#include "cli/console/view.hpp"
#include "cli/serial/serial.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// How a board is reset from outside.
enum class Reset {
    lines,       ///< RTS is pulsed while DTR is off, then DTR: most boards listen to one of them
    line_break,  ///< a break of 250 ms
};

/// What is watched, and how.
struct WatchTerms {
    std::string port;  ///< the board or port, as people know it
    /// Opens the port where it is now; returns nothing while it is not there.
    std::function<std::unique_ptr<serial::Stream>()> open;
    bool reconnect = true;
    bool reset = false;  ///< as soon as the port is open
    Reset reset_by = Reset::lines;
    serial::Level dtr = serial::Level::keep;
    serial::Level rts = serial::Level::keep;

    Shape shape;
    std::optional<Pattern> expect;
    std::optional<Pattern> fail_on;
    std::optional<std::chrono::microseconds> limit;
    std::filesystem::path log;   ///< empty: none
    std::filesystem::path send;  ///< empty: none
    std::string greeting = {};   ///< typed each time the port was opened, before all else
    RawInput::Interrupt interrupt = RawInput::Interrupt::ends;  ///< what Ctrl-C does
    std::optional<Eol> eol;
    ByteMap map_out;
    bool hide_frames = true;  ///< the agent's
    bool echo = false;
    bool events = false;  ///< JSON, one event a line, in the place of the text
    bool quiet = false;   ///< perth itself says nothing
    int in = 0;
    int out = 1;
    int err = 2;
    std::string name;  ///< part of the name of a log by Ctrl-T l

    std::string serve = {};          ///< HOST:PORT where a client may use the port; empty: none
    serial::Settings settings = {};  ///< what `open` sets the port to

    BuiltFiles built_files = {};
    /// Asks the firmware for its bootloader; returns whether it obeys. Nothing: no such key.
    std::function<bool(serial::Stream&)> enter_bootloader = {};
    /// Builds and flashes while the port is closed; says itself what goes wrong. Nothing: no key.
    std::function<void()> flash = {};
};

/// Why watching ended.
struct WatchEnd {
    enum class Reason {
        quit,     ///< Ctrl-T q
        expect,   ///< a line matched
        fail_on,  ///< a line matched that must not come
        time,     ///< the time was over
        gone,     ///< the port has gone, and is not waited for
        closed,   ///< nobody reads the output any more
    };
    Reason reason = Reason::quit;
    std::string line;           ///< the line that matched, or the last one that said something
    std::optional<Error> gone;  ///< how the port went
    std::uint64_t bytes = 0;
    std::uint64_t lines = 0;
};

/// Watches until something ends it. Waits with poll(2) only. Bytes are read, logged and queued as
/// they come, up to 16 MiB that stdout has not taken; then reading stops until it has.
///
/// Errors: Interrupted at Ctrl-C; whatever keeps the port from being opened but its absence; a
/// log, a file to send or an output that fails.
[[nodiscard]] WatchEnd watch(const WatchTerms& terms);

}  // namespace perth::cli
