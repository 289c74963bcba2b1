#include "cli/emulator/qemu.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* program = "qemu-system-arm";
constexpr std::chrono::seconds start_limit{10};

/// Returns `text` without the empty lines at its end.
std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(" \r\n") + 1);
    return text;
}

std::string require_qemu() {
    const auto found = find_program(program);
    if (!found) {
        throw Error({.what = "QEMU for Arm is not installed",
                     .why = fmt::format("there is no {} on the PATH", program),
                     .hint = "sudo apt install qemu-system-arm",
                     .exit = Exit::missing_tool});
    }
    return found->string();
}

/// QEMU joins arguments with spaces; a comma of their own is written twice.
std::string semihosting_options(const std::vector<std::string>& arguments) {
    std::string options = "enable=on,target=native";
    for (const std::string& argument : arguments) {
        options += ",arg=";
        for (const char letter : argument) options.append(letter == ',' ? 2 : 1, letter);
    }
    return options;
}

// Each instruction takes 8 ns of the guest's time, about as on a microcontroller of 168 MHz. A host
// that holds QEMU up then holds the guest's clocks up, too; without it timers run on while the
// guest stands still, and SysTick, which wraps ten times a second, loses time.
constexpr std::string_view instruction_time = "shift=3,align=off,sleep=";

}  // namespace

std::vector<std::string> qemu_arguments(const QemuPlan& plan, int console, int control) {
    std::vector<std::string> args = {
        require_qemu(),
        "-M",
        plan.machine,
        "-nodefaults",
        "-no-user-config",
        "-display",
        "none",
        "-S",
        "-icount",
        fmt::format("{}{}", instruction_time, plan.skips_sleep ? "off" : "on"),
        "-action",
        std::string(Qmp::action),
        "-chardev",
        fmt::format("socket,id=control,fd={}", control),
        "-mon",
        "chardev=control,mode=control",
        "-chardev",
        fmt::format("socket,id=console,fd={}", console)};
    for (std::size_t i = 0; i < plan.serial; ++i) args.insert(args.end(), {"-serial", "null"});
    args.insert(args.end(), {"-serial", "chardev:console"});
    if (plan.semihosting) {
        args.insert(args.end(), {"-semihosting-config", semihosting_options(plan.arguments)});
    }
    args.insert(args.end(), {"-kernel", plan.elf.string()});
    return args;
}

QemuGuest::QemuGuest(const QemuPlan& plan)
    : console_(make_socket_pair()),
      control_(make_socket_pair()),
      words_pipe_(make_socket_pair()),
      process_({.args = qemu_arguments(plan, console_.theirs.get(), control_.theirs.get())},
               words_pipe_.theirs.get(), -1) {
    console_.theirs.close();
    control_.theirs.close();
    words_pipe_.theirs.close();
    wait_until_ready(plan);
    send(qmp_.start());
}

QemuGuest::~QemuGuest() {
    // A machine that waits for its console to be read heeds no signal.
    console_.ours.close();
}

void QemuGuest::wait_until_ready(const QemuPlan& plan) {
    const auto limit = Clock::now() + start_limit;
    while (!qmp_.is_ready()) {
        check_interrupt();
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(limit - Clock::now());
        if (process_.has_ended() || left.count() <= 0) {
            words_.read_from(words_pipe_.ours.get());
            const bool ended = process_.has_ended();
            throw Error({.what = fmt::format("QEMU did not start the machine {}", plan.machine),
                         .why = !words_.text().empty() ? trimmed(words_.text())
                                : ended                ? fmt::format("{} ended at once", program)
                                        : fmt::format("{} did not answer within {} s", program,
                                                      start_limit.count()),
                         .hint = {}});
        }
        std::array<pollfd, 4> entries{{{control_.ours.get(), POLLIN, 0},
                                       {words_pipe_.ours.get(), POLLIN, 0},
                                       {process_.ended(), POLLIN, 0},
                                       {interrupt_fd(), POLLIN, 0}}};
        ::poll(entries.data(), entries.size(), static_cast<int>(left.count()) + 1);
        QemuGuest::serve();  // no other while this one is being made
    }
}

void QemuGuest::send(std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = ::send(control_.ours.get(), text.data(), text.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            text.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno != EINTR) {
            return;  // QEMU has gone: its end is told by ended()
        }
    }
}

GuestEnd QemuGuest::end() {
    GuestEnd result = process_.end();
    words_.read_from(words_pipe_.ours.get());
    result.words = trimmed(words_.text());
    return result;
}

std::vector<int> QemuGuest::service() const {
    return {control_.ours.get(), words_pipe_.ours.get()};
}

void QemuGuest::serve() {
    if (words_pipe_.ours.is_open() && !words_.read_from(words_pipe_.ours.get())) {
        words_pipe_.ours.close();
    }
    std::array<char, 4096> piece{};
    while (control_.ours.is_open()) {
        const ssize_t size = ::read(control_.ours.get(), piece.data(), piece.size());
        if (size > 0) {
            send(qmp_.feed({piece.data(), static_cast<std::size_t>(size)}));
        } else if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        } else {
            control_.ours.close();
        }
    }
}

void QemuGuest::restart() { send(qmp_.restart()); }

}  // namespace perth::cli
