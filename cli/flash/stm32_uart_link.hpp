// The exchange of bytes with the USART bootloader in the ROM of an STM32.
//
//     command:  H→D opcode, complement   D→H ACK or NACK
//     frame:    H→D bytes, checksum      D→H ACK or NACK, maybe BUSY before, maybe data behind
//
// Source: ST AN3155, "USART protocol used in the STM32 bootloader".
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cli/flash/programmer.hpp"
#include "cli/serial/serial.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// Knows when a reply is due and how to get back in step, nothing of memory.
class Stm32Link {
public:
    using Duration = std::chrono::milliseconds;

    enum class Opcode : std::uint8_t {
        get = 0x00,
        get_id = 0x02,
        read_memory = 0x11,
        go = 0x21,
        write_memory = 0x31,
        extended_erase = 0x44,
        readout_unprotect = 0x92,
    };

    static constexpr Duration usual{1000};

    Stm32Link(std::unique_ptr<serial::Stream> stream, std::uint32_t baud);

    /// Gets in step, whatever state the bootloader was left in, and reads what it can do. `Error`
    /// after `patience`: Fault::timeout if nothing came, protocol if it was no sense.
    void synchronise(Duration patience);
    /// Whether the bootloader knows the command.
    [[nodiscard]] bool offers(Opcode opcode) const;

    /// What is being done, for messages: "reading 256 bytes at 0x08000000".
    void doing(std::string what) { doing_ = std::move(what); }
    /// Sends a command; whether it was acknowledged. `Error`: Fault::timeout, protocol, gone.
    [[nodiscard]] bool command(Opcode opcode);
    /// Sends bytes and their checksum; whether they were acknowledged within `time`.
    [[nodiscard]] bool frame(Bytes bytes, Duration time = usual);
    /// Sends a single byte, whose checksum is its complement.
    [[nodiscard]] bool byte_frame(std::uint8_t byte);
    /// Waits for ACK or NACK.
    [[nodiscard]] bool acknowledged(Duration time = usual);
    /// Fills `into` with what comes.
    void receive(std::span<std::uint8_t> into);

    [[nodiscard]] serial::Stream& stream() noexcept { return *stream_; }
    [[nodiscard]] const Traffic& traffic() const noexcept { return traffic_; }

private:
    using Time = serial::Stream::Clock::time_point;

    [[nodiscard]] Duration line_time(std::size_t bytes) const;
    void send(BytesView bytes);
    [[nodiscard]] std::optional<std::uint8_t> next_byte(Time deadline);
    [[nodiscard]] bool probe(Duration time);
    [[nodiscard]] bool read_commands();
    void fill_up_frame(std::size_t size);
    void drain();
    [[nodiscard]] Error silence(Duration time) const;

    std::unique_ptr<serial::Stream> stream_;
    std::uint32_t baud_;
    std::string doing_;
    Bytes opcodes_;
    Bytes heard_;  // the beginning of what came while getting in step
    Traffic traffic_;
};

}  // namespace perth::cli
