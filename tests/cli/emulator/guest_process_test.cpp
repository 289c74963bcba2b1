#include "cli/emulator/guest_process.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <string>

namespace perth::cli {
namespace {

void wait_for(int fd) {
    pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
    ASSERT_EQ(::poll(&entry, 1, 10'000), 1);
}

TEST(GuestProcess, TellsItsExitCode) {
    GuestProcess process({.args = {"sh", "-c", "exit 137"}}, -1, -1);
    wait_for(process.ended());
    EXPECT_TRUE(process.has_ended());
    const GuestEnd end = process.end();
    EXPECT_EQ(end.code, 137);
    EXPECT_EQ(end.signal, std::nullopt);
}

TEST(GuestProcess, TellsTheSignalThatEndedIt) {
    GuestProcess process({.args = {"sh", "-c", "kill -9 $$"}}, -1, -1);
    wait_for(process.ended());
    EXPECT_EQ(process.end().signal, SIGKILL);
}

TEST(GuestProcess, TalksOverASocketPair) {
    SocketPair pair = make_socket_pair();
    GuestProcess process({.args = {"sh", "-c", "read line; echo \"got $line\""}}, pair.theirs.get(),
                         pair.theirs.get());
    pair.theirs.close();
    ASSERT_EQ(::write(pair.ours.get(), "ping\n", 5), 5);
    wait_for(process.ended());
    std::string text(64, '\0');
    text.resize(static_cast<std::size_t>(::read(pair.ours.get(), text.data(), text.size())));
    EXPECT_EQ(text, "got ping\n");
}

TEST(Tail, KeepsTheEndOfALongText) {
    const SocketPair pair = make_socket_pair();
    Tail tail;
    for (int i = 0; i < 10; ++i) {
        const std::string piece(4096, static_cast<char>('0' + i));
        ASSERT_EQ(::write(pair.theirs.get(), piece.data(), piece.size()), 4096);
        EXPECT_TRUE(tail.read_from(pair.ours.get()));
    }
    EXPECT_EQ(tail.text(), std::string(4096, '8') + std::string(4096, '9'));
}

TEST(Tail, KnowsTheEndOfTheText) {
    SocketPair pair = make_socket_pair();
    Tail tail;
    ASSERT_EQ(::write(pair.theirs.get(), "last", 4), 4);
    pair.theirs.close();
    EXPECT_FALSE(tail.read_from(pair.ours.get()));
    EXPECT_EQ(tail.text(), "last");
}

}  // namespace
}  // namespace perth::cli
