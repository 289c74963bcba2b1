// DFU as its models speak it: numbers from the standard, on purpose not those of the tool.
#pragma once

#include <chrono>
#include <cstdint>

#include "tests/fakes/usb_model.hpp"

namespace perth::fakes::dfu {

// USB DFU 1.1, "DFU Requests".
enum Request : std::uint8_t { detach, dnload, upload, getstatus, clrstatus, getstate, abort };

// USB DFU 1.1, "DFU_GETSTATUS Request".
enum State : std::uint8_t {
    app_idle,
    app_detach,
    idle,
    dnload_sync,
    dnbusy,
    dnload_idle,
    manifest_sync,
    manifest,
    manifest_wait_reset,
    upload_idle,
    error,
};

enum Status : std::uint8_t {
    ok = 0x00,
    err_target = 0x01,
    err_write = 0x03,
    err_notdone = 0x09,
    err_firmware = 0x0A,
    err_vendor = 0x0B,
    err_unknown = 0x0E,
    err_stalledpkt = 0x0F,
};

inline Answer status_answer(Status status, std::chrono::milliseconds poll, State state,
                            std::uint8_t text = 0) {
    const auto ms = static_cast<std::uint32_t>(poll.count());
    return {.data = {status, static_cast<std::uint8_t>(ms), static_cast<std::uint8_t>(ms >> 8),
                     static_cast<std::uint8_t>(ms >> 16), state, text}};
}

inline Answer stall() { return {.outcome = cli::usb::Outcome::stall}; }
inline Answer not_yet() { return {.outcome = cli::usb::Outcome::timeout}; }

}  // namespace perth::fakes::dfu
