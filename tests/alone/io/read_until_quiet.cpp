#include "perth/io/read_until_quiet.hpp"

#include "tests/alone/uart.hpp"

namespace {

perth::Task<> run() {
    perth::Stream line(alone::uart);
    std::uint8_t buffer[16];
    for (;;) (void)co_await perth::read_until_quiet(line, buffer, std::chrono::seconds(1));
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
