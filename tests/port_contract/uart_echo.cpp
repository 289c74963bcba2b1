// A UART of the program's own, both directions by interrupt: what echo_peer sends comes back.
#include "echo.hpp"
#include "perth/hal/uart.hpp"

namespace perth::contract {
namespace {

const Behaviour behaviour("uart_echo", [] {
    hal::Uart<Line> line;
    test::check("115200 baud are possible", line.begin(115'200).has_value());
    line.on_receive({[](void*) {}});
    line.on_transmit({[](void*) {}});
    constexpr std::uint8_t ready[] = {'r', 'e', 'a', 'd', 'y', '\n'};
    (void)line.write(ready);
    echo([&](std::span<std::uint8_t> buffer) { return line.read(buffer); },
         [&](std::span<const std::uint8_t> bytes) { return line.write(bytes); });
    const std::int64_t patience = hal::now() + 100'000;
    while (line.sending() && hal::now() < patience) continue;
    test::check("all is sent", !line.sending());
    test::check("none was lost", line.lost() == 0);
});

}  // namespace
}  // namespace perth::contract
