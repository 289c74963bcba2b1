#include "cli/console/outlet.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "cli/support/spawn.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

/// Returns what can be read without waiting.
std::string read_now(const Handle& from) {
    std::string text;
    pollfd entry{.fd = from.get(), .events = POLLIN, .revents = 0};
    char piece[65536];
    while (::poll(&entry, 1, 0) == 1) {
        const ssize_t size = ::read(from.get(), piece, sizeof piece);
        if (size <= 0) break;
        text.append(piece, static_cast<std::size_t>(size));
    }
    return text;
}

TEST(Outlet, WritesInTheOrderInWhichTextsCame) {
    const Pipe both = make_pipe();
    const Handle second(::dup(both.write.get()));
    Outlet outlet(both.write.get(), second.get());
    outlet.out("a");
    outlet.err("b");
    outlet.out("c");
    outlet.out("");
    EXPECT_EQ(outlet.size(), 3U);
    EXPECT_EQ(outlet.fd(), both.write.get());
    EXPECT_TRUE(outlet.write());
    EXPECT_TRUE(outlet.is_empty());
    EXPECT_EQ(outlet.fd(), -1);
    EXPECT_EQ(read_now(both.read), "abc");
}

TEST(Outlet, LosesNothingWhenNobodyReadsForAWhile) {
    const Pipe out = make_pipe();
    Outlet outlet(out.write.get(), out.write.get());
    std::string sent;
    for (int i = 0; i < 3000; ++i) {
        const std::string text(static_cast<std::size_t>(1 + i % 300), static_cast<char>(i));
        sent += text;
        outlet.out(text);
        EXPECT_TRUE(outlet.write());
    }
    EXPECT_FALSE(outlet.is_empty());
    std::string got;
    while (!outlet.is_empty()) {
        const std::size_t before = outlet.size();
        got += read_now(out.read);
        EXPECT_TRUE(outlet.write());
        ASSERT_LT(outlet.size(), before);
    }
    got += read_now(out.read);
    EXPECT_TRUE(got == sent);
}

TEST(Outlet, KeepsEverythingWhileItIsHeld) {
    const Pipe out = make_pipe();
    Outlet outlet(out.write.get(), out.write.get());
    outlet.hold(true);
    outlet.out("a");
    EXPECT_EQ(outlet.fd(), -1);
    EXPECT_TRUE(outlet.write());
    EXPECT_EQ(read_now(out.read), "");
    outlet.hold(false);
    EXPECT_TRUE(outlet.write());
    EXPECT_EQ(read_now(out.read), "a");
}

TEST(Outlet, TellsThatNobodyReadsAnyMore) {
    ::signal(SIGPIPE, SIG_IGN);
    Pipe out = make_pipe();
    out.read.close();
    Outlet outlet(out.write.get(), STDERR_FILENO);
    outlet.out("a");
    EXPECT_FALSE(outlet.write());
    EXPECT_TRUE(outlet.is_empty());
    EXPECT_EQ(outlet.size(), 0U);
}

TEST(Outlet, DoesNotMindAStderrThatIsClosed) {
    ::signal(SIGPIPE, SIG_IGN);
    const Pipe out = make_pipe();
    Pipe err = make_pipe();
    err.read.close();
    Outlet outlet(out.write.get(), err.write.get());
    outlet.err("lost");
    outlet.out("a");
    EXPECT_TRUE(outlet.write());
    EXPECT_TRUE(outlet.is_empty());
    EXPECT_EQ(outlet.size(), 0U);
    EXPECT_EQ(read_now(out.read), "a");
}

TEST(Outlet, SaysThatTheDiskIsFull) {
    const Handle full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    Outlet outlet(full.get(), STDERR_FILENO);
    outlet.out("a");
    EXPECT_EQ(error_text([&] { (void)outlet.write(); }),
              "error: cannot write the console's text to stdout\n"
              "  No space left on device");
}

}  // namespace
}  // namespace perth::cli
