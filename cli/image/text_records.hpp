// Lines of hexadecimal digits: what Intel HEX and SREC have in common.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// Takes a text apart into lines that end in CR, LF or CRLF.
class RecordLines {
public:
    RecordLines(BytesView content, const std::string& name);

    /// Goes to the next line that is not blank; false at the end.
    [[nodiscard]] bool next();
    /// The line without trailing blanks.
    [[nodiscard]] std::string_view line() const noexcept { return line_; }
    /// Its number, from 1.
    [[nodiscard]] std::size_t number() const noexcept { return number_; }

    /// Returns the bytes that the digits from column `at` on stand for. `Error` if they are none.
    [[nodiscard]] Bytes digits(std::size_t at) const;
    /// Throws the `Error` (Fault::bad_input) "NAME:NUMBER: `what`".
    [[noreturn]] void reject(std::string_view what, std::string why = {}) const;

private:
    std::string_view rest_;
    const std::string& name_;
    std::string_view line_;
    std::size_t number_ = 0;
};

/// Returns whether the first line that is not blank begins with `first` and one of `seconds`.
[[nodiscard]] bool begins_with_record(BytesView content, char first, std::string_view seconds);

/// Returns the value of a hexadecimal digit, or -1.
[[nodiscard]] int digit_value(char c) noexcept;

/// Returns the sum of bytes modulo 256.
[[nodiscard]] std::uint8_t sum_of(BytesView bytes) noexcept;

}  // namespace perth::cli
