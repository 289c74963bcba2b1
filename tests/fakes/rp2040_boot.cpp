#include "tests/fakes/rp2040_boot.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace perth::fakes {
namespace {

using cli::Bytes;
using cli::BytesView;
using cli::usb::Outcome;
using namespace std::chrono_literals;

constexpr std::uint8_t storage_in = 0x81;
constexpr std::uint8_t storage_out = 0x02;
constexpr std::uint8_t picoboot_in_endpoint = 0x84;
constexpr std::uint8_t picoboot_out_endpoint = 0x03;
constexpr std::uint16_t picoboot_interface = 1;

constexpr std::uint32_t sector_size = 4096;
constexpr std::uint32_t page_size = 256;
constexpr std::uint32_t window_size = 16 << 20;

enum Code : std::uint32_t {
    ok,
    unknown_command,
    bad_command_length,
    bad_transfer_length,
    bad_address,
    bad_alignment,
    interleaved_write,
    rebooting,
    unknown_error,
};

enum Id : std::uint8_t {
    exclusive_access = 0x01,
    reboot = 0x02,
    flash_erase = 0x03,
    read_memory = 0x84,
    write_memory = 0x05,
    exit_xip = 0x06,
    enter_xip = 0x07,
};

/// bCmdSize of each command.
constexpr auto argument_sizes = std::to_array<std::pair<Id, std::uint8_t>>({
    {exclusive_access, 1},
    {reboot, 12},
    {flash_erase, 8},
    {read_memory, 8},
    {write_memory, 8},
    {exit_xip, 0},
    {enter_xip, 0},
});

constexpr const char* info =
    "UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n";

// One configuration of two interfaces, of two bulk endpoints each.
constexpr std::uint8_t configuration[] = {
    9,    2,    55,
    0,    2,    1,
    0,    0x80, 125,  //
    9,    4,    0,
    0,    2,    0x08,
    0x06, 0x50, 0,  // mass storage, SCSI, bulk only
    7,    5,    storage_in,
    2,    64,   0,
    0,  //
    7,    5,    storage_out,
    2,    64,   0,
    0,  //
    9,    4,    1,
    0,    2,    0xFF,
    0x00, 0x00, 0,  // PICOBOOT
    7,    5,    picoboot_out_endpoint,
    2,    64,   0,
    0,  //
    7,    5,    picoboot_in_endpoint,
    2,    64,   0,
    0,
};

bool is_flash(std::uint32_t address, std::uint32_t size) {
    return address >= Rp2040Boot::flash_start &&
           std::uint64_t{address} + size <= std::uint64_t{Rp2040Boot::flash_start} + window_size;
}

bool is_ram(std::uint32_t address, std::uint32_t size) {
    return address >= Rp2040Boot::ram_start &&
           std::uint64_t{address} + size <=
               std::uint64_t{Rp2040Boot::ram_start} + Rp2040Boot::ram_size;
}

}  // namespace

Rp2040Boot::Rp2040Boot(Behaviour behaviour, std::function<Clock::time_point()> now)
    : behaviour_(behaviour),
      now_(std::move(now)),
      disk_({.label = "RPI-RP2", .partitioned = true}),
      storage_(disk_, "RPI", "RP2"),
      flash_(behaviour.flash_size, 0xFF),
      ram_(ram_size) {
    disk_.set_files({{"INFO_UF2.TXT", info},
                     {"INDEX.HTM", "<html>https://raspberrypi.com/device/RP2</html>\r\n"}});
    disk_.on_write([this](std::uint32_t, BytesView block) { return take_block(block); });
}

void Rp2040Boot::enter() {
    leaves_at_ = Clock::time_point::max();
    bus_reset();
    file_blocks_ = 0;
    taken_.clear();
    erased_runs_.clear();
    disk_.set_files({{"INFO_UF2.TXT", info}});
}

Bytes Rp2040Boot::descriptors() const {
    Bytes bytes = {18, 1, 0x10, 0x01, 0, 0, 0, 64};
    cli::append_little_endian(bytes, std::uint16_t{0x2E8A});
    cli::append_little_endian(bytes, std::uint16_t{0x0003});
    cli::append_little_endian(bytes, std::uint16_t{0x0100});
    bytes.insert(bytes.end(), {1, 2, 3, 1});
    bytes.insert(bytes.end(), std::begin(configuration), std::end(configuration));
    return bytes;
}

std::string Rp2040Boot::string(std::uint8_t index) const {
    constexpr std::array texts = {"", "Raspberry Pi", "RP2 Boot", "E0C9125B0D9B"};
    return index < texts.size() ? texts[index] : "";
}

void Rp2040Boot::bus_reset() {
    storage_.reset();
    reset_picoboot();
    in_halted_ = out_halted_ = false;
    xip_ended_ = false;
}

