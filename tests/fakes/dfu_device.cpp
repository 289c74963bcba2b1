#include "tests/fakes/dfu_device.hpp"

#include <algorithm>
#include <utility>

#include "tests/fakes/usb_descriptors.hpp"

namespace perth::fakes {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t memory_string = 4;

std::string string_of(std::uint8_t index) {
    if (index == manufacturer_string) return "perth";
    if (index == product_string) return "Model";
    if (index == serial_string) return "0042";
    return index == memory_string ? "Application" : "";
}

}  // namespace

cli::Bytes DfuRuntime::descriptors() const {
    DfuDescription description;
    description.vid = behaviour_.vid;
    description.pid = behaviour_.pid;
    description.in_dfu_mode = false;
    description.attributes = static_cast<std::uint8_t>(behaviour_.will_detach ? 0x0B : 0x03);
    return dfu_descriptors(description);
}

std::string DfuRuntime::string(std::uint8_t index) const { return string_of(index); }

Answer DfuRuntime::control(const cli::usb::Setup& setup, cli::BytesView, std::size_t) {
    if (setup.request_type == 0x01) return {};
    if (setup.request == dfu::getstatus && behaviour_.answers_status) {
        return dfu::status_answer(dfu::ok, 0ms, state_);
    }
    if (setup.request != dfu::detach) return dfu::stall();
    state_ = dfu::app_detach;
    attached_ = !behaviour_.will_detach;
    return {};
}

cli::Bytes DfuLoader::descriptors() const {
    DfuDescription description;
    description.vid = behaviour_.vid;
    description.pid = behaviour_.pid;
    description.names = {memory_string};
    description.attributes = static_cast<std::uint8_t>(
        (behaviour_.can_download ? 1 : 0) | (behaviour_.can_upload ? 2 : 0) |
        (behaviour_.is_tolerant ? 4 : 0) | (behaviour_.will_detach ? 8 : 0));
    description.transfer_size = behaviour_.transfer_size;
    return dfu_descriptors(description);
}

std::string DfuLoader::string(std::uint8_t index) const { return string_of(index); }

void DfuLoader::bus_reset() {
    attached_ = attached_ && state_ != dfu::manifest_wait_reset;
    state_ = dfu::idle;
    status_ = dfu::ok;
}

void DfuLoader::power_cycle() {
    incoming_.clear();
    bus_reset();
    attached_ = true;
}

Answer DfuLoader::control(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length) {
    if (setup.request_type == 0x01) return {};
    const bool is_busy = state_ == dfu::dnbusy || state_ == dfu::manifest;
    if (is_busy && now_() < busy_until_) return refuse(dfu::err_stalledpkt);
    switch (setup.request) {
        case dfu::dnload:
            return dnload(out);
        case dfu::upload:
            return upload(setup, length);
        case dfu::getstatus:
            return getstatus();
        case dfu::getstate:
            return {.data = {state_}};
        case dfu::clrstatus:
            if (state_ != dfu::error) return refuse(dfu::err_stalledpkt);
            break;
        case dfu::abort:
            if (state_ != dfu::idle && state_ != dfu::dnload_idle && state_ != dfu::upload_idle) {
                return refuse(dfu::err_stalledpkt);
            }
            break;
        default:
            return refuse(dfu::err_stalledpkt);
    }
    state_ = dfu::idle;
    status_ = dfu::ok;
    return {};
}

Answer DfuLoader::refuse(dfu::Status status) {
    state_ = dfu::error;
    status_ = status;
    return dfu::stall();
}

Answer DfuLoader::dnload(cli::BytesView out) {
    if (state_ != dfu::idle && state_ != dfu::dnload_idle) return refuse(dfu::err_stalledpkt);
    if (state_ == dfu::idle) incoming_.clear();
    if (out.empty()) {
        if (state_ == dfu::idle) return refuse(dfu::err_stalledpkt);
        state_ = dfu::manifest_sync;
        return {};
    }
    if (out.size() > behaviour_.transfer_size) return refuse(dfu::err_stalledpkt);
    incoming_.insert(incoming_.end(), out.begin(), out.end());
    state_ = dfu::dnload_sync;
    if (incoming_.size() > behaviour_.capacity) {
        state_ = dfu::error;
        status_ = dfu::err_write;
    }
    return {};
}

Answer DfuLoader::upload(const cli::usb::Setup& setup, std::size_t length) {
    if (state_ != dfu::idle && state_ != dfu::upload_idle) return refuse(dfu::err_stalledpkt);
    if (!behaviour_.can_upload) return refuse(dfu::err_stalledpkt);
    if (behaviour_.never_ends) return {.data = cli::Bytes(length, 0xA5)};
    const std::size_t begin = std::min(std::size_t{setup.value} * length, image_.size());
    const std::size_t size = std::min(length, image_.size() - begin);
    state_ = size < length ? dfu::idle : dfu::upload_idle;
    const auto at = image_.begin() + static_cast<std::ptrdiff_t>(begin);
    return {.data = cli::Bytes(at, at + static_cast<std::ptrdiff_t>(size))};
}

Answer DfuLoader::getstatus() {
    switch (state_) {
        case dfu::dnload_sync:
            state_ = dfu::dnbusy;
            busy_until_ = now_() + behaviour_.block_time;
            return dfu::status_answer(status_, behaviour_.poll, state_);
        case dfu::dnbusy:
            state_ = dfu::dnload_idle;
            break;
        case dfu::manifest_sync:
            if (behaviour_.rejects != dfu::ok) {
                state_ = dfu::error;
                status_ = behaviour_.rejects;
                break;
            }
            state_ = dfu::manifest;
            busy_until_ = now_() + behaviour_.manifest_time;
            return dfu::status_answer(status_, behaviour_.manifest_time, state_);
        case dfu::manifest:
            image_ = std::exchange(incoming_, {});
            state_ = behaviour_.is_tolerant ? dfu::idle : dfu::manifest_wait_reset;
            attached_ = behaviour_.is_tolerant || !behaviour_.will_detach;
            break;
        default:
            break;
    }
    return dfu::status_answer(status_, 0ms, state_);
}

}  // namespace perth::fakes
