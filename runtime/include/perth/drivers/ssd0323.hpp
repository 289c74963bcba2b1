// An OLED display of 128x64 pixels in 16 greys, with an SSD0323 on an SPI bus.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "perth/drivers/transfer.hpp"
#include "perth/hal/pin.hpp"

namespace perth {

/// What the display is to show: 4 KiB. Greys are 0 (dark) to 15; x grows to the right, y downwards.
class Ssd0323Frame {
public:
    static constexpr unsigned width = 128;
    static constexpr unsigned height = 64;

    void fill(std::uint8_t grey) noexcept {
        bytes_.fill(static_cast<std::uint8_t>((grey & 0xFU) * 0x11U));
    }
    /// Nothing outside the frame.
    void pixel(unsigned x, unsigned y, std::uint8_t grey) noexcept {
        if (x >= width || y >= height) return;
        const unsigned shift = x % 2 == 0 ? 4 : 0;  // the left one is the higher half
        std::uint8_t& byte = bytes_[(y * width + x) / 2];
        byte = static_cast<std::uint8_t>((byte & ~(0xFU << shift)) | (grey & 0xFU) << shift);
    }
    /// Copies a picture of `columns` to this place: a byte a pixel, row by row. What lies outside
    /// the frame, and a last row that is not whole, are left out.
    void blit(unsigned x, unsigned y, unsigned columns,
              std::span<const std::uint8_t> greys) noexcept {
        if (columns == 0) return;
        for (; greys.size() >= columns; greys = greys.subspan(columns), ++y) {
            for (unsigned i = 0; i < columns; ++i) pixel(x + i, y, greys[i]);
        }
    }
    /// Two pixels a byte, row by row, as the display wants them.
    [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept { return bytes_; }

private:
    std::array<std::uint8_t, width * height / 2> bytes_{};
};

/// The display; owns its two outputs while it lives. `Select` is on while the display is meant,
/// `Command` while the bytes are commands; both are hal::Output. The bus may be shared, if nobody
/// else uses it during begin() and show().
///
///     template <typename Bus, typename Select, typename Command>
///     perth::Task<> draw() {
///         static perth::Ssd0323Frame frame;
///         frame.fill(1);
///         for (unsigned i = 0; i < 64; ++i) frame.pixel(2 * i, i, 15);
///         Bus bus;
///         if (!bus.begin({.frequency_hz = 4'000'000, .mode = 3})) co_return;
///         perth::Ssd0323<Bus, Select, Command> oled(bus);
///         const auto begun = co_await oled.begin();
///         const auto shown = co_await oled.show(frame);
///         if (begun && shown) perth::println("shown");
///     }
///
/// Interrupt:  not allowed.
/// Errors:     those of transfer().
/// Cancel:     what was not shown yet is not.
/// Source: Solomon Systech SSD0323, "Command Table"; the panel's figures are those of Luminary
/// Micro's driver for the OSRAM Pictiva of the Stellaris kits, osram128x64x4.c. Seen in an emulator
/// only.
template <typename Bus, typename Select, typename Command>
class Ssd0323 {
public:
    /// `bus` must outlive it, and be begun: up to 10 MHz, mode 0 or 3.
    explicit Ssd0323(Bus& bus) noexcept : bus_(bus) {}

    /// Sets the display up. It stays dark until show().
    [[nodiscard]] Task<Result<void>> begin() {
        static constexpr std::uint8_t commands[] = {
            0xAE,        // off
            0x81, 0x32,  // contrast
            0x85,        // half of the current
            0xA0, 0x52,  // odd and even rows on two sides, from the bottom up; left pixel is higher
            0xA1, 0x00,  // first line
            0xA2, 0x4C,  // where the panel's lines begin
            0xA4,        // neither all on nor inverted
            0xA8, 0x3F,  // 64 lines
            0xB1, 0x22,  // lengths of the phases
            0xB2, 0x46,  // length of a row
            0xB3, 0xF1,  // clock
            0xBF, 0x0D,  // low level of the segments
            0xBE, 0x02,  // high level of the commons
            0xBC, 0x10,  // level before a segment is driven
            0xB8, 0x01, 0x11, 0x22, 0x32, 0x43, 0x54, 0x65, 0x76,  // greys
            0xAD, 0x03,                                            // own supply
        };
        const Selected selected(select_);
        const auto sent = co_await send(commands, true);
        co_return sent;
    }

    /// Shows the frame, which must stay as it is meanwhile: 4 KiB, 8.2 ms at 4 MHz.
    [[nodiscard]] Task<Result<void>> show(const Ssd0323Frame& frame) {
        static constexpr std::uint8_t window[] = {0x15, 0x00, 0x3F, 0x75, 0x00, 0x3F};
        static constexpr std::uint8_t on[] = {0xAF};
        const Selected selected(select_);
        const auto placed = co_await send(window, true);
        if (!placed) co_return placed;
        const auto drawn = co_await send(frame.bytes(), false);
        if (!drawn) co_return drawn;
        const auto lit = co_await send(on, true);
        co_return lit;
    }

private:
    struct Selected {
        explicit Selected(Select& pin) noexcept : pin_(pin) { pin_.on(); }
        ~Selected() { pin_.off(); }
        Selected(const Selected&) = delete;
        Selected& operator=(const Selected&) = delete;
        Select& pin_;
    };

    Task<Result<void>> send(std::span<const std::uint8_t> bytes, bool are_commands) {
        command_.set(are_commands);
        return transfer(bus_, {.write = bytes});
    }

    Bus& bus_;
    Select select_;
    Command command_;
};

}  // namespace perth
