#include "cli/console/outbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "cli/support/files.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

/// A device that takes so many bytes, then none any more.
class Taking final : public serial::Stream {
public:
    explicit Taking(std::size_t room) : room_(room) {}
    [[nodiscard]] const std::string& address() const override { return name_; }
    std::size_t read(std::span<std::uint8_t>, Clock::time_point) override { return 0; }
    void write(BytesView bytes, Clock::time_point) override {
        if (bytes.size() > room_) throw Error({.what = "no room", .fault = Fault::timeout});
        room_ -= bytes.size();
        longest = std::max(longest, bytes.size());
        taken.append(bytes.begin(), bytes.end());
    }
    void configure(const serial::Settings&) override {}
    void set_lines(serial::Level, serial::Level) override {}
    void send_break(std::chrono::milliseconds) override {}
    void discard_input() override {}
    [[nodiscard]] int fd() const noexcept override { return -1; }

    std::string taken;
    std::size_t longest = 0;

private:
    std::string name_ = "board";
    std::size_t room_;
};

std::string sent(Outbox& outbox) {
    Taking device(1'000'000);
    while (!outbox.is_empty()) outbox.send_some(device);
    EXPECT_LE(device.longest, 64U);  // so that its owner reads in between
    return device.taken;
}

TEST(Outbox, SendsWhatIsTypedThroughEolThenMap) {
    Outbox outbox(Eol::crlf, parse_maps({"oigncr,odelbs"}).out);
    outbox.type("a\r");
    outbox.type("\nb\x7f\n");
    EXPECT_EQ(sent(outbox), "a\nb\b\n");
    EXPECT_TRUE(outbox.is_empty());
}

TEST(Outbox, SendsAFileAsItIsBehindWhatWaits) {
    const TemporaryFolder folder;
    const std::string content = std::string(1000, 'x') + "\r\n\x7f";
    write_file(folder.path() / "x", content);
    Outbox outbox(Eol::lf, parse_maps({"odelbs"}).out);
    outbox.type("a\r");
    outbox.add_file(folder.path() / "x");
    EXPECT_EQ(outbox.size(), 2 + content.size());
    EXPECT_EQ(sent(outbox), "a\n" + content);
}

TEST(Outbox, PassesOverWhatNobodyKnowsWhetherItWasSent) {
    Outbox outbox(std::nullopt, {});
    outbox.type(std::string(64, 'a') + std::string(64, 'b') + std::string(64, 'c'));
    Taking device(64);
    outbox.send_some(device);
    EXPECT_EQ(error_text([&] { outbox.send_some(device); }), "error: no room");
    EXPECT_EQ(sent(outbox), std::string(64, 'c'));
}

TEST(Outbox, ForgetsWhatWaits) {
    Outbox outbox(std::nullopt, {});
    outbox.type("a");
    outbox.clear();
    EXPECT_TRUE(outbox.is_empty());
}

TEST(Outbox, RefusesAFileThatCannotBeRead) {
    Outbox outbox(std::nullopt, {});
    EXPECT_EQ(error_text([&] { outbox.add_file("/nowhere"); }),
              "error: cannot read /nowhere\n  No such file or directory");
}

}  // namespace
}  // namespace perth::cli
