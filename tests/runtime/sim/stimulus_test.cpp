// What perth run says to the port and hears from it: the lines of a stimulus and of a record.
#include <record.hpp>
#include <sim.hpp>
#include <stimulus.hpp>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "perth/hal/adc.hpp"
#include "perth/hal/i2c.hpp"
#include "perth/hal/pin.hpp"
#include "perth/hal/uart.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using host::parse_stimulus;

/// Returns what is wrong with a text as "line: what"; "" if nothing is.
std::string complaint(std::string_view text) {
    const auto parsed = parse_stimulus(text);
    const auto* const error = std::get_if<host::StimulusError>(&parsed);
    return error == nullptr ? "" : fmt::format("{}: {}", error->line, error->what);
}

TEST(StimulusLines, OfEachKindAreRead) {
    const auto parsed =
        parse_stimulus("0 P31 z\n5 U1 00fF\n5 C 0a\n7 A7 65535\n8 I1.7f ff 0102\n8 U0 -");
    ASSERT_TRUE(std::holds_alternative<std::vector<host::Stimulus>>(parsed));
    const auto& events = std::get<std::vector<host::Stimulus>>(parsed);
    ASSERT_EQ(events.size(), 6U);
    EXPECT_EQ(std::get<host::Stimulus::OnPad>(events[0].what).pad, 31);
    EXPECT_EQ(std::get<host::Stimulus::OnPad>(events[0].what).level, host::Level::open);
    EXPECT_THAT(std::get<host::Stimulus::ToUart>(events[1].what).bytes, ElementsAre(0, 0xFF));
    EXPECT_THAT(std::get<host::Stimulus::ToConsole>(events[2].what).bytes, ElementsAre('\n'));
    EXPECT_EQ(std::get<host::Stimulus::OnAdc>(events[3].what).value, 65535);
    const auto& registers = std::get<host::Stimulus::InRegisters>(events[4].what);
    EXPECT_EQ(registers.bus, 1);
    EXPECT_EQ(registers.address, 0x7F);
    EXPECT_EQ(registers.first, 0xFF);
    EXPECT_THAT(registers.bytes, ElementsAre(1, 2));
    EXPECT_EQ(events[5].time, 8us);
    EXPECT_EQ(complaint(""), "");
}

TEST(StimulusLines, OfOtherFormsAreRefused) {
    const std::vector<std::pair<std::string, std::string>> table = {
        {"\n", "1: the line does not begin with a time in microseconds"},
        {"-1 P0 1", "1: the line does not begin with a time in microseconds"},
        {"1.5 P0 1", "1: the line does not begin with a time in microseconds"},
        {"99999999999999999999 P0 1", "1: the line does not begin with a time in microseconds"},
        {"5 P0 1\n4 P0 0", "2: the time is before that of the line above"},
        {"0 P32 1", "1: there is no P32, only P0 to P31"},
        {"0 P 1", "1: there is no P, only P0 to P31"},
        {"0 U2 00", "1: there is no U2, only U0 to U1"},
        {"0 A8 1", "1: there is no A8, only A0 to A7"},
        {"0 I2.10 00 00", "1: there is no I2.10, only I0 to I1"},
        {"0 S0 00",
         "1: 'S0' is neither a pad (P8), a UART (U0), the console (C), an ADC channel (A0) nor a "
         "device (I0.48)"},
        {"0",
         "1: '' is neither a pad (P8), a UART (U0), the console (C), an ADC channel (A0) nor "
         "a device (I0.48)"},
        {"0 P0 2", "1: a pad is driven to 0, 1 or z, not '2'"},
        {"0 P0", "1: a pad is driven to 0, 1 or z, not ''"},
        {"0 P0 01", "1: a pad is driven to 0, 1 or z, not '01'"},
        {"0 P0 1 ", "1: there is more than belongs here: ''"},
        {"0 P0 1 P1", "1: there is more than belongs here: 'P1'"},
        {"0 U0 0", "1: bytes are two hexadecimal digits each, or '-' for none"},
        {"0 U0", "1: bytes are two hexadecimal digits each, or '-' for none"},
        {"0 C 0g", "1: bytes are two hexadecimal digits each, or '-' for none"},
        {"0 A0 65536", "1: a voltage is a number from 0 to 65535"},
        {"0 A0 ", "1: a voltage is a number from 0 to 65535"},
        {"0 I0 00 00", "1: an I2C address is two digits from 00 to 7f"},
        {"0 I0.80 00 00", "1: an I2C address is two digits from 00 to 7f"},
        {"0 I0.48 0 00", "1: a register is two hexadecimal digits"},
        {"0 I0.48 00 0", "1: bytes are two hexadecimal digits each, or '-' for none"}};
    for (const auto& [text, expected] : table) EXPECT_EQ(complaint(text), expected) << text;
}

