#include "cli/support/signals.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>

#include "tests/cli/in_child.hpp"

namespace perth::cli {
namespace {

constexpr int yes = 0;
constexpr int no = 1;

bool is_readable(int fd) {
    pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&entry, 1, 0) == 1;
}

TEST(Signals, NothingIsNotedBeforeOneComes) {
    EXPECT_EQ(in_child([] {
                  install_signal_handlers();
                  check_interrupt();
                  return !interrupted() && !is_readable(interrupt_fd()) ? yes : no;
              }),
              yes);
}

TEST(Signals, EachOfTheThreeIsNotedAndThrown) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        EXPECT_EQ(in_child([signal] {
                      install_signal_handlers();
                      ::raise(signal);
                      if (!interrupted() || !is_readable(interrupt_fd())) return no;
                      check_interrupt();
                      return no;
                  }),
                  static_cast<int>(Exit::interrupted));
    }
}

TEST(Signals, ManySignalsDoNotFillThePipe) {
    EXPECT_EQ(in_child([] {
                  install_signal_handlers();
                  for (int i = 0; i < 70'000; ++i) ::raise(SIGINT);
                  return interrupted() ? yes : no;
              }),
              yes);
}

TEST(Signals, InstallingTwiceKeepsTheDescriptor) {
    EXPECT_EQ(in_child([] {
                  install_signal_handlers();
                  const int fd = interrupt_fd();
                  install_signal_handlers();
                  return fd >= 0 && fd == interrupt_fd() ? yes : no;
              }),
              yes);
}

TEST(Signals, AClosedPipeIsAnErrorAndNotTheEnd) {
    EXPECT_EQ(in_child([] {
                  install_signal_handlers();
                  int ends[2];
                  if (::pipe(ends) != 0) return no;
                  ::close(ends[0]);
                  return ::write(ends[1], "x", 1) < 0 && errno == EPIPE ? yes : no;
              }),
              yes);
}

TEST(Signals, AFileLimitIsAnErrorAndNotTheEnd) {
    EXPECT_EQ(in_child([] {
                  install_signal_handlers();
                  const rlimit limit{.rlim_cur = 0, .rlim_max = 0};
                  ::setrlimit(RLIMIT_FSIZE, &limit);
                  std::FILE* file = std::tmpfile();
                  return ::write(::fileno(file), "x", 1) < 0 && errno == EFBIG ? yes : no;
              }),
              yes);
}

TEST(Signals, HangUpStaysIgnoredUnderNohup) {
    EXPECT_EQ(in_child([] {
                  ::signal(SIGHUP, SIG_IGN);
                  install_signal_handlers();
                  ::raise(SIGHUP);
                  return interrupted() ? no : yes;
              }),
              yes);
}

TEST(Signals, ABlockingCallEndsWithEintr) {
    EXPECT_EQ(in_child([] {
                  install_signal_handlers();
                  int ends[2];
                  if (::pipe(ends) != 0) return no;
                  interrupt_after(std::chrono::milliseconds(1));
                  char byte = 0;
                  return ::read(ends[0], &byte, 1) < 0 && errno == EINTR ? yes : no;
              }),
              yes);
}

}  // namespace
}  // namespace perth::cli