void Rp2040Boot::reset_picoboot() {
    phase_ = Phase::command;
    exclusive_ = false;
    status_ = {};
    data_.clear();
}

void Rp2040Boot::clear_halt(std::uint8_t endpoint) {
    if (endpoint == picoboot_in_endpoint) in_halted_ = false;
    if (endpoint == picoboot_out_endpoint) out_halted_ = false;
}

Answer Rp2040Boot::control(const cli::usb::Setup& setup, BytesView, std::size_t) {
    if ((setup.request_type & 0x60) == 0x20) return storage_.control(setup);
    const bool is_ours = setup.index == picoboot_interface;
    if (is_ours && setup.request_type == 0x41 && setup.request == 0x41) {
        reset_picoboot();
        return {};
    }
    if (!is_ours || setup.request_type != 0xC1 || setup.request != 0x42) {
        return {.outcome = Outcome::stall};
    }
    Answer answer;
    cli::append_little_endian(answer.data, status_.token);
    cli::append_little_endian(answer.data, status_.code);
    answer.data.push_back(status_.command);
    answer.data.push_back(phase_ == Phase::command ? 0 : 1);
    answer.data.resize(16);
    return answer;
}

Answer Rp2040Boot::bulk_in(std::uint8_t endpoint, std::size_t length) {
    if (endpoint == storage_in) return storage_.bulk_in(length);
    return endpoint == picoboot_in_endpoint ? picoboot_in(length)
                                            : Answer{.outcome = Outcome::stall};
}

Outcome Rp2040Boot::bulk_out(std::uint8_t endpoint, BytesView data) {
    if (endpoint == storage_out) return storage_.bulk_out(data);
    return endpoint == picoboot_out_endpoint ? picoboot_out(data) : Outcome::stall;
}

Answer Rp2040Boot::picoboot_in(std::size_t length) {
    if (in_halted_) return {.outcome = Outcome::stall};
    if (now_() < busy_until_) return {.outcome = Outcome::timeout};
    if (phase_ == Phase::acknowledge_in) {
        phase_ = Phase::command;
        return {};
    }
    if (phase_ != Phase::data_in) return {.outcome = Outcome::timeout};
    const auto end = data_.begin() + static_cast<std::ptrdiff_t>(std::min(length, data_.size()));
    Answer answer{.data = {data_.begin(), end}};
    data_.erase(data_.begin(), end);
    if (data_.empty()) phase_ = Phase::acknowledge_out;
    return answer;
}

Outcome Rp2040Boot::picoboot_out(BytesView data) {
    if (out_halted_) return Outcome::stall;
    if (now_() < busy_until_) return Outcome::timeout;
    switch (phase_) {
        case Phase::command:
            return begin(data);
        case Phase::data_out:
            data_.insert(data_.end(), data.begin(), data.end());
            if (data_.size() > expected_) return refuse(bad_transfer_length);
            if (data_.size() == expected_) perform_write();
            return Outcome::ok;
        case Phase::acknowledge_out:
            if (!data.empty()) return refuse(unknown_error);
            phase_ = Phase::command;
            return Outcome::ok;
        case Phase::data_in:
        case Phase::acknowledge_in:
            break;
    }
    return refuse(unknown_error);
}

Outcome Rp2040Boot::refuse(std::uint32_t code) {
    status_.code = code;
    phase_ = Phase::command;
    in_halted_ = out_halted_ = true;
    return Outcome::stall;
}

Outcome Rp2040Boot::begin(BytesView command) {
    constexpr std::uint32_t magic = 0x431FD10B;
    if (command.size() != 32 || cli::little_endian<std::uint32_t>(command) != magic) {
        return refuse(unknown_error);
    }
    status_ = {.token = cli::little_endian<std::uint32_t>(command, 4), .command = command[8]};
    const auto* const known =
        std::find_if(argument_sizes.begin(), argument_sizes.end(),
                     [&](const auto& one) { return one.first == command[8]; });
    if (known == argument_sizes.end()) return refuse(unknown_command);
    if (known->second != command[9]) return refuse(bad_command_length);
    if (leaves_at_ != Clock::time_point::max()) return refuse(rebooting);
    phase_ = Phase::acknowledge_in;
    const auto length = cli::little_endian<std::uint32_t>(command, 12);
    const std::uint32_t code = run(command[8], command.subspan(16), length);
    return code == ok ? Outcome::ok : refuse(code);
}

std::uint32_t Rp2040Boot::complaint(std::uint32_t address, std::uint32_t size,
                                    std::uint32_t alignment) const {
    if (!is_flash(address, size)) return bad_address;
    if (address % alignment != 0 || size % alignment != 0) return bad_alignment;
    if (!xip_ended_) return unknown_error;
    return drive_wrote_ && !exclusive_ ? interleaved_write : ok;
}

