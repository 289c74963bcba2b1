#include "cli/flash/find.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "cli/flash/enter_bootloader.hpp"
#include "cli/serial/lease.hpp"
#include "cli/serial/ports.hpp"
#include "cli/serial/serial.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using Kind = DeviceName::Kind;
using Clock = usb::Host::Clock;
using namespace std::chrono_literals;

constexpr auto enumeration = 5s;  // from a firmware's yes to its bootloader on the bus
constexpr auto bootsel_enumeration = 10s;
constexpr auto udev_time = 2s;  // from the bus to the user's permission

/// An enumeration of a device: one that comes back has another address.
using Seen = std::set<std::pair<usb::Place, unsigned>>;

bool is_by_uart(const Wanted& wanted) { return flash_methods(wanted).front() == "stm32-uart"; }

bool may_be_opened(const std::vector<Target>& targets) {
    return std::all_of(targets.begin(), targets.end(), [](const Target& target) {
        return !target.usb || target.usb->may_be_opened;
    });
}

std::string identifiers(const Board& board) {
    std::vector<std::string> found;
    for (const UsbId& id : board.usb) found.push_back(fmt::format("{:04x}:{:04x}", id.vid, id.pid));
    return fmt::format("{}", fmt::join(found, ", "));
}

std::string others(std::size_t count) {
    if (count == 0) return "no USB device is attached";
    return fmt::format("{} {} attached (perth devices lists them)",
                       counted(count, "other USB device"), count == 1 ? "is" : "are");
}

/// A port that is named by its device's place or serial number, or whose identifiers are the
/// board's.
bool is_console(const serial::Port& port, const Wanted& wanted) {
    if (wanted.device && wanted.device->kind == Kind::place)
        return port.place == wanted.device->text;
    if (wanted.device) {
        return wanted.device->kind == Kind::serial && port.serial == wanted.device->text;
    }
    return std::any_of(wanted.board.usb.begin(), wanted.board.usb.end(),
                       [&](const UsbId& id) { return id.vid == port.vid && id.pid == port.pid; });
}

/// Returns the USB place of a port that is the board's own, not an adapter's; empty otherwise.
std::string own_place(const std::string& node, const Board& board) {
    for (const serial::Port& port : serial::ports()) {
        if (port.node == node && is_console(port, {.board = board, .via = {}, .device = {}})) {
            return port.place;
        }
    }
    return {};
}

/// One search, step by step.
class Finder {
public:
    Finder(usb::Host& host, const Search& search, const AskFirmware& ask, const Say& say)
        : host_(host), search_(search), ask_(ask), say_(say), wanted_(search.wanted) {
        deadline_ = host.now() + search.wait;
        const auto& device = wanted_.device;
        const bool by_port = device && device->kind == Kind::port && !is_by_uart(wanted_);
        // The board is behind that port; its bootloader is what comes to USB once it was asked.
        if (by_port) {
            const std::string place = own_place(device->text, wanted_.board);
            wanted_.device.reset();
            stay_at(place);
            is_elsewhere_ = place.empty();
        }
        if (!by_port && !search.enter) return;
        for (const usb::Attached& one : host.attached()) seen_.emplace(one.place, one.address);
    }

    [[nodiscard]] std::vector<Target> find() {
        std::vector<Target> found = search_.enter ? std::vector<Target>{} : look();
        if (found.empty()) {
            ask();
            found = look();
            if (found.empty()) found = wait();
        }
        if (found.empty()) fail_none();
        if (found.size() > 1 && !search_.all) fail_several(found);
        return found;
    }

private:
    [[nodiscard]] std::vector<Target> look() {
        std::vector<Target> found = find_targets(host_, wanted_);
        std::erase_if(found, [this](const Target& target) {
            return target.usb && seen_.contains({target.usb->place, target.usb->address});
        });
        return found;
    }

