#include "cli/doctor/devices.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/doctor/udev.hpp"
#include "cli/serial/tty_denied.hpp"
#include "cli/support/terminal.hpp"
#include "cli/usb/udev_rule.hpp"

namespace perth::cli {
namespace {

using State = Check::State;

/// The boards that show a USB id, and what they are then.
struct Match {
    std::set<std::string> boards;
    std::set<std::string> modes;
};

Match match(const usb::Attached& device, const std::vector<Board>& boards) {
    Match found;
    for (const Board& board : boards) {
        for (const UsbId& id : board.usb) {
            if (id.vid != device.descriptors.vid || id.pid != device.descriptors.pid) continue;
            found.boards.insert(board.name);
            found.modes.insert(id.mode);
        }
    }
    return found;
}

/// USB DFU 1.1, "Run-Time Descriptor Set": class 0xFE, subclass 1, protocol 1; in DFU mode the
/// protocol is 2.
bool runs_its_program(const usb::Attached& device) {
    const auto& interfaces = device.descriptors.interfaces;
    return std::any_of(interfaces.begin(), interfaces.end(), [](const usb::Interface& each) {
        return each.class_code == 0xFE && each.subclass == 1 && each.protocol == 1;
    });
}

/// Modes in which a board takes a new program.
bool takes_program(const std::string& mode) {
    return mode == "dfu" || mode == "uf2" || mode == "picoboot" || mode == "bootloader";
}

std::string id_of(const usb::Attached& device) {
    return fmt::format("{:04x}:{:04x}", device.descriptors.vid, device.descriptors.pid);
}

std::string title(const usb::Attached& device, const Match& match) {
    if (match.boards.empty()) return fmt::format("{} {}", id_of(device), printable(device.product));
    return fmt::format("{}, {} in mode {}", id_of(device), fmt::join(match.boards, " or "),
                       fmt::join(match.modes, " or "));
}

Check denied(const usb::Attached& device, const Match& match, const Machine& machine,
             const std::string& mend) {
    Check check{.name = "USB " + to_string(device.place),
                .state = State::bad,
                .evidence = title(device, match),
                .exit = Exit::no_permission};
    if (!std::filesystem::exists(device.node)) {
        check.evidence += fmt::format("; there is no {}, as in a container", device.node);
        check.remedy = fmt::format("start the container with --device {}", device.node);
        return check;
    }
    const auto& [vid, pid] = std::pair(device.descriptors.vid, device.descriptors.pid);
    if (!has_rule(machine, vid, pid)) {
        check.evidence += fmt::format("; this user may not open {}; the rule for {} would be {}",
                                      device.node, usb::udev_rules_file, usb::udev_rule(vid, pid));
        check.remedy = mend;
        return check;
    }
    check.evidence += fmt::format(
        "; this user may not open {}, though there is a rule; without a "
        "seat (over ssh) it is for a group",
        device.node);
    const std::string group = usb_group(machine);
    check.remedy = group.empty() ? "plug it in again"
                                 : fmt::format(
                                       "plug it in again; or sudo usermod -aG {} $USER, "
                                       "then log in again",
                                       group);
    return check;
}

Check look_at(const usb::Attached& device, const Match& match, const Machine& machine,
              const std::string& mend) {
    if (!device.may_be_opened) return denied(device, match, machine, mend);
    Check check{.name = "USB " + to_string(device.place), .evidence = title(device, match)};
    const bool program = runs_its_program(device);
    const bool bootloader = std::any_of(match.modes.begin(), match.modes.end(), takes_program);
    if (program || !bootloader) {
        check.state = State::warn;
        check.evidence += program ? "; it runs its program, and offers DFU" : "; no bootloader";
        check.remedy = "perth flash --enter-bootloader";
    }
    return check;
}

Check look_at(const serial::Port& port) {
    Check check{
        .name = port.node,
        .evidence = fmt::format("{:04x}:{:04x} {}", port.vid, port.pid, printable(port.product))};
    if (!port.may_be_opened) {
        const Error::Parts why = serial::denied(port.node);
        check.state = State::bad;
        check.evidence += "; " + why.why;
        check.remedy = why.hint;
        check.exit = Exit::no_permission;
    } else if (const auto holder = serial::holder_of(port.node)) {
        check.state = State::warn;
        check.evidence += fmt::format("; held by pid {} ({})", holder->pid, holder->command);
        check.remedy = fmt::format("end it, or: kill {}", holder->pid);
    }
    return check;
}

}  // namespace

std::vector<Check> check_usb(const std::vector<usb::Attached>& attached,
                             const std::vector<Board>& boards, const Machine& machine,
                             const std::string& mend) {
    std::vector<Check> checks;
    for (const usb::Attached& device : attached) {
        const Match found = match(device, boards);
        if (found.boards.empty() && !runs_its_program(device)) continue;
        checks.push_back(look_at(device, found, machine, mend));
    }
    return checks;
}

std::vector<Check> check_ports(const std::vector<serial::Port>& ports) {
    std::vector<Check> checks;
    for (const serial::Port& port : ports) {
        if (!port.place.empty()) checks.push_back(look_at(port));
    }
    return checks;
}

}  // namespace perth::cli
