#include "cli/doctor/rp2040.hpp"

#include <fmt/format.h>

#include <charconv>

#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using State = Check::State;

constexpr int oldest_node = 18;
constexpr const char* purpose = "RP2040 boards are emulated in it";

/// Returns the first number of "v20.20.2".
int major_version(std::string_view text) {
    int major = 0;
    if (text.starts_with('v')) text.remove_prefix(1);
    std::from_chars(text.data(), text.data() + text.size(), major);
    return major;
}

Check check_node(std::optional<PackageManager> manager) {
    Check check{.name = "node", .evidence = {}};
    const auto path = find_program("node");
    if (path) {
        const std::string answer = run({.args = {path->string(), "--version"}}).out;
        const std::string version = answer.substr(0, answer.find('\n'));
        check.evidence = fmt::format("Node.js {}, {}", version, path->string());
        if (major_version(version) >= oldest_node) return check;
        check.evidence += fmt::format(": {} or later is needed; {}", oldest_node, purpose);
    } else {
        check.evidence = fmt::format("node is not on PATH: {}", purpose);
    }
    check.state = State::warn;
    check.remedy = install_line(manager, {"node"});
    check.exit = Exit::missing_tool;
    check.tool = "node";
    return check;
}

}  // namespace

std::optional<std::vector<std::string>> missing_package(const DriverPlaces& places) {
    const auto folder = find_driver_folder(places);
    if (!folder || has_rp2040js(*folder)) return std::nullopt;
    return package_command(*folder);
}

std::vector<Check> check_rp2040(std::optional<PackageManager> manager, const DriverPlaces& places) {
    std::vector<Check> checks = {check_node(manager)};
    const auto folder = find_driver_folder(places);
    if (!folder) return checks;
    Check package{.name = "rp2040js",
                  .evidence = fmt::format("emulates RP2040 boards, {}",
                                          (*folder / "node_modules" / "rp2040js").string())};
    if (const auto command = missing_package(places)) {
        package.state = State::warn;
        package.evidence += ": not there";
        package.remedy = shell_quoted(*command);
        package.exit = Exit::missing_tool;
    }
    checks.push_back(std::move(package));
    return checks;
}

}  // namespace perth::cli
