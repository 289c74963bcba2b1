#include <perth/diag/mon_spi.hpp>

#include "tests/emulator/mon/firmware.hpp"

namespace {

using Wired =
    perth::spi::Wired<perth::spi::SPI0, perth::pad::GPIO18, perth::pad::GPIO19, perth::pad::GPIO16>;

perth::Task<> run(perth::Scheduler& sch) {
    static perth::hal::SpiMaster<Wired> bus;
    static perth::hal::Output<perth::pad::GPIO17, perth::active::low> select;
    static perth::mon::SpiLine line(bus, select);
    static perth::mon::Monitor monitor;
    if (!line.begin({.frequency_hz = 4'000'000}, monitor)) perth::hal::exit(1);
    co_await watched::main(sch, monitor);
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
