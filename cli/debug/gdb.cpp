#include "cli/debug/gdb.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/support/error.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

/// Returns the GDB if it knows the processor; asks it, because a plain gdb may or may not.
std::optional<Gdb> asked(const std::filesystem::path& program, bool for_host) {
    std::vector<std::string> args = {program.string(), "-nx", "-q", "-batch"};
    // GDB ends with 1 if its last command fails.
    args.insert(args.end(), {"-ex", "python print('pyth' + 'on')"});
    args.insert(args.end(), {"-ex", for_host ? "show architecture" : "set architecture armv7e-m"});
    const Finished done = run({.args = args});
    if (done.exit_code != 0) return std::nullopt;
    return Gdb{.program = program, .has_python = done.out.starts_with("python\n")};
}

/// Returns a word as GDB's own commands take it.
std::string quoted(const std::string& text) {
    std::string word = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') word += '\\';
        word += letter;
    }
    return word + "\"";
}

}  // namespace

const std::vector<std::string>& gdb_names(bool for_host) {
    static const std::vector<std::string> of_arm = {"gdb-multiarch", "arm-none-eabi-gdb", "gdb"};
    static const std::vector<std::string> of_host = {"gdb", "gdb-multiarch"};
    return for_host ? of_host : of_arm;
}

std::optional<Gdb> look_for_gdb(bool for_host) {
    for (const std::string& name : gdb_names(for_host)) {
        const auto program = find_program(name);
        if (!program) continue;
        if (auto gdb = asked(*program, for_host)) return gdb;
    }
    return std::nullopt;
}

Gdb find_gdb(bool for_host) {
    if (auto gdb = look_for_gdb(for_host)) return *gdb;
    throw Error({.what = for_host ? "GDB is not installed" : "GDB for Arm is not installed",
                 .why = fmt::format("none on the PATH can be used: {}",
                                    fmt::join(gdb_names(for_host), ", ")),
                 .hint = for_host ? "sudo apt install gdb" : "sudo apt install gdb-multiarch",
                 .exit = Exit::missing_tool});
}

std::vector<std::string> gdb_arguments(const GdbPlan& plan) {
    // What is said before .gdbinit (-iex) may be changed there.
    std::vector<std::string> args = {plan.gdb.program.string(), "-q",   "-iex",
                                     "set pagination off",      "-iex", "set confirm off",
                                     plan.elf.string()};
    const auto say = [&args](std::string command) {
        args.insert(args.end(), {"-ex", std::move(command)});
    };
    const auto replace = [&](const std::string& from, const std::filesystem::path& to) {
        say(fmt::format("set substitute-path {} {}", quoted(from), quoted(to.string())));
    };
    // A build names files by their way from the project, or from the folder it was made in.
    if (!plan.project.empty()) {
        const std::string home = "./build/" + plan.board;
        replace(home + "/.", plan.project);
        replace(home, plan.project / home);
        say(fmt::format("directory {} {}", quoted(plan.project.string()),
                        quoted((plan.project / home).lexically_normal().string())));
    }
    replace("perth", plan.runtime);
    if (plan.gdb.has_python) {
        say(fmt::format("source {}", (plan.runtime / "gdb" / "perth.py").string()));
    }
    if (!plan.remote.empty()) say(plan.remote);
    if (plan.writes_flash) {
        say("monitor reset halt");
        say("load");
        say("monitor reset halt");
    }
    if (!plan.stops_at_reset) {
        if (plan.gdb.has_python) {
            say("perth-start");
        } else {
            say("tbreak perth_main");
            say(plan.remote.empty() ? "run" : "continue");
        }
    } else if (plan.remote.empty()) {
        say("starti");
    }
    args.insert(args.end(), plan.arguments.begin(), plan.arguments.end());
    return args;
}

}  // namespace perth::cli
