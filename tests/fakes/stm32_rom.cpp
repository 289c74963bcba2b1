#include "tests/fakes/stm32_rom.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace perth::fakes {
namespace {

using namespace std::chrono_literals;
using Time = Stm32Rom::Time;

constexpr std::uint8_t ack = 0x79;
constexpr std::uint8_t nack = 0x1F;
constexpr std::uint8_t busy = 0x76;

constexpr std::uint32_t flash_size = 1 << 20;
constexpr std::uint32_t ram_start = 0x2000'2000;  // behind the bootloader's own 8 KiB
constexpr std::uint32_t ram_size = 0x1E000;

constexpr Time byte_programming = 16us;
constexpr Time boot_time = 20ms;

Time erase_time(std::uint32_t size) {
    if (size <= 0x4000) return 400ms;
    return size <= 0x10000 ? 1200ms : 2s;
}
constexpr Time mass_erase_time = 16s;

std::size_t offset_of(std::size_t sector) {
    const auto& sizes = Stm32Rom::sector_sizes;
    return std::accumulate(sizes.begin(), sizes.begin() + sector, std::size_t{0});
}

std::uint8_t exclusive_or(cli::BytesView bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), std::uint8_t{0}, std::bit_xor<>());
}

bool is_in(std::uint32_t address, std::uint32_t start, std::uint32_t size) {
    return address >= start && address - start < size;
}

}  // namespace

Stm32Rom::Stm32Rom(const Nature& nature)
    : nature_(nature), flash_(flash_size, 0xFF), ram_(ram_size) {}

void Stm32Rom::receive(std::uint8_t byte, Time at) {
    run_until(at);
    if (at < booted_at_) return;
    if (at >= free_at_) {
        free_at_ = at;
        process(byte);
    } else if (kept_) {
        ++overruns_;
    } else {
        kept_ = byte;
    }
}

void Stm32Rom::run_until(Time at) {
    if (!kept_ || free_at_ > at) return;
    const std::uint8_t byte = *kept_;
    kept_.reset();
    process(byte);
}

void Stm32Rom::reset(bool boot0, Time at) {
    state_ = boot0 ? State::reset : State::running;
    started_at_ = boot0 ? 0 : flash_start;
    kept_.reset();
    out_.clear();
    undone_.clear();
    free_at_ = at;
    restart();
    if (!boot0) state_ = State::running;
}

void Stm32Rom::cut_power(Time at) {
    for (const Undone& one : undone_) {
        if (one.end <= at) continue;
        const double part =
            std::max(0.0, double((at - one.begin).count())) / double((one.end - one.begin).count());
        const auto done = static_cast<std::size_t>(part * double(one.before.size()));
        for (std::size_t i = done; i < one.before.size(); ++i) {
            flash_[one.offset + i] = one.before[i];
        }
        if (done < one.before.size()) flash_[one.offset + done] &= 0x5A;  // neither old nor new
    }
    undone_.clear();
    out_.clear();
    kept_.reset();
    state_ = State::off;
}

void Stm32Rom::process(std::uint8_t byte) {
    undone_.clear();  // the ROM is free, so all of it is done
    switch (state_) {
        case State::off:
        case State::deaf:
        case State::running:
            return;
        case State::reset:
            state_ = byte == 0x7F ? State::opcode : State::deaf;
            if (byte == 0x7F) send(ack);
            if (byte == 0x7F && nature_.sends_extra_ack) send(ack);
            return;
        case State::opcode:
            opcode_ = byte;
            state_ = State::complement;
            return;
        case State::complement:
            state_ = State::opcode;
            frame_.clear();
            return (opcode_ ^ byte) == 0xFF ? command() : refuse();
        default:
            frame_.push_back(byte);
    }
    if (state_ == State::address) return take_address();
    if (state_ == State::read_length) return take_read_length();
    if (state_ == State::write_data) return take_write_data();
    if (state_ == State::erase_list) return take_erase_list();
    take_protect_list();
}

void Stm32Rom::command() {
    const bool touches_memory = opcode_ == 0x11 || opcode_ == 0x21 || opcode_ == 0x31 ||
                                opcode_ == 0x44 || opcode_ == 0x63 || opcode_ == 0x73 ||
                                opcode_ == 0x82;
    if (touches_memory && is_protected_) return refuse();
    switch (opcode_) {
        case 0x00:
            return send_all({ack, 11, 0x31, 0x00, 0x01, 0x02, 0x11, 0x21, 0x31, 0x44, 0x63, 0x73,
                             0x82, 0x92, ack});
        case 0x01:
            return send_all({ack, 0x31, 0x00, 0x00, ack});
        case 0x02:
            return send_all({ack, 1, static_cast<std::uint8_t>(nature_.pid >> 8),
                             static_cast<std::uint8_t>(nature_.pid), ack});
        case 0x11:
        case 0x21:
        case 0x31:
            state_ = State::address;
            return send(ack);
        case 0x44:
            state_ = State::erase_list;
            return send(ack);
        case 0x63:
            state_ = State::protect_list;
            return send(ack);
        case 0x73:
            send(ack);
            write_protected_ = {};
            send(ack);
            return restart();
        case 0x82:
            send(ack);
            is_protected_ = true;
            send(ack);
            return restart();
        case 0x92:
            send(ack);
            erase_everything();
            is_protected_ = false;
            send(ack);
            return restart();
        default:
            return refuse();
    }
}

