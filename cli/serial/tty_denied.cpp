#include "cli/serial/tty_denied.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace perth::cli::serial {
namespace {

std::string user_name(uid_t user) {
    const passwd* const entry = ::getpwuid(user);
    return entry == nullptr ? std::to_string(user) : entry->pw_name;
}

std::string group_name(gid_t group) {
    const struct group* const entry = ::getgrgid(group);
    return entry == nullptr ? std::to_string(group) : entry->gr_name;
}

bool is_in_group(gid_t group) {
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
    const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
    groups.resize(static_cast<std::size_t>(std::max(0, count)));
    return group == ::getegid() || std::count(groups.begin(), groups.end(), group) != 0;
}

/// Whether joining the node's group helps, and is not to become root.
bool group_helps(const struct stat& node) {
    constexpr mode_t both = S_IRGRP | S_IWGRP;
    return (node.st_mode & both) == both && node.st_gid != 0 && !is_in_group(node.st_gid);
}

/// Returns the udev rule that gives the port to whoever sits at the machine; empty if it is not on
/// USB.
std::string udev_rule(const std::string& path, const std::vector<Port>& known) {
    std::error_code ignored;
    const std::string node = std::filesystem::canonical(path, ignored);
    for (const Port& port : known) {
        if (port.node != node || port.place.empty()) continue;
        return fmt::format(
            "SUBSYSTEM==\"tty\", ATTRS{{idVendor}}==\"{:04x}\", ATTRS{{idProduct}}==\"{:04x}\", "
            "TAG+=\"uaccess\" in /etc/udev/rules.d/60-perth.rules",
            port.vid, port.pid);
    }
    return {};
}

}  // namespace

Error::Parts denied(const std::string& path, const std::vector<Port>& known) {
    struct stat node = {};
    (void)::stat(path.c_str(), &node);
    const std::string group = group_name(node.st_gid);
    Error::Parts parts{.what = fmt::format("no permission to open {}", path),
                       .why = fmt::format("it belongs to {}:{}, mode {:04o}",
                                          user_name(node.st_uid), group, node.st_mode & 07777U),
                       .fault = Fault::permission};
    if (group_helps(node)) {
        parts.why += fmt::format("; user {} is not in group {}", user_name(::geteuid()), group);
        parts.hint =
            fmt::format("sudo usermod -aG {} {}, then log in again", group, user_name(::geteuid()));
    }
    if (const std::string rule = udev_rule(path, known); !rule.empty()) {
        parts.hint += (parts.hint.empty() ? "" : "; or ") + rule;
    }
    return parts;
}

}  // namespace perth::cli::serial
