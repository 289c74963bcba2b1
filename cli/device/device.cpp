#include "cli/device/device.hpp"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "cli/support/natural.hpp"

namespace perth::cli {
namespace {

bool is_dfu(const UsbId& id) { return id.mode == "dfu"; }

/// Returns the boards with this identifier, in DFU mode or with a serial port of their own. A
/// USB-to-serial adapter is nobody's: it may have any board behind it.
std::vector<std::string> boards_with(std::uint16_t vid, std::uint16_t pid, bool in_dfu_mode,
                                     const std::vector<Board>& boards) {
    std::vector<std::string> names;
    for (const Board& board : boards) {
        const bool fits = std::any_of(board.usb.begin(), board.usb.end(), [&](const UsbId& id) {
            return id.vid == vid && id.pid == pid && is_dfu(id) == in_dfu_mode;
        });
        if (fits) names.push_back(board.name);
    }
    return names;
}

/// Returns the boards with this identifier that are flashed by the method; those whose drive has
/// another label left out, where it is known.
std::vector<std::string> boards_flashed_by(std::string_view method, const usb::Attached& attached,
                                           const std::string& label,
                                           const std::vector<Board>& boards) {
    std::vector<std::string> names;
    for (const Board& board : boards) {
        const bool is_method =
            std::find(board.flash.begin(), board.flash.end(), method) != board.flash.end();
        const bool is_id = std::any_of(board.usb.begin(), board.usb.end(), [&](const UsbId& id) {
            return id.vid == attached.descriptors.vid && id.pid == attached.descriptors.pid;
        });
        const bool is_label = label.empty() || board.drive.empty() || label == board.drive;
        if (is_method && is_id && is_label) names.push_back(board.name);
    }
    return names;
}

/// Source: USB DFU 1.1, "DFU Mode Interface Descriptor": class 0xFE, subclass 1, protocol 2.
bool is_in_dfu_mode(const usb::Attached& attached) {
    const auto& interfaces = attached.descriptors.interfaces;
    return std::any_of(interfaces.begin(), interfaces.end(), [](const usb::Interface& interface) {
        return interface.class_code == 0xFE && interface.subclass == 1 && interface.protocol == 2;
    });
}

std::string title_of(const std::string& manufacturer, const std::string& product) {
    if (manufacturer.empty() || product.starts_with(manufacturer)) return product;
    return product.empty() ? manufacturer : manufacturer + " " + product;
}

AttachedDevice dfu_device(const usb::Attached& attached, const std::vector<Board>& boards) {
    const auto& [vid, pid] = std::pair{attached.descriptors.vid, attached.descriptors.pid};
    return {.kind = AttachedDevice::Kind::dfu,
            .node = attached.node,
            .place = usb::to_string(attached.place),
            .vid = vid,
            .pid = pid,
            .serial = attached.serial,
            .title = title_of(attached.manufacturer, attached.product),
            .may_be_opened = attached.may_be_opened,
            .holder = {},
            .boards = boards_with(vid, pid, true, boards)};
}

/// RP2040 Datasheet, "PICOBOOT Interface".
bool is_picoboot(const usb::Attached& attached) {
    const auto& interfaces = attached.descriptors.interfaces;
    return std::any_of(interfaces.begin(), interfaces.end(), [](const usb::Interface& one) {
        return one.class_code == 0xFF && one.subclass == 0 && one.protocol == 0 &&
               one.endpoints.size() == 2;
    });
}

/// USB Mass Storage Class Specification Overview.
bool is_storage(const usb::Attached& attached) {
    const auto& interfaces = attached.descriptors.interfaces;
    return std::any_of(interfaces.begin(), interfaces.end(),
                       [](const usb::Interface& one) { return one.class_code == 0x08; });
}

AttachedDevice bootsel_device(const usb::Attached& attached, const std::vector<Board>& boards) {
    AttachedDevice device = dfu_device(attached, boards);
    device.kind = AttachedDevice::Kind::picoboot;
    device.boards = boards_flashed_by("picoboot", attached, "", boards);
    return device;
}

/// A user's stick is no business of ours: it is a board's that takes such files.
std::optional<AttachedDevice> drive_device(const usb::Attached& attached, const usb::Drive& drive,
                                           const std::vector<Board>& boards) {
    std::vector<std::string> names = boards_flashed_by("drive", attached, drive.label, boards);
    for (std::string& name : boards_flashed_by("uf2", attached, "", boards)) {
        names.push_back(std::move(name));
    }
    if (names.empty()) return std::nullopt;
    AttachedDevice device = dfu_device(attached, boards);
    device.kind = AttachedDevice::Kind::drive;
    device.node = drive.node;
    device.volume = drive.label;
    device.mounted_at = drive.mounted_at;
    device.may_be_opened =
        drive.mounted_at.empty() || ::access(drive.mounted_at.c_str(), W_OK) == 0;
    device.boards = std::move(names);
    return device;
}

AttachedDevice serial_device(const serial::Port& port, const std::vector<Board>& boards) {
    return {.kind = AttachedDevice::Kind::serial,
            .node = port.node,
            .place = port.place,
            .vid = port.vid,
            .pid = port.pid,
            .serial = port.serial,
            .title = title_of(port.manufacturer, port.product),
            .may_be_opened = port.may_be_opened,
            .holder = {},
            .boards = boards_with(port.vid, port.pid, false, boards)};
}

/// What is not on USB comes last.
bool comes_before(const AttachedDevice& a, const AttachedDevice& b) {
    if (a.place == b.place) return natural_less(a.node, b.node);
    if (a.place.empty() || b.place.empty()) return b.place.empty();
    return natural_less(a.place, b.place);
}

}  // namespace

std::vector<AttachedDevice> attached_devices(usb::Host& host,
                                             const std::vector<serial::Port>& ports,
                                             const std::vector<Board>& boards) {
    std::vector<AttachedDevice> devices;
    for (const usb::Attached& attached : host.attached()) {
        if (is_in_dfu_mode(attached)) devices.push_back(dfu_device(attached, boards));
        if (is_picoboot(attached)) devices.push_back(bootsel_device(attached, boards));
        const auto drive = is_storage(attached) ? host.drive_of(attached) : std::nullopt;
        auto device = drive ? drive_device(attached, *drive, boards) : std::nullopt;
        if (device) devices.push_back(*std::move(device));
    }
    for (const serial::Port& port : ports) devices.push_back(serial_device(port, boards));
    std::sort(devices.begin(), devices.end(), comes_before);
    return devices;
}

std::vector<AttachedDevice> attached_devices(usb::Host& host, const std::vector<Board>& boards) {
    std::vector<AttachedDevice> devices = attached_devices(host, serial::ports(), boards);
    find_holders(devices);
    return devices;
}

void find_holders(std::vector<AttachedDevice>& devices) {
    for (AttachedDevice& device : devices) device.holder = serial::holder_of(device.node);
}

}  // namespace perth::cli
