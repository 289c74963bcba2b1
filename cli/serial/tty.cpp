#include "cli/serial/tty.hpp"

#include <linux/serial.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "cli/serial/descriptor_stream.hpp"
#include "cli/serial/tty_lock.hpp"
#include "cli/serial/tty_settings.hpp"

namespace perth::cli::serial {
namespace {

/// Asks the driver to hand over bytes as they come: an FTDI adapter collects them for 16 ms
/// otherwise. Few drivers know it, and it is no harm where they do not.
/// Source: Linux, Documentation/driver-api/serial/driver.rst, "low_latency".
void ask_for_low_latency(int fd) noexcept {
    serial_struct driver = {};
    if (::ioctl(fd, TIOCGSERIAL, &driver) != 0) return;
    constexpr int low_latency = 1 << ASYNCB_LOW_LATENCY;
    if ((driver.flags & low_latency) != 0) return;
    driver.flags |= low_latency;
    (void)::ioctl(fd, TIOCSSERIAL, &driver);
}

/// Waits until the driver has sent what it holds, for a quarter of a second at most: changing the
/// rate under bytes garbles them, and nobody may be taking them.
void drain(int fd) noexcept {
    constexpr timespec pause{.tv_sec = 0, .tv_nsec = 1'000'000};
    for (int i = 0; i < 250; ++i) {
        int waiting = 0;
        if (::ioctl(fd, TIOCOUTQ, &waiting) != 0 || waiting == 0) return;
        (void)::nanosleep(&pause, nullptr);
    }
}

class TtyStream final : public DescriptorStream {
public:
    TtyStream(const std::string& path, Handle tty)
        : DescriptorStream(path, std::move(tty)), settings_(fd(), path) {
        ask_for_low_latency(fd());
    }
    ~TtyStream() override {
        drain(fd());
        settings_.restore();
        release_exclusive(fd());
    }

    void configure(const Settings& settings) override {
        set_lines(settings.dtr, settings.rts);
        drain(fd());
        settings_.apply(settings);
    }

    void set_lines(Level dtr, Level rts) override {
        int on = 0;
        int off = 0;
        if (dtr != Level::keep) (dtr == Level::on ? on : off) |= TIOCM_DTR;
        if (rts != Level::keep) (rts == Level::on ? on : off) |= TIOCM_RTS;
        if (off != 0) command(TIOCMBIC, &off);
        if (on != 0) command(TIOCMBIS, &on);
    }

    [[nodiscard]] std::uint8_t modem_lines() const override {
        int lines = 0;
        if (::ioctl(fd(), TIOCMGET, &lines) != 0) return 0;
        const auto bit = [lines](int line, ModemLine as) { return (lines & line) != 0 ? as : 0; };
        return static_cast<std::uint8_t>(bit(TIOCM_CTS, clear_to_send) |
                                         bit(TIOCM_DSR, data_set_ready) | bit(TIOCM_RNG, ring) |
                                         bit(TIOCM_CAR, carrier));
    }

    void set_break(bool on) override { command(on ? TIOCSBRK : TIOCCBRK, nullptr); }

    void discard_input() override { (void)::tcflush(fd(), TCIFLUSH); }
    void discard_output() override { (void)::tcflush(fd(), TCOFLUSH); }

private:
    /// A pseudo-terminal has no lines, and that is no failure.
    void command(unsigned long request, int* argument) {
        if (::ioctl(fd(), request, argument) == 0 || errno == ENOTTY || errno == EINVAL) return;
        throw_gone(address(), std::strerror(errno));
    }

    TtySettings settings_;
};

}  // namespace

std::unique_ptr<Stream> open_tty(const std::string& path, const Settings& settings) {
    auto stream = std::make_unique<TtyStream>(path, open_exclusively(path));
    stream->configure(settings);
    return stream;
}

}  // namespace perth::cli::serial
