// What a sleeping firmware costs the computer that emulates it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "session.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

/// The only child of this process.
pid_t child() {
    pid_t pid = -1;
    const std::string self = std::to_string(::getpid());
    std::ifstream("/proc/" + self + "/task/" + self + "/children") >> pid;
    return pid;
}

/// Returns the CPU time that a process has used, all threads, user and system.
std::chrono::milliseconds cpu_time(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string word;
    while (file >> word && word.back() != ')') {
    }  // the name may hold spaces
    for (int field = 3; field <= 13; ++field) file >> word;
    long user = 0;
    long system = 0;
    file >> user >> system;  // fields 14 and 15, in ticks
    return std::chrono::milliseconds((user + system) * 1000 / ::sysconf(_SC_CLK_TCK));
}

TEST(SleepingFirmware, LeavesTheEmulatorNextToIdle) {
    QemuGuest guest(test_image("sleeps"));
    const Shown shown;
    const Handle nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    ConsoleView view(false, std::nullopt);
    SessionTerms terms{.limit = 200ms, .in = nothing.get(), .out = shown.fd(), .mark = {}};
    ASSERT_EQ(run_session(guest, view, terms).reason, Ending::Reason::time);
    const auto before = cpu_time(child());
    terms.limit = 2s;
    ASSERT_EQ(run_session(guest, view, terms).reason, Ending::Reason::time);
    const auto used = cpu_time(child()) - before;
    std::printf("CPU time of QEMU over 2 s of a firmware that wakes 20 times a second: %lld ms\n",
                static_cast<long long>(used.count()));
    EXPECT_GT(cpu_time(child()).count(), 0);
    EXPECT_LT(used, 200ms);
}

}  // namespace
}  // namespace perth::cli
