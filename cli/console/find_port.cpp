#include "cli/console/find_port.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/device/device_name.hpp"
#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

bool is_url(const std::string& name) { return name.find("://") != name.npos; }

std::string described(const AttachedDevice& device) {
    std::string text = "  " + device.node;
    if (!device.place.empty()) text += ", USB " + device.place;
    if (!device.title.empty()) text += ", " + printable(device.title);
    if (!device.serial.empty()) text += ", serial number " + printable(device.serial);
    return text;
}

std::string listed(const std::vector<AttachedDevice>& devices) {
    std::string text;
    for (const AttachedDevice& device : devices) text += "\n" + described(device);
    return text;
}

[[noreturn]] void complain_of_several(const std::string& what,
                                      const std::vector<AttachedDevice>& devices) {
    throw Error({.what = what,
                 .why = "these are attached:" + listed(devices),
                 .hint = fmt::format("name one: perth monitor {}", devices.front().node),
                 .fault = Fault::not_found});
}

/// Returns whether a console of this board is found by waiting: it has its own USB plug.
bool comes_by_itself(const Board& board) {
    return std::any_of(board.usb.begin(), board.usb.end(),
                       [](const UsbId& id) { return id.mode != "dfu"; });
}

[[noreturn]] void complain_of_none(const Board& board, const std::vector<AttachedDevice>& others) {
    std::string why = "its console does not come with its USB plug";
    if (board.console && !board.console->note.empty()) {
        why = fmt::format("its console is on {}", board.console->note);
    }
    why += others.empty() ? "\nno serial port is attached"
                          : "\nserial ports that are attached:" + listed(others);
    throw Error({.what = fmt::format("no port is known to be the console of {}", board.name),
                 .why = why,
                 .hint = fmt::format("name the adapter: perth monitor --device {}, or once under "
                                     "\"devices\" in perth.json",
                                     others.empty() ? "/dev/ttyUSB0" : others.front().node),
                 .fault = Fault::not_found});
}

}  // namespace

std::unique_ptr<serial::Stream> PortFinder::open() {
    const auto address = find();
    if (!address) return nullptr;
    try {
        auto stream = serial::open(*address, settings_);
        remember(*address);
        return stream;
    } catch (const Error& error) {
        const Fault fault = error.parts().fault;
        const bool absent = fault == Fault::not_found || fault == Fault::gone ||
                            (fault == Fault::timeout && is_url(*address));
        if (!absent) throw;
        return nullptr;
    }
}

std::string PortFinder::description() const {
    if (!address_.empty()) return address_;
    if (!wish_.named.empty()) return wish_.named;
    return wish_.board ? fmt::format("board {}", wish_.board->name) : "a serial port";
}

std::optional<std::string> PortFinder::find() const {
    if (place_) return at_place();
    if (!address_.empty()) return address_;
    return wish_.named.empty() ? find_by_board() : find_named();
}

std::optional<std::string> PortFinder::at_place() const {
    for (const serial::Port& port : sources_.ports()) {
        if (port.place == place_->usb && port.interface == place_->interface) return port.node;
    }
    return std::nullopt;
}

std::optional<std::string> PortFinder::find_named() const {
    const DeviceName name = parse_device_name(wish_.named, {});
    if (name.kind == DeviceName::Kind::port || name.kind == DeviceName::Kind::node) {
        return name.text;
    }
    std::vector<AttachedDevice> found;
    for (const AttachedDevice& device : sources_.devices()) {
        if (device.kind != AttachedDevice::Kind::serial) continue;
        const bool fits =
            name.kind == DeviceName::Kind::place
                ? device.place == name.text
                : device.serial == name.text || fs::path(device.node).filename() == name.text;
        if (fits) found.push_back(device);
    }
    if (found.size() > 1) {
        complain_of_several(fmt::format("{} serial ports are {}", found.size(), wish_.named),
                            found);
    }
    if (found.empty()) return std::nullopt;
    return found.front().node;
}

std::optional<std::string> PortFinder::find_by_board() const {
    std::vector<AttachedDevice> all;
    std::vector<AttachedDevice> fitting;
    for (AttachedDevice& device : sources_.devices()) {
        if (device.kind != AttachedDevice::Kind::serial) continue;
        const auto& names = device.boards;
        const bool fits =
            !wish_.board || std::find(names.begin(), names.end(), wish_.board->name) != names.end();
        if (fits) fitting.push_back(device);
        all.push_back(std::move(device));
    }
    if (fitting.size() > 1) {
        const std::string of = wish_.board ? "may be " + wish_.board->name : "are attached";
        complain_of_several(fmt::format("{} serial ports {}", fitting.size(), of), fitting);
    }
    if (fitting.size() == 1) return fitting.front().node;
    if (wish_.board && !comes_by_itself(*wish_.board)) complain_of_none(*wish_.board, all);
    return std::nullopt;
}

void PortFinder::remember(const std::string& address) {
    address_ = address;
    place_.reset();
    std::error_code ignored;
    const fs::path node = is_url(address) ? fs::path{} : fs::canonical(address, ignored);
    for (const serial::Port& port : sources_.ports()) {
        if (port.node != node || port.place.empty()) continue;
        place_ = Place{.usb = port.place, .interface = port.interface};
    }
}

}  // namespace perth::cli
