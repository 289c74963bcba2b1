// Any bytes as what an STM32's bootloader answers: the programmer ends, with a result or an error
// that makes sense. And any text as a sequence of modem lines.
#include <algorithm>
#include <array>

#include "cli/flash/stm32_uart.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace perth::cli;

/// Plays the bytes, one each ten milliseconds, in a time of its own.
class Player final : public serial::Stream {
public:
    explicit Player(BytesView bytes) : bytes_(bytes) {}

    [[nodiscard]] const std::string& address() const override { return address_; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] Clock::time_point now() const override { return now_; }
    void sleep(Clock::duration duration) override { now_ += duration; }
    std::size_t read(std::span<std::uint8_t> into, Clock::time_point deadline) override {
        now_ = std::max(now_, bytes_.empty() ? deadline : now_ + std::chrono::milliseconds(10));
        if (bytes_.empty() || into.empty()) return 0;
        into[0] = bytes_[0];
        bytes_ = bytes_.subspan(1);
        return 1;
    }
    void write(BytesView /*bytes*/, Clock::time_point /*deadline*/) override {}
    void configure(const serial::Settings& /*settings*/) override {}
    void set_lines(serial::Level /*dtr*/, serial::Level /*rts*/) override {}
    void send_break(std::chrono::milliseconds duration) override { now_ += duration; }
    void discard_input() override {}

private:
    BytesView bytes_;
    std::string address_ = "port";
    Clock::time_point now_{};
};

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
    const auto programmer = connect_stm32_uart(std::make_unique<Player>(replies), board(), {});
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
