#include "cli/emulator/qemu.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <iterator>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"
#include "cli/support/spawn.hpp"

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

constexpr std::string_view resets_freely = "reboot=reset,shutdown=pause";

std::int64_t clock_micros() {
    using std::chrono::microseconds;
    using std::chrono::system_clock;
    return std::chrono::duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

/// QEMU opens its log by name, which a socket has not.
SocketPair make_trace_pipe() {
    Pipe pipe = make_pipe();
    ::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(pipe.write.get(), F_SETFD, 0);
    return {std::move(pipe.read), std::move(pipe.write)};
}

}  // namespace

std::vector<std::string> qemu_arguments(const QemuPlan& plan, const QemuFiles& files) {
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
        std::string(plan.gdb_listener >= 0 ? resets_freely : Qmp::action),
        "-chardev",
        fmt::format("socket,id=control,fd={}", files.control),
        "-mon",
        "chardev=control,mode=control",
        "-chardev",
        fmt::format("socket,id=console,fd={}", files.console)};
    for (std::size_t i = 0; i < plan.serial; ++i) args.insert(args.end(), {"-serial", "null"});
    args.insert(args.end(), {"-serial", "chardev:console"});
    if (plan.semihosting) {
        args.insert(args.end(), {"-semihosting-config", semihosting_options(plan.arguments)});
    }
    if (files.trace >= 0) {
        args.insert(args.end(), std::begin(QemuTrace::options), std::end(QemuTrace::options));
        args.insert(args.end(), {"-D", fmt::format("/proc/self/fd/{}", files.trace)});
    }
    if (files.test >= 0) {
        args.insert(args.end(), {"-chardev", fmt::format("socket,id=qtest,fd={}", files.test),
                                 "-qtest", "chardev:qtest", "-qtest-log", "/dev/null"});
    }
    if (plan.gdb) args.insert(args.end(), {"-gdb", fmt::format("tcp:127.0.0.1:{}", *plan.gdb)});
    if (plan.gdb_listener >= 0) {
        args.insert(
            args.end(),
            {"-chardev", fmt::format("socket,id=gdb,fd={},server=on,wait=off", plan.gdb_listener),
             "-gdb", "chardev:gdb"});
    }
    args.insert(args.end(),
                {"-kernel", plan.flash != nullptr
                                ? fmt::format("/proc/self/fd/{}", plan.flash->first_page())
                                : plan.elf.string()});
    return args;
}

