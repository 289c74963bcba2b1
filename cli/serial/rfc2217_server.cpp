#include "cli/serial/rfc2217_server.hpp"

#include <algorithm>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli::serial {
namespace {

/// What is done of a client's requests before somebody else has a turn: each may wait for a driver
/// that empties its queue first.
constexpr unsigned most_requests = 4;
/// Bytes are looked at in pieces, so that what a piece asks for is bounded.
constexpr std::size_t piece_size = 8;

Level level(bool on) { return on ? Level::on : Level::off; }

std::optional<Parity> parity_of(std::uint8_t code) {
    for (const Parity parity :
         {Parity::none, Parity::odd, Parity::even, Parity::mark, Parity::space}) {
        if (parity_code(parity) == code) return parity;
    }
    return std::nullopt;
}

std::uint8_t code(Control control) { return static_cast<std::uint8_t>(control); }

}  // namespace

Rfc2217Session::Rfc2217Session(const Settings& settings) : settings_(settings) {
    telnet_.open(out_);
}

void Rfc2217Session::take(BytesView bytes, Stream* port, Bytes& data) {
    kept_.insert(kept_.end(), bytes.begin(), bytes.end());
    requests_ = 0;
    std::size_t done = 0;
    while (done < kept_.size() && requests_ < most_requests) {
        const std::size_t size = std::min(piece_size, kept_.size() - done);
        telnet_.take(BytesView(kept_).subspan(done, size), data, out_,
                     [&](std::uint8_t option, BytesView payload) { hear(option, payload, port); });
        done += size;
    }
    kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(done));
}

void Rfc2217Session::give(BytesView bytes) { append_escaped(out_, bytes); }

void Rfc2217Session::attach(Stream& port) {
    port.configure(settings_);
    if (is_break_) port.set_break(true);
}

void Rfc2217Session::hear(std::uint8_t option, BytesView payload, Stream* port) {
    constexpr auto last = static_cast<std::uint8_t>(ComPort::purge);
    if (option != static_cast<std::uint8_t>(TelnetOption::com_port) || payload.empty()) return;
    if (payload.front() > last) return;
    ++requests_;
    has_asked_ = true;
    const auto what = static_cast<ComPort>(payload.front());
    if (what == ComPort::suspend || what == ComPort::resume) return;  // TCP does that, too
    const Bytes value = answer(what, payload.subspan(1), port);
    if (!value.empty()) put(what, value);
}

/// Returns what is answered; nothing to what makes no sense.
Bytes Rfc2217Session::answer(ComPort what, BytesView value, Stream* port) {
    Settings wanted = settings_;
    const std::uint8_t first = value.empty() ? 0 : value.front();
    switch (what) {
        case ComPort::signature:
            return {'p', 'e', 'r', 't', 'h'};
        case ComPort::baud: {
            if (value.size() != 4) return {};
            if (const auto rate = big_endian<std::uint32_t>(value); rate != 0) wanted.baud = rate;
            set(wanted, port);
            Bytes made;
            append_big_endian(made, settings_.baud);
            return made;
        }
        case ComPort::data_bits:
            if (first >= 5 && first <= 8) wanted.data_bits = first;
            set(wanted, port);
            return {settings_.data_bits};
        case ComPort::parity:
            wanted.parity = parity_of(first).value_or(settings_.parity);
            set(wanted, port);
            return {parity_code(settings_.parity)};
        case ComPort::stop_bits:
            if (first == 1 || first == 2) wanted.stop_bits = first;
            set(wanted, port);
            return {settings_.stop_bits};
        case ComPort::control:
            return {control(first, port)};
        case ComPort::line_state_mask:
            return {0};  // none is told
        case ComPort::modem_state_mask:
            modem_mask_ = first;
            return {first};
        case ComPort::modem_state:
            return {port != nullptr ? port->modem_lines() : std::uint8_t{0}};
        case ComPort::purge:
            purge(first, port);
            return {first};
        case ComPort::line_state:
        case ComPort::suspend:
        case ComPort::resume:
            break;
    }
    return {};
}

void Rfc2217Session::set(const Settings& wanted, Stream* port) {
    if (wanted == settings_) return;
    const Settings before = std::exchange(settings_, wanted);
    if (port == nullptr) return;
    try {
        port->configure(settings_);
    } catch (const Error& error) {
        settings_ = before;
        if (error.parts().fault != Fault::bad_input) throw;
        port->configure(settings_);
    }
}

/// Returns what holds afterwards.
std::uint8_t Rfc2217Session::control(std::uint8_t value, Stream* port) {
    const auto lines = [&](Level dtr, Level rts) {
        if (dtr != Level::keep) settings_.dtr = dtr;
        if (rts != Level::keep) settings_.rts = rts;
        if (port != nullptr) port->set_lines(dtr, rts);
    };
    switch (static_cast<Control>(value)) {
        case Control::break_on:
        case Control::break_off:
            is_break_ = value == code(Control::break_on);
            if (port != nullptr) port->set_break(is_break_);
            [[fallthrough]];
        case Control::ask_break:
            return code(is_break_ ? Control::break_on : Control::break_off);
        case Control::dtr_on:
        case Control::dtr_off:
            lines(level(value == code(Control::dtr_on)), Level::keep);
            [[fallthrough]];
        case Control::ask_dtr:
            return code(settings_.dtr == Level::off ? Control::dtr_off : Control::dtr_on);
        case Control::rts_on:
        case Control::rts_off:
            lines(Level::keep, level(value == code(Control::rts_on)));
            [[fallthrough]];
        case Control::ask_rts:
            return code(settings_.rts == Level::off ? Control::rts_off : Control::rts_on);
        default:
            return flow_;  // no other flow control than TCP's
    }
}

void Rfc2217Session::purge(std::uint8_t what, Stream* port) {
    const auto is = [what](Purge one) {
        return what == static_cast<std::uint8_t>(one) ||
               what == static_cast<std::uint8_t>(Purge::both);
    };
    if (is(Purge::output)) purged_ = true;
    if (port == nullptr) return;
    if (is(Purge::input)) port->discard_input();
    if (is(Purge::output)) port->discard_output();
}

void Rfc2217Session::tell_lines(const Stream& port) {
    if (!is_com_port()) return;
    const std::uint8_t lines = port.modem_lines() & modem_mask_;
    if (modem_ == lines) return;
    // RFC 2217, "NOTIFY-MODEMSTATE": the low half says which of the high half have changed.
    const auto changed = static_cast<std::uint8_t>((lines ^ modem_.value_or(lines)) >> 4);
    modem_ = lines;
    put(ComPort::modem_state, Bytes{static_cast<std::uint8_t>(lines | changed)});
}

void Rfc2217Session::put(ComPort what, BytesView value) {
    Bytes payload = {static_cast<std::uint8_t>(static_cast<std::uint8_t>(what) + from_server)};
    payload.insert(payload.end(), value.begin(), value.end());
    append_sub(out_, TelnetOption::com_port, payload);
}

}  // namespace perth::cli::serial
