#include "tests/pretend/console.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace perth {
namespace {

using namespace std::chrono_literals;

// As the agent answers; cli/flash/enter_bootloader.cpp asks.
constexpr std::uint16_t perth_group = 0x5045;
constexpr std::uint8_t command_bootloader = 1;
constexpr std::size_t longest_line = 512;

// Returns what has come, at most; empty if nothing has.
std::string read_some(int fd) {
    std::array<char, 4096> piece{};
    const ssize_t size = ::read(fd, piece.data(), piece.size());
    return {piece.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

void write_some(int fd, const std::string& text) {
    if (::write(fd, text.data(), text.size()) < 0) return;  // nobody listens
}

}  // namespace

Console::Console() {
    int master = -1;
    int slave = -1;
    if (::openpty(&master, &slave, nullptr, nullptr, nullptr) != 0) {
        throw std::runtime_error("there is no pseudo-terminal");
    }
    master_ = cli::Handle(master);
    termios settings{};
    ::tcgetattr(slave, &settings);
    ::cfmakeraw(&settings);
    ::tcsetattr(slave, TCSANOW, &settings);
    ::close(slave);  // from now on the master tells whether somebody has it open
    ::fcntl(master, F_SETFL, O_NONBLOCK);
    ::fcntl(master, F_SETFD, FD_CLOEXEC);
    thread_ = std::thread([this] { relay(); });
}

Console::~Console() {
    ends_ = true;
    thread_.join();
}

cli::Handle Console::connect() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) {
        throw std::runtime_error("there is no socket");
    }
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    ::fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    const std::lock_guard lock(mutex_);
    bootloader_ = false;
    board_ = cli::Handle(ends[0]);
    return cli::Handle(ends[1]);
}

void Console::relay() {
    for (; !ends_; std::this_thread::sleep_for(1ms)) {
        const std::lock_guard lock(mutex_);
        if (!board_.is_open()) continue;
        const std::string said = read_some(board_.get());
        hear(said);
        pollfd state{.fd = master_.get(), .events = POLLIN, .revents = 0};
        ::poll(&state, 1, 0);
        if ((state.revents & POLLHUP) == 0) write_some(master_.get(), said);
        if (bootloader_) {  // QEMU has no ROM to go to: it starts the program again
            board_ = {};
        } else if ((state.revents & POLLIN) != 0) {
            write_some(board_.get(), read_some(master_.get()));
        }
    }
}

void Console::hear(const std::string& text) {
    for (const char c : text) {
        if (c != '\n') {
            if (line_.size() < longest_line) line_ += c;
            continue;
        }
        const auto packet = reader_.line(line_);
        line_.clear();
        if (packet && packet->op == cli::SmpPacket::Op::write_reply &&
            packet->group == perth_group && packet->command == command_bootloader) {
            bootloader_ = true;
        }
    }
}

}  // namespace perth
