#include "tests/fakes/stm32_dfuse.hpp"

#include <algorithm>
#include <utility>

#include "tests/fakes/usb_descriptors.hpp"

namespace perth::fakes {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

constexpr std::uint32_t option_bytes_start = 0x1FFFC000;
constexpr std::uint8_t first_layout_string = 4;

struct FlashSector {
    std::uint32_t offset;
    std::uint32_t size;
};

// RM0090, "Embedded flash memory", the table of the flash module's organization.
FlashSector sector_at(std::uint32_t offset) {
    if (offset < 0x10000) return {offset & ~0x3FFFU, 0x4000};
    if (offset < 0x20000) return {0x10000, 0x10000};
    return {offset & ~0x1FFFFU, 0x20000};
}

microseconds erase_time(const FlashTimes& times, std::uint32_t size) {
    if (size == 0x4000) return times.erase_16_kib;
    return size == 0x10000 ? times.erase_64_kib : times.erase_128_kib;
}

std::size_t part_of(std::size_t whole, double share) {
    return static_cast<std::size_t>(static_cast<double>(whole) * share);
}

}  // namespace

Stm32Dfuse::Stm32Dfuse(Behaviour behaviour, std::function<Clock::time_point()> now)
    : behaviour_(std::move(behaviour)), now_(std::move(now)) {
    enter();
}

cli::Bytes Stm32Dfuse::descriptors() const {
    DfuDescription description;
    description.vid = behaviour_.vid;
    description.pid = behaviour_.pid;
    description.bcd_device = 0x2200;
    description.names.clear();
    for (std::size_t i = 0; i < behaviour_.layouts.size(); ++i) {
        description.names.push_back(static_cast<std::uint8_t>(first_layout_string + i));
    }
    description.attributes = 0x0B;  // will detach, takes and gives
    description.detach_timeout = 255;
    description.transfer_size = transfer_size;
    description.version = 0x011A;
    return dfu_descriptors(description);
}

std::string Stm32Dfuse::string(std::uint8_t index) const {
    if (index == manufacturer_string) return "STMicroelectronics";
    if (index == product_string) return "STM32  BOOTLOADER";
    if (index == serial_string) return behaviour_.serial;
    const std::size_t layout = std::size_t{index} - first_layout_string;
    return layout < behaviour_.layouts.size() ? behaviour_.layouts[layout] : "";
}

void Stm32Dfuse::enter() {
    attached_ = true;
    work_.reset();
    stuck_ = false;
    started_at_.reset();
    state_ = behaviour_.starts_in_error ? dfu::error : dfu::idle;
    status_ = behaviour_.starts_in_error ? dfu::err_firmware : dfu::ok;
}

void Stm32Dfuse::bus_reset() {
    settle();
    enter();
}

void Stm32Dfuse::power_cycle() {
    settle();
    if (work_ && state_ == dfu::dnbusy) work_->effect(0.5);
    pointer_ = flash_start;
    enter();
}

cli::Bytes& Stm32Dfuse::flash() {
    settle();
    return flash_;
}

// Brings the model to what it is by now.
void Stm32Dfuse::settle() {
    if (work_ && state_ == dfu::dnbusy && now_() >= busy_until_) finish_work();
}

void Stm32Dfuse::finish_work() {
    const Work work = *std::exchange(work_, std::nullopt);
    status_ = work.effect(1);
    if (status_ != dfu::ok) {
        state_ = dfu::error;
    } else if (work.gets_stuck) {
        stuck_ = true;
    } else if (work.then_leaves) {
        attached_ = false;
    } else {
        state_ = dfu::dnload_sync;
    }
}

Answer Stm32Dfuse::control(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length) {
    settle();
    if (setup.request_type == 0x01 && setup.request == 11) {
        alternate_ = setup.value;
        return {};
    }
    switch (setup.request) {
        case dfu::dnload:
            return dnload(setup, out);
        case dfu::upload:
            return upload(setup, length);
        case dfu::getstatus:
            return getstatus();
        case dfu::clrstatus:
            return clrstatus();
        case dfu::getstate:
            return {.data = {state_}};
        case dfu::abort:
            return abort();
        default:
            return refuse(dfu::err_stalledpkt);
    }
}

