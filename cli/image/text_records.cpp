#include "cli/image/text_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "cli/image/segments.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view text_of(BytesView content) {
    return {reinterpret_cast<const char*>(content.data()), content.size()};
}

}  // namespace

RecordLines::RecordLines(BytesView content, const std::string& name)
    : rest_(text_of(content)), name_(name) {}

bool RecordLines::next() {
    while (!rest_.empty()) {
        const std::size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
        line_ = rest_.substr(0, end);
        const bool pair = rest_.substr(end, 2) == "\r\n";
        rest_.remove_prefix(std::min(end + (pair ? 2 : 1), rest_.size()));
        ++number_;
        line_ = line_.substr(0, line_.find_last_not_of(blanks) + 1);
        if (!line_.empty()) return true;
    }
    return false;
}

Bytes RecordLines::digits(std::size_t at) const {
    Bytes bytes;
    bytes.reserve((line_.size() - at) / 2);
    int high = -1;
    for (std::size_t i = at; i < line_.size(); ++i) {
        const int value = digit_value(line_[i]);
        if (value < 0) {
            reject(fmt::format("column {} is not a hexadecimal digit", i + 1),
                   fmt::format("it is 0x{:02x}", static_cast<unsigned char>(line_[i])));
        }
        if (high < 0) {
            high = value;
        } else {
            bytes.push_back(static_cast<std::uint8_t>(high << 4 | value));
            high = -1;
        }
    }
    if (high >= 0) reject("the number of hexadecimal digits is odd");
    return bytes;
}

void RecordLines::reject(std::string_view what, std::string why) const {
    reject_image(fmt::format("{}:{}: {}", name_, number_, what), std::move(why));
}

bool begins_with_record(BytesView content, char first, std::string_view seconds) {
    const std::string_view text = text_of(content);
    const std::size_t at = text.find_first_not_of(blanks);
    return at != text.npos && text.size() - at >= 2 && text[at] == first &&
           seconds.find(text[at + 1]) != seconds.npos;
}

int digit_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::uint8_t sum_of(BytesView bytes) noexcept {
    return static_cast<std::uint8_t>(std::accumulate(bytes.begin(), bytes.end(), 0U));
}

}  // namespace perth::cli
