// A board that runs MicroPython, as far as perth's sync needs it: the raw REPL byte by byte, and of
// Python what the sync's scripts are made of, on a file system that can lose its power.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/agent/micropython_script.hpp"
#include "cli/serial/serial.hpp"
#include "cli/support/bytes.hpp"

namespace perth::fakes {

class MicroPythonBoard {
public:
    enum class Paste { accepted, declined, unknown };

    /// How this board differs from a usual one.
    struct Ways {
        Paste paste = Paste::accepted;
        std::uint16_t window = 128;
        cli::BoardFacts facts = {.digest = cli::BoardDigest::sha256,
                                 .renames = true,
                                 .base64 = true,
                                 .free_memory = 4096};
        bool fat = false;               ///< renaming over a file fails
        std::size_t memory = SIZE_MAX;  ///< longest script, the helpers apart, in bytes
        std::size_t disk = SIZE_MAX;    ///< bytes of all files
        bool read_only = false;
        std::string boot_prints = {};  ///< what boot.py says after a soft reset
        std::string noise = {};        ///< printed by every script before its own output
    };

    /// Where it breaks; counts begin when this is set.
    struct Fault {
        std::optional<std::size_t> cut_sent = {};       ///< the line, at this byte to the board
        std::optional<std::size_t> cut_received = {};   ///< the line, at this byte from it
        std::optional<std::size_t> power_cut = {};      ///< the board, at this file operation
        std::optional<std::size_t> flip_received = {};  ///< this byte from it comes as another
        std::optional<std::size_t> flip_sent = {};      ///< this byte to it comes as another
    };

    MicroPythonBoard() : MicroPythonBoard(Ways{}) {}
    explicit MicroPythonBoard(Ways ways) : ways_(std::move(ways)) {}

    /// Returns a new connection; the board must outlive it, and there is one at a time.
    [[nodiscard]] std::unique_ptr<cli::serial::Stream> plug();
    void breaks(Fault fault);
    /// What was counted since breaks().
    [[nodiscard]] std::size_t sent() const noexcept { return sent_; }
    [[nodiscard]] std::size_t received() const noexcept { return received_; }
    [[nodiscard]] std::size_t operations() const noexcept { return operations_; }

    Ways& ways() noexcept { return ways_; }
    std::map<std::string, cli::Bytes> files;  ///< by absolute path
    std::set<std::string> folders;
    std::vector<std::string> scripts;  ///< that were run, the helpers apart
    std::size_t restarts = 0;          ///< of its program
    bool raw = false;                  ///< whether it is at the raw prompt

private:
    class Line;
    struct Exception {
        std::string text;
    };
    struct PowerLost {};

    void take(std::uint8_t byte);
    void take_friendly(std::uint8_t byte);
    void take_raw(std::uint8_t byte);
    void take_pasted(std::uint8_t byte);
    void say(std::string_view text);
    void reset();
    void execute(const std::string& source, std::string_view start);
    void run(const std::string& source, std::string& out);
    void call(std::string_view line, std::string& out);
    void operate();
    void check_writable() const;
    [[nodiscard]] std::string described(const std::string& path) const;
    void open(const std::string& path, const std::string& mode);
    void write(cli::BytesView bytes);
    void rename(const std::string& path, std::string& out);
    void lose_power();

    Ways ways_;
    Fault fault_;
    std::size_t sent_ = 0;
    std::size_t received_ = 0;
    std::size_t operations_ = 0;
    bool gone_ = false;

    std::deque<std::uint8_t> out_;
    std::string line_;                 // at the raw prompt
    std::optional<std::size_t> room_;  // left of the window, while source is pasted
    std::string pasted_;
    bool stopped_ = false;  // wants no more of what is pasted
    bool taught_ = false;   // has the helpers
    std::string open_;      // the file that is open; empty: none
    cli::Bytes unwritten_;  // of it, not yet in flash
};

}  // namespace perth::fakes