Answer Stm32Dfuse::refuse(dfu::Status status) {
    state_ = dfu::error;
    status_ = status;
    work_.reset();
    return dfu::stall();
}

Answer Stm32Dfuse::dnload(const cli::usb::Setup& setup, cli::BytesView out) {
    if (state_ != dfu::idle && state_ != dfu::dnload_idle) return refuse(dfu::err_stalledpkt);
    if (out.size() > transfer_size || setup.value == 1) return refuse(dfu::err_stalledpkt);
    if (out.empty()) {
        state_ = dfu::manifest_sync;
        return {};
    }
    state_ = dfu::dnload_sync;
    work_ = setup.value == 0 ? command(out) : write(address_of(setup.value, out.size()), out);
    return {};
}

// ST AN3156, "DFU_UPLOAD request": block 0 gets the commands, 1 is reserved.
Answer Stm32Dfuse::upload(const cli::usb::Setup& setup, std::size_t length) {
    if (state_ != dfu::idle && state_ != dfu::upload_idle) return refuse(dfu::err_stalledpkt);
    if (length > transfer_size || setup.value == 1) return refuse(dfu::err_stalledpkt);
    if (setup.value == 0) return {.data = {0x00, 0x21, 0x41, 0x92}};
    if (behaviour_.is_protected) return refuse(dfu::err_vendor);
    std::size_t offset = 0;
    const cli::Bytes* memory = memory_at(address_of(setup.value, length), length, offset);
    if (memory == nullptr) return refuse(dfu::err_target);
    state_ = dfu::upload_idle;
    const auto begin = memory->begin() + static_cast<std::ptrdiff_t>(offset);
    return {.data = cli::Bytes(begin, begin + static_cast<std::ptrdiff_t>(length))};
}

Answer Stm32Dfuse::getstatus() {
    if (state_ == dfu::dnbusy && !stuck_) {
        if (behaviour_.waits_when_early) return dfu::not_yet();
        return behaviour_.is_confused_by_early ? refuse(dfu::err_stalledpkt) : dfu::stall();
    }
    if (state_ == dfu::dnload_sync && work_) {
        state_ = dfu::dnbusy;
        busy_until_ = now_() + work_->time;
        busy_time_ += work_->time;
        return dfu::status_answer(status_, work_->poll, dfu::dnbusy);
    }
    if (state_ == dfu::dnload_sync) state_ = dfu::dnload_idle;
    if (state_ == dfu::manifest_sync) {
        state_ = dfu::manifest;
        started_at_ = pointer_;
        attached_ = false;
    }
    return dfu::status_answer(status_, 0ms, state_);
}

Answer Stm32Dfuse::clrstatus() {
    if (std::exchange(stuck_, false)) {
        state_ = dfu::error;
        status_ = dfu::err_unknown;
        return {};
    }
    if (state_ != dfu::error) return refuse(dfu::err_stalledpkt);
    state_ = dfu::idle;
    status_ = dfu::ok;
    return {};
}

Answer Stm32Dfuse::abort() {
    const bool is_legal = state_ == dfu::idle || state_ == dfu::dnload_sync ||
                          state_ == dfu::dnload_idle || state_ == dfu::upload_idle;
    if (!is_legal) return refuse(dfu::err_stalledpkt);
    work_.reset();
    state_ = dfu::idle;
    return {};
}

Stm32Dfuse::Work Stm32Dfuse::fail(dfu::Status status) const {
    Work work = finished_in(0us, behaviour_.poll_of_commands);
    work.effect = [status](double) { return status; };
    return work;
}

