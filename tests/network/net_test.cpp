// The acceptance cases STR-5 and NETD.
#include "perth/io/net.hpp"

#include <nlohmann/json.hpp>

#include "perth/sync/with_timeout.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class NetTest : public RuntimeTest {
protected:
    NetTest() { host::board().restart(host::Pace::wall_clock); }

    net::Server server;
    Scheduler sch;
};

using STR_5 = NetTest;
using NETD_1 = NetTest;
using NETD_2 = NetTest;

/// A server that sends lines back to clients that are not silent for too long.
struct EchoServer {
    static inline Duration patience;
    static inline int clients;

    static Task<> talk(Scheduler&, net::Socket socket) {
        ++clients;
        Stream client(socket);
        char buffer[80];
        for (;;) {
            const auto line = co_await with_timeout(patience, client.read_line(buffer));
            if (!line) break;
            const auto written = co_await client.write_all(*line);
            if (!written) break;
        }
        --clients;
    }
    static Task<> run(Scheduler&, net::Server& server) { co_await server.serve(talk); }
};

Task<> send_lines(Scheduler&, std::uint16_t port, int lines, int& echoed) {
    auto socket = co_await net::connect("localhost", port);
    if (!socket) co_return;
    Stream line(*socket);
    for (int i = 0; i < lines; ++i) {
        const std::string text = fmt::format("line {}\n", i);
        const auto written = co_await line.write_all(text);
        char buffer[80];
        const auto answer = co_await line.read_line(buffer);
        if (!written || !answer || *answer != text) co_return;
        ++echoed;
    }
}

TEST_F(STR_5, ThreeClientsAreEchoed) {
    EchoServer::patience = 20s;
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    sch(EchoServer::run, server);
    int echoed[3] = {};
    const auto main = [](Scheduler& scheduler, std::uint16_t port, int* counts) -> Task<> {
        std::vector<TaskHandle<>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(scheduler(send_lines, port, 100, counts[i]));
        }
        for (const TaskHandle<>& client : clients) (void)co_await client;
        while (EchoServer::clients > 0) co_await sleep(1ms);  // the ends of the connections
    };
    sch.run(main(sch, server.port(), echoed));
    EXPECT_THAT(echoed, testing::Each(100));
}

TEST_F(STR_5, ASilentClientIsDroppedAfterTheTimeout) {
    EchoServer::patience = 50ms;
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    sch(EchoServer::run, server);
    const auto main = [](std::uint16_t port) -> Task<> {
        auto socket = co_await net::connect("127.0.0.1", port);
        Stream line(socket.value());
        EXPECT_TRUE(co_await line.write_all("one\n"));
        char buffer[80];
        const auto answer = co_await line.read_line(buffer);
        EXPECT_EQ(answer.value(), "one\n");
        const Time silent = Clock::now();
        EXPECT_EQ((co_await line.read_line(buffer)).error(), Errc::end_of_stream);
        EXPECT_GE(Clock::now() - silent, 49ms);
        EXPECT_EQ(EchoServer::clients, 0);
    };
    sch.run(main(server.port()));
}

TEST_F(STR_5, ClosingTheServerEndsItsTask) {
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    const std::uint16_t port = server.port();
    const auto main = [](Scheduler& scheduler, net::Server& listening,
                         std::uint16_t number) -> Task<> {
        const TaskHandle<> serving = scheduler(EchoServer::run, listening);
        co_await sleep(1ms);
        EXPECT_FALSE(serving.done());
        listening.close();
        EXPECT_TRUE(co_await serving);
        EXPECT_EQ(listening.port(), 0);
        EXPECT_EQ((co_await net::connect("127.0.0.1", number)).error(), Errc::no_device);
    };
    sch.run(main(sch, server, port));
}

/// The demo server: numbers its clients, sends JSON back, and has patience for `silence`.
struct JsonServer {
    static inline Duration silence;
    static inline std::vector<std::string> story;
    static inline int clients;

