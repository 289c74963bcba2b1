#include "perth/drivers/ssd0323.hpp"

#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using testing::Each;

constexpr int select_pad = 5, command_pad = 6;
using Spi = hal::SpiMaster<spi::S0>;
using Select = hal::Output<pad::P5, active::low>;
using Command = hal::Output<pad::P6, active::low>;

/// What the display was sent while it was selected.
class Ssd0323Test : public RuntimeTest {
protected:
    std::vector<std::uint8_t> commands;
    std::vector<std::uint8_t> pixels;

private:
    sim::SpiDevice display_{0,
                            {.select_pad = select_pad, .exchange = [this](std::uint8_t byte) {
                                 (hal::driven_pad(command_pad) ? pixels : commands).push_back(byte);
                                 return std::uint8_t{0};
                             }}};
};

template <typename Bus, typename Select, typename Command>
perth::Task<> draw() {
    static perth::Ssd0323Frame frame;
    frame.fill(1);
    for (unsigned i = 0; i < 64; ++i) frame.pixel(2 * i, i, 15);
    Bus bus;
    if (!bus.begin({.frequency_hz = 4'000'000, .mode = 3})) co_return;
    perth::Ssd0323<Bus, Select, Command> oled(bus);
    const auto begun = co_await oled.begin();
    const auto shown = co_await oled.show(frame);
    if (begun && shown) perth::println("shown");
}

TEST_F(Ssd0323Test, Example) {
    Scheduler sch;
    sch.run(draw<Spi, Select, Command>());
    EXPECT_TRUE(host::board().console().ends_with("shown\n"));
    ASSERT_EQ(pixels.size(), 4096U);
    EXPECT_EQ(pixels[0], 0xF1);
    EXPECT_EQ(pixels[64 + 1], 0xF1);
    EXPECT_EQ(pixels[1], 0x11);
    EXPECT_EQ(pixels[4095], 0xF1);
    EXPECT_EQ(commands.front(), 0xAE);
    EXPECT_EQ(commands.back(), 0xAF);
}

TEST(Ssd0323Frame, HasTheLeftPixelInTheHigherHalf) {
    Ssd0323Frame frame;
    frame.pixel(0, 0, 0x3);
    frame.pixel(1, 0, 0xC);
    EXPECT_EQ(frame.bytes()[0], 0x3C);
    frame.pixel(0, 0, 0x1F);
    EXPECT_EQ(frame.bytes()[0], 0xFC) << "four bits of the grey count";
}

TEST(Ssd0323Frame, LeavesOutWhatIsOutside) {
    Ssd0323Frame frame;
    frame.pixel(128, 0, 15);
    frame.pixel(0, 64, 15);
    frame.pixel(~0U, ~0U, 15);
    EXPECT_THAT(frame.bytes(), Each(0));
    const std::uint8_t square[] = {1, 2, 3, 4};
    frame.blit(127, 63, 2, square);
    EXPECT_EQ(frame.bytes()[4095], 0x01);
    frame.blit(0, 0, 0, square);
    EXPECT_EQ(frame.bytes()[0], 0);
}

TEST(Ssd0323Frame, TakesPicturesRowByRow) {
    Ssd0323Frame frame;
    const std::uint8_t picture[] = {1, 2, 3, 4, 5, 6, 7};  // two rows and a bit
    frame.blit(1, 2, 3, picture);
    EXPECT_EQ(frame.bytes()[2 * 64], 0x01);
    EXPECT_EQ(frame.bytes()[2 * 64 + 1], 0x23);
    EXPECT_EQ(frame.bytes()[3 * 64], 0x04);
    EXPECT_EQ(frame.bytes()[3 * 64 + 1], 0x56);
    EXPECT_EQ(frame.bytes()[4 * 64], 0x00);
}

TEST_F(Ssd0323Test, TellsThatTheBusWasNotBegun) {
    Spi bus;
    Scheduler sch;
    static const Ssd0323Frame frame;
    Ssd0323<Spi, Select, Command> oled(bus);
    EXPECT_EQ(sch.run(oled.show(frame)).error(), Errc::already_waiting);
    EXPECT_TRUE(hal::driven_pad(select_pad)) << "it is not selected afterwards";
}

}  // namespace
}  // namespace perth
