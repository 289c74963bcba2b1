// The SPI bus. In QEMU its display takes what is sent as commands, this one for none, and answers
// 0.
#include <algorithm>
#include <board.hpp>

#include "perth/perth.hpp"
#include "perth/sync/thread_safe_flag.hpp"
#include "verdict.hpp"

namespace {

using namespace perth;
using test::check;

ThreadSafeFlag ended;
bool in_interrupt = false;
const hal::Callback end = {[](void*) {
    in_interrupt = hal::in_interrupt();
    ended.set();
}};

constexpr std::uint8_t no_command = 0xE3;

void has_modes(board::Spi& bus) {
    for (std::uint8_t mode = 0; mode < 4; ++mode) {
        check("a mode is there", bus.begin({.frequency_hz = 1'000'000, .mode = mode}).has_value());
    }
    check("a fifth is not", bus.begin({.mode = 4}).error() == Errc::out_of_range);
    check("the fastest clock is there", bus.begin({.frequency_hz = 100'000'000}).has_value());
    check("the slowest is 769 Hz", bus.begin({.frequency_hz = 768}).error() == Errc::out_of_range &&
                                       bus.begin({.frequency_hz = 769}).has_value());
}

Task<> transfers(board::Spi& bus, std::size_t write_size, std::size_t read_size) {
    static std::uint8_t out[3000], in[3000];
    std::fill(std::begin(out), std::end(out), no_command);
    std::fill(std::begin(in), std::end(in), std::uint8_t{0xA5});
    in_interrupt = false;
    const bool began = bus.start({{out, write_size}, {in, read_size}, no_command}, end);
    (void)co_await ended.wait();
    check("a transfer ends, in interrupt context", began && in_interrupt);
    check("it reads what was asked for, 0 from nobody",
          std::all_of(in, in + read_size, [](std::uint8_t byte) { return byte == 0; }));
    check("and no more", std::all_of(in + read_size, std::end(in),
                                     [](std::uint8_t byte) { return byte == 0xA5; }));
}

Task<> gives_up(board::Spi& bus) {
    static std::uint8_t in[100];
    {
        const hal::Critical guard;
        check("a transfer begins", bus.start({{}, in, no_command}, end));
        check("one at a time", !bus.start({{}, in, no_command}, end));
        bus.cancel();
    }
    co_await sleep(std::chrono::milliseconds(2));
    check("nobody is called for what was given up", !ended.is_set());
}

Task<> main_task(Scheduler&) {
    board::SdSelect card;  // shares the bus, and is not meant
    board::OledCommand command;
    command.on();
    board::Spi bus;
    check("nothing starts before begin()", !bus.start({}, end));
    has_modes(bus);
    for (const std::size_t size : {0U, 1U, 3U, 4U, 8U, 9U, 3000U}) {
        co_await transfers(bus, size, size);
    }
    co_await transfers(bus, 5, 20);
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
