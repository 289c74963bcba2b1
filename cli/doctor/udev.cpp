#include "cli/doctor/udev.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <map>
#include <set>
#include <system_error>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "cli/usb/udev_rule.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

using Id = std::pair<std::uint16_t, std::uint16_t>;

constexpr const char* head =
    R"(# Who may open the boards that perth knows: whoever sits at the machine. Made by perth doctor --udev.
# The file sorts before 73-seat-late.rules, which turns the tag uaccess into access. ModemManager,
# which would talk to every new port, leaves these alone.
ACTION=="remove", GOTO="perth_end"
)";
constexpr const char* tail = "\nLABEL=\"perth_end\"\n";

// Where udev looks for rules; the first file of a name hides the others. Source: udev(7).
constexpr std::array<const char*, 5> rules_folders = {"/etc/udev/rules.d", "/run/udev/rules.d",
                                                      "/usr/local/lib/udev/rules.d",
                                                      "/usr/lib/udev/rules.d", "/lib/udev/rules.d"};

/// Returns each USB id with the boards that have it.
std::map<Id, std::set<std::string>> ids_of(const std::vector<Board>& boards) {
    std::map<Id, std::set<std::string>> ids;
    for (const Board& board : boards) {
        for (const UsbId& id : board.usb) ids[{id.vid, id.pid}].insert(board.name);
    }
    return ids;
}

/// A serial port's rule: the port's device is a parent of it, hence ATTRS.
std::string port_rule(const Id& id) {
    return fmt::format(R"(SUBSYSTEM=="tty", ATTRS{{idVendor}}=="{:04x}", )"
                       R"(ATTRS{{idProduct}}=="{:04x}", TAG+="uaccess", )"
                       R"(ENV{{ID_MM_PORT_IGNORE}}="1")",
                       id.first, id.second);
}

std::string installed_text(const Machine& machine) {
    const auto file = installed_rules(machine);
    return file ? read_file(*file) : "";
}

/// Returns the ids that the rules have no rule for.
std::vector<std::string> without_rule(const std::string& rules, const std::vector<Board>& boards) {
    std::vector<std::string> missing;
    for (const auto& [id, names] : ids_of(boards)) {
        const bool has_device = rules.find(usb::udev_rule(id.first, id.second)) != rules.npos;
        if (has_device && rules.find(port_rule(id)) != rules.npos) continue;
        missing.push_back(fmt::format("{:04x}:{:04x}", id.first, id.second));
    }
    return missing;
}

Check check_udevd(const Machine& machine) {
    if (machine.has_udevd()) return {.name = "udevd", .evidence = "runs"};
    return {.name = "udevd",
            .state = Check::State::warn,
            .evidence =
                "does not run, as in most containers: rules have no effect here, and a "
                "device can be opened only as its node in /dev allows",
            .remedy = "start the container with --device /dev/bus/usb and --device of the port"};
}

Check check_rules(const Machine& machine, const std::vector<Board>& boards,
                  const std::string& mend) {
    const auto file = installed_rules(machine);
    if (!file) {
        return {.name = "udev rules",
                .state = Check::State::warn,
                .evidence = fmt::format("there is no {}: unless another package has "
                                        "rules, only root may open boards on USB",
                                        usb::udev_rules_file),
                .remedy = mend};
    }
    const auto missing = without_rule(read_file(*file), boards);
    if (missing.empty()) return {.name = "udev rules", .evidence = file->string()};
    return {.name = "udev rules",
            .state = Check::State::warn,
            .evidence = fmt::format("{} is out of date: it has no rules for {}", file->string(),
                                    fmt::join(missing, ", ")),
            .remedy = mend};
}

std::optional<Check> check_modem_manager(const Machine& machine, const std::vector<Board>& boards,
                                         const std::string& mend) {
    const auto pid = machine.process("ModemManager");
    if (!pid) return std::nullopt;
    if (without_rule(installed_text(machine), boards).empty()) {
        return Check{
            .name = "ModemManager",
            .evidence = fmt::format("runs (pid {}), and the rules keep it off boards", *pid)};
    }
    return Check{.name = "ModemManager",
                 .state = Check::State::warn,
                 .evidence = fmt::format("runs (pid {}): it may open a board's port when it is "
                                         "plugged in and send it AT commands",
                                         *pid),
                 .remedy = mend};
}

void reload() {
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"udevadm", "control", "--reload"},
          {"udevadm", "trigger", "--subsystem-match=usb", "--subsystem-match=tty"}}) {
        const Finished done = run({.args = command});
        if (done.exit_code == 0) continue;
        throw Error({.what = "udevd did not take the new rules",
                     .why = fmt::format("{}: {}", shell_quoted(command),
                                        done.err.substr(0, done.err.find('\n'))),
                     .hint = "sudo " + shell_quoted(command)});
    }
}

}  // namespace

std::string udev_rules(const std::vector<Board>& boards, std::string_view group) {
    std::string text = head;
    for (const auto& [id, names] : ids_of(boards)) {
        text +=
            fmt::format("\n# {}\n{}", fmt::join(names, ", "), usb::udev_rule(id.first, id.second));
        if (!group.empty()) text += fmt::format(", GROUP=\"{}\"", group);
        text += "\n" + port_rule(id) + "\n";
    }
    return text + tail;
}

std::string usb_group(const Machine& machine) {
    // Debian's and its children's; elsewhere the tag uaccess serves alone.
    return machine.has_group("plugdev") ? "plugdev" : "";
}

std::optional<fs::path> installed_rules(const Machine& machine) {
    const fs::path name = fs::path(usb::udev_rules_file).filename();
    for (const char* const folder : rules_folders) {
        fs::path file = machine.at(folder) / name;
        std::error_code none;
        if (fs::is_regular_file(file, none)) return file;
    }
    return std::nullopt;
}

bool has_rule(const Machine& machine, std::uint16_t vid, std::uint16_t pid) {
    return installed_text(machine).find(usb::udev_rule(vid, pid)) != std::string::npos;
}

std::vector<Check> check_udev(const Machine& machine, const std::vector<Board>& boards,
                              const std::string& mend) {
    std::vector<Check> checks = {check_udevd(machine), check_rules(machine, boards, mend)};
    if (auto check = check_modem_manager(machine, boards, mend)) {
        checks.push_back(std::move(*check));
    }
    return checks;
}

fs::path install_rules(const Machine& machine, const std::string& rules, const std::string& mend) {
    fs::path file = machine.at(usb::udev_rules_file);
    std::error_code failure;
    fs::create_directories(file.parent_path(), failure);
    try {
        write_file_if_changed(file, rules);
    } catch (const Error& error) {
        Error::Parts parts = error.parts();
        if (parts.exit == Exit::no_permission) parts.hint = mend;
        throw Error(std::move(parts));
    }
    if (machine.has_udevd()) reload();
    return file;
}

}  // namespace perth::cli
