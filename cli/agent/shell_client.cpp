#include "cli/agent/shell_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

using Duration = RawLine::Duration;
using Time = RawLine::Time;

constexpr auto usual = 5s;
constexpr auto banner_time = 1500ms;
constexpr unsigned attempts = 4;
constexpr std::string_view to_raw = "\x03\x01";
/// The line end lets the agent see the beginning of a line.
constexpr std::string_view to_prompt = "\x03\x02\r";
constexpr std::size_t longest_error = 4096;  // bytes

}  // namespace

void ShellClient::enter() {
    for (unsigned attempt = 0; attempt < attempts; ++attempt) {
        line_.send(to_raw);
        if (line_.read_banner(line_.now() + banner_time)) return;
    }
    throw Error({.what = fmt::format("no shell answers at {}", name_),
                 .why = line_.heard().empty()
                            ? "nothing came"
                            : fmt::format("what came is no raw mode: {}", line_.heard()),
                 .hint = "is it the right port and rate, and does the firmware there run a "
                         "perth::Shell? perth new -t shell makes one",
                 .fault = Fault::timeout,
                 .device = name_});
}

std::string ShellClient::run(std::string_view command, const Listener& listener) {
    paste(command, begin_paste());
    std::string piece;
    for (int byte = 0; byte != RawLine::end;) {
        const bool waits = !line_.holds_more() && piece.empty();
        byte = line_.next_byte(line_.now() + (waits ? Duration(1h) : Duration(0s)));
        if (byte >= 0 && byte != RawLine::end) {
            piece += static_cast<char>(byte);
        } else if (!piece.empty()) {
            listener(std::exchange(piece, {}));
        }
    }
    const Time deadline = line_.now() + usual;
    std::string error;
    for (unsigned char byte = 0; (byte = due_byte(deadline)) != RawLine::end;) {
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
    line_.send(RawLine::ask_for_paste);
    const Time deadline = line_.now() + usual;
    for (unsigned char last = 0, byte = 0;; last = byte) {
        byte = due_byte(deadline);
        if (last != 'R') continue;
        if (byte == 0) complain("raw paste, which it does not know");
        if (byte == RawLine::credit) break;
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
            line_.next_byte(line_.now() + (may_send == 0 ? Duration(usual) : Duration(0s)));
        if (byte < 0 && may_send == 0) complain("room for more");
        if (byte == RawLine::credit) may_send += window;
        stopped = byte == RawLine::end;
        const std::size_t count = std::min({command.size(), may_send, RawLine::longest_write});
        if (byte >= 0 || count == 0) continue;
        line_.send(command.substr(0, count));
        command.remove_prefix(count);
        may_send -= count;
    }
    line_.send(RawLine::end_text);
    const Time deadline = line_.now() + usual;
    while (!stopped) stopped = due_byte(deadline) == RawLine::end;
}

void ShellClient::leave() noexcept { line_.send_last(to_prompt); }

unsigned char ShellClient::due_byte(Time deadline) {
    const int byte = line_.now() < deadline ? line_.next_byte(deadline) : -1;
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