class StimulusTest : public RuntimeTest {
protected:
    StimulusTest() { host::board().capture_record(); }
    ~StimulusTest() override { std::filesystem::remove(file); }

    void play(const std::string& lines) {
        std::ofstream(file) << lines;
        host::play_stimulus(file.c_str());
    }

    std::string file = testing::TempDir() + "perth_stimulus_" + std::to_string(::getpid());
    Scheduler sch;
};

TEST_F(StimulusTest, ComesBeforeTheTasksThatAreDue) {
    hal::Input<pad::P8, active::low, hal::Pull::up> button;
    const auto main = [](auto& input, std::string& seen) -> Task<> {
        for (int i = 0; i < 3; ++i) {
            seen += input.is_on() ? "on " : "off ";
            co_await sleep(10ms);
        }
    };
    std::string seen;
    play("0 P8 0\n10000 P8 z\n20000 P8 0\n");
    sch.run(main(button, seen));
    EXPECT_EQ(seen, "on off on ");
    EXPECT_EQ(host::board().record(), "0 P8 1\n0 P8 0\n10000 P8 1\n20000 P8 0\n");
}

TEST_F(StimulusTest, ReachesEveryUnit) {
    hal::Uart<uart::U0> line;
    hal::I2cMaster<i2c::I0> bus;
    hal::AnalogInput<adc::A3> knob;
    ASSERT_TRUE(line.begin(1'000'000));
    ASSERT_TRUE(bus.begin(1'000'000));
    play("10 U0 6869\n10 C 6f6b\n10 A3 123\n10 I0.48 05 aabb\n");
    busy_wait(100us);
    std::uint8_t bytes[4] = {};
    EXPECT_EQ(line.read(bytes), 2U);
    EXPECT_EQ(knob.read_u16(), 123);
    char text[4] = {};
    EXPECT_EQ(hal::console_read(text, sizeof text), 2U);
    EXPECT_STREQ(text, "ok");
    const std::uint8_t from[] = {5};
    ASSERT_TRUE(bus.start({.address = 0x48, .write = from, .read = std::span(bytes, 2)}, {}));
    busy_wait(100us);
    EXPECT_EQ(host::board().record(),
              "10 A3 123\n20 U0r 68\n30 U0r 69\n119 I0 48 w 05 ok\n148 I0 48 r aabb ok\n");
}

TEST_F(StimulusTest, AFileThatIsNoneEndsTheProcess) {
    EXPECT_EXIT(play("0 P8 0\n1 P8 x\n"), testing::ExitedWithCode(2),
                "^perth: .*perth_stimulus_[0-9]+:2: a pad is driven to 0, 1 or z, not 'x'\n$");
    EXPECT_EXIT(host::play_stimulus("/no/such/file"), testing::ExitedWithCode(2),
                "^perth: cannot read the stimulus /no/such/file: No such file or directory\n$");
}

TEST_F(StimulusTest, TheRecordGoesToItsFileAndHasAnEnd) {
    const auto blink = [] {
        host::record().write_to(STDERR_FILENO);
        hal::Output<pad::P0> led;
        busy_wait(10ms);
        led.on();
        hal::exit(0);
    };
    EXPECT_EXIT(blink(), testing::ExitedWithCode(0), "^0 P0 0\n10000 P0 1\n10000 end\n$");
    const auto time_over = [] {
        host::record().write_to(STDERR_FILENO);
        hal::Output<pad::P0> led;
        host::board().end_at(5ms);
        busy_wait(10ms);
    };
    EXPECT_EXIT(time_over(), testing::KilledBySignal(SIGALRM), "^0 P0 0\n5000 end\n$");
}

