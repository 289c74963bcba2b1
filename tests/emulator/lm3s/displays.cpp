// Draws a picture on both displays and waits for a byte on the console.
#include <board.hpp>

#include "perth/drivers/ssd0303.hpp"
#include "perth/drivers/ssd0323.hpp"
#include "perth/perth.hpp"
#include "verdict.hpp"

namespace {

using namespace perth;
using test::check;

// The letter R, of 5x7.
constexpr std::uint8_t letter[] = {
    1, 1, 1, 1, 0,  //
    1, 0, 0, 0, 1,  //
    1, 0, 0, 0, 1,  //
    1, 1, 1, 1, 0,  //
    1, 0, 1, 0, 0,  //
    1, 0, 0, 1, 0,  //
    1, 0, 0, 0, 1,
};

std::uint8_t in_grey(std::uint8_t pixel) { return pixel == 0 ? 2 : 15; }

// A frame, all greys side by side, two diagonals, and a letter that is cut off at the edge.
void paint(Ssd0323Frame& frame) {
    std::uint8_t greys[sizeof letter];
    std::transform(std::begin(letter), std::end(letter), greys, in_grey);
    frame.fill(0);
    for (unsigned x = 0; x < frame.width; ++x) {
        for (const unsigned y : {0U, frame.height - 1}) frame.pixel(x, y, 15);
        for (unsigned y = 4; y < 20; ++y) frame.pixel(x, y, static_cast<std::uint8_t>(x / 8));
    }
    for (unsigned y = 0; y < frame.height; ++y) {
        for (const unsigned x : {0U, frame.width - 1}) frame.pixel(x, y, 15);
        frame.pixel(y * 2, y, 9);
        frame.pixel(frame.width - 1 - y, y, 6);
    }
    frame.blit(8, 40, 5, greys);
    frame.blit(20, 40, 5, greys);
    frame.blit(125, 40, 5, greys);
}

// The same in black and white, without the greys.
void paint(Ssd0303Frame& frame) {
    frame.fill(false);
    for (unsigned x = 0; x < frame.width; ++x) {
        for (const unsigned y : {0U, frame.height - 1}) frame.pixel(x, y, true);
    }
    for (unsigned y = 0; y < frame.height; ++y) {
        for (const unsigned x : {0U, frame.width - 1}) frame.pixel(x, y, true);
        frame.pixel(y * 6, y, true);
    }
    frame.blit(40, 4, 5, letter);
    frame.blit(48, 4, 5, letter);
    frame.blit(93, 4, 5, letter);
}

Task<> draws_on_the_board(Scheduler&) {
    static Ssd0323Frame frame;
    paint(frame);
    board::SdSelect card;
    board::OledPower power;
    power.on();
    board::Spi bus;
    check("the SPI bus begins", bus.begin({.frequency_hz = 4'000'000, .mode = 3}).has_value());
    Ssd0323<board::Spi, board::OledSelect, board::OledCommand> oled(bus);
    const auto begun = co_await oled.begin();
    const auto shown = co_await oled.show(frame);
    check("the display of the board is drawn", begun.has_value() && shown.has_value());
}

Task<> draws_on_the_bus(Scheduler&) {
    static Ssd0303Frame frame;
    paint(frame);
    board::I2c bus;
    check("the I2C bus begins", bus.begin(400'000).has_value());
    Ssd0303<board::I2c> oled(bus);
    const auto begun = co_await oled.begin();
    const auto shown = co_await oled.show(frame);
    check("the display on the bus is drawn", begun.has_value() && shown.has_value());
}

}  // namespace

int main() {
    Scheduler sch;
    sch.run(draws_on_the_board(sch));
    sch.run(draws_on_the_bus(sch));
    test::print("drawn\n");
    char byte;
    while (hal::console_read(&byte, 1) == 0) continue;
    test::finish();
}
