#include "perth/drivers/ssd0303.hpp"

#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

using testing::Each;
using testing::ElementsAre;
using I2c = hal::I2cMaster<i2c::I0>;
using Bytes = std::vector<std::uint8_t>;

/// The transfers that the display got.
class Ssd0303Test : public RuntimeTest {
protected:
    std::vector<Bytes> transfers;

private:
    sim::I2cDevice display_{0, 0x3D, {.write = [this](std::span<const std::uint8_t> bytes) {
                                transfers.emplace_back(bytes.begin(), bytes.end());
                                return bytes.size();
                            }}};
};

template <typename Bus>
perth::Task<> draw() {
    static perth::Ssd0303Frame frame;
    for (unsigned i = 0; i < 16; ++i) frame.pixel(6 * i, i, true);
    Bus bus;
    if (!bus.begin(400'000)) co_return;
    perth::Ssd0303<Bus> oled(bus);
    const auto begun = co_await oled.begin();
    const auto shown = co_await oled.show(frame);
    if (begun && shown) perth::println("shown");
}

TEST_F(Ssd0303Test, Example) {
    Scheduler sch;
    sch.run(draw<I2c>());
    EXPECT_TRUE(host::board().console().ends_with("shown\n"));
    ASSERT_GT(transfers.size(), 5U);
    EXPECT_THAT(transfers[0], ElementsAre(0x80, 0xAE));
    EXPECT_THAT(transfers[1], ElementsAre(0x80, 0x81, 0x80, 0x2B));
    EXPECT_THAT(transfers.back(), ElementsAre(0x80, 0xAF));
    const Bytes& lower = transfers[transfers.size() - 2];
    EXPECT_EQ(lower.size(), 7U + 96U);
    EXPECT_THAT(Bytes(lower.begin(), lower.begin() + 7),
                ElementsAre(0x80, 0xB1, 0x80, 0x04, 0x80, 0x12, 0x40));
    EXPECT_EQ(lower[7 + 48], 0x01);
    EXPECT_EQ(lower[7 + 90], 0x80);
}

TEST(Ssd0303Frame, HasTheUppermostPixelInTheLowestBit) {
    Ssd0303Frame frame;
    frame.pixel(0, 0, true);
    frame.pixel(0, 7, true);
    frame.pixel(1, 8, true);
    EXPECT_EQ(frame.page(0)[0], 0x81);
    EXPECT_EQ(frame.page(1)[1], 0x01);
    frame.fill(true);
    frame.pixel(95, 15, false);
    EXPECT_EQ(frame.page(1)[95], 0x7F);
}

TEST(Ssd0303Frame, LeavesOutWhatIsOutside) {
    Ssd0303Frame frame;
    frame.pixel(96, 0, true);
    frame.pixel(0, 16, true);
    const std::uint8_t square[] = {1, 1, 1, 1};
    frame.blit(95, 15, 2, square);
    frame.blit(0, 0, 0, square);
    EXPECT_THAT(frame.page(0), Each(0));
    EXPECT_EQ(frame.page(1)[95], 0x80);
    EXPECT_EQ(frame.page(1)[94], 0x00);
}

TEST_F(Ssd0303Test, TellsThatNobodyAnswers) {
    I2c bus;
    ASSERT_TRUE(bus.begin(400'000));
    Scheduler sch;
    Ssd0303<I2c> oled(bus, 0x3C);
    EXPECT_EQ(sch.run(oled.begin()).error(), Errc::no_device);
}

}  // namespace
}  // namespace perth
