// The port of a board: named by the user, or found, and found again after it was lost.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/device/device.hpp"
#include "cli/serial/ports.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli {

/// What somebody wants to watch.
struct PortWish {
    /// A path, "ttyACM0", socket://HOST:PORT, rfc2217://HOST:PORT, a USB place ("1-4.2",
    /// "usb:1-4.2"), or a serial number; empty: the board's.
    std::string named = {};
    std::optional<Board> board = {};  ///< nothing: any
};

/// Opens the port wherever it is now. Once it was open, the same plug is looked for: a board that
/// comes back may have another tty number.
class PortFinder {
public:
    /// What is attached; a test's is what it likes.
    struct Sources {
        std::function<std::vector<AttachedDevice>()> devices;
        std::function<std::vector<serial::Port>()> ports = [] { return serial::ports(); };
    };

    PortFinder(PortWish wish, serial::Settings settings, Sources sources)
        : wish_(std::move(wish)), settings_(settings), sources_(std::move(sources)) {}

    /// Returns the port, opened; nothing while it is not there.
    ///
    /// Errors: several fit; none, and waiting helps nothing (both Exit::no_device); as
    /// serial::open().
    [[nodiscard]] std::unique_ptr<serial::Stream> open();
    /// Returns where the port is now; nothing while it is not there. Errors: as open().
    [[nodiscard]] std::optional<std::string> address() const { return find(); }
    /// Throws what open() would because of what is known now; opens nothing.
    void check() const { (void)find(); }
    /// Returns what the port is set to.
    [[nodiscard]] const serial::Settings& settings() const noexcept { return settings_; }
    /// Returns what is looked for, in words.
    [[nodiscard]] std::string description() const;

private:
    struct Place {
        std::string usb;
        std::uint8_t interface;
    };

    [[nodiscard]] std::optional<std::string> find() const;
    [[nodiscard]] std::optional<std::string> find_named() const;
    [[nodiscard]] std::optional<std::string> find_by_board() const;
    [[nodiscard]] std::optional<std::string> at_place() const;
    void remember(const std::string& address);

    PortWish wish_;
    serial::Settings settings_;
    Sources sources_;
    std::optional<Place> place_;  ///< of the port that was open, if it is on USB
    std::string address_;         ///< of the port that was open
};

}  // namespace perth::cli
