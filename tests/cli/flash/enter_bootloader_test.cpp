#include "cli/flash/enter_bootloader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>

#include "cli/agent/smp.hpp"
#include "tests/fakes/pico_program.hpp"
#include "tests/fakes/usb_host.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Op = SmpPacket::Op;

/// A firmware's console; `answers` has what it says after each request.
class Console : public serial::Stream {
public:
    std::deque<std::string> answers = {};
    std::string said = {};  // by the firmware, not yet read
    std::string heard = {};
    std::string lines = {};  // rate and DTR as they were set

    [[nodiscard]] const std::string& address() const override { return address_; }
    std::size_t read(std::span<std::uint8_t> into, Clock::time_point deadline) override {
        if (said.empty()) now_ = std::max(now_, deadline);
        const std::size_t size = std::min<std::size_t>(into.size(), said.size());
        std::copy_n(said.begin(), size, into.begin());
        said.erase(0, size);
        return size;
    }
    void write(BytesView bytes, Clock::time_point) override {
        heard.append(bytes.begin(), bytes.end());
        if (answers.empty()) return;
        said += answers.front();
        answers.pop_front();
    }
    void configure(const serial::Settings& settings) override {
        lines += std::to_string(settings.baud) + (settings.dtr == serial::Level::on ? " on" : "");
    }
    void set_lines(serial::Level dtr, serial::Level) override {
        lines += dtr == serial::Level::off ? ", off" : ", on";
    }
    void send_break(std::chrono::milliseconds) override {}
    void discard_input() override { said.clear(); }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] Clock::time_point now() const override { return now_; }
    void sleep(Clock::duration duration) override { now_ += duration; }

private:
    Clock::time_point now_;
    std::string address_ = "console";
};

std::string answer(std::uint8_t sequence, Bytes payload = {0xBF, 0x62, 'r', 'c', 0x00, 0xFF}) {
    return "\n" + smp_lines({.op = Op::write_reply,
                             .group = 0x5045,
                             .sequence = sequence,
                             .command = 1,
                             .payload = std::move(payload)});
}

const std::string first_request =
    "\x06\x09"
    "AAoCAAAAUEUBAS/Q\n";

TEST(EnterBootloader, AsksOnceWhereTheFirmwareAnswers) {
    Console console;
    console.answers = {"count 1\ncount 2" + answer(1)};
    EXPECT_TRUE(enter_bootloader(console, console.now() + 1s));
    EXPECT_EQ(console.heard, first_request);
}

TEST(EnterBootloader, AsksAgainOnALineOfItsOwn) {
    Console console;
    console.answers = {"shell> noise\n", answer(2)};
    EXPECT_TRUE(enter_bootloader(console, console.now() + 1s));
    EXPECT_THAT(console.heard, testing::StartsWith(first_request + "\n\x06\x09"));
}

TEST(EnterBootloader, GivesUpAtTheDeadline) {
    Console console;
    const auto start = console.now();
    EXPECT_FALSE(enter_bootloader(console, start + 1s));
    EXPECT_EQ(console.now() - start, 1s);
    EXPECT_EQ(std::count(console.heard.begin(), console.heard.end(), '\x06'), 4);
}

TEST(EnterBootloader, TakesNoOtherAnswerForItsOwn) {
    const auto is_taken = [](const std::string& text) {
        Console console;
        console.answers = {text};
        return enter_bootloader(console, console.now() + 250ms);
    };
    EXPECT_FALSE(is_taken(answer(9)));
    EXPECT_FALSE(is_taken(answer(1, {0xA1, 0x62, 'r', 'c', 0x08})));
    EXPECT_FALSE(is_taken(first_request));  // an echo
    EXPECT_TRUE(is_taken(answer(1, {})));
    EXPECT_TRUE(is_taken(answer(1, {0xA0})));
}

TEST(TouchAt1200Baud, LeavesThePortWithDtrOff) {
    Console console;
    touch_at_1200_baud(console);
    EXPECT_EQ(console.lines, "1200 on, off");
    EXPECT_EQ(console.heard, "");
}

TEST(ResetToBootsel, AsksTheInterfaceThatIsThereForIt) {
    fakes::UsbHost host;
    const auto program = std::make_shared<fakes::PicoProgram>(fakes::PicoProgram::Behaviour{});
    host.plug(2, program);
    EXPECT_EQ(find_reset_interface(host.attached().at(0)), 2);
    usb::Setup asked;
    host.set_tamper([&](std::size_t, const usb::Setup& setup, BytesView,
                        std::size_t) -> std::optional<fakes::Answer> {
        asked = setup;
        return std::nullopt;
    });
    reset_to_bootsel(host, host.attached().at(0));
    EXPECT_EQ(asked.request_type, 0x21);
    EXPECT_EQ(asked.request, 1);
    EXPECT_EQ(asked.value, 0);
    EXPECT_EQ(asked.index, 2);
    EXPECT_FALSE(program->is_attached());

    host.plug(3, std::make_shared<fakes::PicoProgram>(
                     fakes::PicoProgram::Behaviour{.has_reset_interface = false}));
    EXPECT_EQ(find_reset_interface(host.attached().at(0)), std::nullopt);
}

}  // namespace
}  // namespace perth::cli
