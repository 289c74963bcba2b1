#include "cli/agent/micropython_repl.hpp"

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

constexpr std::uint8_t credit = 0x01;
constexpr std::uint8_t end = 0x04;
constexpr std::string_view end_text = "\x04";
constexpr std::string_view interrupt = "\r\x03";
constexpr std::string_view to_raw = "\r\x01";
constexpr std::string_view to_friendly = "\r\x02";
constexpr std::string_view ask_for_paste = "\x05\x41\x01";
constexpr std::string_view banner = "raw REPL; CTRL-B to exit";

constexpr RawRepl::Duration usual = 10s;
constexpr RawRepl::Duration quiet_time = 50ms;
constexpr RawRepl::Duration longest_noise = 1s;
constexpr std::size_t longest_write = 256;  // bytes; what a UART without flow control takes
constexpr RawRepl::Duration plain_pause = 10ms;
constexpr std::size_t longest_part = 1 << 20;  // bytes of output or of a traceback
constexpr std::size_t most_credit = 1 << 20;   // bytes
constexpr unsigned attempts = 4;

/// Returns whether `text` ends with the banner and the prompt; some lines double the CR.
bool ends_with_prompt(std::string_view text) {
    if (!text.ends_with('>')) return false;
    text.remove_suffix(1);
    while (!text.empty() && (text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
    return text.ends_with(banner);
}

}  // namespace

void RawRepl::enter() {
    for (unsigned attempt = 0; attempt < attempts; ++attempt) {
        // One interrupts the program, one more whatever the first one made it do, or a line that
        // was half typed.
        send(interrupt);
        drain(quiet_time);
        send(interrupt);
        drain(quiet_time);
        send(to_raw);
        if (!read_banner(usual / attempts)) continue;
        // An answer to an earlier attempt may have been the one that was read.
        if (attempt > 0) drain(quiet_time);
        return;
    }
    throw Error({.what = fmt::format("no MicroPython answers at {}", address()),
                 .why = heard_.empty() ? fmt::format("nothing came in {} s", usual / 1s)
                                       : fmt::format("what came is no raw REPL: {}", heard_),
                 .hint = "press the board's reset button and run the same command again",
                 .fault = Fault::timeout,
                 .device = address()});
}

void RawRepl::reset() {
    send(end_text);
    if (!read_banner(usual)) enter();  // boot.py goes on and on
}

RawRepl::Reply RawRepl::run(std::string_view source, Duration patience) {
    ++traffic_.runs;
    if (pastes_ && begin_paste()) {
        paste(source);
    } else {
        send_plain(source);
    }
    Reply reply;
    reply.out = read_part(patience);
    reply.error = read_part(usual);
    const std::uint8_t prompt = due_byte(usual);
    if (prompt != '>') complain(prompt, "the prompt");
    return reply;
}

void RawRepl::leave() noexcept {
    constexpr std::string_view bytes = "\x03\x03\r\x02";
    try {
        send(bytes);
    } catch (const Interrupted&) {
        // Nothing waits any more after Ctrl-C, but the four bytes fit where nothing is sent.
        [[maybe_unused]] const ssize_t sent = ::write(stream_.fd(), bytes.data(), bytes.size());
    } catch (const Error&) {  // the line is gone, and with it what there was to leave
    }
}

bool RawRepl::restart() {
    send(to_friendly);
    (void)read_until(">>> ", 1s);
    send(end_text);
    return read_until("soft reboot", 3s);
}

void RawRepl::send(std::string_view bytes) {
    const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    stream_.write({data, bytes.size()}, stream_.now() + usual);
    traffic_.sent += bytes.size();
}

int RawRepl::next_byte(Time deadline) {
    if (at_ == buffer_.size()) {
        std::array<std::uint8_t, 4096> piece{};
        const std::size_t count = stream_.read(piece, deadline);
        if (count == 0) return -1;
        buffer_.assign(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
        at_ = 0;
        traffic_.received += count;
    }
    return buffer_[at_++];
}

std::uint8_t RawRepl::due_byte(Duration patience) {
    const int byte = next_byte(stream_.now() + patience);
    if (byte < 0) complain_of_silence(patience);
    return static_cast<std::uint8_t>(byte);
}

/// Reads until `text` has come; what is before it may be anything, but not without end.
bool RawRepl::read_until(std::string_view text, Duration patience) {
    const Time deadline = stream_.now() + patience;
    std::string tail;
    for (int byte = 0; (byte = next_byte(deadline)) >= 0;) {
        tail += static_cast<char>(byte);
        if (tail.ends_with(text)) return true;
        if (tail.size() > 4 * text.size()) tail.erase(0, tail.size() - text.size());
        if (stream_.now() >= deadline) break;
    }
    return false;
}

bool RawRepl::read_banner(Duration patience) {
    const Time deadline = stream_.now() + patience;
    heard_.clear();
    for (int byte = 0; (byte = next_byte(deadline)) >= 0;) {
        heard_ += static_cast<char>(byte);
        if (ends_with_prompt(heard_)) return true;
        if (heard_.size() > 160) heard_.erase(0, 80);
        if (stream_.now() >= deadline) break;
    }
    return false;
}

/// Drops what comes until nothing does for `quiet`; a program that never stops is cut short.
void RawRepl::drain(Duration quiet) {
    const Time deadline = stream_.now() + longest_noise;
    while (stream_.now() < deadline && next_byte(stream_.now() + quiet) >= 0) {
    }
}

bool RawRepl::begin_paste() {
    send(ask_for_paste);
    const std::uint8_t first = due_byte(usual);
    const std::uint8_t second = first == 'R' || first == 'r' ? due_byte(usual) : 0;
    if (first == 'R' && second == 1) {
        const std::array<std::uint8_t, 2> size = {due_byte(usual), due_byte(usual)};
        window_ = credit_ = little_endian<std::uint16_t>(size);
        if (window_ == 0) complain(0, "a window to send in");
        return true;
    }
    pastes_ = false;
    if (first == 'R' && second == 0) {
        const std::uint8_t prompt = due_byte(usual);
        if (prompt != '>') complain(prompt, "the prompt");
        return false;
    }
    if (first != 'r' || second != 'a') complain(first, "52 (R), or the raw REPL's banner");
    // It took the question for a line of source and Ctrl-A for the way into the raw REPL.
    if (!read_until(">", usual)) complain_of_silence(usual);
    return false;
}

void RawRepl::paste(std::string_view source) {
    while (!source.empty()) {
        // What has come is taken without waiting, lest much is sent to who wants no more.
        const int byte = next_byte(credit_ == 0 ? stream_.now() + usual : stream_.now());
        if (byte < 0 && credit_ == 0) complain_of_silence(usual);
        if (byte >= 0 && take_credit(byte)) return send(end_text);
        const std::size_t count = std::min({source.size(), credit_, longest_write});
        if (count == 0) continue;
        send(source.substr(0, count));
        source.remove_prefix(count);
        credit_ -= count;
    }
    send(end_text);
    const Time deadline = stream_.now() + usual;
    for (int byte = 0; (byte = next_byte(deadline)) >= 0 && stream_.now() < deadline;) {
        if (take_credit(byte)) return;
    }
    complain_of_silence(usual);
}

bool RawRepl::take_credit(int byte) {
    if (byte == end) return true;
    if (byte != credit) complain(static_cast<std::uint8_t>(byte), "01 or 04 while source is sent");
    credit_ = std::min(credit_ + window_, most_credit);
    return false;
}

void RawRepl::send_plain(std::string_view source) {
    while (!source.empty()) {
        const std::string_view piece = source.substr(0, longest_write);
        send(piece);
        source.remove_prefix(piece.size());
        if (!source.empty()) stream_.sleep(plain_pause);
    }
    send(end_text);
    for (const char due : {'O', 'K'}) {
        const std::uint8_t got = due_byte(usual);
        if (got != due) complain(got, "OK");
    }
}

std::string RawRepl::read_part(Duration patience) {
    std::string part;
    for (std::uint8_t byte = 0; (byte = due_byte(patience)) != end;) {
        part += static_cast<char>(byte);
        if (part.size() > longest_part) complain(byte, "an end of what it prints");
    }
    return part;
}

void RawRepl::complain(std::uint8_t got, std::string_view due) {
    throw Error({.what = fmt::format("the MicroPython at {} answered with {:02x}", address(), got),
                 .why = fmt::format("due was {}", due),
                 .hint = "run the same command again: what was copied is kept",
                 .fault = Fault::protocol,
                 .device = address()});
}

void RawRepl::complain_of_silence(Duration patience) {
    throw Error({.what = fmt::format("the MicroPython at {} does not answer any more", address()),
                 .why = fmt::format("nothing came for {} s", patience / 1s),
                 .hint = "run the same command again: what was copied is kept",
                 .fault = Fault::timeout,
                 .device = address()});
}

}  // namespace perth::cli