    [[nodiscard]] std::vector<Target> wait() {
        if (search_.wait > 0s && !agreed_) {
            say_(fmt::format("waiting for board {}: {}", wanted_.board.name, by_hand()));
        }
        std::vector<Target> found;
        while (found.size() < expected_ && host_.now() < deadline_) {
            host_.wait_for_change(deadline_);
            found = look();
        }
        // A device is on the bus a moment before udev lets this user open it.
        const auto settled = host_.now() + udev_time;
        while (!may_be_opened(found) && host_.now() < settled) {
            host_.wait_for_change(settled);
            found = look();
        }
        return found;
    }

    /// A chip whose program takes the request over USB needs no console.
    [[nodiscard]] bool reset_by_usb() {
        if (is_elsewhere_ || !has_bootsel(wanted_)) return false;
        std::vector<usb::Attached> running;
        std::vector<Target> targets;
        for (const usb::Attached& one : host_.attached()) {
            if (!find_reset_interface(one) || !is_wanted(one, wanted_)) continue;
            running.push_back(one);
            targets.push_back({.method = {},
                               .name = to_string(one.place),
                               .title = fmt::format("{:04x}:{:04x}, a running program",
                                                    one.descriptors.vid, one.descriptors.pid)});
        }
        if (running.empty()) return false;
        if (running.size() > 1 && !search_.all) fail_several(targets);
        for (const usb::Attached& one : running) {
            say_(fmt::format("the program at {} enters its bootloader", to_string(one.place)));
            reset_to_bootsel(host_, one);
            seen_.emplace(one.place, one.address);
        }
        if (running.size() == 1) stay_at(to_string(running.front().place));
        expected_ = running.size();
        agree();
        return true;
    }

    void stay_at(const std::string& place) {
        if (!place.empty()) wanted_.device = DeviceName{Kind::place, place};
    }

    void agree() {
        agreed_ = true;
        const auto time = has_bootsel(wanted_) ? bootsel_enumeration : enumeration;
        deadline_ = std::max<Clock::time_point>(deadline_, host_.now() + time);
    }

    void ask() {
        if (reset_by_usb()) return;
        if (search_.consoles.size() != 1) {
            if (search_.enter) fail_without_console();
            return;
        }
        const std::string& port = search_.consoles.front();
        const std::string place = own_place(port, wanted_.board);
        if (answers(port)) {
            say_(fmt::format("the firmware on {} enters its bootloader", port));
            stay_at(place);
            agree();
        } else if (search_.enter) {
            throw Error({.what = fmt::format("nobody answers on {}", port),
                         .why = "a perth firmware that is asked for its bootloader answers within "
                                "a second",
                         .hint = by_hand(),
                         .fault = Fault::not_found});
        }
    }

    /// A port that is known from elsewhere need not be there today.
    [[nodiscard]] bool answers(const std::string& port) const {
        const bool is_named = search_.wanted.device || search_.enter;
        try {
            return ask_(port, wanted_.board);
        } catch (const Error& error) {
            if (is_named || error.parts().fault != Fault::not_found) throw;
            return false;
        }
    }

    [[nodiscard]] std::string by_hand() const {
        const std::string& entry = wanted_.board.bootloader_entry;
        return entry.empty() ? "bring the board into its bootloader" : entry;
    }

    [[noreturn]] void fail_without_console() const {
        throw Error(
            {.what = fmt::format("no serial port is known to be board {}'s", wanted_.board.name),
             .why = search_.consoles.empty()
                        ? ""
                        : fmt::format("it may be {}", fmt::join(search_.consoles, " or ")),
             .hint = "name the port on which the firmware has its console: --device PORT",
             .exit = Exit::no_device});
    }

    [[nodiscard]] std::string looked_for() const {
        const std::size_t attached = host_.attached().size();
        const auto& device = agreed_ ? search_.wanted.device : wanted_.device;
        const std::string what = device && device->kind != Kind::port
                                     ? fmt::format("looked for {}", device->text)
                                     : fmt::format("looked for USB {}", identifiers(wanted_.board));
        std::string text = fmt::format("{}; {}", what, others(attached));
        if (search_.consoles.size() != 1) return text;
        const std::string& port = search_.consoles.front();
        return text + (agreed_ ? fmt::format("\nthe firmware on {} went into its bootloader", port)
                               : fmt::format("\nno perth firmware answered on {}", port));
    }

