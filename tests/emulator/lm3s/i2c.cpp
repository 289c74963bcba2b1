// The I2C bus with QEMU's thermometer at 0x48 and its memory of 4 KiB at 0x50; nobody at 0x51.
#include <board.hpp>

#include "perth/perth.hpp"
#include "perth/sync/thread_safe_flag.hpp"
#include "verdict.hpp"

namespace {

using namespace perth;
using hal::I2cTransfer;
using test::check;
using test::figure;

constexpr std::uint8_t thermometer = 0x48, memory = 0x50, nobody = 0x51;

ThreadSafeFlag ended;
bool in_interrupt = false;
const hal::Callback end = {[](void*) {
    in_interrupt = hal::in_interrupt();
    ended.set();
}};

Task<Result<void>> transfer(board::I2c& bus, I2cTransfer what) {
    if (!bus.start(what, end)) co_return Errc::refused;
    (void)co_await ended.wait();
    co_return bus.result();
}

Task<> reads_a_sensor(board::I2c& bus) {
    const std::uint8_t high_limit[] = {3, 0x12, 0x30}, which[] = {3};
    const auto written = co_await transfer(bus, {.address = thermometer, .write = high_limit});
    check("a register is written", written.has_value());
    check("the callback came in interrupt context", in_interrupt);
    std::uint8_t bytes[2] = {};
    const auto read =
        co_await transfer(bus, {.address = thermometer, .write = which, .read = bytes});
    check("and read back", read.has_value() && bytes[0] == 0x12 && bytes[1] == 0x30);
    bytes[0] = bytes[1] = 0;
    const auto again = co_await transfer(bus, {.address = thermometer, .read = bytes});
    check("a read alone goes on with the register chosen last",
          again.has_value() && bytes[0] == 0x12 && bytes[1] == 0x30);
}

Task<> keeps_a_page(board::I2c& bus) {
    static std::uint8_t page[2 + 32], back[32];
    page[0] = 0x01;  // the address: 0x0140
    page[1] = 0x40;
    for (std::uint8_t i = 0; i < 32; ++i) page[2 + i] = static_cast<std::uint8_t>(i * 7 + 1);
    const auto written = co_await transfer(bus, {.address = memory, .write = page});
    const auto read = co_await transfer(
        bus, {.address = memory, .write = std::span<const std::uint8_t>(page, 2), .read = back});
    check("32 bytes are written and read", written.has_value() && read.has_value());
    check("they are the same", std::equal(back, back + 32, page + 2));
}

Task<> misses_a_device(board::I2c& bus) {
    const std::uint8_t bytes[] = {1, 2, 3};
    const std::int64_t start = hal::now();
    const auto written = co_await transfer(bus, {.address = nobody, .write = bytes});
    const auto took = static_cast<std::int32_t>(hal::now() - start);
    check("nobody answers a write", written.error() == Errc::no_device);
    figure("that took", took, "us");
    check("that was told long before the time-out", took < 100'000);
    std::uint8_t answer[4] = {};
    const auto read = co_await transfer(bus, {.address = nobody, .read = answer});
    check("nobody answers a read", read.error() == Errc::no_device);
    const auto briefly = co_await transfer(bus, {.address = nobody, .timeout_us = 50});
    check("nor in a shorter time than a look takes", briefly.error() == Errc::no_device);
    const auto somebody = co_await transfer(bus, {.address = thermometer});
    check("who is there answers", somebody.has_value());
}

Task<> gives_up(board::I2c& bus) {
    static std::uint8_t bytes[200];
    check("a transfer begins", bus.start({.address = memory, .read = bytes}, end));
    bool second = false;
    {
        const hal::Critical guard;
        check("one at a time", true);
        bus.cancel();
        ended.clear();
        second = bus.start({.address = nobody, .timeout_us = 20'000}, end);
        check("a second one is refused meanwhile", second && !bus.start({.address = memory}, end));
        bus.cancel();
    }
    co_await sleep(std::chrono::milliseconds(30));
    check("nobody is called for what was given up", !ended.is_set());
    const auto after = co_await transfer(bus, {.address = thermometer});
    check("the bus works afterwards", after.has_value());
}

Task<> main_task(Scheduler&) {
    board::I2c bus;
    check("nothing starts before begin()", !bus.start({.address = thermometer}, end));
    check("there is no clock of 1 Hz", bus.begin(1).error() == Errc::out_of_range);
    check("100 kHz are possible", bus.begin(100'000).has_value());
    co_await reads_a_sensor(bus);
    co_await keeps_a_page(bus);
    check("so are 400 kHz", bus.begin(400'000).has_value());
    co_await reads_a_sensor(bus);
    co_await misses_a_device(bus);
    co_await gives_up(bus);
}

Task<> second_unit(Scheduler&) {
    hal::I2cMaster<i2c::Wired<i2c::I2C1, pad::PA6, pad::PA7>> bus;
    check("QEMU has no second bus, and it is told so", !bus.begin(100'000));
    co_return;
}

}  // namespace

int main() {
    Scheduler sch;
    sch.run(main_task(sch));
    sch.run(second_unit(sch));
    test::finish();
}
