// The SPI bus. Nobody answers: the line is high. That the bytes are on the wire is said by the
// emulator's record; see CMakeLists.txt.
#include <algorithm>
#include <array>

#include "perth/hal/spi.hpp"
#include "perth/perth.hpp"
#include "perth/sync/thread_safe_flag.hpp"
#include "verdict.hpp"

namespace {

using namespace perth;
using namespace std::chrono_literals;
using test::check;
using Bus = hal::SpiMaster<spi::Wired<spi::SPI0, pad::GPIO18, pad::GPIO19, pad::GPIO16>>;

ThreadSafeFlag ended;
bool in_interrupt = false;
const hal::Callback end = {[](void*) {
    in_interrupt = hal::in_interrupt();
    ended.set();
}};

void has_modes(Bus& bus) {
    for (std::uint8_t mode = 0; mode < 4; ++mode) {
        check("a mode is there", bus.begin({.frequency_hz = 1'000'000, .mode = mode}).has_value());
    }
    check("a fifth is not", bus.begin({.mode = 4}).error() == Errc::out_of_range);
    check("the fastest clock is there", bus.begin({.frequency_hz = 100'000'000}).has_value());
    check("1.9 kHz are too slow", bus.begin({.frequency_hz = 1'900}).error() == Errc::out_of_range);
    check("2 kHz are not", bus.begin({.frequency_hz = 2'000}).has_value());
}

Task<> transfers(Bus& bus, std::size_t write_size, std::size_t read_size) {
    static std::array<std::uint8_t, 300> out, in;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(i + 1);
    in.fill(0xA5);
    in_interrupt = false;
    const std::int64_t start = hal::now();
    const bool began = bus.start({{out.data(), write_size}, {in.data(), read_size}, 0xE3}, end);
    (void)co_await ended.wait();
    const auto took = static_cast<std::int32_t>(hal::now() - start);
    check("a transfer ends, in interrupt context", began && in_interrupt);
    const auto bytes = static_cast<std::int32_t>(std::max(write_size, read_size));
    check("in the time of its bits, and little more", took >= 8 * bytes && took <= 9 * bytes + 40);
    check("it reads what was asked for",
          std::all_of(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(read_size),
                      [](std::uint8_t byte) { return byte == 0xFF; }));
    check("and no more", std::all_of(in.begin() + static_cast<std::ptrdiff_t>(read_size), in.end(),
                                     [](std::uint8_t byte) { return byte == 0xA5; }));
    co_await sleep(100us);  // the record takes a pause for the end of a transfer
}

Task<> gives_up(Bus& bus) {
    static std::uint8_t in[100];
    {
        const hal::Critical guard;
        check("a transfer begins", bus.start({{}, in, 0}, end));
        check("one at a time", !bus.start({{}, in, 0}, end));
        hal::busy_wait(50);
        bus.cancel();
    }
    co_await sleep(2ms);
    check("nobody is called for what was given up", !ended.is_set());
}

Task<> main_task(Scheduler&) {
    Bus bus;
    check("nothing starts before begin()", !bus.start({}, end));
    has_modes(bus);
    check("1 MHz is there", bus.begin({.frequency_hz = 1'000'000, .mode = 3}).has_value());
    co_await transfers(bus, 5, 7);
    for (const std::size_t size : {0U, 1U, 3U, 4U, 8U, 9U, 300U}) {
        co_await transfers(bus, size, size);
    }
    co_await transfers(bus, 20, 5);
    co_await gives_up(bus);
    co_await transfers(bus, 2, 2);
}

}  // namespace

int main() {
    Scheduler sch;
    sch.run(main_task(sch));
    test::finish();
}
