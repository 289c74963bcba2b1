#include "tests/fakes/mass_storage.hpp"

#include <algorithm>
#include <utility>

namespace perth::fakes {
namespace {

using cli::Bytes;
using cli::BytesView;
using cli::usb::Outcome;

constexpr std::uint32_t command_mark = 0x43425355;  // "USBC"
constexpr std::uint32_t status_mark = 0x53425355;   // "USBS"
constexpr std::size_t command_size = 31;

// Source: SCSI Primary Commands 4 and SCSI Block Commands 3, operation codes.
enum Opcode : std::uint8_t {
    test_unit_ready = 0x00,
    request_sense = 0x03,
    inquire = 0x12,
    mode_sense_6 = 0x1A,
    start_stop = 0x1B,
    allow_removal = 0x1E,
    read_capacity = 0x25,
    read_10 = 0x28,
    write_10 = 0x2A,
    synchronize = 0x35,
};

Bytes big_endian_words(std::initializer_list<std::uint32_t> words) {
    Bytes bytes;
    for (const std::uint32_t word : words) cli::append_big_endian(bytes, word);
    return bytes;
}

void append_padded(Bytes& bytes, const std::string& text, std::size_t size) {
    std::string padded = text;
    padded.resize(size, ' ');
    bytes.insert(bytes.end(), padded.begin(), padded.end());
}

}  // namespace

void MassStorage::reset() {
    phase_ = Phase::command;
    in_.clear();
    out_.clear();
}

Answer MassStorage::control(const cli::usb::Setup& setup) {
    if (setup.request_type == 0xA1 && setup.request == 0xFE) return {.data = {0}};  // one unit
    if (setup.request_type == 0x21 && setup.request == 0xFF) {
        reset();
        return {};
    }
    return {.outcome = Outcome::stall};
}

Outcome MassStorage::bulk_out(BytesView data) {
    if (phase_ == Phase::data_out) {
        take(data);
        return Outcome::ok;
    }
    const bool is_command =
        data.size() == command_size && cli::little_endian<std::uint32_t>(data) == command_mark;
    if (phase_ != Phase::command || !is_command) return Outcome::stall;
    begin(data);
    return Outcome::ok;
}

void MassStorage::begin(BytesView command) {
    tag_ = cli::little_endian<std::uint32_t>(command, 4);
    expected_ = cli::little_endian<std::uint32_t>(command, 8);
    std::copy_n(command.begin() + 15, scsi_.size(), scsi_.begin());
    const bool to_host = (command[12] & 0x80) != 0;
    moved_ = 0;
    has_failed_ = false;
    in_.clear();
    out_.clear();
    run(scsi_[0]);
    if (expected_ == 0) {
        phase_ = Phase::status;
    } else {
        phase_ = to_host ? Phase::data_in : Phase::data_out;
    }
}

void MassStorage::run(std::uint8_t opcode) {
    if (opcode != inquire && opcode != request_sense && !disk_.is_present()) {
        return fail({.key = 2, .code = 0x3A});
    }
    switch (opcode) {
        case test_unit_ready:
        case start_stop:
        case allow_removal:
        case synchronize:
            return;
        case request_sense: {
            const Sense sense = std::exchange(sense_, {});
            return give({0x70, 0, sense.key, 0, 0, 0, 0, 10, 0, 0, 0, 0, sense.code, 0, 0, 0, 0, 0},
                        scsi_[4]);
        }
        case inquire:
            return give(inquiry(), scsi_[4]);
        case mode_sense_6:
            return give({3, 0, 0, 0}, scsi_[4]);
        case read_capacity:
            return give(big_endian_words({disk_.blocks() - 1, disk_block}), 8);
        case read_10:
            return read_blocks();
        case write_10:
            next_block_ = cli::big_endian<std::uint32_t>(scsi_, 2);
            return;
        default:
            return fail({.key = 5, .code = 0x20});
    }
}

Bytes MassStorage::inquiry() const {
    if ((scsi_[1] & 1) != 0) return {};          // no pages of vital product data
    Bytes bytes = {0, 0x80, 2, 2, 31, 0, 0, 0};  // a disk, removable
    append_padded(bytes, vendor_, 8);
    append_padded(bytes, product_, 16);
    append_padded(bytes, "1.0", 4);
    return bytes;
}

void MassStorage::read_blocks() {
    const auto first = cli::big_endian<std::uint32_t>(scsi_, 2);
    const std::uint32_t count = cli::big_endian<std::uint16_t>(scsi_, 7);
    if (std::uint64_t{first} + count > disk_.blocks()) return fail({.key = 5, .code = 0x21});
    Bytes bytes;
    for (std::uint32_t i = 0; i < count; ++i) {
        const Bytes block = disk_.read(first + i);
        bytes.insert(bytes.end(), block.begin(), block.end());
    }
    in_ = std::move(bytes);
}

void MassStorage::take(BytesView data) {
    out_.insert(out_.end(), data.begin(), data.end());
    moved_ += static_cast<std::uint32_t>(data.size());
    while (scsi_[0] == write_10 && out_.size() >= disk_block) {
        if (!has_failed_ && !disk_.write(next_block_++, BytesView(out_).first(disk_block))) {
            fail({.key = 7, .code = 0x27});
        }
        out_.erase(out_.begin(), out_.begin() + disk_block);
    }
    if (moved_ >= expected_) phase_ = Phase::status;
}

void MassStorage::give(Bytes bytes, std::size_t room) {
    bytes.resize(std::min(bytes.size(), room));
    in_ = std::move(bytes);
}

void MassStorage::fail(Sense sense) {
    has_failed_ = true;
    sense_ = sense;
}

// Less than the host expects ends with a short packet, and the status says how much was missing.
Answer MassStorage::bulk_in(std::size_t length) {
    if (phase_ == Phase::status) {
        phase_ = Phase::command;
        return {.data = status()};
    }
    if (phase_ != Phase::data_in) return {.outcome = Outcome::timeout};
    const std::size_t size = std::min({length, in_.size(), std::size_t{expected_ - moved_}});
    const auto end = in_.begin() + static_cast<std::ptrdiff_t>(size);
    Answer answer{.data = {in_.begin(), end}};
    in_.erase(in_.begin(), end);
    moved_ += static_cast<std::uint32_t>(size);
    if (size < length || moved_ == expected_) phase_ = Phase::status;
    return answer;
}

Bytes MassStorage::status() const {
    Bytes bytes;
    for (const std::uint32_t word : {status_mark, tag_, expected_ - moved_}) {
        cli::append_little_endian(bytes, word);
    }
    bytes.push_back(has_failed_ ? 1 : 0);
    return bytes;
}

}  // namespace perth::fakes