std::uint32_t Rp2040Boot::run(std::uint8_t id, BytesView arguments, std::uint32_t length) {
    const auto word = [arguments](std::size_t index) {
        return cli::little_endian<std::uint32_t>(arguments, 4 * index);
    };
    const bool moves = id == read_memory || id == write_memory;
    if (length != (moves ? word(1) : 0)) return bad_transfer_length;
    const std::uint32_t address = word(0);
    const std::uint32_t size = word(1);
    switch (id) {
        case exclusive_access:
            exclusive_ = arguments[0] != 0;
            drive_wrote_ = false;
            return ok;
        case exit_xip:
        case enter_xip:
            xip_ended_ = id == exit_xip;
            return ok;
        case reboot:
            leave(std::chrono::milliseconds(word(2)));
            return ok;
        case flash_erase: {
            const std::uint32_t code = complaint(address, size, sector_size);
            if (code == ok) erase(address, size);
            return code;
        }
        case read_memory: {
            if (is_ram(address, size)) {
                const auto begin = ram_.begin() + (address - ram_start);
                data_.assign(begin, begin + size);
            } else {
                if (!is_flash(address, size)) return bad_address;
                if (address % page_size != 0) return bad_alignment;
                if (!xip_ended_) return unknown_error;
                data_.clear();
                for (std::uint32_t i = 0; i < size; ++i) {
                    data_.push_back(flash_[(address - flash_start + i) % flash_.size()]);
                }
            }
            phase_ = size == 0 ? Phase::acknowledge_out : Phase::data_in;
            return ok;
        }
        default: {
            const std::uint32_t code =
                is_ram(address, size) ? std::uint32_t{ok} : complaint(address, size, page_size);
            if (code != ok) return code;
            address_ = address;
            expected_ = size;
            data_.clear();
            phase_ = size == 0 ? Phase::acknowledge_in : Phase::data_out;
            return ok;
        }
    }
}

void Rp2040Boot::perform_write() {
    if (is_ram(address_, 0)) {
        std::copy(data_.begin(), data_.end(), ram_.begin() + (address_ - ram_start));
    } else {
        program(address_, data_);
    }
    phase_ = Phase::acknowledge_in;
}

void Rp2040Boot::erase(std::uint32_t address, std::uint32_t size) {
    for (std::uint32_t at = 0; at < size; at += sector_size, ++erased_sectors_) {
        const auto offset =
            static_cast<std::ptrdiff_t>((address - flash_start + at) % flash_.size());
        std::fill_n(flash_.begin() + offset, sector_size, std::uint8_t{0xFF});
        be_busy(behaviour_.sector_erase);
    }
}

void Rp2040Boot::program(std::uint32_t address, BytesView bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::uint8_t& byte = flash_[(address - flash_start + i) % flash_.size()];
        if ((byte & bytes[i]) != bytes[i]) ++impossible_bits_;
        byte &= bytes[i];
        if (i % page_size == 0) be_busy(behaviour_.page_program);
    }
}

void Rp2040Boot::be_busy(Clock::duration time) {
    if (time > 0ms) busy_until_ = std::max(busy_until_, now_()) + time;
}

void Rp2040Boot::leave(std::chrono::milliseconds delay) {
    if (behaviour_.stays || !is_attached()) return;
    leaves_at_ = now_() + delay;
    ++starts_;
}

// Anything that is no block for this chip is passed over without a word. What is erased goes by the
// number of the block, not by its address: erratum RP2040-E14.
bool Rp2040Boot::take_block(BytesView block) {
    if (exclusive_) return false;
    const auto word = [block](std::size_t at) {
        return cli::little_endian<std::uint32_t>(block, at);
    };
    const bool is_block = word(0) == 0x0A324655 && word(4) == 0x9E5D5157 && word(508) == 0x0AB16F30;
    const std::uint32_t flags = word(8);
    const bool is_ours = is_block && (flags & 0x2000) != 0 && (flags & 1) == 0 &&
                         word(28) == 0xE48BFF56 && word(16) == page_size;
    const std::uint32_t address = word(12);
    if (!is_ours || !is_flash(address, page_size) || address % page_size != 0) return true;
    if (word(24) != file_blocks_) {
        file_blocks_ = word(24);
        taken_.clear();
        erased_runs_.clear();
    }
    const std::uint32_t number = word(20);
    if (number >= file_blocks_ || taken_.contains(number)) return true;
    drive_wrote_ = true;
    if (erased_runs_.insert(number / 16).second)
        erase(address / sector_size * sector_size, sector_size);
    program(address, block.subspan(32, page_size));
    taken_.insert(number);
    if (taken_.size() == file_blocks_) leave(1000ms);
    return true;
}

}  // namespace perth::fakes
