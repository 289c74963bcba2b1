#include "cli/agent/shell_client.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

using Duration = serial::Stream::Clock::duration;

constexpr auto usual = 5s;
constexpr auto banner_time = 1500ms;
constexpr unsigned attempts = 4;
constexpr std::string_view to_raw = "\x03\x01";
/// The line end lets the agent see the beginning of a line.
constexpr std::string_view to_prompt = "\x03\x02\r";
constexpr std::string_view ask_for_paste = "\x05\x41\x01";
constexpr std::string_view end_text = "\x04";
constexpr std::string_view banner = "raw REPL; CTRL-B to exit";
constexpr unsigned char credit = 0x01;
constexpr unsigned char end = 0x04;
constexpr std::size_t longest_write = 256;   // bytes; what a UART without flow control takes
constexpr std::size_t longest_error = 4096;  // bytes
constexpr std::size_t most_heard = 200;      // bytes

/// Returns whether `text` ends with the banner and the prompt; some lines double the CR.
bool ends_with_prompt(std::string_view text) {
    if (!text.ends_with('>')) return false;
    text.remove_suffix(1);
    while (text.ends_with('\r') || text.ends_with('\n')) text.remove_suffix(1);
    return text.ends_with(banner);
}

}  // namespace

void ShellClient::enter() {
    for (unsigned attempt = 0; attempt < attempts; ++attempt) {
        send(to_raw);
        if (read_banner()) return;
    }
    throw Error({.what = fmt::format("no shell answers at {}", name_),
                 .why = heard_.empty() ? "nothing came"
                                       : fmt::format("what came is no raw mode: {}", heard_),
                 .hint = "is it the right port and rate, and does the firmware there run a "
                         "perth::Shell? perth new -t shell makes one",
                 .fault = Fault::timeout,
                 .device = name_});
}

bool ShellClient::read_banner() {
    const Time deadline = stream_.now() + banner_time;
    heard_.clear();
    for (int byte = 0; (byte = next_byte(deadline)) >= 0;) {
        heard_ += static_cast<char>(byte);
        if (ends_with_prompt(heard_)) return true;
        if (heard_.size() > most_heard) heard_.erase(0, most_heard / 2);
        if (stream_.now() >= deadline) break;
    }
    return false;
}

std::string ShellClient::run(std::string_view command, const Listener& listener) {
    paste(command, begin_paste());
    std::string piece;
    for (int byte = 0; byte != end;) {
        const bool waits = at_ == buffer_.size() && piece.empty();
        byte = next_byte(stream_.now() + (waits ? Duration(1h) : Duration(0s)));
        if (byte >= 0 && byte != end) {
            piece += static_cast<char>(byte);
        } else if (!piece.empty()) {
            listener(std::exchange(piece, {}));
        }
    }
    const Time deadline = stream_.now() + usual;
    std::string error;
    for (unsigned char byte = 0; (byte = due_byte(deadline)) != end;) {
        error += static_cast<char>(byte);
        if (error.size() > longest_error) complain("an end of the error's text");
    }
    while (due_byte(deadline) != '>') {
    }
    while (error.ends_with('\n') || error.ends_with('\r')) error.pop_back();
    return error;
}

/// Returns how many bytes may be sent at once.
std::size_t ShellClient::begin_paste() {
    send(ask_for_paste);
    const Time deadline = stream_.now() + usual;
    for (unsigned char last = 0, byte = 0;; last = byte) {
        byte = due_byte(deadline);
        if (last != 'R') continue;
        if (byte == 0) complain("raw paste, which it does not know");
        if (byte == credit) break;
    }
    const std::size_t low = due_byte(deadline);
    const std::size_t window = low | std::size_t{due_byte(deadline)} << 8;
    if (window == 0) complain("a window to send in");
    return window;
}

void ShellClient::paste(std::string_view command, std::size_t window) {
    std::size_t may_send = window;
    bool stopped = false;
    while (!command.empty() && !stopped) {
        const int byte =
            next_byte(stream_.now() + (may_send == 0 ? Duration(usual) : Duration(0s)));
        if (byte < 0 && may_send == 0) complain("room for more");
        if (byte == credit) may_send += window;
        stopped = byte == end;
        const std::size_t count = std::min({command.size(), may_send, longest_write});
        if (byte >= 0 || count == 0) continue;
        send(command.substr(0, count));
        command.remove_prefix(count);
        may_send -= count;
    }
    send(end_text);
    const Time deadline = stream_.now() + usual;
    while (!stopped) stopped = due_byte(deadline) == end;
}

void ShellClient::leave() noexcept {
    try {
        send(to_prompt);
    } catch (const Interrupted&) {
        // Nothing waits any more after Ctrl-C, but these bytes fit where nothing is sent.
        [[maybe_unused]] const auto sent =
            ::write(stream_.fd(), to_prompt.data(), to_prompt.size());
    } catch (const Error&) {  // the line is gone, and with it what there was to leave
    }
}

void ShellClient::send(std::string_view bytes) {
    const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    stream_.write({data, bytes.size()}, stream_.now() + usual);
}

int ShellClient::next_byte(Time deadline) {
    if (at_ == buffer_.size()) {
        std::array<std::uint8_t, 4096> piece{};
        const std::size_t count = stream_.read(piece, deadline);
        if (count == 0) return -1;
        buffer_.assign(reinterpret_cast<const char*>(piece.data()), count);
        at_ = 0;
    }
    return static_cast<unsigned char>(buffer_[at_++]);
}

unsigned char ShellClient::due_byte(Time deadline) {
    const int byte = stream_.now() < deadline ? next_byte(deadline) : -1;
    if (byte < 0) {
        throw Error({.what = fmt::format("the shell at {} does not answer any more", name_),
                     .why = fmt::format("what is due did not come in {} s", usual / 1s),
                     .hint = {},
                     .fault = Fault::timeout,
                     .device = name_});
    }
    return static_cast<unsigned char>(byte);
}

void ShellClient::complain(std::string_view due) const {
    throw Error({.what = fmt::format("what answers at {} is no shell of perth's", name_),
                 .why = fmt::format("due was {}", due),
                 .hint = {},
                 .fault = Fault::protocol,
                 .device = name_});
}

}  // namespace perth::cli
