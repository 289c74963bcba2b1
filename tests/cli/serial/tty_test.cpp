#include "cli/serial/tty.hpp"

#include <asm/termbits.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <array>
#include <thread>

#include "cli/serial/tty_denied.hpp"
#include "cli/serial/tty_lock.hpp"
#include "cli/serial/tty_settings.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/in_child.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/fakes/pty.hpp"

namespace perth::cli::serial {
namespace {

using namespace std::chrono_literals;
using fakes::Pty;

Stream::Clock::time_point soon() { return Stream::Clock::now() + 2s; }

std::string read(Stream& stream, Stream::Clock::time_point deadline) {
    std::array<std::uint8_t, 64> bytes{};
    const std::size_t count = stream.read(bytes, deadline);
    return {bytes.begin(), bytes.begin() + count};
}

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

termios2 settings_of(const Pty& pty) {
    termios2 settings = {};
    EXPECT_EQ(::ioctl(pty.fd(), TCGETS2, &settings), 0);
    return settings;
}

TEST(Tty, CarriesEveryByteUnchangedBothWays) {
    const Pty pty;
    const auto stream = open(pty.path(), {});
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
    stream->write(bytes(all), soon());
    EXPECT_EQ(pty.read(256), all);
    pty.write(all);
    std::string got;
    while (got.size() < all.size()) got += read(*stream, soon());
    EXPECT_EQ(got, all);
    EXPECT_EQ(stream->address(), pty.path());
}

TEST(Tty, ReturnsNothingAtTheDeadline) {
    const Pty pty;
    const auto stream = open(pty.path(), {});
    const auto start = Stream::Clock::now();
    EXPECT_EQ(read(*stream, start + 20ms), "");
    EXPECT_GE(Stream::Clock::now() - start, 20ms);
}

TEST(Tty, ReturnsWhatIsThereAfterTheDeadline) {
    const Pty pty;
    const auto stream = open(pty.path(), {});
    pty.write("late");
    EXPECT_EQ(read(*stream, Stream::Clock::now() - 1s), "late");
}

TEST(Tty, GivesUpWritingAtTheDeadline) {
    const Pty pty;
    const auto stream = open(pty.path(), {});
    const Bytes much(1 << 20, 0x55);
    const std::string text = error_text([&] { stream->write(much, Stream::Clock::now() + 20ms); });
    const std::string begin = "error: " + pty.path() + " takes no bytes\n  ";
    EXPECT_EQ(text.substr(0, begin.size()), begin);
    EXPECT_EQ(text.substr(text.find(" of ")), " of 1048576 were taken in time");
}

TEST(Tty, TellsThatItWasUnplugged) {
    Pty pty;
    const auto stream = open(pty.path(), {});
    pty.close();
    const std::string gone = "error: " + pty.path() + " has gone\n  ";
    const std::string hint = "\n  hint: plug it in again, or see perth devices";
    EXPECT_EQ(error_text([&] { (void)read(*stream, soon()); }),
              gone + "its end of the line was closed" + hint);
    EXPECT_EQ(error_text([&] { stream->write(bytes("x"), soon()); }),
              gone + "Input/output error" + hint);
    EXPECT_EQ(error_text([&] { stream->configure({}); }), gone + "Input/output error" + hint);
    EXPECT_EQ(error_exit([&] { (void)read(*stream, soon()); }), Exit::device_error);
}

TEST(Tty, ReadsWhatCameBeforeItWasUnplugged) {
    Pty pty;
    const auto stream = open(pty.path(), {});
    pty.write("last words");
    EXPECT_EQ(read(*stream, soon()), "last words");
    pty.close();
    EXPECT_EQ(error_exit([&] { (void)read(*stream, soon()); }), Exit::device_error);
}

TEST(Tty, MakesAnyRate) {
    const Pty pty;
    const auto stream = open(pty.path(), {.baud = 250'000});
    EXPECT_EQ(settings_of(pty).c_ospeed, 250'000U);
    EXPECT_EQ(settings_of(pty).c_ispeed, 250'000U);
    stream->configure({.baud = 74'880});
    EXPECT_EQ(settings_of(pty).c_ospeed, 74'880U);
}

TEST(Tty, RefusesARateThatTheDriverMakesBadly) {
    EXPECT_EQ(error_text([] { check_rate("/dev/ttyS0", 100'000, 103'001); }),
              "error: /dev/ttyS0 cannot be set to 100000 baud\n"
              "  its driver made 103001 baud of it");
    EXPECT_EQ(error_exit([] { check_rate("/dev/ttyS0", 100'000, 96'999); }), Exit::wrong_use);
    EXPECT_NO_THROW(check_rate("/dev/ttyS0", 100'000, 103'000));
    EXPECT_NO_THROW(check_rate("/dev/ttyS0", 100'000, 97'000));
    EXPECT_NO_THROW(check_rate("/dev/ttyS0", 4'000'000'000, 4'100'000'000));
}

TEST(Tty, IsRawAndDoesNotHangUpAtClosing) {
    const Pty pty;
    const auto stream = open(pty.path(), {});
    const termios2 settings = settings_of(pty);
    EXPECT_EQ(settings.c_lflag & (ICANON | ECHO | ISIG | IEXTEN), 0U);
    EXPECT_EQ(settings.c_iflag & (IXON | IXOFF | ICRNL | INLCR | IGNCR | ISTRIP | BRKINT), 0U);
    EXPECT_EQ(settings.c_oflag & OPOST, 0U);
    EXPECT_EQ(settings.c_cflag & (CSIZE | CSTOPB | CRTSCTS | HUPCL), CS8);
    EXPECT_EQ(settings.c_cflag & (CREAD | CLOCAL), CREAD | CLOCAL);
}

TEST(Tty, PutsTheSettingsBackButNeverHangsUp) {
    const Pty pty;
    const Handle other(::open(pty.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    termios2 before = settings_of(pty);
    before.c_cflag |= HUPCL;
    ASSERT_EQ(::ioctl(other.get(), TCSETS2, &before), 0);
    {
        const auto stream = open(pty.path(), {.baud = 9600, .parity = Parity::even});
    }
    const termios2 after = settings_of(pty);
    EXPECT_EQ(after.c_lflag, before.c_lflag);
    EXPECT_EQ(after.c_iflag, before.c_iflag);
    EXPECT_EQ(after.c_oflag, before.c_oflag);
    EXPECT_EQ(after.c_cflag, before.c_cflag & ~tcflag_t{HUPCL});
    EXPECT_EQ(after.c_ospeed, before.c_ospeed);
}

TEST(Tty, DropsWhatHasArrived) {
    const Pty pty;
    const auto stream = open(pty.path(), {});
    pty.write("old");
    pollfd polled{stream->fd(), POLLIN, 0};
    ASSERT_EQ(::poll(&polled, 1, 2000), 1);
    stream->discard_input();
    pty.write("new");
    EXPECT_EQ(read(*stream, soon()), "new");
}

TEST(Tty, TakesLinesAndBreakOfAPseudoTerminalForNothing) {
    const Pty pty;
    const auto stream = open(pty.path(), {.dtr = Level::off, .rts = Level::on});
    EXPECT_NO_THROW(stream->set_lines(Level::on, Level::off));
    EXPECT_NO_THROW(stream->send_break(1ms));
}

TEST(Tty, EndsAWaitAtCtrlC) {
    const Pty pty;
    const int code = in_child([&] {
        install_signal_handlers();
        const auto stream = open(pty.path(), {});
        interrupt_after(20ms);
        (void)read(*stream, Stream::Clock::now() + 1h);
        return 0;
    });
    EXPECT_EQ(code, static_cast<int>(Exit::interrupted));
}

TEST(Tty, IsOpenedAgainAfterItWasClosed) {
    const Pty pty;
    {
        const auto stream = open(pty.path(), {});
    }
    EXPECT_NO_THROW((void)open(pty.path(), {}));
}

TEST(OpenTty, NamesAPortThatIsNotThere) {
    EXPECT_EQ(error_text([] { (void)open("/dev/ttyNONE7", {}); }),
              "error: no serial port /dev/ttyNONE7\n"
              "  No such file or directory\n"
              "  hint: perth devices lists those that are attached");
    EXPECT_EQ(error_exit([] { (void)open("/dev/ttyNONE7", {}); }), Exit::no_device);
}

TEST(OpenTty, RefusesWhatIsNoSerialPort) {
    const TemporaryFolder folder;
    const std::string file = folder.path() / "file";
    write_file(file, "");
    EXPECT_EQ(error_text([&] { (void)open(file, {}); }),
              "error: " + file +
                  " is not a serial port\n"
                  "  hint: perth devices lists those that are attached");
    EXPECT_EQ(error_text([] { (void)open("/dev/null", {}); }),
              "error: /dev/null is not a serial port\n"
              "  hint: perth devices lists those that are attached");
    EXPECT_EQ(error_exit([] { (void)open("/dev/null", {}); }), Exit::wrong_use);
}

/// A program that has a port open and says so.
class Holding {
public:
    Holding(const Pty& pty, const std::string& shell)
        : child_({.args = {"sh", "-c", shell, "holder", pty.path()}}, -1) {
        EXPECT_EQ(pty.read(1), "!");
    }
    [[nodiscard]] std::string pid() const { return std::to_string(child_.pid()); }

private:
    Child child_;
};

std::string in_use(const Pty& pty, const std::string& pid, const std::string& shell) {
    return "error: " + pty.path() + " is in use\n  process " + pid + " has it open: sh -c " +
           shell + " holder " + pty.path() + "\n  hint: end that program and try again";
}

TEST(OpenTty, NamesTheProcessThatHasItOpen) {
    const Pty pty;
    const std::string shell = "exec 3<>$1; printf ! >&3; read -r never <&3; :";
    const Holding holding(pty, shell);
    const auto start = Stream::Clock::now();
    EXPECT_EQ(error_text([&] { (void)open(pty.path(), {}); }), in_use(pty, holding.pid(), shell));
    EXPECT_LT(Stream::Clock::now() - start, 2s);
    EXPECT_EQ(error_exit([&] { (void)open(pty.path(), {}); }), Exit::no_device);
}

TEST(OpenTty, NamesTheProcessThatHasLockedIt) {
    const Pty pty;
    const std::string shell = "exec 3<>$1; flock -x 3; printf ! >&3; read -r never <&3; :";
    const Holding holding(pty, shell);
    EXPECT_EQ(error_text([&] { (void)open(pty.path(), {}); }), in_use(pty, holding.pid(), shell));
}

TEST(Held, NamesTheProcess) {
    const Obstacle obstacle = held("/dev/ttyUSB0", Holder{.pid = 12, .command = "picocom x"});
    EXPECT_EQ(obstacle.error.text(),
              "error: /dev/ttyUSB0 is in use\n"
              "  process 12 has it open: picocom x\n"
              "  hint: end that program and try again");
    EXPECT_EQ(obstacle.worth_waiting, 0s);
    EXPECT_EQ(held("/dev/ttyUSB0", Holder{.pid = 12, .command = ""}).error.text(),
              "error: /dev/ttyUSB0 is in use\n"
              "  process 12 has it open\n"
              "  hint: end that program and try again");
}

TEST(Held, WaitsForModemManager) {
    const Obstacle obstacle =
        held("/dev/ttyACM0", Holder{.pid = 512, .command = "/usr/sbin/ModemManager --debug"});
    EXPECT_EQ(obstacle.error.text(),
              "error: /dev/ttyACM0 is in use\n"
              "  process 512 has it open: /usr/sbin/ModemManager --debug\n"
              "  hint: keep it off this device: ENV{ID_MM_DEVICE_IGNORE}=\"1\" in a udev rule");
    EXPECT_EQ(obstacle.worth_waiting, 5s);
}

TEST(Held, WaitsForWhoCannotBeSeen) {
    const Obstacle obstacle = held("/dev/ttyACM0", std::nullopt);
    EXPECT_EQ(obstacle.error.text(),
              "error: /dev/ttyACM0 is in use\n"
              "  another process has it open; this user may not see which\n"
              "  hint: sudo fuser -v /dev/ttyACM0 tells which");
    EXPECT_EQ(obstacle.worth_waiting, 5s);
}

TEST(OpenTty, WaitsUntilItIsLetGo) {
    const Pty pty;
    auto first = open(pty.path(), {});  // of this process, so that none is seen
    std::thread later([&] {
        std::this_thread::sleep_for(50ms);
        first.reset();
    });
    EXPECT_NO_THROW((void)open(pty.path(), {}));
    later.join();
}

TEST(OpenTty, KeepsOthersOutWhileItIsOpen) {
    const Pty pty;
    const auto stream = open(pty.path(), {});
    const int code = in_child([&] {
        if (!become_ordinary_user()) return 77;
        const Handle second(::open(pty.path().c_str(), O_RDWR | O_NOCTTY));
        return second.is_open() ? 1 : errno;
    });
    EXPECT_TRUE(code == EBUSY || code == EACCES) << code;
    const Handle asking(::open(pty.path().c_str(), O_RDWR | O_NOCTTY));
    if (!asking.is_open()) return;  // an ordinary user
    EXPECT_EQ(::flock(asking.get(), LOCK_EX | LOCK_NB), -1);
    int exclusive = 0;
    EXPECT_EQ(::ioctl(asking.get(), TIOCGEXCL, &exclusive), 0);
    EXPECT_EQ(exclusive, 1);
}

TEST(OpenTty, SaysWhatUdevRuleGivesAUsbPort) {
    const Pty pty;
    Port port;
    port.node = pty.path();
    port.place = "1-4";
    port.vid = 0x1A86;
    port.pid = 0x7523;
    const std::string rule =
        "SUBSYSTEM==\"tty\", ATTRS{idVendor}==\"1a86\", ATTRS{idProduct}==\"7523\", "
        "TAG+=\"uaccess\" in /etc/udev/rules.d/60-perth.rules";
    const auto refuse = [&] { throw Error(denied(pty.path(), {port})); };
    const std::string user = ::getpwuid(::geteuid())->pw_name;
    ASSERT_EQ(::chmod(pty.path().c_str(), 0600), 0);
    const std::string no_permission = "error: no permission to open " + pty.path();
    const std::string owner = "\n  it belongs to " + user + ":";
    struct stat node = {};
    ASSERT_EQ(::stat(pty.path().c_str(), &node), 0);
    const std::string group = ::getgrgid(node.st_gid)->gr_name;
    EXPECT_EQ(error_text(refuse), no_permission + owner + group + ", mode 0600\n  hint: " + rule);
    if (::geteuid() != 0) return;

    ASSERT_EQ(::chown(pty.path().c_str(), 0, ::getgrnam("dialout")->gr_gid), 0);
    ASSERT_EQ(::chmod(pty.path().c_str(), 0660), 0);
    EXPECT_EQ(in_child([&] {
                  if (!become_ordinary_user()) return 99;
                  EXPECT_EQ(error_text(refuse),
                            no_permission +
                                "\n  it belongs to root:dialout, mode 0660; user nobody is not in "
                                "group dialout\n"
                                "  hint: sudo usermod -aG dialout nobody, then log in again; or " +
                                rule);
                  EXPECT_EQ(error_exit(refuse), Exit::no_permission);
                  return testing::Test::HasFailure() ? 1 : 0;
              }),
              0);
}

TEST(OpenTty, SaysWhoMayOpenIt) {
    const Pty pty;
    if (::geteuid() != 0) GTEST_SKIP() << "the owner may";
    ASSERT_EQ(::chown(pty.path().c_str(), 0, ::getgrnam("dialout")->gr_gid), 0);
    ASSERT_EQ(::chmod(pty.path().c_str(), 0660), 0);
    const TemporaryFolder folder;
    const std::string file = folder.path() / "text";
    write_file(file, "");
    ASSERT_EQ(::chmod(folder.path().c_str(), 0777), 0);
    ASSERT_EQ(::chmod(file.c_str(), 0666), 0);
    const int code = in_child([&] {
        if (!become_ordinary_user()) return 99;
        const std::string got = error_text([&] { (void)open(pty.path(), {}); });
        const Handle out(::open(file.c_str(), O_WRONLY));
        return ::write(out.get(), got.data(), got.size()) > 0 ? 0 : 98;
    });
    EXPECT_EQ(code, 0);
    EXPECT_EQ(read_file(file),
              "error: no permission to open " + pty.path() +
                  "\n  it belongs to root:dialout, mode 0660; user nobody is not in "
                  "group dialout\n"
                  "  hint: sudo usermod -aG dialout nobody, then log in again");
}

TEST(LockFile, CountsIfItsProcessIsAlive) {
    const TemporaryFolder folder;
    EXPECT_FALSE(lock_file_holder("/dev/ttyUSB0", folder.path()));
    write_file(folder.path() / "LCK..ttyUSB0", "         1\n");
    ASSERT_TRUE(lock_file_holder("/dev/ttyUSB0", folder.path()));
    EXPECT_EQ(lock_file_holder("/dev/ttyUSB0", folder.path())->pid, 1);
    EXPECT_FALSE(lock_file_holder("/dev/ttyUSB1", folder.path()));
}

TEST(LockFile, DoesNotCountOtherwise) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "LCK..ttyS0";
    for (const char* const text : {"", "\n", "nobody\n", "         0\n", "        -5\n",
                                   "99999999999999\n", "999999999\n"}) {
        write_file(file, text);
        EXPECT_FALSE(lock_file_holder("/dev/ttyS0", folder.path())) << text;
    }
}

}  // namespace
}  // namespace perth::cli::serial
