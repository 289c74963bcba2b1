#include "perth/sync/byte_ring.hpp"

namespace {

perth::ByteRing<64> received;

[[gnu::used, gnu::retain]] void interrupt() { (void)received.write(std::uint8_t{1}); }

perth::Task<> run() {
    std::uint8_t buffer[16];
    for (;;) (void)co_await received.read_some(buffer);
}

}  // namespace

void perth_main(perth::Scheduler& sch) { sch(run); }
