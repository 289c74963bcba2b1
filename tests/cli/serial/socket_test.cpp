#include "cli/serial/socket.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <csignal>

#include "cli/support/handle.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli::serial {
namespace {

using namespace std::chrono_literals;

/// A TCP server on a port of the system's choice.
class Server {
public:
    Server() : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof(address);
        EXPECT_EQ(::bind(listening_.get(), any, size), 0);
        EXPECT_EQ(::listen(listening_.get(), 1), 0);
        EXPECT_EQ(::getsockname(listening_.get(), any, &size), 0);
        port_ = ntohs(address.sin_port);
    }
    [[nodiscard]] std::string address() const {
        return "socket://127.0.0.1:" + std::to_string(port_);
    }
    [[nodiscard]] Handle accept() const {
        return Handle(::accept(listening_.get(), nullptr, nullptr));
    }
    void stop() { listening_.close(); }

private:
    Handle listening_;
    unsigned port_ = 0;
};

Stream::Clock::time_point soon() { return Stream::Clock::now() + 2s; }

TEST(Socket, SaysThatNobodyAnswers) {
    const Server server;
    // The server takes no connection, and the system keeps no more than two waiting for it.
    const auto first = open(server.address(), {});
    const auto second = open(server.address(), {});
    const auto connect = [&] { (void)open(server.address(), {}); };
    const std::string place = server.address().substr(std::string("socket://").size());
    EXPECT_EQ(error_text(connect), "error: cannot connect to " + place + "\n  no answer in 5 s");
}

TEST(Socket, CarriesBytesBothWays) {
    const Server server;
    const auto stream = open(server.address(), {.baud = 9600, .dtr = Level::on});
    const Handle peer = server.accept();
    stream->write(Bytes{0xFF, 0x00, 0x11}, soon());
    std::array<std::uint8_t, 8> got{};
    EXPECT_EQ(::recv(peer.get(), got.data(), 3, MSG_WAITALL), 3);
    EXPECT_EQ(got[0], 0xFF);
    EXPECT_EQ(::send(peer.get(), "abc", 3, 0), 3);
    EXPECT_EQ(stream->read(got, soon()), 3U);
    EXPECT_EQ(got[2], 'c');
    EXPECT_EQ(stream->read(got, Stream::Clock::now()), 0U);
    EXPECT_EQ(stream->address(), server.address());
}

TEST(Socket, DropsWhatHasArrived) {
    const Server server;
    const auto stream = open(server.address(), {});
    const Handle peer = server.accept();
    EXPECT_EQ(::send(peer.get(), "old", 3, 0), 3);
    char first = 0;
    ASSERT_EQ(::recv(stream->fd(), &first, 1, MSG_PEEK), 1);
    stream->discard_input();
    EXPECT_EQ(::send(peer.get(), "n", 1, 0), 1);
    std::array<std::uint8_t, 8> got{};
    EXPECT_EQ(stream->read(got, soon()), 1U);
    EXPECT_EQ(got[0], 'n');
}

TEST(Socket, TellsThatTheOtherEndClosed) {
    std::signal(SIGPIPE, SIG_IGN);
    const Server server;
    const auto stream = open(server.address(), {});
    Handle peer = server.accept();
    peer.close();
    std::array<std::uint8_t, 8> got{};
    EXPECT_EQ(error_text([&] { (void)stream->read(got, soon()); }),
              "error: " + server.address() +
                  " has gone\n  its end of the line was closed\n"
                  "  hint: plug it in again, or see perth devices");
    EXPECT_EQ(error_exit([&] {
                  for (int i = 0; i < 100; ++i) stream->write(Bytes(1000), soon());
              }),
              Exit::device_error);
}

TEST(Socket, TellsThatNobodyListens) {
    Server server;
    const std::string address = server.address();
    server.stop();
    EXPECT_EQ(error_text([&] { (void)open(address, {}); }),
              "error: cannot connect to " + address.substr(9) + "\n  Connection refused");
    EXPECT_EQ(error_exit([&] { (void)open(address, {}); }), Exit::no_device);
}

TEST(Socket, RefusesWhatIsNoAddress) {
    for (const std::string address :
         {"socket://", "socket://lab", "socket://lab:", "socket://:4000", "socket://lab:0",
          "socket://lab:65536", "socket://lab:http", "socket://lab:40 ", "socket://::1:4000",
          "socket://[]:4000"}) {
        EXPECT_EQ(error_text([&] { (void)open(address, {}); }),
                  "error: " + address +
                      " is not an address\n"
                      "  it is socket://HOST:PORT, with a PORT from 1 to 65535");
    }
    EXPECT_EQ(error_exit([] { (void)open("socket://lab", {}); }), Exit::wrong_use);
}

TEST(Open, RefusesAnUnknownKindOfAddress) {
    EXPECT_EQ(
        error_text([] { (void)open("ssh://lab:4000", {}); }),
        "error: unknown kind of address ssh://lab:4000\n"
        "  a port is a path such as /dev/ttyUSB0, socket://HOST:PORT, or rfc2217://HOST:PORT");
    EXPECT_EQ(error_exit([] { (void)open("ssh://lab:4000", {}); }), Exit::wrong_use);
    EXPECT_EQ(error_text([] { (void)open("rfc2217://lab", {}); }),
              "error: rfc2217://lab is not an address\n"
              "  it is rfc2217://HOST:PORT, with a PORT from 1 to 65535");
}

}  // namespace
}  // namespace perth::cli::serial
