// The UART as the program's own, which then has no console: what echo_peer sends comes back. The
// exit code alone is the verdict.
#include "perth/hal/uart.hpp"

#include "tests/emulator/ports/verdict.hpp"
#include "tests/port_contract/echo.hpp"

namespace {

using Wired = perth::uart::Wired<perth::uart::UART0, perth::pad::P0_09, perth::pad::P0_11>;
using perth::test::check;

void rates() {
    perth::hal::Uart<Wired> line;
    for (const std::uint32_t baud : {300U, 1200U, 9600U, 57'600U, 250'000U, 1'000'000U}) {
        check("a usual rate is possible", line.begin(baud).has_value());
    }
    for (const std::uint32_t baud : {0U, 50U, 1'000'001U, 4'000'000U}) {
        check("another is not", line.begin(baud).error() == perth::Errc::out_of_range);
    }
}

struct Calls {
    volatile int count = 0;
    perth::hal::Callback callback() {
        return {[](void* it) {
                    auto& calls = *static_cast<Calls*>(it);
                    calls.count = calls.count + 1;
                },
                this};
    }
};

void echoes() {
    perth::hal::Uart<Wired> line;
    check("115200 baud are possible", line.begin(115'200).has_value());
    check("its pads are owned", !perth::pad::P0_09::claim());
    Calls received;
    Calls sent;
    line.on_receive(received.callback());
    line.on_transmit(sent.callback());
    constexpr std::uint8_t ready[] = {'r', 'e', 'a', 'd', 'y', '\n'};
    (void)line.write(ready);
    perth::contract::echo([&](std::span<std::uint8_t> buffer) { return line.read(buffer); },
                          [&](std::span<const std::uint8_t> bytes) { return line.write(bytes); });
    const std::int64_t patience = perth::hal::now() + 100'000;
    while (line.sending() && perth::hal::now() < patience) {
    }
    check("all is sent", !line.sending());
    check("none was lost", line.lost() == 0);
    check("both callbacks were called", received.count > 0 && sent.count > 0);
}

}  // namespace

int main() {
    rates();
    echoes();
    check("it and its pads are free again", Wired::claim());
    perth::test::finish();
}