/// A program that uses everything, in a world that does.
std::string play_scenario() {
    host::board().restart();
    host::board().capture_record();
    hal::Input<pad::P8, active::low, hal::Pull::up> button;
    hal::Output<pad::P0> led;
    hal::Uart<uart::U0> line;
    hal::I2cMaster<i2c::I0> bus;
    hal::AnalogInput<adc::A0> knob;
    sim::Button finger({.pad = 8, .bounce = {.count = 7, .time = 5ms, .seed = 3}});
    sim::I2cRegisters sensor(0, 0x48);
    sim::UartPeer peer(0);
    sim::set_adc(0, sim::sine(32768, 30000, 1s));
    peer.on_line([&peer](std::string_view text) { peer.send(std::string(text) + "!\n"); });
    for (int i = 1; i < 20; ++i) {
        finger.press_at(i * 50ms);
        finger.release_at(i * 50ms + 20ms);
    }
    struct Parts {
        decltype(button)& button;
        decltype(led)& led;
        decltype(line)& line;
        decltype(bus)& bus;
        decltype(knob)& knob;
    } parts{button, led, line, bus, knob};
    (void)line.begin(9600);
    (void)bus.begin(400'000);
    (void)button.on_edge(
        hal::Edge::both,
        {[](void* output) { static_cast<decltype(led)*>(output)->toggle(); }, &led});
    const auto main = [](Parts its) -> Task<> {
        static std::uint8_t bytes[2];
        for (int i = 0; i < 100; ++i) {
            (void)its.bus.start({.address = 0x48, .read = bytes}, {});
            const std::uint8_t text[] = {static_cast<std::uint8_t>('a' + its.knob.read_u16() % 26),
                                         '\n'};
            (void)its.line.write(text);
            co_await sleep(10ms);
        }
    };
    Scheduler sch;
    sch.run(main(parts));
    return host::board().record();
}

TEST_F(StimulusTest, TheSameScenarioGivesTheSameBytes) {
    const std::string record = play_scenario();
    EXPECT_EQ(record, play_scenario());
    EXPECT_GT(std::count(record.begin(), record.end(), '\n'), 1000);
    for (const char* const what : {" P8 0", " P0 1", " U0t ", " U0r 21", " I0 48 r ", " A0 "}) {
        EXPECT_NE(record.find(what), std::string::npos) << what;
    }
}

// Scripted events under the computer's own clock, whether the firmware sleeps, waits or computes.
class WallClockTest : public RuntimeTest {
protected:
    WallClockTest() {
        host::board().restart(host::Pace::wall_clock);
        host::board().capture_console();
    }
    ~WallClockTest() override { host::board().restart(); }

    Scheduler sch;
    ThreadSafeFlag flag;
};

TEST_F(WallClockTest, AnEventWakesWhoSleeps) {
    const auto main = [](ThreadSafeFlag& event) -> Task<> { (void)co_await event.wait(); };
    host::board().at(20ms, [this] { flag.set(); });
    host::board().at(10ms, [] { EXPECT_TRUE(hal::in_interrupt()); });
    sch.run(main(flag));
    EXPECT_GE(hal::now(), 20'000);
}

TEST_F(WallClockTest, AnEventComesBetweenTurnsThatNeverEnd) {
    const auto main = [](bool& set) -> Task<> {
        co_await sleep(1ms);
        while (!set) co_await yield();
    };
    bool set = false;
    host::board().at(20ms, [&set] { set = true; });
    sch.run(main(set));
    EXPECT_GE(hal::now(), 20'000);
}

TEST_F(WallClockTest, AnEventComesInABusyWait) {
    int count = 0;
    host::board().at(1ms, [&count] { ++count; });
    host::board().at(2ms, [&count] { ++count; });
    busy_wait(3ms);
    EXPECT_EQ(count, 2);
}

}  // namespace
}  // namespace perth
