// The strings of a deferred log, which a firmware left in its ELF, and the lines made of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace perth::cli {

/// What an ELF has for the lines of its firmware.
struct LogStrings {
    std::string build;    ///< its build id, hexadecimal
    std::string section;  ///< perth_log's content; empty if its log is not deferred
};

/// Returns the content of the section perth_log; empty if there is none, or no readable ELF.
[[nodiscard]] std::string read_log_section(const std::filesystem::path& elf);

/// Returns whether a line (without 02 and the line feed) is whole and of this build: its check is
/// right.
[[nodiscard]] bool is_log_line(std::string_view line, std::string_view build);

/// Returns whether a line looks like the log's, of whichever build.
[[nodiscard]] bool may_be_log_line(std::string_view line);

/// Returns what a line says: "info: channel 3: 1.5 ms". Nothing if it is not whole, of another
/// build, or does not fit the section. The form is documented in the runtime (io/log.hpp).
[[nodiscard]] std::optional<std::string> decode_log_line(std::string_view line,
                                                         const LogStrings& strings);

}  // namespace perth::cli
