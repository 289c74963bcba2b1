#include "cli/debug/probe.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto start_limit = 15s;
constexpr auto look_period = 20ms;
constexpr std::size_t most_words = 65536;

std::string_view name_of(ProbeServer server) {
    return server == ProbeServer::openocd ? "openocd" : "pyocd";
}

std::string_view title_of(ProbeServer server) {
    return server == ProbeServer::openocd ? "OpenOCD" : "pyOCD";
}

[[noreturn]] void complain_of_board(const Board& board, ProbeServer server) {
    throw Error({.what = fmt::format("board {} cannot be debugged through {}", board.name,
                                     title_of(server)),
                 .why = fmt::format("the definition of its chip {} has no \"{}\"", board.mcu,
                                    name_of(server)),
                 .exit = Exit::wrong_use});
}

/// Returns what is written in the file so far.
std::string read_words(int fd) {
    std::string text(most_words, '\0');
    const ssize_t size = ::pread(fd, text.data(), text.size(), 0);
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
}

std::uint16_t port_in(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end == text.size()) return 0;  // half a line says nothing yet
        if (const std::uint16_t port = gdb_port_in(text.substr(0, end))) return port;
        text.remove_prefix(end + 1);
    }
    return 0;
}

/// Returns the lines of a server that say what is wrong; all of them if none does.
std::string complaints_in(const std::string& words) {
    std::string found;
    std::string all;
    std::string_view rest = words;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty()) continue;
        all.append(all.empty() ? "" : "\n").append(line);
        const std::size_t at = line.find("Error");
        if (at == line.npos) continue;
        found.append(found.empty() ? "" : "\n").append(line);
    }
    return found.empty() ? all : found;
}

}  // namespace

ProbePlan probe_plan(const Board& board, ProbeServer server, const std::string& probe) {
    ProbePlan plan{.server = server,
                   .board = board.name,
                   .probe = probe.empty() ? board.probe : probe,
                   .target = server == ProbeServer::openocd ? board.openocd : board.pyocd};
    if (plan.target.empty()) complain_of_board(board, server);
    if (server == ProbeServer::openocd && plan.probe.empty()) {
        throw Error({.what = fmt::format("board {} has no debug probe of its own", board.name),
                     .why = "OpenOCD must be told which one is attached",
                     .hint = fmt::format("perth debug -b {} --via openocd --probe "
                                         "interface/cmsis-dap.cfg",
                                         board.name),
                     .exit = Exit::wrong_use});
    }
    return plan;
}

std::vector<std::string> server_arguments(const ProbePlan& plan) {
    const std::string program(name_of(plan.server));
    if (plan.server == ProbeServer::pyocd) {
        return {program, "gdbserver", "--no-wait", "--target", plan.target, "--port", "0"};
    }
    std::vector<std::string> args = {program, "-f", plan.probe};
    // OpenOCD takes JTAG for a J-Link unless told otherwise; boards wire the two lines of SWD.
    if (plan.probe == "interface/jlink.cfg") {
        args.insert(args.end(), {"-c", "transport select swd"});
    }
    args.insert(args.end(), {"-f", plan.target, "-c", "bindto 127.0.0.1", "-c", "gdb_port 0", "-c",
                             "tcl_port disabled", "-c", "telnet_port disabled"});
    return args;
}

std::uint16_t gdb_port_in(std::string_view line) {
    // "Info : Listening on port 33211 for gdb connections"; "… GDB server listening on port 33211
    // …"
    const bool of_openocd = line.find("for gdb connections") != line.npos;
    const bool of_pyocd = line.find("GDB server ") != line.npos;
    constexpr std::string_view word = " port ";
    const std::size_t at = line.find(word);
    if ((!of_openocd && !of_pyocd) || at == line.npos) return 0;
    std::uint16_t port = 0;
    const char* const digits = line.data() + at + word.size();
    std::from_chars(digits, line.data() + line.size(), port);
    return port;
}

Probe::Probe(const ProbePlan& plan)
    : args_(server_arguments(plan)), words_(::memfd_create("perth-probe", MFD_CLOEXEC)) {
    if (!find_program(args_[0])) {
        const bool is_openocd = plan.server == ProbeServer::openocd;
        throw Error({.what = fmt::format("{} is not installed", title_of(plan.server)),
                     .why = fmt::format("there is no {} on the PATH", args_[0]),
                     .hint = is_openocd ? "sudo apt install openocd" : "pipx install pyocd",
                     .exit = Exit::missing_tool});
    }
    child_ = std::make_unique<Child>(Command{.args = args_}, words_.get());
    const auto limit = std::chrono::steady_clock::now() + start_limit;
    for (;;) {
        const bool has_ended = child_->poll().has_value();
        const std::string words = read_words(words_.get());
        port_ = port_in(words);
        if (port_ != 0 && !has_ended) return;
        if (has_ended || std::chrono::steady_clock::now() > limit) {
            throw Error({.what = fmt::format("{} does not reach a chip of board {}",
                                             title_of(plan.server), plan.board),
                         .why = complaints_in(words),
                         .hint = "attach the probe, power the board, and run the same command "
                                 "again; perth doctor tells whether this user may open it",
                         .exit = Exit::no_device});
        }
        sleep_for(look_period);
    }
}

}  // namespace perth::cli
