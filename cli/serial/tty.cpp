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
#include "cli/support/signals.hpp"

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
        settings_.apply(settings.baud, settings.parity);
    }

    void set_lines(Level dtr, Level rts) override {
        int on = 0;
        int off = 0;
        if (dtr != Level::keep) (dtr == Level::on ? on : off) |= TIOCM_DTR;
        if (rts != Level::keep) (rts == Level::on ? on : off) |= TIOCM_RTS;
        if (off != 0) command(TIOCMBIC, &off);
        if (on != 0) command(TIOCMBIS, &on);
    }

    void send_break(std::chrono::milliseconds duration) override {
        command(TIOCSBRK, nullptr);
        try {
            sleep(duration);
        } catch (const Interrupted&) {
            command(TIOCCBRK, nullptr);
            throw;
        }
        command(TIOCCBRK, nullptr);
    }

    void discard_input() override { (void)::tcflush(fd(), TCIFLUSH); }

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
