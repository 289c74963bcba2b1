#include "perth/io/record_stream.hpp"

#include "tests/alone/uart.hpp"

namespace {

perth::Task<> run() {
    perth::Stream line(alone::uart);
    std::uint8_t buffer[16];
    perth::RecordStream records(line, buffer);
    for (;;) {
        const auto record = co_await records.receive();
        if (record) (void)co_await records.send(*record);
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
