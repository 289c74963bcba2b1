// What waits to be sent to the device: keys, and a file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/console/map.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli {

/// Sends in small pieces, so that whoever owns it goes on reading meanwhile.
class Outbox {
public:
    /// What is typed is changed by `eol`, then by `map`; a file is sent as it is.
    Outbox(std::optional<Eol> eol, ByteMap map);

    void type(std::string_view text);
    /// Sends these behind what waits, as they are.
    void add(std::string_view bytes) { waiting_ += bytes; }
    /// Reads the file; it is sent behind what waits. Its bytes go behind each other's.
    void add_file(const std::filesystem::path& file);

    [[nodiscard]] bool is_empty() const noexcept { return at_ == waiting_.size(); }
    /// Returns how many bytes wait.
    [[nodiscard]] std::size_t size() const noexcept { return waiting_.size() - at_; }
    /// Sends a piece. `Error` as Stream::write().
    void send_some(serial::Stream& stream);
    /// Forgets what waits.
    void clear();

private:
    std::optional<LineEnds> eol_;
    ByteMap map_;
    std::string waiting_;
    std::size_t at_ = 0;  ///< what is in front of it has been sent
};

}  // namespace perth::cli
