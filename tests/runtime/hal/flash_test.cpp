// The flash as a program sees it, and the simulated one with its power cuts.
#include "perth/hal/flash.hpp"

#include <array>
#include <cstring>
#include <sim.hpp>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

static_assert(hal::FlashUnit<flash::Internal>);

using testing::Each;

class FlashTest : public RuntimeTest {
protected:
    /// Returns what is there from `address` on.
    template <std::size_t Size>
    std::array<std::uint8_t, Size> read(std::uint32_t address) {
        std::array<std::uint8_t, Size> bytes{};
        EXPECT_TRUE(flash.read(address, bytes));
        return bytes;
    }

    hal::Flash<flash::Internal> flash;
    const std::uint32_t here = flash.first_free();
    const std::uint32_t end = flash.start + flash.size;
};

constexpr std::array<std::uint8_t, 8> eight = {1, 2, 3, 4, 5, 6, 7, 8};

TEST_F(FlashTest, WritesAndReadsBack) {
    EXPECT_TRUE(flash.erase(here));
    EXPECT_TRUE(flash.write(here + 4, eight));
    EXPECT_THAT(read<16>(here),
                ElementsAre(255, 255, 255, 255, 1, 2, 3, 4, 5, 6, 7, 8, 255, 255, 255, 255));
}

TEST_F(FlashTest, WritesBitsToZeroAndErasesASectorToOnes) {
    EXPECT_TRUE(flash.write(here, eight));
    EXPECT_TRUE(flash.write(here, std::array<std::uint8_t, 4>{6, 6, 6, 6}));
    EXPECT_THAT(read<4>(here), ElementsAre(0, 2, 2, 4));
    EXPECT_TRUE(flash.write(here + 4096, eight));
    EXPECT_TRUE(flash.erase(here));
    EXPECT_THAT(read<4096>(here), Each(0xFF));
    EXPECT_EQ(read<8>(here + 4096), eight);
}

TEST_F(FlashTest, SaysWhichSectorAnAddressLiesIn) {
    const auto sector = flash.sector_at(here + 5000);
    ASSERT_TRUE(sector);
    EXPECT_EQ(sector->address, here + 4096);
    EXPECT_EQ(sector->size, 4096U);
    EXPECT_EQ(flash.sector_at(end - 1)->address, end - 4096);
    EXPECT_EQ(flash.sector_at(end).error(), Errc::out_of_range);
    EXPECT_EQ(flash.sector_at(flash.start - 1).error(), Errc::out_of_range);
}

TEST_F(FlashTest, RefusesWhatTheProgramOccupies) {
    EXPECT_EQ(here, flash::Internal::program_end());
    EXPECT_EQ(flash.erase(flash.start).error(), Errc::refused);
    EXPECT_EQ(flash.erase(here - 4096).error(), Errc::refused);
    EXPECT_EQ(flash.write(here - 4, eight).error(), Errc::refused);
    EXPECT_EQ(sim::flash_operations(), 0U);
}

