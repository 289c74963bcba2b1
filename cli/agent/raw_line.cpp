#include "cli/agent/raw_line.hpp"

#include <unistd.h>

#include <array>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view banner = "raw REPL; CTRL-B to exit";
constexpr std::size_t most_heard = 200;  // bytes

/// Returns whether `text` ends with the banner and the prompt; some lines double the CR.
bool ends_with_prompt(std::string_view text) {
    if (!text.ends_with('>')) return false;
    text.remove_suffix(1);
    while (text.ends_with('\r') || text.ends_with('\n')) text.remove_suffix(1);
    return text.ends_with(banner);
}

}  // namespace

void RawLine::send(std::string_view bytes) {
    const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    stream_.write({data, bytes.size()}, stream_.now() + patience_);
    traffic_.sent += bytes.size();
}

int RawLine::next_byte(Time deadline) {
    if (!holds_more()) {
        std::array<std::uint8_t, 4096> piece{};
        const std::size_t count = stream_.read(piece, deadline);
        if (count == 0) return -1;
        buffer_.assign(reinterpret_cast<const char*>(piece.data()), count);
        at_ = 0;
        traffic_.received += count;
    }
    return static_cast<unsigned char>(buffer_[at_++]);
}

bool RawLine::read_banner(Time deadline) {
    heard_.clear();
    for (int byte = 0; (byte = next_byte(deadline)) >= 0;) {
        heard_ += static_cast<char>(byte);
        if (ends_with_prompt(heard_)) return true;
        if (heard_.size() > most_heard) heard_.erase(0, most_heard / 2);
        if (stream_.now() >= deadline) break;
    }
    return false;
}

void RawLine::send_last(std::string_view bytes) noexcept {
    try {
        send(bytes);
    } catch (const Interrupted&) {
        // Nothing waits any more after Ctrl-C, but these bytes fit where nothing is sent.
        [[maybe_unused]] const auto sent = ::write(stream_.fd(), bytes.data(), bytes.size());
    } catch (const Error&) {  // the line is gone, and with it what there was to leave
    }
}

}  // namespace perth::cli
