#include "tests/sync/model_flash.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace perth {
namespace test {
namespace {

ModelFlash* current = nullptr;

}  // namespace

std::uint32_t FlashShape::size() const {
    std::uint32_t size = 0;
    for (const SectorRun& run : sectors) size += run.count * run.size;
    return size;
}

FlashShape nrf51_shape() { return {"nrf51", {{256, 1024}}, 0, 4, 1024, 128 * 1024}; }
FlashShape rp2040_shape() { return {"rp2040", {{512, 4096}}, 0x1000'0000, 256, 4096, 1024 * 1024}; }
FlashShape stm32f4_shape() {
    return {"stm32f4", {{4, 16 * 1024}, {1, 64 * 1024}, {3, 128 * 1024}}, 0x0800'0000, 4, 16 * 1024,
            256 * 1024};
}

ModelFlash::ModelFlash(FlashShape shape) : shape_(std::move(shape)), bytes_(shape_.size(), 0xFF) {
    current = this;
    program_end = shape_.start + shape_.fixed + 1;
}

ModelFlash::~ModelFlash() { current = nullptr; }

hal::UpdateLayout ModelFlash::layout() const {
    return {shape_.start, shape_.start + shape_.fixed, shape_.start + shape_.area,
            shape_.start + shape_.size()};
}

void ModelFlash::restart() {
    const hal::WaitingUpdate<ModelFlash> update(*this);
    if (update.is_due()) update.apply();
}

hal::FlashSector ModelFlash::sector_at(std::uint32_t address) const {
    std::uint32_t begin = shape_.start;
    for (const SectorRun& run : shape_.sectors) {
        for (std::uint32_t i = 0; i < run.count; ++i, begin += run.size) {
            if (address - begin < run.size) return {begin, run.size};
        }
    }
    ADD_FAILURE() << "no sector at " << address;
    return {shape_.start, 1024};
}

std::uint32_t ModelFlash::word(std::uint32_t address) const {
    std::uint32_t word = 0;
    for (std::uint32_t i = 4; i-- > 0;) {
        word = word << 8 | bytes_.at(address - shape_.start + i);
    }
    return word;
}

bool ModelFlash::begin_operation() {
    if (cut_) return false;
    cut_ = left_ == 0U;
    if (left_ && *left_ > 0) --*left_;
    ++operations_;
    return true;
}

Errc ModelFlash::erase_sector(std::uint32_t address) {
    EXPECT_GE(address, shape_.start + shape_.fixed) << "the mover is erased";
    if (!begin_operation()) return Errc::timeout;
    const hal::FlashSector sector = sector_at(address);
    const auto first = bytes_.begin() + (sector.address - shape_.start);
    std::fill_n(first, cut_ ? sector.size / 2 : sector.size, std::uint8_t{0xFF});
    return cut_ ? Errc::timeout : Errc::none;
}

Errc ModelFlash::write(std::uint32_t address, std::span<const std::uint8_t> bytes) {
    EXPECT_GE(address, shape_.start + shape_.fixed) << "the mover is written";
    EXPECT_EQ((address - shape_.start) % shape_.unit, 0U);
    EXPECT_EQ(bytes.size() % shape_.unit, 0U);
    for (std::size_t at = 0; at < bytes.size(); at += shape_.unit) {
        if (!begin_operation()) return Errc::timeout;
        const std::size_t size = cut_ ? shape_.unit / 2 : shape_.unit;
        for (std::size_t i = at; i < at + size; ++i) {
            bytes_.at(address - shape_.start + i) &= bytes[i];
        }
        if (cut_) return Errc::timeout;
    }
    return Errc::none;
}

bool ModelFlash::copy(std::uint32_t to, std::uint32_t from, std::uint32_t size) {
    const auto first = bytes_.begin() + (from - shape_.start);
    const std::vector<std::uint8_t> piece(first, first + size);
    return write(to, piece) == Errc::none;
}

bool ModelFlash::finish(std::uint32_t address, std::uint32_t word) {
    std::vector<std::uint8_t> unit(std::max<std::uint32_t>(shape_.unit, 4), 0xFF);
    for (unsigned i = 0; i < 4; ++i) unit[i] = static_cast<std::uint8_t>(word >> 8 * i);
    return write(address, unit) == Errc::none;
}

}  // namespace test

hal::UpdateFlash hal::update_flash() noexcept {
    using test::current;
    if (current == nullptr) return {};
    return {.board = current->shape().name.c_str(),
            .layout = current->layout(),
            .write_unit = current->shape().unit,
            .program_end = []() noexcept { return current->program_end; },
            .claim = []() noexcept { return true; },
            .unclaim = []() noexcept {},
            .sector_at = [](std::uint32_t address) noexcept { return current->sector_at(address); },
            .erase = [](std::uint32_t address) noexcept { return current->erase_sector(address); },
            .write =
                [](std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept {
                    return current->write(address, bytes);
                },
            .read =
                [](std::uint32_t address, std::span<std::uint8_t> buffer) noexcept {
                    const auto first =
                        current->bytes().begin() + (address - current->shape().start);
                    std::copy_n(first, buffer.size(), buffer.begin());
                }};
}

}  // namespace perth
