// The commands behind Ctrl-T that concern only what is shown: the same for every console.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "cli/console/keys.hpp"
#include "cli/console/log.hpp"
#include "cli/console/outlet.hpp"
#include "cli/console/view.hpp"

namespace perth::cli {

/// Does pause, timestamps, hex, log, clear, statistics and help, and counts what passes.
class Menu {
public:
    /// The commands it does; quit is its owner's.
    static const std::vector<Key> commands;

    /// `name` is the start of the name of a log that has none: "perth-NAME-DATE.log".
    Menu(ConsoleView& view, Outlet& outlet, std::string name)
        : view_(view), outlet_(outlet), name_(std::move(name)) {}

    /// Does a command; returns false if it is not one of these.
    bool run(Key key, const Keys& keys);
    /// Takes note of bytes that arrived: they are counted and logged.
    void arrived(std::string_view bytes);
    /// Says something to the user in a line of its own, behind all that was shown before.
    void say(std::string_view text);

    [[nodiscard]] Log& log() noexcept { return log_; }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::uint64_t lines() const noexcept { return lines_; }

private:
    void next_timestamps();
    void toggle_hex();
    void toggle_log();
    void toggle_pause();
    void clear();
    void statistics();

    ConsoleView& view_;
    Outlet& outlet_;
    std::string name_;
    Log log_;
    std::uint64_t bytes_ = 0;
    std::uint64_t lines_ = 0;
    bool said_ = false;  ///< nothing has come since the last say()
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

}  // namespace perth::cli
