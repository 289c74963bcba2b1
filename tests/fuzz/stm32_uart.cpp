// Any bytes as what an STM32's bootloader answers: the programmer ends, with a result or an error
// that makes sense. And any text as a sequence of modem lines.
#include "cli/flash/stm32_uart.hpp"

#include "tests/fakes/played_stream.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace perth;
using namespace perth::cli;

Board board() {
    Board board;
    board.name = "board";
    board.stm32_pid = 0x413;
    board.memory.push_back({.name = "flash",
                            .start = 0x0800'0000,
                            .size = 0x8000,
                            .access = "rx",
                            .sectors = {0x4000, 0x4000}});
    return board;
}

void talk(BytesView replies) {
    constexpr auto no_advance = [](std::size_t) {};
    const auto programmer = connect_stm32_uart(
        std::make_unique<fakes::PlayedStream>(Bytes(replies.begin(), replies.end())), board(), {});
    Bytes block(300);
    programmer->read(0x0800'0000, block, no_advance);
    programmer->erase(programmer->sectors(), no_advance);
    programmer->write(0x0800'0000, block, no_advance);
    (void)programmer->start(0x0800'0000);
    programmer->unprotect();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        talk({data, size});
    } catch (const Error& error) {
        fuzz::require_sound(error);
    }
    try {
        (void)parse_line_sequence(fuzz::text_of(data, size));
    } catch (const Error& error) {
        fuzz::require(error.parts().exit == Exit::wrong_use);
    }
    return 0;
}
