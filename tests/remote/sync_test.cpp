// `perth sync` to an emulated board whose console is behind RFC 2217: ser2net's, or a perth monitor
// that watches meanwhile. QEMU's micro:bit, its flash really written.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "tests/cli/commands/monitored.hpp"
#include "tests/cli/commands/perth.hpp"
#include "tests/fakes/pty.hpp"
#include "tests/remote/network.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;

/// Joins a pseudo-terminal and a TCP port: the cable between a board and an adapter.
class Cable {
public:
    Cable(const fakes::Pty& pty, std::uint16_t port)
        : pty_(pty), port_(*connected(port)), thread_([this] { serve(); }) {}
    ~Cable() {
        stopped_ = true;
        thread_.join();
    }
    Cable(const Cable&) = delete;
    Cable& operator=(const Cable&) = delete;

private:
    void serve() {
        using namespace std::chrono_literals;
        while (!stopped_) {
            std::array<pollfd, 2> entries = {{{pty_.fd(), POLLIN, 0}, {port_.get(), POLLIN, 0}}};
            if (::poll(entries.data(), entries.size(), 50) <= 0) continue;
            if ((entries[0].revents & POLLIN) != 0) pass(pty_.fd(), port_.get());
            // Nobody has the terminal open: poll(2) would not wait.
            if ((entries[0].revents & POLLHUP) != 0) std::this_thread::sleep_for(5ms);
            if (entries[1].revents != 0 && !pass(port_.get(), pty_.fd())) return;
        }
    }
    static bool pass(int from, int to) {
        std::array<char, 512> piece{};
        const ssize_t size = ::read(from, piece.data(), piece.size());
        if (size <= 0) return false;
        return ::write(to, piece.data(), static_cast<std::size_t>(size)) == size;
    }

    const fakes::Pty& pty_;
    Handle port_;
    std::atomic<bool> stopped_{false};
    std::thread thread_;
};

class SyncOverRfc2217 : public testing::Test {
protected:
    SyncOverRfc2217() {
        perth_.share_compiler_cache();
        perth_.set("PERTH_DATA", PERTH_SOURCE_DIR);
        perth_.set("XDG_RUNTIME_DIR", folder_.path().string());
        EXPECT_EQ(perth_.run({"new", "hello", "-b", "microbit", "--no-git"}).exit_code, 0);
        const Finished built = perth_.run({"build", "-C", "hello"});
        EXPECT_EQ(built.exit_code, 0) << built.err;
        write_file(folder_.path() / "old.elf",
                   read_file(perth_.folder() / "hello/build/microbit/hello.elf"));
        const auto source = perth_.folder() / "hello/src/main.cpp";
        std::string text = read_file(source);
        text.replace(text.find("\"count {}\""), 10, "\"Count {}\"");
        write_file(source, text);
        board_.emplace(Command{.args = {PERTH_PROGRAM, "run", "-b", "microbit", "--serve",
                                        std::to_string(port_), "--semihosting",
                                        (folder_.path() / "old.elf").string()},
                               .folder = perth_.folder(),
                               .environment = {{"PERTH_DATA", PERTH_SOURCE_DIR}}},
                       -1);
        for (int i = 0; i < 2000 && !connected(port_); ++i) ::usleep(10'000);
    }
    Finished sync(const std::string& device) {
        return perth_.run({"sync", "-C", "hello", "--device", device});
    }
    static void expect_synced(const Finished& done) {
        EXPECT_EQ(done.exit_code, 0) << done.err;
        EXPECT_THAT(done.out, HasSubstr("verified and running")) << done.err;
    }

    TemporaryFolder folder_;
    Perth perth_;
    const std::uint16_t port_ = free_port();
    std::optional<Child> board_;
};

TEST_F(SyncOverRfc2217, ThroughSer2netAlsoAfterTheLineWasCut) {
    const fakes::Pty adapter;
    const Cable cable(adapter, port_);
    const Ser2net server(folder_.path(), adapter.path());
    int cuts = 0;
    for (const std::size_t most : {60U, 120U, 400U, 900U}) {
        const CutLine line(server.port(), most);
        const Finished cut = sync(line.address());
        EXPECT_TRUE(line.was_cut()) << most << ": " << line.passed() << cut.out << cut.err;
        // What was cut while all was there already may have succeeded.
        EXPECT_TRUE(cut.exit_code == 6 || cut.exit_code == 3) << most << cut.out << cut.err;
        ++cuts;
    }
    expect_synced(sync(server.address()));
    EXPECT_THAT(sync(server.address()).out, HasSubstr("runs there already"));
    fmt::print("{} cuts survived\n", cuts);
}

TEST_F(SyncOverRfc2217, ThroughAMonitorThatWatches) {
    const std::uint16_t served = free_port();
    RunningMonitor monitor(folder_.path(), {fmt::format("socket://127.0.0.1:{}", port_), "--serve",
                                            fmt::format("127.0.0.1:{}", served)});
    monitor.hear(fmt::format("--- socket://127.0.0.1:{} ---\n", port_));
    monitor.see("count ");
    expect_synced(sync(fmt::format("rfc2217://127.0.0.1:{}", served)));
    monitor.see("Count 0");
    monitor.interrupt();
    EXPECT_EQ(monitor.end(), 130);
    EXPECT_EQ(monitor.out().find('\x06'), std::string::npos);
}

}  // namespace
}  // namespace perth::cli
