// The console, received by interrupt: what echo_peer sends comes back.
#include "echo.hpp"

namespace perth::contract {
namespace {

const Behaviour behaviour("console_echo", [] {
    static volatile int interrupts = 0;
    hal::console_on_receive({[](void*) { interrupts = interrupts + 1; }});
    test::print("ready\n");
    const auto read = [](std::span<std::uint8_t> buffer) {
        return hal::console_read(reinterpret_cast<char*>(buffer.data()), buffer.size());
    };
    const auto write = [](std::span<const std::uint8_t> bytes) {
        hal::console_write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return bytes.size();
    };
    echo(read, write);
    test::check("interrupts brought the bytes", interrupts > 0);
});

}  // namespace
}  // namespace perth::contract
