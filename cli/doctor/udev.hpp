// The udev rules for all boards: made, compared with what is installed, installed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/doctor/check.hpp"
#include "cli/doctor/machine.hpp"

namespace perth::cli {

/// Returns the rules file for every USB id of the boards: the user of the seat, and `group` unless
/// it is empty, may open the device; ModemManager leaves it and its ports alone. udev refuses an
/// assignment of a group that does not exist.
/// Source: systemd, udev(7), "RULES FILES"; ModemManager, "ID_MM_DEVICE_IGNORE" in its reference
///         of udev tags.
[[nodiscard]] std::string udev_rules(const std::vector<Board>& boards, std::string_view group);

/// Returns the group that USB devices are given to on this machine; empty if it has none for that.
[[nodiscard]] std::string usb_group(const Machine& machine);

/// Returns the rules file that udev reads, if one is installed.
[[nodiscard]] std::optional<std::filesystem::path> installed_rules(const Machine& machine);

/// Returns whether an installed file has a rule for this kind of device.
[[nodiscard]] bool has_rule(const Machine& machine, std::uint16_t vid, std::uint16_t pid);

/// Looks whether udevd runs, whether it has all rules, and whether ModemManager runs without them.
/// `mend` is the command that installs them.
[[nodiscard]] std::vector<Check> check_udev(const Machine& machine,
                                            const std::vector<Board>& boards,
                                            const std::string& mend);

/// Writes the rules file to /etc/udev/rules.d, and lets a running udevd read it and apply it to
/// what is attached. Returns the file.
///
/// Errors: no permission (Exit::no_permission, with `mend`); udevd does not take it.
std::filesystem::path install_rules(const Machine& machine, const std::string& rules,
                                    const std::string& mend);

}  // namespace perth::cli
