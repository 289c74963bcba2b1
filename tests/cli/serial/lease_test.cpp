#include "cli/serial/lease.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "cli/support/signals.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/in_child.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli::serial {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Event = Lender::Event;

/// Returns the next event within ten seconds, else `none`.
Event next_event(Lender& lender) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < deadline) {
        pollfd entry{.fd = lender.fd(), .events = POLLIN, .revents = 0};
        if (::poll(&entry, 1, 100) != 1) continue;
        if (const Event event = lender.serve(); event != Event::none) return event;
    }
    return Event::none;
}

/// Each test has a runtime folder of its own.
class LeaseTest : public testing::Test {
protected:
    LeaseTest() { ::setenv("XDG_RUNTIME_DIR", folder_.path().c_str(), 1); }
    ~LeaseTest() override { ::unsetenv("XDG_RUNTIME_DIR"); }

    [[nodiscard]] fs::path socket(const std::string& port) const {
        return folder_.path() / "perth" / lease_name(port);
    }

    TemporaryFolder folder_;
    const std::string port_ = "/dev/ttyACM7";
};

TEST_F(LeaseTest, NobodyHoldsThePort) {
    const Lease lease(port_);
    EXPECT_FALSE(lease.is_borrowed());
}

TEST_F(LeaseTest, ThePortIsLentOnceItIsClosedAndComesBack) {
    Lender lender(port_);
    std::optional<Lease> lease;
    std::thread borrower([&] { lease.emplace(port_, "perth flash"); });
    EXPECT_EQ(next_event(lender), Event::asked);
    EXPECT_EQ(lender.borrower().pid, ::getpid());
    EXPECT_EQ(lender.borrower().name, "perth flash");
    EXPECT_FALSE(lease.has_value());
    lender.lend();
    borrower.join();
    EXPECT_TRUE(lease->is_borrowed());
    EXPECT_EQ(lender.serve(), Event::none);
    lease.reset();
    EXPECT_EQ(next_event(lender), Event::returned);
}

TEST_F(LeaseTest, ThePortComesBackWhenTheBorrowerIsKilled) {
    Lender lender(port_);
    const pid_t pid = ::fork();
    if (pid == 0) {
        const Lease lease(port_, "perth flash");
        ::raise(SIGKILL);
    }
    EXPECT_EQ(next_event(lender), Event::asked);
    EXPECT_EQ(lender.borrower().pid, pid);
    lender.lend();
    EXPECT_EQ(next_event(lender), Event::returned);
    ::waitpid(pid, nullptr, 0);
}

TEST_F(LeaseTest, ASecondBorrowerIsToldWhoHasIt) {
    Lender lender(port_);
    std::optional<Lease> first;
    std::thread borrower([&] { first.emplace(port_, "perth flash"); });
    EXPECT_EQ(next_event(lender), Event::asked);
    lender.lend();
    borrower.join();
    std::string refused;
    std::thread second([&] {
        refused = error_text([&] { const Lease lease(port_); });
        first.reset();
    });
    EXPECT_EQ(next_event(lender), Event::returned);
    second.join();
    EXPECT_EQ(refused, "error: /dev/ttyACM7 is lent to perth flash (pid " +
                           std::to_string(::getpid()) +
                           ")\n"
                           "  hint: wait until that has ended");
}

TEST_F(LeaseTest, AHolderThatDoesNotAnswerIsNamed) {
    const Lender lender(port_);
    const std::string pid = std::to_string(::getpid());
    EXPECT_EQ(error_text([&] { const Lease lease(port_, "perth flash", 20ms); }),
              "error: the perth monitor that holds /dev/ttyACM7 does not let go\n"
              "  process " +
                  pid +
                  " did not answer within 20 ms\n"
                  "  hint: end it: kill " +
                  pid);
    EXPECT_EQ(error_exit([&] { const Lease lease(port_, "perth flash", 1ms); }), Exit::no_device);
}

TEST_F(LeaseTest, CtrlCEndsTheWait) {
    const Lender lender(port_);
    EXPECT_EQ(in_child([&] {
                  install_signal_handlers();
                  interrupt_after(20ms);
                  const Lease lease(port_, "perth flash", 30s);
                  return 0;
              }),
              static_cast<int>(Exit::interrupted));
}