namespace {

/// QEMU's UARTs write byte by byte, of which a socket holds some 280 at first; and its nRF51
/// forgets to interrupt when one that was full has room again.
SocketPair make_console() {
    SocketPair pair = make_socket_pair();
    const int size = 1 << 20;
    if (::setsockopt(pair.theirs.get(), SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0) {
        ::setsockopt(pair.theirs.get(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    }
    return pair;
}

}  // namespace

QemuGuest::QemuGuest(const QemuPlan& plan)
    : console_(make_console()),
      control_(make_socket_pair()),
      words_pipe_(make_socket_pair()),
      test_(plan.stimulus || plan.flash != nullptr ? make_socket_pair() : SocketPair{}),
      trace_pipe_(plan.recording != nullptr ? make_trace_pipe() : SocketPair{}),
      timer_(::timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK)),
      stimulus_(plan.stimulus),
      trace_(plan.pins),
      recording_(plan.recording),
      process_({.args = qemu_arguments(plan, {.console = console_.theirs.get(),
                                              .control = control_.theirs.get(),
                                              .trace = trace_pipe_.theirs.get(),
                                              .test = test_.theirs.get()})},
               words_pipe_.theirs.get(), -1) {
    console_.theirs.close();
    control_.theirs.close();
    words_pipe_.theirs.close();
    test_.theirs.close();
    trace_pipe_.theirs.close();
    wait_until_ready(plan);
    if (plan.flash != nullptr) fill(*plan.flash);
    if (stimulus_) move(stimulus_->idle());
    start_ = clock_micros();
    trace_.start(start_);
    for (const auto& [pad, pin] : plan.pins) {
        if (recording_ != nullptr && stimulus_ && pin.idle) {
            recording_->feed(trace_.moved(0, pad, *pin.idle));
        }
    }
    const std::string start = qmp_.start();
    if (!plan.waits_for_gdb()) send(start);  // otherwise GDB starts it
    set_timer();
}

QemuGuest::~QemuGuest() {
    // A machine that waits for its console to be read heeds no signal.
    console_.ours.close();
}

std::int64_t QemuGuest::time() const { return clock_micros() - start_; }

/// Has the timer ring when the stimulus goes on.
void QemuGuest::set_timer() {
    const auto next = stimulus_ ? stimulus_->next() : std::nullopt;
    if (!next) return;
    const std::int64_t at = start_ + *next;
    itimerspec when{};
    when.it_value.tv_sec = at / 1'000'000;
    when.it_value.tv_nsec = at % 1'000'000 * 1000;
    ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr);
}

/// Does what is due of the stimulus.
void QemuGuest::play() {
    std::uint64_t rings = 0;
    if (!stimulus_ || ::read(timer_.get(), &rings, sizeof rings) <= 0) return;
    const std::int64_t now = time();
    const QemuStimulus::Due due = stimulus_->take(now);
    read_trace();
    move(due.commands);
    for (const auto& [pad, level] : due.moved) {
        if (recording_ != nullptr) recording_->feed(trace_.moved(now, pad, level));
    }
    [[maybe_unused]] const ssize_t typed =
        ::send(console_.ours.get(), due.typed.data(), due.typed.size(), MSG_NOSIGNAL);
    set_timer();
}

void QemuGuest::move(std::string_view commands) {
    while (!commands.empty()) {
        const ssize_t sent =
            ::send(test_.ours.get(), commands.data(), commands.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            commands.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno != EINTR) {
            return;  // QEMU has gone, or does not listen
        }
    }
}

/// Before the guest starts: the control socket does not wait for the test socket's commands.
void QemuGuest::fill(const QemuFlash& flash) {
    std::string_view rest = flash.commands();
    auto answers = std::count(rest.begin(), rest.end(), '\n');
    const auto limit = Clock::now() + start_limit;
    while (answers > 0) {
        check_interrupt();
        if (process_.has_ended() || Clock::now() > limit) {
            throw Error({.what = "QEMU did not take what its flash is to hold",
                         .why = process_.has_ended() ? "it ended" : "it does not answer"});
        }
        const auto events = static_cast<short>(POLLIN | (rest.empty() ? 0 : POLLOUT));
        std::array<pollfd, 3> entries{{{test_.ours.get(), events, 0},
                                       {process_.ended(), POLLIN, 0},
                                       {interrupt_fd(), POLLIN, 0}}};
        ::poll(entries.data(), entries.size(), 1000);
        if (!rest.empty()) {
            const ssize_t sent = ::send(test_.ours.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
        }
        std::array<char, 4096> piece{};
        const ssize_t size = ::read(test_.ours.get(), piece.data(), piece.size());
        if (size > 0) answers -= std::count(piece.begin(), piece.begin() + size, '\n');
    }
}

void QemuGuest::read_trace() {
    std::array<char, 4096> piece{};
    while (trace_pipe_.ours.is_open()) {
        const ssize_t size = ::read(trace_pipe_.ours.get(), piece.data(), piece.size());
        if (size > 0) {
            recording_->feed(trace_.feed({piece.data(), static_cast<std::size_t>(size)}));
        } else if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        } else {
            trace_pipe_.ours.close();
        }
    }
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
    read_trace();
    words_.read_from(words_pipe_.ours.get());
    result.words = trimmed(words_.text());
    return result;
}

std::vector<int> QemuGuest::service() const {
    std::vector<int> fds = {control_.ours.get(), words_pipe_.ours.get()};
    if (stimulus_) fds.push_back(timer_.get());
    if (test_.ours.is_open()) fds.push_back(test_.ours.get());
    if (trace_pipe_.ours.is_open() && !recording_->is_full()) {
        fds.push_back(trace_pipe_.ours.get());
    }
    return fds;
}

void QemuGuest::serve() {
    if (recording_ != nullptr && !recording_->is_full()) read_trace();
    play();
    std::array<char, 4096> answers{};  // "OK": the commands are ours, and of one form
    while (test_.ours.is_open() && ::read(test_.ours.get(), answers.data(), answers.size()) > 0) {
    }
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

void QemuGuest::close_record() {
    if (recording_ == nullptr) return;
    read_trace();
    recording_->feed(trace_.finish(time()));
}

void QemuGuest::restart() {
    send(qmp_.restart());
    if (stimulus_) move(stimulus_->idle());
}

}  // namespace perth::cli
