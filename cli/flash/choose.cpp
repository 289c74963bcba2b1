#include "cli/flash/choose.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "cli/flash/dfu_descriptors.hpp"
#include "cli/flash/dfuse.hpp"
#include "cli/serial/lease.hpp"
#include "cli/serial/ports.hpp"
#include "cli/serial/traced.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using Kind = DeviceName::Kind;

bool is_board(const usb::Attached& attached, const Board& board) {
    return std::any_of(board.usb.begin(), board.usb.end(), [&](const UsbId& id) {
        return id.vid == attached.descriptors.vid && id.pid == attached.descriptors.pid;
    });
}

/// A device that the user names need not have the identifiers of the board.
bool is_wanted(const usb::Attached& attached, const Wanted& wanted) {
    if (!wanted.device) return is_board(attached, wanted.board);
    switch (wanted.device->kind) {
        case Kind::place:
            return to_string(attached.place) == wanted.device->text;
        case Kind::node:
            return attached.node == wanted.device->text;
        case Kind::serial:
            return attached.serial == wanted.device->text;
        case Kind::port:
            break;
    }
    return false;
}

std::string title_of(std::uint16_t vid, std::uint16_t pid, const std::string& serial) {
    std::string title = fmt::format("{:04x}:{:04x}", vid, pid);
    if (!serial.empty()) title += ", serial number " + serial;
    return title;
}

std::vector<Target> find_dfu_targets(usb::Host& host, const Wanted& wanted, bool dfuse) {
    std::vector<Target> found;
    for (const usb::Attached& attached : host.attached()) {
        const auto interface = find_dfu(attached);
        if (!interface || interface->is_dfuse() != dfuse || !is_wanted(attached, wanted)) continue;
        const usb::Descriptors& descriptors = attached.descriptors;
        found.push_back({.method = dfuse ? "dfuse" : "dfu",
                         .name = to_string(attached.place),
                         .title = title_of(descriptors.vid, descriptors.pid, attached.serial),
                         .usb = attached});
    }
    return found;
}

std::vector<Target> find_dfuse(usb::Host& host, const Wanted& wanted) {
    return find_dfu_targets(host, wanted, true);
}

std::vector<Target> find_plain_dfu(usb::Host& host, const Wanted& wanted) {
    return find_dfu_targets(host, wanted, false);
}

std::unique_ptr<Programmer> connect_usb(usb::Host& host, const Target& target, const Board&) {
    return connect_dfuse(host, *target.usb);
}

bool is_wanted(const serial::Port& port, const Wanted& wanted) {
    if (!wanted.device) return true;
    if (wanted.device->kind == Kind::place) return port.place == wanted.device->text;
    return wanted.device->kind == Kind::serial && port.serial == wanted.device->text;
}

/// No one can tell by looking what is behind a serial port: it has to be asked for.
std::vector<Target> find_uart(usb::Host&, const Wanted& wanted) {
    if (wanted.via != "stm32-uart" && flash_methods(wanted).front() != "stm32-uart") return {};
    if (wanted.device && wanted.device->kind == Kind::port) {
        return {{.method = "stm32-uart",
                 .name = wanted.device->text,
                 .title = "serial port",
                 .uart = wanted.uart,
                 .trace = wanted.trace}};
    }
    std::vector<Target> found;
    for (const serial::Port& port : serial::ports()) {
        if (!is_wanted(port, wanted)) continue;
        found.push_back({.method = "stm32-uart",
                         .name = port.node,
                         .title = port.place.empty() ? "serial port"
                                                     : title_of(port.vid, port.pid, port.serial),
                         .uart = wanted.uart,
                         .trace = wanted.trace});
    }
    return found;
}

std::unique_ptr<serial::Stream> open_port(const Target& target) {
    auto stream = serial::open(target.name, stm32_uart_settings(target.uart));
    return target.trace ? serial::traced(std::move(stream), target.trace) : std::move(stream);
}

/// A programmer on a port that a monitor may have lent.
class Borrowed final : public Programmer {
public:
    Borrowed(const Target& target, const Board& board)
        : lease_(target.name), inner_(connect_stm32_uart(open_port(target), board, target.uart)) {}

    [[nodiscard]] const std::vector<Sector>& sectors() const override { return inner_->sectors(); }
    void read(std::uint32_t address, std::span<std::uint8_t> into,
              const Advance& advance) override {
        inner_->read(address, into, advance);
    }
    void erase(std::span<const Sector> which, const Advance& advance) override {
        inner_->erase(which, advance);
    }
    void erase_all() override { inner_->erase_all(); }
    void write(std::uint32_t address, BytesView bytes, const Advance& advance) override {
        inner_->write(address, bytes, advance);
    }
    std::string start(std::uint32_t address) override { return inner_->start(address); }
    void unprotect() override { inner_->unprotect(); }
    [[nodiscard]] Traffic traffic() const override { return inner_->traffic(); }

private:
    serial::Lease lease_;  // ends after the port is closed
    std::unique_ptr<Programmer> inner_;
};

std::unique_ptr<Programmer> connect_uart(usb::Host&, const Target& target, const Board& board) {
    return std::make_unique<Borrowed>(target, board);
}

struct Method {
    std::string_view name;
    std::vector<Target> (*find)(usb::Host&, const Wanted&);
    /// Null: the method has no addresses.
    std::unique_ptr<Programmer> (*connect)(usb::Host&, const Target&, const Board&);
};

constexpr std::array methods = {Method{"dfuse", find_dfuse, connect_usb},
                                Method{"dfu", find_plain_dfu, nullptr},
                                Method{"stm32-uart", find_uart, connect_uart}};

const Method* find_method(std::string_view name) {
    const auto* const found = std::find_if(methods.begin(), methods.end(),
                                           [&](const Method& one) { return one.name == name; });
    return found == methods.end() ? nullptr : found;
}

bool is_meant(std::string_view via, std::string_view method) {
    return via.empty() || via == method || (via == "dfu" && method == "dfuse");
}

}  // namespace

std::vector<std::string> flash_methods(const Wanted& wanted) {
    const Board& board = wanted.board;
    std::vector<std::string> found;
    for (const std::string& method : board.flash) {
        if (find_method(method) != nullptr && is_meant(wanted.via, method)) found.push_back(method);
    }
    if (!found.empty()) return found;
    if (board.flash.empty()) {
        throw Error({.what = fmt::format("board {} cannot be flashed", board.name),
                     .why = "its definition names no way to",
                     .hint = board.emulator ? fmt::format("perth run -b {}", board.name) : "",
                     .exit = Exit::wrong_use});
    }
    throw Error({.what = wanted.via.empty()
                             ? fmt::format("board {} cannot be flashed by perth yet", board.name)
                             : fmt::format("board {} is not flashed by {}", board.name, wanted.via),
                 .why = fmt::format("its definition names {}", fmt::join(board.flash, ", ")),
                 .hint = wanted.via.empty() ? "" : "leave out --via",
                 .exit = Exit::wrong_use});
}

std::vector<Target> find_targets(usb::Host& host, const Wanted& wanted) {
    std::vector<Target> found;
    for (const std::string& method : flash_methods(wanted)) {
        for (Target& target : find_method(method)->find(host, wanted)) {
            found.push_back(std::move(target));
        }
    }
    return found;
}

bool has_addresses(const Target& target) { return find_method(target.method)->connect != nullptr; }

std::unique_ptr<Programmer> connect(usb::Host& host, const Target& target, const Board& board) {
    return find_method(target.method)->connect(host, target, board);
}

}  // namespace perth::cli
