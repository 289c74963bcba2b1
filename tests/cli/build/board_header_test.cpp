#include "cli/build/board_header.hpp"

#include <gtest/gtest.h>

#include "tests/cli/build/sample_plan.hpp"

namespace perth::cli {
namespace {

TEST(BoardHeader, DeclaresFactsClocksConsoleAndOneTypeAPin) {
    EXPECT_EQ(board_header(sample_plan()),
              R"(// Sample board: made from its definition by perth build; changes are overwritten.
#pragma once

#include <cstdint>
#include <perth/hal/pin.hpp>

namespace board {

inline constexpr char name[] = "sample";
inline constexpr char title[] = "Sample board";
inline constexpr std::uint32_t clock_hz = 168000000;  // the core's, as the port sets it up
inline constexpr std::uint32_t crystal_hz = 8000000;
inline constexpr std::uint32_t bootloader = 0x1fff0000;
inline constexpr std::uint32_t task_memory = 5120;  // bytes for task frames
inline constexpr bool reset_on_panic = false;
inline constexpr bool agent = true;

/// The flash without what is reserved, bytes.
struct memory {
    static constexpr std::uint32_t flash_start = 0x08000000;
    static constexpr std::uint32_t flash_size = 0x10000;
};

/// The port's own figures.
namespace clocks {
inline constexpr std::uint32_t pll_m = 8;
inline constexpr std::uint32_t pll_n = 336;
}  // namespace clocks

struct chip {
    static constexpr char name[] = "sample-chip";
};

struct console {
    static constexpr bool usb = false;
    using uart = perth::uart::USART1;
    using tx = perth::pad::PB6;
    using rx = perth::pad::PB7;
    static constexpr std::uint32_t baud = 115200;
};

using LedRed = perth::hal::Output<perth::pad::PA13, perth::active::low>;
using Led = perth::hal::Output<perth::pad::PB4, perth::active::high>;
using Button = perth::hal::Input<perth::pad::P0_17, perth::active::low, perth::hal::Pull::up>;
using panic_led = Led;

}  // namespace board
)");
}

TEST(BoardHeader, HasNoConsoleAndNoPanicLedWhereTheBoardHasNone) {
    BuildPlan plan = sample_plan();
    plan.board.console.reset();
    plan.board.pins.clear();
    plan.board.clocks.clear();
    plan.board.bootloader.reset();
    plan.settings.on_panic = OnPanic::reset;
    plan.settings.agent = false;
    const std::string text = board_header(plan);
    EXPECT_EQ(text.find("struct console"), std::string::npos);
    EXPECT_NE(text.find("using panic_led = void;\n"), std::string::npos);
    EXPECT_NE(text.find("bootloader = 0x00000000;\n"), std::string::npos);
    EXPECT_NE(text.find("reset_on_panic = true;\n"), std::string::npos);
    EXPECT_NE(text.find("agent = false;\n"), std::string::npos);
}

TEST(BoardHeader, CountsTheFlashSectorsOfEachSize) {
    BuildPlan plan = sample_plan();
    plan.board.memory_reserved = 0x4000;
    plan.board.memory = {{.name = "flash",
                          .start = 0x08000000,
                          .size = 0x20000,
                          .access = "rx",
                          .sectors = {0x4000, 0x4000, 0x4000, 0x4000, 0x10000}}};
    EXPECT_NE(board_header(plan).find(R"(
struct memory {
    static constexpr std::uint32_t flash_start = 0x08000000;
    static constexpr std::uint32_t flash_size = 0x1c000;
    struct Sectors {
        std::uint32_t count;
        std::uint32_t size;
    };
    static constexpr Sectors flash_sectors[] = {{4, 16384}, {1, 65536}};  // in order of address
};
)"),
              std::string::npos);
}

TEST(BoardHeader, HasTheChipsNameAndWhatItCallsItself) {
    BuildPlan plan = sample_plan();
    plan.board.stm32_pid = 0x423;
    EXPECT_NE(board_header(plan).find(R"(
struct chip {
    static constexpr char name[] = "sample-chip";
    static constexpr std::uint32_t stm32_pid = 0x423;
};
)"),
              std::string::npos);
}

TEST(BoardHeader, DeclaresBusesAndPinsOfEveryUseWithTheirHeaders) {
    BuildPlan plan = sample_plan();
    plan.board.pins = {{.name = "KNOB", .pad = "PA4", .use = Pin::Use::analog},
                       {.name = "MOTOR", .pad = "PA5", .use = Pin::Use::pwm},
                       {.name = "LED_ROW", .pad = "P0.13", .use = Pin::Use::held}};
    plan.board.buses = {
        {.name = "I2C", .kind = Bus::Kind::i2c, .unit = "TWI0", .pads = {"P0.00", "P0.30"}},
        {.name = "SPI_2", .kind = Bus::Kind::spi, .unit = "SPI2", .pads = {"PB3", "PB5", "PB4"}}};
    const std::string text = board_header(plan);
    EXPECT_NE(text.find("#include <perth/hal/adc.hpp>\n#include <perth/hal/i2c.hpp>\n"
                        "#include <perth/hal/pin.hpp>\n#include <perth/hal/pwm.hpp>\n"
                        "#include <perth/hal/spi.hpp>\n"),
              std::string::npos);
    EXPECT_NE(text.find(R"(
using Knob = perth::hal::AnalogInput<perth::adc::On<perth::pad::PA4>>;
using Motor = perth::hal::PwmOutput<perth::pwm::On<perth::pad::PA5>>;
inline const perth::hal::Held<perth::pad::P0_13, perth::active::high> held_led_row;
using I2c = perth::hal::I2cMaster<
    perth::i2c::Wired<
        perth::i2c::TWI0,
        perth::pad::P0_00,
        perth::pad::P0_30>>;
using Spi2 = perth::hal::SpiMaster<
    perth::spi::Wired<
        perth::spi::SPI2,
        perth::pad::PB3,
        perth::pad::PB5,
        perth::pad::PB4>>;
)"),
              std::string::npos)
        << text;
}

TEST(BoardHeader, HasTheIdentifiersOfAConsoleOnUsb) {
    BuildPlan plan = sample_plan();
    plan.board.console.emplace();
    plan.board.console->usb = true;
    plan.board.usb = {{.vid = 0x2E8A, .pid = 0x000A, .mode = "serial"}};
    const std::string text = board_header(plan);
    EXPECT_NE(text.find("usb_vid = 0x2e8a;\n"), std::string::npos);
    EXPECT_NE(text.find("usb_pid = 0x000a;\n"), std::string::npos);
    EXPECT_NE(text.find("struct console {\n    static constexpr bool usb = true;\n};\n"),
              std::string::npos);
}

TEST(BoardHeader, TakesTheFirstLedForAPanicIfNoneIsNamedLed) {
    BuildPlan plan = sample_plan();
    plan.board.pins.erase(plan.board.pins.begin() + 1);
    EXPECT_NE(board_header(plan).find("using panic_led = LedRed;\n"), std::string::npos);
}

TEST(PinType, IsThePinsNameInPascalCase) {
    EXPECT_EQ(pin_type_name("LED"), "Led");
    EXPECT_EQ(pin_type_name("LED_RED_2"), "LedRed2");
}

}  // namespace
}  // namespace perth::cli
