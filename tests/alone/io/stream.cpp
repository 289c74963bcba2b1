#include "tests/alone/uart.hpp"

namespace {

perth::Task<> run() {
    perth::Stream line(alone::uart);
    char buffer[16];
    for (;;) {
        const auto text = co_await line.read_line(buffer);
        if (text) (void)co_await line.write_all(*text);
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
