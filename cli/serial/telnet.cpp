#include "cli/serial/telnet.hpp"

#include <algorithm>

namespace perth::cli::serial {
namespace {

// RFC 854, "TELNET COMMAND STRUCTURE".
constexpr std::uint8_t sub_end = 240;
constexpr std::uint8_t sub_begin = 250;
constexpr std::uint8_t will = 251;
constexpr std::uint8_t wont = 252;
constexpr std::uint8_t please_do = 253;
constexpr std::uint8_t please_dont = 254;
constexpr std::uint8_t iac = 255;

void append_request(Bytes& out, std::uint8_t verb, std::uint8_t option) {
    out.insert(out.end(), {iac, verb, option});
}

}  // namespace

// Only a server echoes, and nobody wants it to: a board echoes itself, or does not. It may be said
// to, because clients ask for it; RFC 2217 leaves to each end what it calls COM port.
TelnetEnd::TelnetEnd(Role role)
    : options_{{{.number = TelnetOption::binary, .we_may = true, .they_may = true},
                {.number = TelnetOption::echo,
                 .we_may = role == Role::server,
                 .they_may = role == Role::client},
                {.number = TelnetOption::suppress_go_ahead, .we_may = true, .they_may = true},
                {.number = TelnetOption::com_port, .we_may = true, .they_may = true}}} {}

void TelnetEnd::open(Bytes& out) {
    for (Option& option : options_) {
        if (option.number == TelnetOption::echo) continue;
        append_request(out, please_do, static_cast<std::uint8_t>(option.number));
        append_request(out, will, static_cast<std::uint8_t>(option.number));
        option.ours = option.theirs = State::asked;
    }
}

void TelnetEnd::take(BytesView bytes, Bytes& data, Bytes& out, const OnSub& on_sub) {
    while (!bytes.empty()) {
        if (place_ == Place::data) {  // up to the next command at once
            const auto end = std::find(bytes.begin(), bytes.end(), iac);
            data.insert(data.end(), bytes.begin(), end);
            bytes = bytes.subspan(static_cast<std::size_t>(end - bytes.begin()));
            if (bytes.empty()) return;
        }
        take_byte(bytes.front(), data, out, on_sub);
        bytes = bytes.subspan(1);
    }
}

void TelnetEnd::take_byte(std::uint8_t byte, Bytes& data, Bytes& out, const OnSub& on_sub) {
    switch (place_) {
        case Place::data:
            place_ = Place::command;
            return;
        case Place::command:
            return take_command(byte, data);
        case Place::option:
            place_ = Place::data;
            return take_option(byte, out);
        case Place::sub:
        case Place::sub_command:
            return take_sub(byte, place_ == Place::sub_command, on_sub);
    }
}

void TelnetEnd::take_command(std::uint8_t byte, Bytes& data) {
    place_ = Place::data;
    if (byte == iac) data.push_back(iac);
    if (byte >= will && byte <= please_dont) {
        verb_ = byte;
        place_ = Place::option;
    }
    if (byte == sub_begin) {
        sub_.clear();
        sub_too_long_ = false;
        place_ = Place::sub;
    }
}

void TelnetEnd::take_option(std::uint8_t number, Bytes& out) {
    const bool about_us = verb_ == please_do || verb_ == please_dont;
    const bool wanted = verb_ == please_do || verb_ == will;
    const auto answer = [&](bool yes) {
        append_request(out, about_us ? (yes ? will : wont) : (yes ? please_do : please_dont),
                       number);
    };
    Option* const option = find(number);
    const bool may = option != nullptr && (about_us ? option->we_may : option->they_may);
    if (!may) {
        const std::size_t which = number + (about_us ? 0U : 256U);
        if (wanted && !unknown_.test(which)) answer(false);
        unknown_.set(which);
        return;
    }
    State& state = about_us ? option->ours : option->theirs;
    if (wanted) {
        if (state != State::asked && state != State::on) answer(true);
        state = State::on;
    } else {
        if (state == State::on) answer(false);
        state = State::refused;
    }
}

void TelnetEnd::take_sub(std::uint8_t byte, bool escaped, const OnSub& on_sub) {
    if (!escaped) {
        if (byte == iac) {
            place_ = Place::sub_command;
        } else {
            add_to_sub(byte);
        }
        return;
    }
    if (byte == iac) {
        place_ = Place::sub;
        return add_to_sub(byte);
    }
    place_ = Place::data;
    if (byte != sub_end || sub_.empty() || sub_too_long_) return;
    on_sub(sub_.front(), BytesView(sub_).subspan(1));
}

void TelnetEnd::add_to_sub(std::uint8_t byte) {
    sub_too_long_ = sub_too_long_ || sub_.size() == longest_sub;
    if (!sub_too_long_) sub_.push_back(byte);
}

TelnetEnd::Option* TelnetEnd::find(std::uint8_t number) {
    for (Option& option : options_) {
        if (static_cast<std::uint8_t>(option.number) == number) return &option;
    }
    return nullptr;
}

const TelnetEnd::Option& TelnetEnd::at(TelnetOption option) const {
    return *std::find_if(options_.begin(), options_.end(),
                         [=](const Option& one) { return one.number == option; });
}

bool TelnetEnd::is_ours(TelnetOption option) const { return at(option).ours == State::on; }
bool TelnetEnd::is_theirs(TelnetOption option) const { return at(option).theirs == State::on; }
bool TelnetEnd::is_refused(TelnetOption option) const {
    return at(option).ours == State::refused && at(option).theirs != State::on;
}

void append_escaped(Bytes& out, BytesView data) {
    for (const std::uint8_t byte : data) {
        out.push_back(byte);
        if (byte == iac) out.push_back(iac);
    }
}

void append_sub(Bytes& out, TelnetOption option, BytesView payload) {
    append_request(out, sub_begin, static_cast<std::uint8_t>(option));
    append_escaped(out, payload);
    out.insert(out.end(), {iac, sub_end});
}

}  // namespace perth::cli::serial
