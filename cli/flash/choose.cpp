#include "cli/flash/choose.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include "cli/flash/dfu.hpp"
#include "cli/flash/dfu_descriptors.hpp"
#include "cli/flash/dfuse.hpp"
#include "cli/flash/drive.hpp"
#include "cli/flash/picoboot.hpp"
#include "cli/flash/sectors.hpp"
#include "cli/flash/uf2_drive.hpp"
#include "cli/serial/lease.hpp"
#include "cli/serial/ports.hpp"
#include "cli/serial/traced.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using Kind = DeviceName::Kind;
using namespace std::chrono_literals;

constexpr auto detach_time = 5s;  // USB DFU 1.1 lets the device take its time

bool is_board(const usb::Attached& attached, const Board& board) {
    return std::any_of(board.usb.begin(), board.usb.end(), [&](const UsbId& id) {
        return id.vid == attached.descriptors.vid && id.pid == attached.descriptors.pid;
    });
}

std::string title_of(std::uint16_t vid, std::uint16_t pid, const std::string& serial) {
    std::string title = fmt::format("{:04x}:{:04x}", vid, pid);
    if (!serial.empty()) title += ", serial number " + serial;
    return title;
}

Target usb_target(std::string method, const usb::Attached& attached) {
    const usb::Descriptors& descriptors = attached.descriptors;
    return {.method = std::move(method),
            .name = to_string(attached.place),
            .title = title_of(descriptors.vid, descriptors.pid, attached.serial),
            .usb = attached};
}

std::vector<Target> find_dfu_targets(usb::Host& host, const Wanted& wanted, bool dfuse) {
    std::vector<Target> found;
    for (const usb::Attached& attached : host.attached()) {
        const auto interface = find_dfu(attached);
        if (!interface || interface->is_dfuse() != dfuse || !is_wanted(attached, wanted)) continue;
        found.push_back(usb_target(dfuse ? "dfuse" : "dfu", attached));
    }
    return found;
}

std::vector<Target> find_dfuse(usb::Host& host, const Wanted& wanted) {
    return find_dfu_targets(host, wanted, true);
}

std::vector<Target> find_plain_dfu(usb::Host& host, const Wanted& wanted) {
    return find_dfu_targets(host, wanted, false);
}

std::vector<Target> find_bootsel(usb::Host& host, const Wanted& wanted) {
    std::vector<Target> found;
    for (const usb::Attached& attached : host.attached()) {
        if (!find_picoboot(attached) || !is_wanted(attached, wanted)) continue;
        found.push_back(usb_target("picoboot", attached));
    }
    return found;
}

/// USB Mass Storage Class Specification Overview: SCSI commands over bulk transfers.
bool has_drive(const usb::Attached& attached) {
    const auto& all = attached.descriptors.interfaces;
    return std::any_of(all.begin(), all.end(), [](const usb::Interface& one) {
        return one.class_code == 0x08 && one.subclass == 0x06 && one.protocol == 0x50;
    });
}

/// A drive's label tells apart boards with the same probe, where it is known.
std::vector<Target> find_drives(usb::Host& host, const Wanted& wanted, const char* method,
                                const std::string& label) {
    std::vector<Target> found;
    for (const usb::Attached& attached : host.attached()) {
        if (!has_drive(attached) || !is_wanted(attached, wanted)) continue;
        const auto drive = host.drive_of(attached);
        const bool is_it = drive && (label.empty() || drive->label.empty() ||
                                     drive->label == label || wanted.device);
        if (!is_it) continue;
        Target target = usb_target(method, attached);
        if (!drive->label.empty()) target.title += ", drive " + drive->label;
        target.drive = drive->mounted_at;
        target.usb->may_be_opened = true;  // its files are written, not its node
        found.push_back(std::move(target));
    }
    return found;
}

std::vector<Target> find_uf2(usb::Host& host, const Wanted& wanted) {
    return find_drives(host, wanted, "uf2", "");
}

std::vector<Target> find_probe_drive(usb::Host& host, const Wanted& wanted) {
    return find_drives(host, wanted, "drive", wanted.board.drive);
}

std::string send_uf2(usb::Host& host, const Target& target, const Board& board, const Image& image,
                     const Programmer::Advance& advance) {
    if (board.uf2_family) {
        return send_to_uf2_drive(host, *target.usb, image, *board.uf2_family, advance);
    }
    throw Error(
        {.what = fmt::format("board {} has no family for UF2 files", board.name),
         .why = fmt::format("the definition of its mcu, {}, names no uf2_family", board.mcu),
         .exit = Exit::wrong_use});
}

std::string send_probe(usb::Host& host, const Target& target, const Board& board,
                       const Image& image, const Programmer::Advance& advance) {
    return send_to_drive(host, *target.usb, board, image, advance);
}

