#include "tests/architecture/rules.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

namespace perth::architecture {
namespace {

/// A line of a file that includes another.
struct Include {
    std::size_t line;
    std::string name;
    bool quoted;  // "name", else <name>
};

using Floors = std::map<std::string, int, std::less<>>;

// A folder includes itself and those on lower floors; folders of one floor do not know each other.
const Floors cli_floors = {
    {"support", 0}, {"board", 1},    {"project", 1},  {"image", 1},  {"usb", 1},
    {"serial", 1},  {"build", 2},    {"device", 2},   {"agent", 2},  {"emulator", 2},
    {"flash", 3},   {"debug", 3},    {"console", 3},  {"doctor", 3}, {"mon", 3},
    {"trace", 3},   {"commands", 4}, {"main.cpp", 5},
};
const Floors runtime_floors = {
    {"base", 0},    {"hal", 1},  {"core", 2},      {"sync", 3},     {"io", 4},
    {"drivers", 5}, {"diag", 5}, {"perth.hpp", 6}, {"test.hpp", 7}, {"test", 8},
};
// Those of one floor that do: a template says which boards and pins it is for; doctor looks for
// GDB.
const std::set<std::pair<std::string, std::string>> neighbours = {{"project", "board"},
                                                                  {"doctor", "debug"}};
const std::set<std::string, std::less<>> seen_by_ports = {"base", "hal"};

/// A third-party library and the files that may know it.
struct Library {
    std::string_view name;
    std::regex header;
    std::regex users;
};

const std::vector<Library>& libraries() {
    static const std::vector<Library> all = {
        {"CLI11", std::regex("CLI/.*"), std::regex("cli/(commands/.*|main\\.cpp)")},
        {"nlohmann-json", std::regex("nlohmann/.*"), std::regex("cli/support/json[^/]*")},
        {"fmt", std::regex("fmt/.*"), std::regex("cli/.*")},
        {"libusb", std::regex("libusb.*"), std::regex("cli/usb/.*")},
        {"asio", std::regex("(boost/)?asio.*"), std::regex("cli/(serial|device)/.*")},
    };
    return all;
}

bool is_header(std::string_view path) { return path.ends_with(".hpp") || path.ends_with(".h"); }

// Returns the part of `path` after `prefix` up to the next '/', or nothing without the prefix.
std::optional<std::string> step_after(std::string_view path, std::string_view prefix) {
    if (!path.starts_with(prefix)) return std::nullopt;
    path.remove_prefix(prefix.size());
    return std::string(path.substr(0, path.find('/')));
}

std::optional<std::string> runtime_folder(std::string_view path) {
    if (path.starts_with("runtime/test/")) return "test";
    const auto folder = step_after(path, "runtime/include/perth/");
    return folder ? folder : step_after(path, "runtime/src/");
}

/// Looks at one file.
class Reader {
public:
    Reader(const SourceFile& file, std::vector<std::string>& complaints)
        : file_(file), complaints_(complaints) {}

    std::vector<Include> read() {
        static const std::regex include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
        std::istringstream lines(file_.text);
        std::vector<Include> includes;
        std::smatch match;
        bool has_pragma = false;
        for (std::string line; std::getline(lines, line);) {
            ++line_;
            has_pragma = has_pragma || line == "#pragma once";
            if (std::regex_match(line, match, include)) {
                includes.push_back({line_, match[2], match[1] == "\""});
                check_include(includes.back());
            } else {
                check_text(line);
            }
        }
        line_ = 1;
        if (is_header(file_.path) && !has_pragma) complain("has no #pragma once");
        return includes;
    }

private:
    void complain(std::string_view what) {
        complaints_.push_back(fmt::format("{}:{}: {}", file_.path, line_, what));
    }

    void check_text(const std::string& line) {
        static const std::regex using_namespace(R"(^\s*using\s+namespace\s.*)");
        static const std::regex chip(
            R"(^\s*#\s*(if|elif).*\b(STM32|RP2|NRF|ESP32|SAM|__ARM|__arm|__thumb|__riscv|__XTENSA).*)",
            std::regex::icase);
        if (is_header(file_.path) && std::regex_match(line, using_namespace)) {
            complain("using namespace in a header");
        }
        if (!file_.path.starts_with("runtime/ports/") && std::regex_match(line, chip)) {
            complain("tells chips apart outside runtime/ports");
        }
    }

