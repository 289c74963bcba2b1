// The USART bootloader in the ROM of an STM32.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/flash/programmer.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli {

/// One step of leading a board into its bootloader or out of it by the modem lines.
struct LineStep {
    enum class Act { dtr_on, dtr_off, rts_on, rts_off, send_break, pause };

    Act act = Act::pause;

    bool operator==(const LineStep&) const = default;
};

/// How DTR and RTS, wired to NRST and BOOT0, lead into the bootloader and out of it. Empty where
/// a person does that.
struct LineSequence {
    std::vector<LineStep> entry;
    std::vector<LineStep> exit;

    bool operator==(const LineSequence&) const = default;
};

/// Reads "ENTRY:EXIT", each a list of `dtr`, `-dtr`, `rts`, `-rts` and `brk`, joined by ',' (100 ms
/// in between) or '&' (at once); or the preset "boot0=LINE,nrst=LINE", in which '-' in front of a
/// line inverts it. Anything else is an `Error` (Fault::bad_input).
[[nodiscard]] LineSequence parse_line_sequence(std::string_view text);

struct Stm32UartOptions {
    std::uint32_t baud = 115200;  ///< the bootloader adapts to it; ST vouches for 1200 to 115200
    LineSequence lines = {};
};

/// Returns what the port is to be opened with: rate, even parity, and the lines' idle levels, so
/// that opening and closing it resets no board.
[[nodiscard]] serial::Settings stm32_uart_settings(const Stm32UartOptions& options);

/// Leads the board into its bootloader where lines are wired, synchronises also with a session that
/// was broken off, and checks that the chip is the board's. The layout is the board definition's.
/// `Error`: Fault::timeout if nobody answers, protocol if it is no such bootloader, bad_input if
/// the chip is another, gone.
/// Source: ST AN3155, "USART protocol used in the STM32 bootloader".
[[nodiscard]] std::unique_ptr<Programmer> connect_stm32_uart(std::unique_ptr<serial::Stream> stream,
                                                             const Board& board,
                                                             const Stm32UartOptions& options);

}  // namespace perth::cli