TEST_F(LeaseTest, AHolderThatDiesWhileAskedLeavesThePortFree) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        Lender lender(port_);
        (void)next_event(lender);
        ::_exit(0);
    }
    while (!fs::exists(socket(port_))) std::this_thread::yield();
    std::this_thread::sleep_for(1ms);
    const Lease lease(port_);
    EXPECT_FALSE(lease.is_borrowed());
    ::waitpid(pid, nullptr, 0);
}

TEST_F(LeaseTest, AKilledHoldersSocketIsReplaced) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        const Lender lender(port_);
        ::raise(SIGKILL);
    }
    ::waitpid(pid, nullptr, 0);
    ASSERT_TRUE(fs::exists(socket(port_)));
    EXPECT_FALSE(Lease(port_).is_borrowed());
    Lender lender(port_);
    std::thread borrower([&] { EXPECT_TRUE(Lease(port_).is_borrowed()); });
    EXPECT_EQ(next_event(lender), Event::asked);
    lender.lend();
    borrower.join();
}

TEST_F(LeaseTest, AnotherHoldersSocketIsLeftAlone) {
    {
        auto first = std::make_unique<Lender>(port_);
        const Lender second(port_);
        first.reset();
        EXPECT_TRUE(fs::exists(socket(port_)));
    }
    EXPECT_FALSE(fs::exists(socket(port_)));
}

TEST_F(LeaseTest, TheFolderIsForThisUserOnly) {
    const Lender lender(port_);
    struct stat status = {};
    ASSERT_EQ(::stat((folder_.path() / "perth").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700U);
}

TEST_F(LeaseTest, AFolderThatOthersMayWriteToIsNotUsed) {
    const fs::path folder = folder_.path() / "perth";
    fs::create_directory(folder);
    fs::permissions(folder, fs::perms::all);
    const Lender lender(port_);
    EXPECT_TRUE(fs::is_empty(folder));
    EXPECT_NE(lender.fd(), -1);  // it listens in /tmp/perth-UID
}

TEST_F(LeaseTest, WhatIsNoMessageOfOursIsNoRequest) {
    Lender lender(port_);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    socket(port_).native().copy(address.sun_path, sizeof address.sun_path - 1);
    Handle silent(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::connect(silent.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(lender.serve(), Event::none);
    silent.close();
    EXPECT_EQ(lender.serve(), Event::none);  // it has gone without a word
    std::thread borrower([&] { EXPECT_TRUE(Lease(port_, "\x1b[2Jx").is_borrowed()); });
    EXPECT_EQ(next_event(lender), Event::asked);
    EXPECT_EQ(lender.borrower().name, "\\x1b[2Jx");
    lender.lend();
    borrower.join();
}

TEST_F(LeaseTest, AFarTooLongRuntimeFolderIsNotUsed) {
    const fs::path deep = folder_.path() / std::string(120, 'd');
    fs::create_directory(deep);
    ::setenv("XDG_RUNTIME_DIR", deep.c_str(), 1);
    const Lender lender(port_);
    EXPECT_NE(lender.fd(), -1);
    EXPECT_TRUE(fs::is_empty(deep));
}

TEST_F(LeaseTest, NamesOfPortsAreFileNames) {
    EXPECT_EQ(lease_name("/dev/ttyACM7"), "%2fdev%2fttyACM7");
    EXPECT_EQ(lease_name("socket://127.0.0.1:4000"), "socket%3a%2f%2f127%2e0%2e0%2e1%3a4000");
    EXPECT_EQ(lease_name(std::string(500, '.')).size(), 60U);
    EXPECT_NE(lease_name("/a" + std::string(500, 'b')), lease_name("/a" + std::string(501, 'b')));
}

TEST_F(LeaseTest, TwoNamesOfOneDeviceHaveOneSocket) {
    const fs::path device = folder_.path() / "ttyX";
    std::ofstream(device) << "";
    fs::create_symlink(device, folder_.path() / "by-id");
    EXPECT_EQ(lease_name(device), lease_name(folder_.path() / "by-id"));
}

}  // namespace
}  // namespace perth::cli::serial