    void check_include(const Include& include) {
        for (const auto& library : libraries()) {
            if (std::regex_match(include.name, library.header) &&
                !std::regex_match(file_.path, library.users)) {
                complain(fmt::format("may not know {}", library.name));
            }
        }
        if (file_.path.starts_with("cli/")) {
            check_cli(include);
        } else if (const auto port = step_after(file_.path, "runtime/ports/")) {
            check_port(include);
        } else {
            check_runtime(include);
        }
    }

    // The floor of a folder, which must have one.
    std::optional<int> floor_of(const Floors& floors, const std::string& folder) {
        const auto found = floors.find(folder);
        if (found != floors.end()) return found->second;
        complain(fmt::format("{} has no floor in tests/architecture/rules.cpp", folder));
        return std::nullopt;
    }

    void check_floors(const Floors& floors, const std::string& from, const std::string& to) {
        if (from == to || neighbours.contains({from, to})) return;
        const auto upper = floor_of(floors, from);
        const auto lower = floor_of(floors, to);
        if (upper && lower && *lower >= *upper) {
            complain(fmt::format("{} may not include {}", from, to));
        }
    }

    void check_cli(const Include& include) {
        if (include.name.starts_with("perth/") || include.name == "perth_port.hpp") {
            return complain("cli may not include runtime");
        }
        const auto to = step_after(include.name, "cli/");
        if (to) return check_floors(cli_floors, *step_after(file_.path, "cli/"), *to);
        if (include.quoted) complain("includes its own by another name than cli/…");
    }

    void check_runtime(const Include& include) {
        if (include.name.starts_with("cli/")) return complain("runtime may not include cli");
        const auto from = runtime_folder(file_.path);
        if (!from) return complain("lies in no folder of the runtime");
        if (include.name == "perth_port.hpp") {
            const bool is_hal = file_.path == "runtime/include/perth/hal/hal.hpp";
            if (!is_hal) complain("only hal.hpp may include the port");
            return;
        }
        const auto to = step_after(include.name, "perth/");
        if (to) return check_floors(runtime_floors, *from, *to);
        if (include.quoted) complain("includes its own by another name than perth/…");
    }

    void check_port(const Include& include) {
        if (include.name.starts_with("cli/")) return complain("runtime may not include cli");
        const auto to = step_after(include.name, "perth/");
        if (to && !seen_by_ports.contains(*to)) {
            complain(fmt::format("a port may not include {}", *to));
        }
        if (include.name.find("..") != std::string::npos) complain("reaches out of its folder");
    }

    const SourceFile& file_;
    std::vector<std::string>& complaints_;
    std::size_t line_ = 0;
};

using Graph = std::map<std::string, std::vector<std::string>>;

/// Finds the ways from a header back to itself.
class CircleFinder {
public:
    CircleFinder(const Graph& graph, std::vector<std::string>& complaints)
        : graph_(graph), complaints_(complaints) {}

    void visit(const std::string& path) {
        if (on_the_way_.contains(path)) {
            complaints_.push_back(fmt::format("{}:1: includes itself through others", path));
            return;
        }
        if (!graph_.contains(path) || !seen_.insert(path).second) return;
        on_the_way_.insert(path);
        for (const auto& next : graph_.at(path)) visit(next);
        on_the_way_.erase(path);
    }

private:
    const Graph& graph_;
    std::vector<std::string>& complaints_;
    std::set<std::string> seen_;
    std::set<std::string> on_the_way_;
};

std::string file_of(const Include& include) {
    return include.name.starts_with("perth/") ? "runtime/include/" + include.name : include.name;
}

}  // namespace

std::vector<std::string> violations(const std::vector<SourceFile>& files) {
    std::vector<std::string> complaints;
    Graph graph;
    for (const auto& file : files) {
        if (!file.path.starts_with("cli/") && !file.path.starts_with("runtime/")) continue;
        for (const auto& include : Reader(file, complaints).read()) {
            graph[file.path].push_back(file_of(include));
        }
    }
    CircleFinder finder(graph, complaints);
    for (const auto& [path, includes] : graph) finder.visit(path);
    return complaints;
}

}  // namespace perth::architecture