    static Task<> talk(Scheduler&, net::Socket socket) {
        const int number = ++clients;
        story.push_back(fmt::format("{} came", number));
        Stream client(socket);
        char buffer[80];
        for (;;) {
            const auto line = co_await with_timeout(silence, client.read_line(buffer));
            if (!line) {
                story.push_back(fmt::format("{} {}", number, name(line.error())));
                co_return;
            }
            if (!nlohmann::json::accept(*line)) {
                story.push_back(fmt::format("{} sent no JSON", number));
                co_return;
            }
            const auto written = co_await client.write_all(*line);
            if (!written) co_return;
        }
    }
    static Task<> run(Scheduler&, net::Server& server) {
        story.clear();
        clients = 0;
        co_await server.serve(talk);
    }
};

/// Sends ["value", n] for n = 1 to `count`, `spacing` apart, and gives when the server ended it.
Task<Time> send_values(std::uint16_t port, int count, Duration spacing) {
    auto socket = co_await net::connect("localhost", port);
    Stream line(socket.value());
    char buffer[80];
    for (int n = 1; n <= count; ++n) {
        const std::string text = nlohmann::json({"value", n}).dump() + "\n";
        EXPECT_TRUE(co_await line.write_all(text));
        const auto answer = co_await line.read_line(buffer);
        EXPECT_EQ(answer.value(), text);
        if (n < count) co_await sleep(spacing);
    }
    EXPECT_EQ((co_await line.read_line(buffer)).error(), Errc::end_of_stream);
    co_return Clock::now();
}

// With a hundredth of the demo's times: values 2 s apart, 20 s of silence.
TEST_F(NETD_1, ValuesComeBackAndSilenceEndsTheConnection) {
    JsonServer::silence = 200ms;
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    sch(JsonServer::run, server);
    const Time end = sch.run(send_values(server.port(), 3, 20ms));
    EXPECT_GE(end.time_since_epoch(), 40ms + 199ms);
    EXPECT_THAT(JsonServer::story, ElementsAre("1 came", "1 timeout"));
}

TEST_F(NETD_2, ALineThatIsNoJsonClosesThatClientOnly) {
    JsonServer::silence = 2s;
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    sch(JsonServer::run, server);
    const auto main = [](std::uint16_t port) -> Task<> {
        auto good = co_await net::connect("127.0.0.1", port);
        auto bad = co_await net::connect("127.0.0.1", port);
        Stream to_good(good.value());
        Stream to_bad(bad.value());
        char buffer[80];
        EXPECT_TRUE(co_await to_bad.write_all("[\"value\", 1\n"));
        EXPECT_EQ((co_await to_bad.read_line(buffer)).error(), Errc::end_of_stream);
        EXPECT_TRUE(co_await to_good.write_all("[\"value\", 2]\n"));
        const auto answer = co_await to_good.read_line(buffer);
        EXPECT_EQ(answer.value(), "[\"value\", 2]\n");
    };
    sch.run(main(server.port()));
    EXPECT_THAT(JsonServer::story, ElementsAre("1 came", "2 came", "2 sent no JSON"));
}

TEST_F(NetTest, MuchMoreThanTheNetworkTakesAtOnce) {
    constexpr std::size_t megabytes = 8;
    static const std::string megabyte(1'000'000, 'x');
    const auto source = [](Scheduler&, net::Socket socket) -> Task<> {
        Stream client(socket);
        for (std::size_t i = 0; i < megabytes; ++i) {
            const auto written = co_await client.write_all(megabyte);
            EXPECT_TRUE(written);
        }
    };
    const auto run = [](Scheduler&, net::Server& listening, auto handler) -> Task<> {
        co_await listening.serve(handler);
    };
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    sch(run, server, source);
    const auto main = [](std::uint16_t port) -> Task<std::size_t> {
        auto socket = co_await net::connect("127.0.0.1", port);
        Stream line(socket.value());
        std::vector<std::uint8_t> buffer(9'000'000);
        const auto all = co_await line.read_all(buffer);
        co_return all.value_or(0);
    };
    EXPECT_EQ(sch.run(main(server.port())), megabytes * 1'000'000);
}