Stm32Dfuse::Work Stm32Dfuse::finished_in(microseconds time,
                                         std::optional<Milliseconds> poll) const {
    Work work;
    work.effect = [](double) { return dfu::ok; };
    work.time = time;
    work.poll = poll.value_or(std::chrono::ceil<Milliseconds>(time));
    return work;
}

// ST AN3156, "DFU download commands".
Stm32Dfuse::Work Stm32Dfuse::command(cli::BytesView bytes) {
    const bool has_address = bytes.size() == 5;
    const auto address = has_address ? cli::little_endian<std::uint32_t>(bytes, 1) : 0;
    if (bytes[0] == 0x21 && has_address) {
        Work work = finished_in(0us, behaviour_.poll_of_commands);
        work.effect = [this, address](double) {
            pointer_ = address;
            return dfu::ok;
        };
        return work;
    }
    if (bytes[0] == 0x92 && bytes.size() == 1) {
        Work work = erase_all();
        work.effect = [this, effect = work.effect](double share) {
            behaviour_.is_protected = false;
            return effect(share);
        };
        work.then_leaves = true;
        return work;
    }
    if (bytes[0] != 0x41 || (!has_address && bytes.size() != 1)) return fail(dfu::err_target);
    if (behaviour_.is_protected) return fail(dfu::err_vendor);
    return has_address ? erase(address) : erase_all();
}

Stm32Dfuse::Work Stm32Dfuse::erase(std::uint32_t address) {
    if (address < flash_start || address - flash_start >= flash_size) return fail(dfu::err_target);
    const FlashSector sector = sector_at(address - flash_start);
    Work work = finished_in(erase_time(behaviour_.times, sector.size), behaviour_.poll_of_commands);
    work.gets_stuck = behaviour_.gets_stuck_at && address >= *behaviour_.gets_stuck_at;
    work.effect = [this, sector](double share) {
        ++erases_;
        std::fill_n(flash_.begin() + sector.offset, part_of(sector.size, share), 0xFF);
        return dfu::ok;
    };
    return work;
}

Stm32Dfuse::Work Stm32Dfuse::erase_all() {
    Work work = finished_in(behaviour_.times.erase_all, behaviour_.poll_of_commands);
    work.effect = [this](double share) {
        ++erases_;
        std::fill_n(flash_.begin(), part_of(flash_.size(), share), 0xFF);
        return dfu::ok;
    };
    return work;
}

// Flash can only lose ones: what was not erased before shows.
Stm32Dfuse::Work Stm32Dfuse::write(std::uint32_t address, cli::BytesView bytes) {
    std::size_t offset = 0;
    cli::Bytes* memory = memory_at(address, bytes.size(), offset);
    if (memory == nullptr) return fail(dfu::err_target);
    if (behaviour_.is_protected) return fail(dfu::err_vendor);
    Work work =
        finished_in(behaviour_.times.word * ((bytes.size() + 3) / 4), behaviour_.poll_of_writes);
    work.effect = [memory, offset, data = cli::Bytes(bytes.begin(), bytes.end())](double share) {
        for (std::size_t i = 0; i < part_of(data.size(), share); ++i) {
            (*memory)[offset + i] = (*memory)[offset + i] & data[i];
        }
        return dfu::ok;
    };
    return work;
}

std::uint32_t Stm32Dfuse::address_of(std::uint16_t block, std::size_t length) const {
    const std::size_t unit = behaviour_.counts_in_lengths ? length : transfer_size;
    return static_cast<std::uint32_t>(pointer_ + (block - 2U) * unit);
}

cli::Bytes* Stm32Dfuse::memory_at(std::uint32_t address, std::size_t size, std::size_t& offset) {
    const auto fits = [&](std::uint32_t start, const cli::Bytes& memory) {
        offset = address - start;
        return address >= start && offset <= memory.size() && size <= memory.size() - offset;
    };
    if (alternate_ == 0 && fits(flash_start, flash_)) return &flash_;
    if (alternate_ == 1 && fits(option_bytes_start, option_bytes_)) return &option_bytes_;
    return nullptr;
}

}  // namespace perth::fakes
