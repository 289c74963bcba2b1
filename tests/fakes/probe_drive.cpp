#include "tests/fakes/probe_drive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>
#include <utility>

namespace perth::fakes {
namespace {

using cli::Bytes;
using cli::BytesView;
using namespace std::chrono_literals;

constexpr auto idle_time = 500ms;  // after the end of a file, until it leaves
constexpr auto patience = 20s;     // for the rest of a file

constexpr std::uint8_t configuration[] = {
    9,    2,    32,   0, 1,  1, 0, 0x80, 250, 9,    4, 0,  0, 2,
    0x08, 0x06, 0x50, 0,  // mass storage, SCSI, bulk only
    7,    5,    0x81, 2, 64, 0, 0, 7,    5,   0x02, 2, 64, 0, 0,
};

constexpr const char* end_record = ":00000001FF";

std::uint32_t number(const std::string& line, std::size_t at, std::size_t digits) {
    return static_cast<std::uint32_t>(std::strtoul(line.substr(at, digits).c_str(), nullptr, 16));
}

}  // namespace

ProbeDrive::ProbeDrive(Behaviour behaviour, std::function<Clock::time_point()> now)
    : behaviour_(std::move(behaviour)),
      now_(std::move(now)),
      disk_({.label = behaviour_.label}),
      storage_(disk_, "MBED", behaviour_.is_stlink ? "microcontroller" : "VFS"),
      flash_(behaviour_.flash_size, 0xFF) {
    show_files();
    disk_.on_write([this](std::uint32_t block, BytesView bytes) { return take(block, bytes); });
}

Bytes ProbeDrive::descriptors() const {
    Bytes bytes = {18, 1, 0x00, 0x02, 0, 0, 0, 64};
    cli::append_little_endian(bytes, behaviour_.vid);
    cli::append_little_endian(bytes, behaviour_.pid);
    cli::append_little_endian(bytes, std::uint16_t{0x1000});
    bytes.insert(bytes.end(), {1, 2, 3, 1});
    bytes.insert(bytes.end(), std::begin(configuration), std::end(configuration));
    return bytes;
}

std::string ProbeDrive::string(std::uint8_t index) const {
    if (index == 1) return behaviour_.is_stlink ? "STMicroelectronics" : "ARM";
    if (index == 2) return behaviour_.is_stlink ? "STM32 STLink" : "DAPLink CMSIS-DAP";
    return index == 3 ? behaviour_.serial : "";
}

void ProbeDrive::show_files() {
    std::string details = "Version: 0221\r\nBuild: Jan  1 2020 10:00:00\r\n";
    if (!behaviour_.is_stlink) {
        details = fmt::format(
            "# DAPLink Firmware - see https://mbed.com/daplink\r\n"
            "Unique ID: {}\r\nInterface Version: 0255\r\nRemount count: {}\r\n",
            behaviour_.serial, remounts_);
    }
    std::vector<FatDisk::File> files = {{"DETAILS.TXT", details}, {"MBED.HTM", "<html></html>"}};
    if (!failure_.empty()) files.push_back({"FAIL.TXT", failure_});
    if (files_ > 0 && !behaviour_.assertion.empty()) {
        files.push_back({"ASSERT.TXT", behaviour_.assertion});
    }
    disk_.set_files(std::move(files));
}

void ProbeDrive::come_back() {
    failure_ = result();
    if (!behaviour_.forgets) ++remounts_;
    ++files_;
    power_cycle();
}

void ProbeDrive::power_cycle() {
    leaves_at_ = Clock::time_point::max();
    stream_.clear();
    size_ = 0;
    is_out_of_order_ = false;
    storage_.reset();
    show_files();
}

// Returns what FAIL.TXT says of the file that was taken.
std::string ProbeDrive::result() {
    if (is_out_of_order_) {
        return "error: The file was transferred in an unsupported order.\r\n"
               "type: transient, user\r\n";
    }
    if (!is_whole()) return "error: The transfer timed out.\r\ntype: transient, user\r\n";
    if (files_ < behaviour_.failures.size() && !behaviour_.failures[files_].empty()) {
        return behaviour_.failures[files_];
    }
    if (stream_.front() == ':') {
        write_hex();
    } else {
        const Bytes bytes(stream_.begin(), stream_.begin() + static_cast<std::ptrdiff_t>(size_));
        write_chip(behaviour_.flash_start, bytes);
    }
    return {};
}

// The first block that looks like the beginning of a file is one, and the others must follow it.
// Half a second after a file seems to be whole it is taken for whole.
bool ProbeDrive::take(std::uint32_t block, BytesView bytes) {
    if (behaviour_.ignores_files) return true;
    if (disk_.is_folder(block)) note_size(bytes);
    if (disk_.is_data(block)) {
        if (stream_.empty() && !begins_file(bytes)) return true;
        is_out_of_order_ = is_out_of_order_ || (!stream_.empty() && block != next_block_);
        stream_.append(bytes.begin(), bytes.end());
        next_block_ = block + 1;
    }
    if (stream_.empty()) return true;
    const bool ends = is_out_of_order_ || is_whole();
    leaves_at_ = now_() + (ends ? Clock::duration(idle_time) : patience);
    return true;
}

// DAPLink, source/daplink/drag-n-drop/file_stream.c and validation.c: a hexadecimal record, or a
// vector table.
bool ProbeDrive::begins_file(BytesView bytes) const {
    if (bytes[0] == ':') return std::string_view("02345").find(char(bytes[8])) != 5;
    const auto stack = cli::little_endian<std::uint32_t>(bytes);
    const auto reset = cli::little_endian<std::uint32_t>(bytes, 4);
    return stack >> 28 == 2 && reset % 2 == 1 &&
           reset - behaviour_.flash_start < behaviour_.flash_size;
}

bool ProbeDrive::is_whole() const {
    if (stream_.front() == ':') return stream_.find(end_record) != stream_.npos;
    return size_ > 0 && stream_.size() >= size_;
}

void ProbeDrive::note_size(BytesView folder) {
    for (std::size_t at = 0; at < folder.size(); at += 32) {
        const bool is_bin = folder[at] != 0xE5 && folder[at + 8] == 'B' && folder[at + 9] == 'I';
        if (is_bin) size_ = cli::little_endian<std::uint32_t>(folder, at + 28);
    }
}

void ProbeDrive::write_chip(std::uint32_t address, BytesView bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        flash_.at(address - behaviour_.flash_start + i) = bytes[i];
    }
}

void ProbeDrive::write_hex() {
    std::istringstream lines(stream_);
    std::uint32_t base = 0;
    for (std::string line; std::getline(lines, line) && line.starts_with(':');) {
        const std::uint32_t type = number(line, 7, 2);
        if (type == 1) return;
        if (type == 4) base = number(line, 9, 4) << 16;
        if (type != 0) continue;
        Bytes bytes;
        for (std::uint32_t i = 0; i < number(line, 1, 2); ++i) {
            bytes.push_back(static_cast<std::uint8_t>(number(line, 9 + 2 * i, 2)));
        }
        write_chip(base + number(line, 3, 4), bytes);
    }
}

}  // namespace perth::fakes
