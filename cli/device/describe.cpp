#include "cli/device/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "cli/support/json_text.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

using Kind = AttachedDevice::Kind;

std::string or_dash(const std::string& text) { return text.empty() ? "-" : printable(text); }

const char* what_of(Kind kind) {
    switch (kind) {
        case Kind::dfu:
            return "DFU";
        case Kind::picoboot:
            return "BOOTSEL";
        case Kind::drive:
            return "drive";
        case Kind::serial:
            break;
    }
    return "serial";
}

const char* kind_name(Kind kind) {
    switch (kind) {
        case Kind::dfu:
            return "dfu";
        case Kind::picoboot:
            return "picoboot";
        case Kind::drive:
            return "drive";
        case Kind::serial:
            break;
    }
    return "serial";
}

std::string title_of(const AttachedDevice& device) {
    if (device.kind != Kind::drive) return device.title;
    const std::string place = device.mounted_at.empty() ? "not mounted" : "at " + device.mounted_at;
    return device.volume.empty() ? place : fmt::format("{} {}", device.volume, place);
}

std::string state_of(const AttachedDevice& device) {
    if (device.holder && device.holder->command.empty()) {
        return fmt::format("in use by {}", device.holder->pid);
    }
    if (device.holder) {
        return fmt::format("in use by {}: {}", device.holder->pid, device.holder->command);
    }
    return device.may_be_opened ? "free" : "no permission";
}

auto identity(const AttachedDevice& device) {
    return std::tie(device.kind, device.node, device.place, device.vid, device.pid, device.serial,
                    device.mounted_at);
}

/// Returns the device of `devices` that is the same as `wanted`, or nullptr.
const AttachedDevice* find_same(const AttachedDevice& wanted,
                                const std::vector<AttachedDevice>& devices) {
    const auto found = std::find_if(devices.begin(), devices.end(), [&](const auto& device) {
        return identity(device) == identity(wanted);
    });
    return found == devices.end() ? nullptr : &*found;
}

}  // namespace

DeviceRow row_of(const AttachedDevice& device) {
    const bool is_on_usb = !device.place.empty();
    return {.what = what_of(device.kind),
            .place = or_dash(device.place),
            .id = is_on_usb ? fmt::format("{:04x}:{:04x}", device.vid, device.pid) : "-",
            .serial = or_dash(device.serial),
            .node = printable(device.node),
            .state = state_of(device),
            .boards = or_dash(fmt::format("{}", fmt::join(device.boards, ", "))),
            .title = printable(title_of(device))};
}

std::string json_of(const AttachedDevice& device) {
    const auto& holder = device.holder;
    std::vector<std::pair<std::string_view, std::string>> members = {
        {"kind", json_string(kind_name(device.kind))},
        {"node", json_string(device.node)},
        {"place", json_string(device.place)},
        {"vid", std::to_string(device.vid)},
        {"pid", std::to_string(device.pid)},
        {"serial", json_string(device.serial)},
        {"title", json_string(device.title)},
        {"may_be_opened", device.may_be_opened ? "true" : "false"},
        {"holder", holder ? json_object({{"pid", std::to_string(holder->pid)},
                                         {"command", json_string(holder->command)}})
                          : "null"},
        {"boards", json_strings(device.boards)}};
    if (device.kind == Kind::drive) {
        members.emplace_back("volume", json_string(device.volume));
        members.emplace_back("mounted_at", json_string(device.mounted_at));
    }
    return json_object(members);
}

std::vector<DeviceChange> changes(const std::vector<AttachedDevice>& before,
                                  const std::vector<AttachedDevice>& after) {
    std::vector<DeviceChange> found;
    for (const AttachedDevice& device : before) {
        if (find_same(device, after) == nullptr) {
            found.push_back({DeviceChange::Kind::removed, device});
        }
    }
    for (const AttachedDevice& device : after) {
        const AttachedDevice* const old = find_same(device, before);
        if (old == nullptr) {
            found.push_back({DeviceChange::Kind::added, device});
        } else if (old->may_be_opened != device.may_be_opened) {
            found.push_back({DeviceChange::Kind::changed, device});
        }
    }
    return found;
}

std::string_view event_name(DeviceChange::Kind kind) {
    switch (kind) {
        case DeviceChange::Kind::added:
            return "add";
        case DeviceChange::Kind::removed:
            return "remove";
        case DeviceChange::Kind::changed:
            return "change";
    }
    return {};
}

}  // namespace perth::cli