    [[noreturn]] void fail_none() const {
        if (is_by_uart(wanted_)) fail_no_port();
        std::string hint = by_hand();
        if (search_.consoles.empty()) {
            hint += ", or let a running perth firmware do it: perth flash --device PORT";
        }
        throw Error(
            {.what = fmt::format("no {} found for board {}", sought(wanted_), wanted_.board.name),
             .why = looked_for(),
             .hint = std::move(hint),
             .fault = Fault::not_found});
    }

    [[noreturn]] void fail_no_port() const {
        throw Error({.what = fmt::format("no serial port found for board {}", wanted_.board.name),
                     .why = wanted_.device
                                ? fmt::format("there is none at {}", wanted_.device->text)
                                : "none is attached (perth devices lists them)",
                     .hint = "name the port that leads to the bootloader: --device PORT",
                     .fault = Fault::not_found});
    }

    [[noreturn]] void fail_several(const std::vector<Target>& found) const {
        std::vector<std::string> lines;
        for (const Target& one : found) lines.push_back(fmt::format("{}  {}", one.name, one.title));
        throw Error(
            {.what = fmt::format("{} devices fit board {}", found.size(), wanted_.board.name),
             .why = fmt::format("{}", fmt::join(lines, "\n")),
             .hint = fmt::format("choose one with --device {}, or all of them with --all",
                                 found.front().name),
             .exit = Exit::no_device});
    }

    usb::Host& host_;
    const Search& search_;
    const AskFirmware& ask_;
    const Say& say_;
    Wanted wanted_;
    Clock::time_point deadline_;
    Seen seen_;                  // before the firmware was asked, if a port is named
    bool is_elsewhere_ = false;  // the board is behind an adapter's port
    bool agreed_ = false;        // the firmware did
    std::size_t expected_ = 1;   // devices, where several were asked
};

}  // namespace

bool ask_firmware(const std::string& port, const Board& board) {
    const serial::Lease lease(port);
    const std::uint32_t baud = board.console ? board.console->baud : 115200;
    const auto console = serial::open(port, {.baud = baud});
    if (enter_bootloader(*console, console->now() + bootloader_answer)) return true;
    // A program of others may take this; one behind an adapter would never hear of it.
    const bool is_own = !own_place(port, board).empty();
    if (!is_own || !has_bootsel({.board = board, .via = {}, .device = {}})) return false;
    touch_at_1200_baud(*console);
    return true;
}

std::vector<std::string> consoles_of(const Wanted& wanted,
                                     const std::map<std::string, std::string>& names) {
    if (wanted.device && wanted.device->kind == Kind::port) return {wanted.device->text};
    std::vector<std::string> found;
    for (const auto& [name, place] : names) {
        const DeviceName device = parse_device_name(place, {});
        if (!wanted.device && device.kind == Kind::port) found.push_back(device.text);
    }
    if (!found.empty()) return found;
    for (const serial::Port& port : serial::ports()) {
        if (is_console(port, wanted)) found.push_back(port.node);
    }
    return found;
}

std::vector<Target> find_devices(usb::Host& host, const Search& search, const AskFirmware& ask,
                                 const Say& say) {
    return Finder(host, search, ask, say).find();
}

std::optional<Target> find_again(usb::Host& host, const Target& lost, const Board& board,
                                 Clock::time_point deadline) {
    const Wanted wanted{.board = board,
                        .via = lost.method,
                        .device = DeviceName{lost.usb ? Kind::place : Kind::port, lost.name}};
    for (;;) {
        std::vector<Target> found = find_targets(host, wanted);
        const bool is_there = !found.empty() && (lost.usb || std::filesystem::exists(lost.name));
        const bool is_late = host.now() >= deadline;
        if (is_there && (may_be_opened(found) || is_late)) return std::move(found.front());
        if (is_late) return std::nullopt;
        host.wait_for_change(deadline);
    }
}

}  // namespace perth::cli
