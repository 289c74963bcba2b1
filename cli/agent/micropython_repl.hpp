// MicroPython's raw REPL over a serial line: source goes in, what it prints and raises comes out.
//
//     friendly ──01──► raw prompt ──source 04──► OK output 04 exception 04 > ──► raw prompt
//        ▲                 │ 05 41 01                                               │
//        │                 ├──► R 01 window ── source, as the window opens ── 04 ──►│ (raw-paste)
//        └──────02─────────┘ ──► R 00, or the banner's "ra": old firmware, as above
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cli/agent/raw_line.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli {

/// Source: MicroPython, "Documentation: REPL", sections "Raw mode" and "Raw-paste mode".
class RawRepl {
public:
    using Duration = std::chrono::milliseconds;

    struct Reply {
        std::string out;    ///< what was printed
        std::string error;  ///< the traceback; empty if nothing was raised
    };

    /// The stream must outlive this.
    explicit RawRepl(serial::Stream& stream) : line_(stream, std::chrono::seconds(10)) {}

    /// Interrupts whatever runs and comes to the raw prompt.
    ///
    /// Errors: nothing like MicroPython answers in ten seconds (Fault::timeout, with what came).
    void enter();
    /// Restarts the interpreter: boot.py runs, main.py does not, all memory is free.
    ///
    /// Errors: as enter().
    void reset();
    /// Runs source, which must be ASCII without control characters but line feeds, and returns what
    /// came of it. `patience` is how long the board may be silent.
    ///
    /// Errors: Fault::timeout, Fault::protocol, Fault::gone.
    [[nodiscard]] Reply run(std::string_view source, Duration patience = std::chrono::seconds(10));
    /// Leaves the board at its friendly prompt as far as the line still allows, also after Ctrl-C.
    void leave() noexcept;
    /// Restarts the board's program: boot.py, then main.py. Returns whether the board said so.
    [[nodiscard]] bool restart();

    [[nodiscard]] const RawLine::Traffic& traffic() const noexcept { return line_.traffic(); }
    /// Returns how many scripts ran, each one round trip or, in raw-paste, two.
    [[nodiscard]] std::size_t runs() const noexcept { return runs_; }
    [[nodiscard]] const std::string& address() const { return line_.address(); }

private:
    using Time = RawLine::Time;

    [[nodiscard]] std::uint8_t due_byte(Duration patience);
    [[nodiscard]] bool read_until(std::string_view text, Duration patience);
    void drain(Duration quiet);
    [[nodiscard]] bool begin_paste();
    void paste(std::string_view source);
    /// Takes one byte of the board's while source is sent; returns whether it wants no more.
    [[nodiscard]] bool take_credit(int byte);
    void send_plain(std::string_view source);
    [[nodiscard]] std::string read_part(Duration patience);
    [[noreturn]] void complain(std::uint8_t got, std::string_view due);
    [[noreturn]] void complain_of_silence(Duration patience);

    RawLine line_;
    bool pastes_ = true;      // until the board has said that it cannot
    std::size_t window_ = 0;  // bytes that each credit allows
    std::size_t credit_ = 0;  // bytes that may be sent now
    std::size_t runs_ = 0;
};

}  // namespace perth::cli
