#include "cli/serial/tty_settings.hpp"

// The only translation unit with these: <asm/termbits.h> and <termios.h> exclude each other.
#include <asm/termbits.h>
#include <fmt/format.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/serial/descriptor_stream.hpp"
#include "cli/support/error.hpp"

namespace perth::cli::serial {
namespace {

termios2 current(int fd, const std::string& path) {
    termios2 settings = {};
    if (::ioctl(fd, TCGETS2, &settings) != 0) throw_gone(path, std::strerror(errno));
    return settings;
}

void make_raw(termios2& settings) {
    settings.c_iflag &= ~tcflag_t{IGNBRK | BRKINT | PARMRK | INPCK | ISTRIP | INLCR | IGNCR |
                                  ICRNL | IXON | IXOFF | IXANY};
    settings.c_oflag &= ~tcflag_t{OPOST};
    settings.c_lflag &= ~tcflag_t{ICANON | ECHO | ECHONL | ISIG | IEXTEN};
    settings.c_cflag &= ~tcflag_t{CRTSCTS | HUPCL};
    settings.c_cflag |= CREAD | CLOCAL;
    // With 1, a read(2) that does not block tells "nothing yet" (EAGAIN) from "the end" (0).
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
}

void set_parity(termios2& settings, Parity parity) {
    settings.c_cflag &= ~tcflag_t{PARENB | PARODD | CMSPAR};
    if (parity != Parity::none) settings.c_cflag |= PARENB;
    if (parity == Parity::odd || parity == Parity::mark) settings.c_cflag |= PARODD;
    if (parity == Parity::mark || parity == Parity::space) settings.c_cflag |= CMSPAR;
}

void set_frame(termios2& settings, std::uint8_t data_bits, std::uint8_t stop_bits) {
    constexpr tcflag_t sizes[] = {CS5, CS6, CS7, CS8};
    settings.c_cflag &= ~tcflag_t{CSIZE | CSTOPB};
    settings.c_cflag |= sizes[std::clamp<int>(data_bits, 5, 8) - 5];
    if (stop_bits == 2) settings.c_cflag |= CSTOPB;
}

/// Linux tty_ioctl(4): BOTHER takes the rates from c_ispeed and c_ospeed.
void set_rate(termios2& settings, std::uint32_t baud) {
    settings.c_cflag &= ~(tcflag_t{CBAUD} | tcflag_t{CBAUD} << IBSHIFT);
    settings.c_cflag |= tcflag_t{BOTHER} | tcflag_t{BOTHER} << IBSHIFT;
    settings.c_ispeed = baud;
    settings.c_ospeed = baud;
}

}  // namespace

void check_rate(const std::string& path, std::uint32_t wanted, std::uint32_t made) {
    const std::uint64_t off = made > wanted ? made - wanted : wanted - made;
    if (off * 100 <= std::uint64_t{wanted} * 3) return;
    throw Error({.what = fmt::format("{} cannot be set to {} baud", path, wanted),
                 .why = fmt::format("its driver made {} baud of it", made),
                 .fault = Fault::bad_input,
                 .device = path});
}

TtySettings::TtySettings(int fd, std::string path) : fd_(fd), path_(std::move(path)) {
    const termios2 noted = current(fd_, path_);
    static_assert(sizeof(noted) == sizeof(noted_));
    std::memcpy(noted_.data(), &noted, sizeof(noted));
}

void TtySettings::apply(const Settings& wanted) {
    termios2 settings = current(fd_, path_);
    make_raw(settings);
    set_frame(settings, wanted.data_bits, wanted.stop_bits);
    set_parity(settings, wanted.parity);
    set_rate(settings, wanted.baud);
    if (::ioctl(fd_, TCSETS2, &settings) != 0) throw_gone(path_, std::strerror(errno));
    check_rate(path_, wanted.baud, current(fd_, path_).c_ospeed);
}

void TtySettings::restore() const noexcept {
    termios2 noted = {};
    std::memcpy(&noted, noted_.data(), sizeof(noted));
    noted.c_cflag &= ~tcflag_t{HUPCL};
    (void)::ioctl(fd_, TCSETS2, &noted);
}

}  // namespace perth::cli::serial
