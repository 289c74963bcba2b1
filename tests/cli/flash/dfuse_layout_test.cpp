#include "cli/flash/dfuse_layout.hpp"

#include <gtest/gtest.h>

#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

TEST(DfuseLayout, ReadsTheFlashOfAnStm32F405) {
    const auto layout =
        parse_memory_layout("@Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg");
    EXPECT_EQ(layout.name, "Internal Flash");
    ASSERT_EQ(layout.sectors.size(), 12U);
    EXPECT_EQ(layout.sectors[0], (Sector{.address = 0x08000000, .size = 16384}));
    EXPECT_EQ(layout.sectors[4], (Sector{.address = 0x08010000, .size = 65536}));
    EXPECT_EQ(layout.sectors[5], (Sector{.address = 0x08020000, .size = 131072}));
    EXPECT_EQ(layout.sectors[11], (Sector{.address = 0x080E0000, .size = 131072}));
}

TEST(DfuseLayout, ReadsSizesInBytes) {
    const auto options = parse_memory_layout("@Option Bytes  /0x1FFFC000/01*016 e");
    ASSERT_EQ(options.sectors.size(), 1U);
    EXPECT_EQ(options.sectors[0], (Sector{.address = 0x1FFFC000, .size = 16, .erasable = false}));

    const auto otp = parse_memory_layout("@OTP Memory /0x1FFF7800/01*512 e,01*016Be");
    ASSERT_EQ(otp.sectors.size(), 2U);
    EXPECT_EQ(otp.sectors[1], (Sector{.address = 0x1FFF7A00, .size = 16, .erasable = false}));
}

TEST(DfuseLayout, ReadsSeveralRegionsAndKinds) {
    const auto layout =
        parse_memory_layout("@Internal Flash /0x08000000/4*16Ka,2*1Kb/0x20000000/1*1Mf");
    ASSERT_EQ(layout.sectors.size(), 7U);
    EXPECT_EQ(layout.sectors[0], (Sector{.address = 0x08000000,
                                         .size = 16384,
                                         .readable = true,
                                         .erasable = false,
                                         .writable = false}));
    EXPECT_EQ(layout.sectors[4], (Sector{.address = 0x08010000,
                                         .size = 1024,
                                         .readable = false,
                                         .erasable = true,
                                         .writable = false}));
    EXPECT_EQ(layout.sectors[6],
              (Sector{.address = 0x20000000, .size = 1048576, .readable = false}));
}

TEST(DfuseLayout, SortsRegions) {
    const auto layout = parse_memory_layout("@x/0x2000/1*1Kg/0x1000/1*1Kg");
    EXPECT_EQ(layout.sectors[0].address, 0x1000U);
}

TEST(DfuseLayout, GoesToTheEndOfTheAddressSpace) {
    const auto layout = parse_memory_layout("@x/0xFFFF0000/64*1Kg");
    EXPECT_EQ(layout.sectors[63].address, 0xFFFFFC00U);
}

TEST(DfuseLayout, RefusesWhatItIsNot) {
    const auto refused = [](const char* text) {
        const std::string all = error_text([&] { return parse_memory_layout(text); });
        const std::string front =
            "error: '" + std::string(text) + "' is no DfuSe memory layout\n  ";
        return all.starts_with(front) ? all.substr(front.size()) : all;
    };
    EXPECT_EQ(refused(""), "it does not begin with @ (byte 0)");
    EXPECT_EQ(refused("Flash/0x0/1*1Kg"), "it does not begin with @ (byte 0)");
    EXPECT_EQ(refused("@Name only"), "it names no memory (byte 10)");
    EXPECT_EQ(refused("@Bad/0x08000000/4*16K"), "no sector type a to g (byte 21)");
    EXPECT_EQ(refused("@Flash/0x08000000/4*16Kz"), "no sector type a to g (byte 23)");
    EXPECT_EQ(refused("@F/08000000/4*16Kg"), "a region begins with /0x (byte 2)");
    EXPECT_EQ(refused("@F/0x/4*16Kg"), "the address is missing or too large (byte 5)");
    EXPECT_EQ(refused("@F/0x123456789/4*16Kg"), "the address is missing or too large (byte 5)");
    EXPECT_EQ(refused("@F/0x0"), "no / follows the address (byte 6)");
    EXPECT_EQ(refused("@F/0x0/"), "the number of sectors is missing or too large (byte 7)");
    EXPECT_EQ(refused("@F/0x0/-4*1Kg"), "the number of sectors is missing or too large (byte 7)");
    EXPECT_EQ(refused("@F/0x0/4"), "no * follows the number of sectors (byte 8)");
    EXPECT_EQ(refused("@F/0x0/4*Kg"), "the size is missing or too large (byte 9)");
    EXPECT_EQ(refused("@F/0x0/4*16g"), "the size has no unit (byte 11)");
    EXPECT_EQ(refused("@F/0x0/0*16Kg"), "a count or size of 0 (byte 13)");
    EXPECT_EQ(refused("@F/0x0/4*0Kg"), "a count or size of 0 (byte 12)");
    EXPECT_EQ(refused("@F/0x0/65537*1Bg"), "too many sectors (byte 16)");
    EXPECT_EQ(refused("@F/0xFFFF0000/65*1Kg"), "it ends beyond 4 GiB (byte 20)");
    EXPECT_EQ(refused("@F/0x0/1*4096Mg"), "it ends beyond 4 GiB (byte 15)");
    EXPECT_EQ(refused("@F/0x0/2*1Kg/0x400/1*1Kg"), "two sectors at 0x00000400 overlap (byte 24)");
    EXPECT_EQ(refused("@F/0x0/2*1Kg,"), "the number of sectors is missing or too large (byte 13)");
    EXPECT_EQ(refused("@F/0x0/2*1Kgx"), "a region begins with /0x (byte 12)");
    EXPECT_EQ(error_exit([] { return parse_memory_layout(""); }), Exit::wrong_use);
}

}  // namespace
}  // namespace perth::cli
