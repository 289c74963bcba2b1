// An OLED display of 96x16 pixels, on or off, with an SSD0303 on an I2C bus.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "perth/drivers/transfer.hpp"

namespace perth {

/// What the display is to show: 192 bytes. x grows to the right, y downwards.
class Ssd0303Frame {
public:
    static constexpr unsigned width = 96;
    static constexpr unsigned height = 16;
    static constexpr unsigned pages = height / 8;

    void fill(bool is_lit) noexcept { bytes_.fill(is_lit ? 0xFF : 0x00); }
    /// Nothing outside the frame.
    void pixel(unsigned x, unsigned y, bool is_lit) noexcept {
        if (x >= width || y >= height) return;
        const unsigned bit = 1U << y % 8;  // the uppermost one is the lowest bit
        std::uint8_t& byte = bytes_[y / 8 * width + x];
        byte = static_cast<std::uint8_t>(is_lit ? byte | bit : byte & ~bit);
    }
    /// Copies a picture of `columns` to this place: a byte a pixel, 0 is dark, row by row. What
    /// lies outside the frame, and a last row that is not whole, are left out.
    void blit(unsigned x, unsigned y, unsigned columns,
              std::span<const std::uint8_t> pixels) noexcept {
        if (columns == 0) return;
        for (; pixels.size() >= columns; pixels = pixels.subspan(columns), ++y) {
            for (unsigned i = 0; i < columns; ++i) pixel(x + i, y, pixels[i] != 0);
        }
    }
    /// Eight rows of it: a byte a column, as the display wants them.
    [[nodiscard]] std::span<const std::uint8_t, width> page(unsigned number) const noexcept {
        return std::span<const std::uint8_t, width>(bytes_.data() + number * width, width);
    }

private:
    std::array<std::uint8_t, width * pages> bytes_{};
};

/// The display. The bus may be shared, if nobody else uses it during begin() and show().
///
///     template <typename Bus>
///     perth::Task<> draw() {
///         static perth::Ssd0303Frame frame;
///         for (unsigned i = 0; i < 16; ++i) frame.pixel(6 * i, i, true);
///         Bus bus;
///         if (!bus.begin(400'000)) co_return;
///         perth::Ssd0303<Bus> oled(bus);
///         const auto begun = co_await oled.begin();
///         const auto shown = co_await oled.show(frame);
///         if (begun && shown) perth::println("shown");
///     }
///
/// Interrupt:  not allowed.
/// Memory:     about 120 bytes; allocates nothing.
/// Errors:     those of transfer(): Errc::no_device if it does not answer.
/// Cancel:     what was not shown yet is not.
/// Source: Solomon Systech SSD0303, "Command Table"; the panel's figures are those of Luminary
/// Micro's driver for the OSRAM Pictiva of the Stellaris kits, osram96x16.c. Seen in an emulator
/// only.
template <typename Bus>
class Ssd0303 {
public:
    static constexpr std::uint8_t usual_address = 0x3D;

    /// `bus` must outlive it, and be begun: up to 400 kHz.
    explicit Ssd0303(Bus& bus, std::uint8_t address = usual_address) noexcept
        : bus_(bus), address_(address) {}

    /// Sets the display up. It stays dark until show().
    [[nodiscard]] Task<Result<void>> begin() {
        for (const Setting& setting : settings) {
            const auto sent = co_await command(setting);
            if (!sent) co_return sent;
        }
        co_return Result<void>();
    }

    /// Shows the frame, which must stay as it is meanwhile: 5 ms at 400 kHz.
    [[nodiscard]] Task<Result<void>> show(const Ssd0303Frame& frame) {
        for (unsigned page = 0; page < Ssd0303Frame::pages; ++page) {
            const auto sent = co_await draw(page, frame.page(page));
            if (!sent) co_return sent;
        }
        const auto lit = co_await command({0xAF, none});
        co_return lit;
    }

private:
    // What the next byte is: one command and another of these, or pixels up to the end.
    static constexpr std::uint8_t then_command = 0x80, then_pixels = 0x40;

    struct Setting {
        std::uint8_t command;
        std::int16_t value;
    };
    static constexpr std::int16_t none = -1;
    static constexpr Setting settings[] = {
        {0xAE, none},  // off
        {0x81, 0x2B},  // contrast
        {0xA1, none},  // columns from right to left
        {0x40, none},  // first line
        {0xD3, 0x00},  // offset
        {0xA8, 0x0F},  // 16 lines
        {0xA4, none},  // neither all on…
        {0xA6, none},  // …nor inverted
        {0xC8, none},  // rows from the bottom up
        {0xD5, 0x72},  // clock
        {0xD8, 0x00},  // one colour
        {0xD9, 0x22},  // time before a segment is driven
        {0xDA, 0x12},  // how the rows are wired
        {0xDB, 0x0F},  // level of a row that is not chosen
        {0xAD, 0x8B},  // own supply
    };

    // Each in a transfer of its own: QEMU's display takes what follows a value for a command.
    Task<Result<void>> command(Setting setting) {
        buffer_[0] = then_command;
        buffer_[1] = setting.command;
        buffer_[2] = then_command;
        buffer_[3] = static_cast<std::uint8_t>(setting.value);
        return send(setting.value == none ? 2 : 4);
    }

    // Of its 132 columns the panel shows those from 36 on.
    Task<Result<void>> draw(unsigned page, std::span<const std::uint8_t> columns) {
        const std::uint8_t head[] = {then_command, static_cast<std::uint8_t>(0xB0 + page),
                                     then_command, 0x04,
                                     then_command, 0x12,
                                     then_pixels};
        static_assert(sizeof head == head_size);
        std::copy(std::begin(head), std::end(head), buffer_.begin());
        std::copy(columns.begin(), columns.end(), buffer_.begin() + head_size);
        return send(head_size + columns.size());
    }

    Task<Result<void>> send(std::size_t size) {
        return transfer(bus_, {.address = address_, .write = std::span(buffer_).first(size)});
    }

    static constexpr std::size_t head_size = 7;

    Bus& bus_;
    std::uint8_t address_;
    std::array<std::uint8_t, head_size + Ssd0303Frame::width> buffer_{};
};

}  // namespace perth