TEST_F(FlashTest, RefusesWhatIsOutside) {
    EXPECT_EQ(flash.erase(end).error(), Errc::out_of_range);
    EXPECT_EQ(flash.erase(flash.start - 4096).error(), Errc::out_of_range);
    EXPECT_EQ(flash.write(end - 4, eight).error(), Errc::out_of_range);
    EXPECT_EQ(flash.write(0xFFFF'FFFC, eight).error(), Errc::out_of_range);
    std::array<std::uint8_t, 8> buffer{};
    EXPECT_EQ(flash.read(end - 7, buffer).error(), Errc::out_of_range);
    EXPECT_TRUE(flash.read(end - 8, buffer));
    EXPECT_TRUE(flash.write(end - 8, eight));
    EXPECT_EQ(read<8>(end - 8), eight);
}

TEST_F(FlashTest, RefusesWhatIsNotAligned) {
    EXPECT_EQ(flash.erase(here + 4).error(), Errc::invalid_argument);
    EXPECT_EQ(flash.write(here + 2, eight).error(), Errc::invalid_argument);
    EXPECT_EQ(flash.write(here, std::span(eight).first(6)).error(), Errc::invalid_argument);
    EXPECT_TRUE(flash.write(here, {}));
    EXPECT_EQ(sim::flash_operations(), 0U);
}

// A flash at the end of the addresses, whose program reaches into its third sector of other sizes.
struct Small {
    static constexpr std::uint32_t start = 0xFFFF'F000;
    static constexpr std::uint32_t size = 4096;
    static constexpr std::uint32_t write_unit = 1;
    static constexpr std::uint32_t longest_erase_us = 1;
    static constexpr std::uint32_t longest_write_us = 1;
    static constexpr const char* name = "small";
    static inline std::uint32_t end = 0xFFFF'F401;
    static bool claim() noexcept { return true; }
    static void unclaim() noexcept {}
    static std::uint32_t program_end() noexcept { return end; }
    static hal::FlashSector sector_at(std::uint32_t address) noexcept {
        if (address < 0xFFFF'F400) return {address & ~0x1FFU, 0x200};
        return {address & ~0x3FFU, 0x400};
    }
    static Errc erase(std::uint32_t) noexcept { return Errc::none; }
    static Errc write(std::uint32_t, std::span<const std::uint8_t>) noexcept { return Errc::none; }
    static void read(std::uint32_t, std::span<std::uint8_t>) noexcept {}
};

TEST_F(FlashTest, MayEndWhereTheAddressesDo) {
    hal::Flash<Small> small;
    EXPECT_EQ(small.first_free(), 0xFFFF'F800U);
    EXPECT_EQ(small.erase(0xFFFF'F400).error(), Errc::refused);
    EXPECT_TRUE(small.erase(0xFFFF'FC00));
    EXPECT_TRUE(small.write(0xFFFF'FFF8, eight));
    EXPECT_EQ(small.write(0xFFFF'FFF9, eight).error(), Errc::out_of_range);
    Small::end = 0;  // it fills the flash
    EXPECT_EQ(small.first_free(), 0U);
    EXPECT_EQ(small.write(0xFFFF'FFF8, eight).error(), Errc::refused);
    Small::end = 0xFFFF'FC01;
    EXPECT_EQ(small.first_free(), 0U);
}

TEST_F(FlashTest, TakesItsTimeWhileInterruptsAreLate) {
    Trace trace;
    host::board().at(5ms, [&] { trace("button"); });
    EXPECT_TRUE(flash.erase(here));
    trace("erased");
    EXPECT_TRUE(flash.write(here, eight));
    trace("written");
    EXPECT_EQ(trace.text(), "button@20 erased@20 written@20.08");
}

TEST_F(FlashTest, ACutOfThePowerLeavesHalfASector) {
    EXPECT_TRUE(flash.write(here, eight));
    EXPECT_TRUE(flash.write(here + 4088, eight));
    sim::cut_power_after(0);
    EXPECT_EQ(flash.erase(here).error(), Errc::timeout);
    EXPECT_TRUE(sim::power_is_cut());
    EXPECT_THAT(read<8>(here), Each(0xFF));
    EXPECT_EQ(read<8>(here + 4088), eight);
}

TEST_F(FlashTest, ACutOfThePowerLeavesHalfAUnit) {
    sim::cut_power_after(1);
    EXPECT_EQ(flash.write(here, eight).error(), Errc::timeout);
    EXPECT_THAT(read<8>(here), ElementsAre(1, 2, 3, 4, 5, 6, 255, 255));
}

TEST_F(FlashTest, NothingHasAnEffectWithoutPower) {
    sim::cut_power_after(0);
    EXPECT_EQ(flash.write(here, eight).error(), Errc::timeout);
    EXPECT_EQ(flash.write(here + 8, eight).error(), Errc::timeout);
    EXPECT_EQ(flash.erase(here).error(), Errc::timeout);
    EXPECT_THAT(read<16>(here), ElementsAre(1, 2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                            255, 255, 255, 255));
    sim::restore_power();
    EXPECT_TRUE(flash.write(here + 8, eight));
    EXPECT_EQ(read<8>(here + 8), eight);
    EXPECT_EQ(sim::flash_operations(), 2U);
}

TEST_F(FlashTest, HasOneOwner) {
    EXPECT_EXIT(hal::Flash<flash::Internal>(), testing::ExitedWithCode(1), "pad in use: F0");
}

perth::Result<void> remember(std::uint32_t serial_number) {
    perth::hal::Flash<perth::flash::Internal> flash;
    const std::uint32_t here = flash.first_free();
    if (const auto erased = flash.erase(here); !erased) return erased;
    std::uint8_t unit[flash.write_unit] = {};  // the rest of it is written, too
    std::memcpy(unit, &serial_number, sizeof serial_number);
    return flash.write(here, unit);
}

TEST(FlashExample, Remembers) {
    host::board().restart();
    EXPECT_TRUE(remember(0x12345678));
    EXPECT_THAT(sim::flash().subspan(64 * 1024, 5), ElementsAre(0x78, 0x56, 0x34, 0x12, 0xFF));
}

}  // namespace
}  // namespace perth
