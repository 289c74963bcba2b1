// Every way to flash that perth knows, and which of what is attached can be flashed how.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/device/device_name.hpp"
#include "cli/flash/programmer.hpp"
#include "cli/flash/stm32_uart.hpp"
#include "cli/image/image.hpp"
#include "cli/support/trace.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {

/// What is to be flashed: a board, by what method, and which one of several.
struct Wanted {
    Board board;
    std::string via;                   ///< as --via has it; empty: as the board prefers
    std::optional<DeviceName> device;  ///< nothing: whatever fits the board
    Stm32UartOptions uart = {};        ///< how a serial port is driven
    Trace trace = {};                  ///< hears of every byte on a serial port
};

/// A device that a method can flash.
struct Target {
    std::string method;  ///< "dfuse", "dfu", "stm32-uart", "picoboot", "uf2", "drive"
    std::string name;    ///< place or port, for messages: "1-4.2", "/dev/ttyUSB0"
    std::string title;   ///< for lists: "0483:df11, serial number 385C34733435"
    std::optional<usb::Attached> usb = {};  ///< nothing: it is a serial port, `name`
    std::string drive = {};                 ///< where it is mounted, of a drive that is
    Stm32UartOptions uart = {};             ///< of a serial port
    Trace trace = {};                       ///< of a serial port
};

/// Returns the methods that may be used, preferred first: those that the board lists and perth
/// knows, or of them those that `via` means ("dfu" means dfuse, too). None is an `Error`
/// (Exit::wrong_use).
[[nodiscard]] std::vector<std::string> flash_methods(const Wanted& wanted);

/// Returns whether the device is the one that is named, or else has identifiers of the board.
[[nodiscard]] bool is_wanted(const usb::Attached& attached, const Wanted& wanted);

/// Returns what a device is called that the preferred method wants: "DFU device".
[[nodiscard]] std::string sought(const Wanted& wanted);

/// Returns whether the methods are those of a chip whose bootloader is on USB and entered by a
/// running program's reset interface, or at 1200 baud.
[[nodiscard]] bool has_bootsel(const Wanted& wanted);

/// Returns what is attached now and fits, sorted by method, then place. A device that can be
/// flashed in two ways is there once, by the one that is preferred unless only the other may be
/// used.
[[nodiscard]] std::vector<Target> find_targets(usb::Host& host, const Wanted& wanted);

/// Returns whether the method has addresses, so that connect() knows it. Plain DFU has none, nor
/// have drives: they are sent an image whole, by send().
[[nodiscard]] bool has_addresses(const Target& target);

/// Opens the device; `host` must outlive the programmer.
[[nodiscard]] std::unique_ptr<Programmer> connect(usb::Host& host, const Target& target,
                                                  const Board& board);

/// Sends the image whole, which then is started. `advance` gets the bytes of it that the device
/// has. Returns what the device did in the end, in words.
std::string send(usb::Host& host, const Target& target, const Board& board, const Image& image,
                 const Programmer::Advance& advance);

/// Returns what the device holds, at most `limit` bytes, by a method without addresses. `Error`
/// (Exit::wrong_use) if the method cannot read.
[[nodiscard]] Bytes receive(usb::Host& host, const Target& target, std::size_t limit,
                            const Programmer::Advance& advance);

}  // namespace perth::cli
