// The standard requests that every model's transport answers for it.
#pragma once

#include <optional>
#include <string>

#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

/// Returns the string descriptor of ASCII `text`.
inline cli::Bytes string_descriptor(const std::string& text) {
    cli::Bytes bytes = {static_cast<std::uint8_t>(2 + 2 * text.size()), 3};
    for (const char each : text) {
        bytes.push_back(static_cast<std::uint8_t>(each));
        bytes.push_back(0);
    }
    return bytes;
}

/// Answers GET_DESCRIPTOR, GET_STATUS, CLEAR_FEATURE, SET_FEATURE, GET_CONFIGURATION and
/// SET_CONFIGURATION; nothing for requests that are the model's.
/// Source: USB 2.0, "Standard Device Requests".
inline std::optional<Answer> answer_standard(const UsbModel& model, const cli::usb::Setup& setup) {
    const unsigned type = setup.value >> 8;
    const auto index = static_cast<std::uint8_t>(setup.value);
    if ((setup.request_type & 0x60) != 0 || setup.request == 11) return std::nullopt;
    if (setup.request == 0) return Answer{.data = {1, 0}};
    if (setup.request == 8) return Answer{.data = {1}};
    if (setup.request == 1 || setup.request == 3 || setup.request == 9) return Answer{};
    if (setup.request != 6) return Answer{.outcome = cli::usb::Outcome::stall};

    const cli::Bytes all = model.descriptors();
    const std::size_t device = all.empty() ? 0 : all[0];
    const auto at = static_cast<cli::Bytes::difference_type>(device);
    if (type == 1) return Answer{.data = cli::Bytes(all.begin(), all.begin() + at)};
    if (type == 2 && index == 0) return Answer{.data = cli::Bytes(all.begin() + at, all.end())};
    if (type == 3 && index == 0) return Answer{.data = {4, 3, 0x09, 0x04}};
    const std::string text = type == 3 ? model.string(index) : std::string();
    if (text.empty()) return Answer{.outcome = cli::usb::Outcome::stall};
    return Answer{.data = string_descriptor(text)};
}

}  // namespace perth::fakes
