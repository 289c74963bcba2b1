// Erasing and writing the flash, and what the controller refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <board.hpp>
#include <perth_port.hpp>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "perth/hal/flash.hpp"
#include "tests/ports/stm32f4/chip.hpp"

namespace perth::stm32f4 {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

using Unit = flash::Internal;
static_assert(hal::FlashUnit<Unit>);

/// The controller, and the flash itself where the chip has it. Notes what the manual forbids.
class FlashTest : public testing::Test {
protected:
    static constexpr std::uintptr_t unit = 0x4002'3C00, access = unit, key = unit + 4,
                                    status = unit + 0xC, control = unit + 0x10;
    static constexpr std::uint32_t lock = 1U << 31, program = 1, sector_erase = 2, start = 1U << 16;

    FlashTest() {
        void* const at =
            mmap(reinterpret_cast<void*>(std::uintptr_t{Unit::start}), Unit::size,
                 PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        EXPECT_EQ(at, reinterpret_cast<void*>(std::uintptr_t{Unit::start}));
        memory_ = static_cast<std::uint8_t*>(at);
        std::memset(memory_, 0x5A, Unit::size);
        chip[access] = 0x705;
        chip.on_read[control] = [this] { return control_ | (locked_ ? lock : 0); };
        chip.on_write[control] = [this](std::uint32_t value) { control_written(value); };
        chip.on_write[key] = [this](std::uint32_t value) { key_written(value); };
        chip.on_read[status] = [this] { return flags | (is_stuck ? 1U << 16 : 0U); };
        chip.on_write[status] = [this](std::uint32_t value) { flags &= ~value; };
        chip.on_write[access] = [this](std::uint32_t value) {
            if ((value & 3U << 11) == 0) return;
            if ((value & 3U << 9) != 0) wrong.push_back("caches forgotten while they are on");
            caches_forgotten = true;
        };
        for (std::uintptr_t word = 0; word < 64; word += 4) {
            const std::uintptr_t at_word = sector_11 + word;
            chip.on_write[at_word] = [this, at_word](std::uint32_t value) {
                word_written(at_word, value);
            };
        }
    }
    ~FlashTest() override { munmap(memory_, Unit::size); }

    void key_written(std::uint32_t value) {
        keys_.push_back(value);
        if (keys_ == std::vector<std::uint32_t>{0x45670123, 0xCDEF89AB}) locked_ = false;
        if (!locked_) keys_.clear();
    }
    void control_written(std::uint32_t value) {
        if (locked_) return;
        control_ = value & ~(lock | start);
        if ((value & lock) != 0) locked_ = true;
        if ((value & start) == 0) return;
        if ((value & sector_erase) == 0 || (value & program) != 0) wrong.push_back("start of what");
        erase(value >> 3 & 0xF);
    }
    void erase(std::uint32_t sector) {
        erased.push_back(sector);
        if (is_protected) {
            flags |= 1U << 4;  // WRPERR
            return;
        }
        if (sector == 11) std::memset(memory_ + 0xE0000, 0xFF, 0x20000);
    }
    void word_written(std::uintptr_t address, std::uint32_t value) {
        if (locked_ || (control_ & program) == 0) wrong.push_back("written without PG");
        if ((control_ >> 8 & 3) != 2) wrong.push_back("a word without PSIZE 32");
        if (is_protected) {
            flags |= 1U << 4;
            return;
        }
        std::uint32_t word;
        std::memcpy(&word, reinterpret_cast<void*>(address), 4);
        word &= value;
        std::memcpy(reinterpret_cast<void*>(address), &word, 4);
    }
    [[nodiscard]] std::vector<std::uint8_t> bytes(std::uint32_t address, std::size_t size) const {
        std::vector<std::uint8_t> found(size);
        Unit::read(address, found);
        return found;
    }
    [[nodiscard]] bool is_locked() const { return locked_; }

    static constexpr std::uint32_t sector_11 = 0x080E'0000;
    Chip chip;
    bool is_protected = false, is_stuck = false, caches_forgotten = false;
    std::uint32_t flags = 0;
    std::vector<std::uint32_t> erased;
    std::vector<std::string> wrong;

private:
    std::uint8_t* memory_ = nullptr;
    std::vector<std::uint32_t> keys_;
    std::uint32_t control_ = 0;
    bool locked_ = true;
};

TEST_F(FlashTest, HasTheSectorsOfItsDefinition) {
    const auto sector = [](std::uint32_t address) {
        const hal::FlashSector found = Unit::sector_at(address);
        return std::array<std::uint32_t, 2>{found.address, found.size};
    };
    EXPECT_THAT(sector(0x0800'0000), ElementsAre(0x0800'0000, 0x4000));
    EXPECT_THAT(sector(0x0800'7FFF), ElementsAre(0x0800'4000, 0x4000));
    EXPECT_THAT(sector(0x0801'0000), ElementsAre(0x0801'0000, 0x10000));
    EXPECT_THAT(sector(0x0802'0000), ElementsAre(0x0802'0000, 0x20000));
    EXPECT_THAT(sector(0x080F'FFFF), ElementsAre(sector_11, 0x20000));
}

TEST_F(FlashTest, ErasesASectorAndLocksAgain) {
    EXPECT_EQ(Unit::erase(sector_11), Errc::none);
    EXPECT_THAT(erased, ElementsAre(11));
    EXPECT_THAT(bytes(sector_11, 16), Each(0xFF));
    EXPECT_TRUE(is_locked());
    EXPECT_TRUE(caches_forgotten) << "they may hold what was there before";
    EXPECT_EQ(chip[access], 0x705U) << "and are on again";
    EXPECT_THAT(wrong, IsEmpty());
}

TEST_F(FlashTest, WritesWordByWord) {
    ASSERT_EQ(Unit::erase(sector_11), Errc::none);
    const std::array<std::uint8_t, 8> data = {1, 2, 3, 4, 5, 6, 7, 8};
    EXPECT_EQ(Unit::write(sector_11 + 4, data), Errc::none);
    EXPECT_THAT(bytes(sector_11, 13), ElementsAre(255, 255, 255, 255, 1, 2, 3, 4, 5, 6, 7, 8, 255));
    EXPECT_TRUE(is_locked());
    EXPECT_THAT(wrong, IsEmpty());
}

TEST_F(FlashTest, SaysThatAProtectedSectorIsRefused) {
    is_protected = true;
    EXPECT_EQ(Unit::erase(sector_11), Errc::refused);
    EXPECT_EQ(Unit::write(sector_11, std::array<std::uint8_t, 4>{}), Errc::refused);
    EXPECT_TRUE(is_locked());
    is_protected = false;
    EXPECT_EQ(Unit::erase(sector_11), Errc::none) << "old errors do not stay";
}

TEST_F(FlashTest, GivesUpWhatTakesTooLong) {
    is_stuck = true;
    hal::cortex_m::CoreClock::mhz = 1;  // as many looks as microseconds
    EXPECT_EQ(Unit::erase(sector_11), Errc::timeout);
    EXPECT_TRUE(is_locked());
}

TEST_F(FlashTest, RefusesWhereThereIsNoController) {
    chip.is_empty = true;
    EXPECT_EQ(Unit::erase(sector_11), Errc::refused);
    EXPECT_EQ(Unit::write(sector_11, std::array<std::uint8_t, 4>{}), Errc::refused);
    EXPECT_THAT(bytes(sector_11, 4), Each(0x5A));
}

TEST_F(FlashTest, KnowsWhatIsFreeBehindTheProgram) {
    hal::Flash<Unit> flash;
    EXPECT_EQ(flash.first_free(), 0x0800'4000U);
}

}  // namespace
}  // namespace perth::stm32f4
