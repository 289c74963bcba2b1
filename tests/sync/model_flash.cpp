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

std::uint32_t ModelFlash::sector_size(std::uint32_t address) const {
    const hal::FlashSector sector = sector_at(address);
    EXPECT_EQ((sector.address - shape_.start) % sector.size, 0U);
    return sector.size;
}

bool ModelFlash::is_replaceable(std::uint32_t address, std::uint32_t size) const {
    return layout().replaceable(address, size);
}

bool ModelFlash::is_sector(std::uint32_t address) const {
    return hal::WaitingUpdate(*this).is_sector(address);
}

bool ModelFlash::is_promisable(std::uint32_t begin, std::uint32_t end) const {
    return layout().is_promisable(begin, end);
}

bool ModelFlash::is_whole(std::uint32_t begin, std::uint32_t end, std::uint32_t crc,
                          std::uint32_t count) const {
    return hal::WaitingUpdate(*this).is_whole(begin, end, crc, count);
}

std::uint32_t ModelFlash::crc(std::uint32_t begin, std::uint32_t end, std::uint32_t count) const {
    return hal::WaitingUpdate(*this).crc(begin, end, count);
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

const hal::UpdateFlash& hal::update_flash() noexcept {
    static UpdateFlash flash;
    flash = {};
    if (test::current != nullptr) {
        const test::FlashShape& shape = test::current->shape();
        flash = {test::current->layout(), shape.unit, shape.name.c_str()};
    }
    return flash;
}

namespace hal::update {

using test::current;

bool claim() noexcept { return true; }
void unclaim() noexcept {}
std::uint32_t program_end() noexcept { return current->program_end; }
std::uint32_t sector_size(std::uint32_t address) noexcept { return current->sector_size(address); }
bool erase(std::uint32_t address) noexcept { return current->erase(address); }
bool write(std::uint32_t to, const volatile std::uint32_t* words, std::uint32_t bytes) noexcept {
    const std::uint32_t unit = current->shape().unit;
    const std::uint32_t before = (to - current->shape().start) % unit;
    std::vector<std::uint8_t> all(before, 0xFF);
    for (std::uint32_t i = 0; i < bytes; ++i) {
        all.push_back(static_cast<std::uint8_t>(words[i / 4] >> i % 4 * 8));
    }
    all.resize((all.size() + unit - 1) / unit * unit, 0xFF);
    return current->write(to - before, all) == Errc::none;
}
bool copy(std::uint32_t to, std::uint32_t from, std::uint32_t bytes) noexcept {
    return current->copy(to, from, bytes);
}
bool is_replaceable(std::uint32_t address, std::uint32_t bytes) noexcept {
    return current->is_replaceable(address, bytes);
}
bool contains(std::uint32_t address, std::uint32_t bytes) noexcept {
    return current->layout().contains(address, bytes);
}
bool is_sector(std::uint32_t address) noexcept { return current->is_sector(address); }
bool is_promisable(std::uint32_t begin, std::uint32_t end) noexcept {
    return current->layout().is_promisable(begin, end);
}
bool is_whole(std::uint32_t begin, std::uint32_t end, std::uint32_t crc,
              std::uint32_t count) noexcept {
    return WaitingUpdate(*current).is_whole(begin, end, crc, count);
}
std::uint32_t crc(std::uint32_t begin, std::uint32_t end, std::uint32_t count) noexcept {
    return current->crc(begin, end, count);
}

}  // namespace hal::update
}  // namespace perth