/// The ROM waits until a byte has left before it does anything else.
void Stm32Rom::send(std::uint8_t byte) {
    free_at_ += nature_.byte_time;
    out_.push_back({byte, free_at_});
}

void Stm32Rom::send_all(std::initializer_list<std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) send(byte);
}

void Stm32Rom::finish(std::uint8_t verdict) {
    state_ = State::opcode;
    frame_.clear();
    send(verdict);
}

void Stm32Rom::refuse() { finish(nack); }

/// The chip resets itself, and BOOT0 is still high.
void Stm32Rom::restart() {
    state_ = State::reset;
    frame_.clear();
    kept_.reset();
    free_at_ += boot_time;
    booted_at_ = free_at_;
}

void Stm32Rom::take_address() {
    if (frame_.size() < 5) return;
    address_ = cli::big_endian<std::uint32_t>(frame_);
    const bool is_right = exclusive_or(frame_) == 0;
    const bool is_flash = is_in(address_, flash_start, flash_size);
    const bool is_memory = is_flash || is_in(address_, ram_start, ram_size);
    if (!is_right || !is_memory) return refuse();
    finish(ack);
    if (opcode_ == 0x11) state_ = State::read_length;
    if (opcode_ == 0x31) state_ = State::write_data;
    if (opcode_ == 0x21) {
        state_ = State::running;
        started_at_ = address_;
    }
}

void Stm32Rom::take_read_length() {
    if (frame_.size() < 2) return;
    if ((frame_[0] ^ frame_[1]) != 0xFF) return refuse();
    const std::size_t count = std::size_t{frame_[0]} + 1;
    finish(ack);
    const bool is_flash = is_in(address_, flash_start, flash_size);
    const cli::Bytes& memory = is_flash ? flash_ : ram_;
    const std::size_t offset = address_ - (is_flash ? flash_start : ram_start);
    for (std::size_t i = offset; i < offset + count; ++i) send(i < memory.size() ? memory[i] : 0);
}

void Stm32Rom::take_write_data() {
    const std::size_t count = std::size_t{frame_[0]} + 1;
    if (frame_.size() < count + 2) return;
    if (exclusive_or(frame_) != 0) return refuse();
    write(address_, cli::BytesView(frame_).subspan(1, count));
    finish(ack);
}

void Stm32Rom::take_erase_list() {
    if (frame_.size() < 2) return;
    const std::size_t count = cli::big_endian<std::uint16_t>(frame_);
    const std::size_t length = count == 0xFFFF ? 3 : 2 * count + 5;
    if (frame_.size() < length) return;
    const bool is_reserved = count >= 0xFFF0 && count != 0xFFFF;
    if (exclusive_or(frame_) != 0 || is_reserved) return refuse();
    if (nature_.answers_busy) send(busy);
    if (count == 0xFFFF) {
        erase_everything();
        return finish(ack);
    }
    for (std::size_t at = 2; at + 1 < length; at += 2) {
        const std::size_t sector = cli::big_endian<std::uint16_t>(frame_, at);
        if (sector < sector_sizes.size()) erase_sector(sector);
    }
    finish(ack);
}

void Stm32Rom::take_protect_list() {
    const std::size_t count = std::size_t{frame_[0]} + 1;
    if (frame_.size() < count + 2) return;
    if (exclusive_or(frame_) != 0) return refuse();
    for (std::size_t i = 1; i <= count; ++i) {
        if (frame_[i] < sector_sizes.size()) protect_writing(frame_[i]);
    }
    finish(ack);
    restart();
}

void Stm32Rom::write(std::uint32_t address, cli::BytesView bytes) {
    if (is_in(address, ram_start, ram_size)) {
        const std::size_t offset = address - ram_start;
        const std::size_t size = std::min(bytes.size(), ram_.size() - offset);
        std::copy_n(bytes.begin(), size, ram_.begin() + static_cast<std::ptrdiff_t>(offset));
        return;
    }
    const std::size_t offset = address - flash_start;
    const std::size_t size = std::min(bytes.size(), flash_.size() - offset);
    spend(byte_programming * static_cast<long>(size), offset, size);
    for (std::size_t i = 0; i < size; ++i) {
        std::size_t sector = 0;
        while (offset_of(sector + 1) <= offset + i) ++sector;
        if (!write_protected_[sector]) flash_[offset + i] &= bytes[i];
    }
}

void Stm32Rom::erase_sector(std::size_t sector) {
    if (write_protected_[sector]) return;
    const std::size_t offset = offset_of(sector);
    spend(erase_time(sector_sizes[sector]), offset, sector_sizes[sector]);
    std::fill_n(flash_.begin() + static_cast<std::ptrdiff_t>(offset), sector_sizes[sector], 0xFF);
    ++erased_;
}

void Stm32Rom::erase_everything() {
    spend(mass_erase_time, 0, flash_.size());
    std::fill(flash_.begin(), flash_.end(), 0xFF);
    erased_ += sector_sizes.size();
}

void Stm32Rom::spend(Time time, std::size_t offset, std::size_t size) {
    if (!nature_.takes_data_sheet_times) return;
    const auto begin = flash_.begin() + static_cast<std::ptrdiff_t>(offset);
    undone_.push_back({.offset = offset,
                       .before = {begin, begin + static_cast<std::ptrdiff_t>(size)},
                       .begin = free_at_,
                       .end = free_at_ + time});
    free_at_ += time;
    spent_ += time;
}

}  // namespace perth::fakes