TEST_F(NetTest, AClientThatGoesAwayIsALinkThatIsDown) {
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    static Errc error;
    error = Errc::none;
    const auto talk = [](Scheduler&, net::Socket socket) -> Task<> {
        Stream client(socket);
        const std::string much(100'000, 'x');
        while (error == Errc::none) {
            const auto written = co_await client.write_all(much);
            error = written.error();
        }
    };
    const auto run = [](Scheduler&, net::Server& listening, auto handler) -> Task<> {
        co_await listening.serve(handler);
    };
    sch(run, server, talk);
    const auto main = [](std::uint16_t port) -> Task<> {
        {
            auto socket = co_await net::connect("127.0.0.1", port);
            Stream line(socket.value());
            std::uint8_t byte[1];
            EXPECT_TRUE(co_await line.read_exactly(byte));
        }
        while (error == Errc::none) co_await sleep(1ms);
    };
    sch.run(main(server.port()));
    EXPECT_EQ(error, Errc::link_down);
}

TEST_F(NetTest, AWaitIsGivenUpAndTheNextWorks) {
    EchoServer::patience = 20s;
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    sch(EchoServer::run, server);
    const auto main = [](std::uint16_t port) -> Task<> {
        auto socket = co_await net::connect("127.0.0.1", port);
        Stream line(socket.value());
        char buffer[80];
        EXPECT_EQ((co_await with_timeout(5ms, line.read_line(buffer))).error(), Errc::timeout);
        EXPECT_TRUE(co_await line.write_all("late\n"));
        const auto answer = co_await line.read_line(buffer);
        EXPECT_EQ(answer.value(), "late\n");
    };
    sch.run(main(server.port()));
}

TEST_F(NetTest, WithoutMemoryForItsTaskAClientIsClosed) {
    host::board().set_task_memory(2000);
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    const auto talk = [](Scheduler&, net::Socket socket) -> Task<> {
        char much[4000];
        Stream client(socket);
        (void)co_await client.read_line(much);
    };
    const auto run = [](Scheduler&, net::Server& listening, auto handler) -> Task<> {
        co_await listening.serve(handler);
    };
    sch(run, server, talk);
    const auto main = [](std::uint16_t port) -> Task<> {
        auto socket = co_await net::connect("127.0.0.1", port);
        Stream line(socket.value());
        std::uint8_t byte[1];
        EXPECT_EQ((co_await line.read_some(byte)).error(), Errc::end_of_stream);
    };
    sch.run(main(server.port()));
    host::board().set_task_memory(std::size_t{1} << 20);
}

TEST_F(NetTest, WhatCannotBeReachedOrTaken) {
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    net::Server other;
    EXPECT_EQ(other.listen("127.0.0.1", server.port()).error(), Errc::duplicate);
    EXPECT_EQ(other.listen("192.0.2.1", 0).error(), Errc::invalid_argument);  // nobody's: RFC 5737
    EXPECT_EQ(other.listen("no address", 0).error(), Errc::invalid_argument);
    const auto main = []() -> Task<> {
        EXPECT_EQ((co_await net::connect("no such host.invalid", 1)).error(), Errc::no_device);
    };
    sch.run(main());
}

TEST_F(NetTest, VirtualTimeDoesNotJumpWhileASocketWaits) {
    host::board().restart();
    const auto began = std::chrono::steady_clock::now();
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    sch(EchoServer::run, server);
    const auto main = []() -> Task<> {
        co_await sleep(30ms);
        EXPECT_EQ(Clock::now().time_since_epoch(), 30ms);
    };
    sch.run(main());
    EXPECT_GE(std::chrono::steady_clock::now() - began, 29ms);
}

namespace example {
perth::Task<> ask(perth::Scheduler&, std::uint16_t port) {
    auto socket = co_await perth::net::connect("localhost", port);
    if (!socket) co_return;
    perth::Stream server(*socket);
    char buffer[80];
    (void)co_await server.write_all("hello\n");
    const auto answer = co_await server.read_line(buffer);
    if (answer) perth::print("{}", *answer);
}

perth::Task<> echo(perth::Scheduler&, perth::net::Socket socket) {
    perth::Stream client(socket);
    char buffer[80];
    for (;;) {
        const auto line = co_await perth::with_timeout(20s, client.read_line(buffer));
        if (!line) co_return;
        const auto written = co_await client.write_all(*line);
        if (!written) co_return;
    }
}

perth::Task<> serve(perth::Scheduler&, perth::net::Server& server) { co_await server.serve(echo); }
}  // namespace example

TEST_F(NetTest, Example) {
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    sch(example::serve, server);
    sch.run(example::ask(sch, server.port()));
    EXPECT_THAT(host::board().console(), testing::EndsWith("hello\n"));
}

}  // namespace
}  // namespace perth