/// Returns the bytes from the first to the last, blank where there are none.
Bytes flat(const Image& image) {
    const std::uint32_t begin = image.segments.front().address;
    Bytes bytes;
    for (const Segment& segment : image.segments) {
        bytes.resize(segment.address - begin, blank);
        bytes.insert(bytes.end(), segment.bytes.begin(), segment.bytes.end());
    }
    return bytes;
}

std::string send_dfu(usb::Host& host, const Target& target, const Board&, const Image& image,
                     const Programmer::Advance& advance) {
    const usb::Attached attached = detach(host, *target.usb, host.now() + detach_time);
    return dfu_download(host, attached, {}, flat(image), advance);
}

Bytes receive_dfu(usb::Host& host, const Target& target, std::size_t limit,
                  const Programmer::Advance& advance) {
    const usb::Attached attached = detach(host, *target.usb, host.now() + detach_time);
    return dfu_upload(host, attached, {}, limit, advance);
}

std::unique_ptr<Programmer> connect_bootsel(usb::Host& host, const Target& target,
                                            const Board& board) {
    return connect_picoboot(host, *target.usb, board);
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
    std::string_view sought;  ///< what its device is called
    std::vector<Target> (*find)(usb::Host&, const Wanted&);
    /// Null: the method has no addresses.
    std::unique_ptr<Programmer> (*connect)(usb::Host&, const Target&, const Board&);
    /// Of methods without addresses: an image whole.
    std::string (*send)(usb::Host&, const Target&, const Board&, const Image&,
                        const Programmer::Advance&) = nullptr;
    /// Null: nothing can be read.
    Bytes (*receive)(usb::Host&, const Target&, std::size_t, const Programmer::Advance&) = nullptr;
};

constexpr std::array methods = {
    Method{"dfuse", "DFU device", find_dfuse, connect_usb},
    Method{"dfu", "DFU device", find_plain_dfu, nullptr, send_dfu, receive_dfu},
    Method{"stm32-uart", "serial port", find_uart, connect_uart},
    Method{"picoboot", "chip in BOOTSEL", find_bootsel, connect_bootsel},
    Method{"uf2", "drive for UF2 files", find_uf2, nullptr, send_uf2},
    Method{"drive", "drive for programs", find_probe_drive, nullptr, send_probe}};

const Method* find_method(std::string_view name) {
    const auto* const found = std::find_if(methods.begin(), methods.end(),
                                           [&](const Method& one) { return one.name == name; });
    return found == methods.end() ? nullptr : found;
}

bool is_meant(std::string_view via, std::string_view method) {
    return via.empty() || via == method || (via == "dfu" && method == "dfuse");
}

/// A drive is of use when it is mounted, another device if this user may open it.
bool is_ready(const Target& target) {
    const bool is_drive = target.method == "uf2" || target.method == "drive";
    return is_drive ? !target.drive.empty() : target.usb->may_be_opened;
}

}  // namespace

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

std::string sought(const Wanted& wanted) {
    return std::string(find_method(flash_methods(wanted).front())->sought);
}

bool has_bootsel(const Wanted& wanted) {
    const std::vector<std::string> all = flash_methods(wanted);
    return std::any_of(all.begin(), all.end(), [](const std::string& method) {
        return method == "picoboot" || method == "uf2";
    });
}

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
            const auto known = std::find_if(found.begin(), found.end(), [&](const Target& one) {
                return one.usb && target.usb && one.usb->place == target.usb->place;
            });
            if (known == found.end()) {
                found.push_back(std::move(target));
            } else if (!is_ready(*known) && is_ready(target)) {
                *known = std::move(target);
            }
        }
    }
    return found;
}

bool has_addresses(const Target& target) { return find_method(target.method)->connect != nullptr; }

std::unique_ptr<Programmer> connect(usb::Host& host, const Target& target, const Board& board) {
    return find_method(target.method)->connect(host, target, board);
}

std::string send(usb::Host& host, const Target& target, const Board& board, const Image& image,
                 const Programmer::Advance& advance) {
    return find_method(target.method)->send(host, target, board, image, advance);
}

Bytes receive(usb::Host& host, const Target& target, std::size_t limit,
              const Programmer::Advance& advance) {
    const Method* const method = find_method(target.method);
    if (method->receive != nullptr) return method->receive(host, target, limit, advance);
    throw Error({.what = fmt::format("the {} at {} cannot be read", method->sought, target.name),
                 .why = fmt::format("{} only writes", method->name),
                 .hint = "choose another way, if the board has one: --via",
                 .exit = Exit::wrong_use});
}

}  // namespace perth::cli
