// The I2C bus. The world puts a device of 256 registers at 0x48, and holds the data line from
// second 2 to second 3; see CMakeLists.txt.
#include <algorithm>
#include <array>

#include "perth/hal/i2c.hpp"
#include "perth/perth.hpp"
#include "perth/sync/thread_safe_flag.hpp"
#include "verdict.hpp"

namespace {

using namespace perth;
using namespace std::chrono_literals;
using test::check;
using Bus = hal::I2cMaster<i2c::Wired<i2c::I2C0, pad::GPIO5, pad::GPIO4>>;

ThreadSafeFlag ended;
bool in_interrupt = false;
const hal::Callback end = {[](void*) {
    in_interrupt = hal::in_interrupt();
    ended.set();
}};

constexpr std::uint8_t device = 0x48, nobody = 0x49;

std::uint8_t content(std::size_t index) { return static_cast<std::uint8_t>(index * 5 + 3); }

Task<Errc> transfer(Bus& bus, hal::I2cTransfer what) {
    in_interrupt = false;
    const bool began = bus.start(what, end);
    if (!began) co_return Errc::invalid_argument;
    (void)co_await ended.wait();
    check("it ends in interrupt context", in_interrupt);
    co_return bus.result().error();
}

Task<> reads_and_writes(Bus& bus) {
    static std::array<std::uint8_t, 61> out;
    out[0] = 0x10;
    for (std::size_t i = 1; i < out.size(); ++i) out[i] = content(i);
    const Errc written = co_await transfer(bus, {.address = device, .write = out});
    check("60 registers are written", written == Errc::none);

    static std::array<std::uint8_t, 62> in;
    in.fill(0xA5);
    co_await sleep(20ms);  // the console has sent what was printed
    const std::int64_t start = hal::now();
    const Errc read = co_await transfer(
        bus, {.address = device, .write = {out.data(), 1}, .read = {in.data(), 60}});
    test::figure("a byte written and 60 read", static_cast<std::int32_t>(hal::now() - start), "us");
    // 63 bytes with their acknowledgements at 400 kHz take 1420 us.
    check("at the speed that was asked for, or a little less",
          hal::now() - start >= 1418 && hal::now() - start < 1700);
    check("60 registers are read back",
          read == Errc::none && std::equal(in.begin(), in.begin() + 60, out.begin() + 1));
    check("and no more", in[60] == 0xA5 && in[61] == 0xA5);

    const std::uint8_t first[] = {0x00};
    std::uint8_t worlds[2] = {};
    const Errc of_world =
        co_await transfer(bus, {.address = device, .write = first, .read = worlds});
    check("what the world put there is read",
          of_world == Errc::none && worlds[0] == 0x15 && worlds[1] == 0x5A);
    const Errc alone = co_await transfer(bus, {.address = device, .write = {}, .read = worlds});
    check("it may be read without writing", alone == Errc::none);
}

Task<> misses() {
    Bus bus;
    check("nothing starts before begin()", !bus.start({.address = device}, end));
    check("1 kHz is too slow", bus.begin(1'000).error() == Errc::out_of_range);
    check("400 kHz are there", bus.begin(400'000).has_value());
    const Errc there = co_await transfer(bus, {.address = device});
    check("a device acknowledges its address", there == Errc::none);
    const Errc missing = co_await transfer(bus, {.address = nobody});
    check("nobody does another", missing == Errc::no_device);
    const std::uint8_t bytes[40] = {};
    const Errc written = co_await transfer(bus, {.address = nobody, .write = bytes});
    check("nor takes bytes", written == Errc::no_device);
    co_await reads_and_writes(bus);
}

Task<> is_given_up_after(Bus& bus, unsigned time_us) {
    static std::uint8_t in[100];
    bool begins = false;
    bool another = false;
    {
        const hal::Critical guard;  // nothing is printed meanwhile: that waits for the console
        begins = bus.start({.address = device, .read = in}, end);
        another = bus.start({.address = device, .read = in}, end);
        hal::busy_wait(time_us);
        bus.cancel();
    }
    check("a transfer begins", begins);
    check("one at a time", !another);
    co_await sleep(10ms);
    check("nobody is called for what was given up", !ended.is_set());
    const Errc next = co_await transfer(bus, {.address = device, .read = in});
    check("the next one is as ever", next == Errc::none);
}

Task<> gives_up(Bus& bus) {
    static std::uint8_t in[100];
    co_await is_given_up_after(bus, 100);    // in a byte
    co_await is_given_up_after(bus, 3'000);  // the unit holds the clock: its queue is full
    const Errc late = co_await transfer(bus, {.address = device, .read = in, .timeout_us = 500});
    check("a transfer that takes too long ends by its time-out", late == Errc::timeout);
    const Errc after = co_await transfer(bus, {.address = device, .read = in});
    check("and the next one is as ever, too", after == Errc::none);
}

Task<> meets_a_held_line(Bus& bus) {
    std::uint8_t in[2];
    co_await sleep_until(Time(2500ms));
    const std::int64_t start = hal::now();
    const Errc held = co_await transfer(bus, {.address = device, .read = in});
    check("a held data line is a time-out", held == Errc::timeout);
    check("that comes soon", hal::now() - start < 1000);
    co_await sleep_until(Time(3500ms));
    const Errc freed = co_await transfer(bus, {.address = device, .read = in});
    check("once it is let go of, all is as ever", freed == Errc::none);
}

Task<> main_task(Scheduler&) {
    co_await sleep(10ms);  // the world puts its device there
    co_await misses();
    Bus bus;
    check("it can be begun again", bus.begin(100'000).has_value());
    co_await gives_up(bus);
    co_await meets_a_held_line(bus);
}

}  // namespace

int main() {
    Scheduler sch;
    sch.run(main_task(sch));
    test::finish();
}
