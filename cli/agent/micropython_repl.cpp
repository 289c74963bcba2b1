#include "cli/agent/micropython_repl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view interrupt = "\r\x03";
constexpr std::string_view to_raw = "\r\x01";
constexpr std::string_view to_friendly = "\r\x02";

constexpr RawRepl::Duration usual = 10s;
constexpr RawRepl::Duration quiet_time = 50ms;
constexpr RawRepl::Duration longest_noise = 1s;
constexpr RawRepl::Duration plain_pause = 10ms;
constexpr std::size_t longest_part = 1 << 20;  // bytes of output or of a traceback
constexpr std::size_t most_credit = 1 << 20;   // bytes
constexpr unsigned attempts = 4;

}  // namespace

void RawRepl::enter() {
    for (unsigned attempt = 0; attempt < attempts; ++attempt) {
        // One interrupts the program, one more whatever the first one made it do, or a line that
        // was half typed.
        line_.send(interrupt);
        drain(quiet_time);
        line_.send(interrupt);
        drain(quiet_time);
        line_.send(to_raw);
        if (!line_.read_banner(line_.now() + usual / attempts)) continue;
        // An answer to an earlier attempt may have been the one that was read.
        if (attempt > 0) drain(quiet_time);
        return;
    }
    throw Error({.what = fmt::format("no MicroPython answers at {}", address()),
                 .why = line_.heard().empty()
                            ? fmt::format("nothing came in {} s", usual / 1s)
                            : fmt::format("what came is no raw REPL: {}", line_.heard()),
                 .hint = "press the board's reset button and run the same command again",
                 .fault = Fault::timeout,
                 .device = address()});
}

void RawRepl::reset() {
    line_.send(RawLine::end_text);
    if (!line_.read_banner(line_.now() + usual)) enter();  // boot.py goes on and on
}

RawRepl::Reply RawRepl::run(std::string_view source, Duration patience) {
    ++runs_;
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

void RawRepl::leave() noexcept { line_.send_last("\x03\x03\r\x02"); }

bool RawRepl::restart() {
    line_.send(to_friendly);
    (void)read_until(">>> ", 1s);
    line_.send(RawLine::end_text);
    return read_until("soft reboot", 3s);
}

std::uint8_t RawRepl::due_byte(Duration patience) {
    const int byte = line_.next_byte(line_.now() + patience);
    if (byte < 0) complain_of_silence(patience);
    return static_cast<std::uint8_t>(byte);
}

/// Reads until `text` has come; what is before it may be anything, but not without end.
bool RawRepl::read_until(std::string_view text, Duration patience) {
    const Time deadline = line_.now() + patience;
    std::string tail;
    for (int byte = 0; (byte = line_.next_byte(deadline)) >= 0;) {
        tail += static_cast<char>(byte);
        if (tail.ends_with(text)) return true;
        if (tail.size() > 4 * text.size()) tail.erase(0, tail.size() - text.size());
        if (line_.now() >= deadline) break;
    }
    return false;
}

/// Drops what comes until nothing does for `quiet`; a program that never stops is cut short.
void RawRepl::drain(Duration quiet) {
    const Time deadline = line_.now() + longest_noise;
    while (line_.now() < deadline && line_.next_byte(line_.now() + quiet) >= 0) {
    }
}

bool RawRepl::begin_paste() {
    line_.send(RawLine::ask_for_paste);
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
        const int byte = line_.next_byte(credit_ == 0 ? line_.now() + usual : line_.now());
        if (byte < 0 && credit_ == 0) complain_of_silence(usual);
        if (byte >= 0 && take_credit(byte)) return line_.send(RawLine::end_text);
        const std::size_t count = std::min({source.size(), credit_, RawLine::longest_write});
        if (count == 0) continue;
        line_.send(source.substr(0, count));
        source.remove_prefix(count);
        credit_ -= count;
    }
    line_.send(RawLine::end_text);
    const Time deadline = line_.now() + usual;
    for (int byte = 0; (byte = line_.next_byte(deadline)) >= 0 && line_.now() < deadline;) {
        if (take_credit(byte)) return;
    }
    complain_of_silence(usual);
}

bool RawRepl::take_credit(int byte) {
    if (byte == RawLine::end) return true;
    if (byte != RawLine::credit)
        complain(static_cast<std::uint8_t>(byte), "01 or 04 while source is sent");
    credit_ = std::min(credit_ + window_, most_credit);
    return false;
}

void RawRepl::send_plain(std::string_view source) {
    while (!source.empty()) {
        const std::string_view piece = source.substr(0, RawLine::longest_write);
        line_.send(piece);
        source.remove_prefix(piece.size());
        if (!source.empty()) line_.sleep(plain_pause);
    }
    line_.send(RawLine::end_text);
    for (const char due : {'O', 'K'}) {
        const std::uint8_t got = due_byte(usual);
        if (got != due) complain(got, "OK");
    }
}

std::string RawRepl::read_part(Duration patience) {
    std::string part;
    for (std::uint8_t byte = 0; (byte = due_byte(patience)) != RawLine::end;) {
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
