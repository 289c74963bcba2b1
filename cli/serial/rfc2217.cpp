#include "cli/serial/rfc2217.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "cli/serial/telnet.hpp"
#include "cli/serial/tty_settings.hpp"
#include "cli/support/error.hpp"

namespace perth::cli::serial {
namespace {

using Clock = Stream::Clock;
using Deadline = Clock::time_point;

constexpr std::chrono::seconds patience{3};
/// Data that may come while an answer is waited for.
constexpr std::size_t most_kept = std::size_t{4} << 20;
/// Between two looks whether the server wants us to stop.
constexpr std::size_t piece_size = 256;

constexpr std::array<const char*, 6> parities = {"?", "no", "odd", "even", "mark", "space"};

std::string parity_text(std::uint32_t code) {
    return fmt::format("{} parity", parities.at(code < parities.size() ? code : 0));
}

/// What a server was asked to set, or has set.
struct Ask {
    ComPort what;
    Bytes value;
};

std::uint32_t number(BytesView value) {
    std::uint32_t result = 0;
    for (const std::uint8_t byte : value.first(std::min<std::size_t>(value.size(), 4))) {
        result = result << 8 | byte;
    }
    return result;
}

/// Returns whether both values of SET-CONTROL are about the same: flow control, break, DTR or RTS.
bool are_alike(std::uint8_t one, std::uint8_t other) {
    const auto kind = [](std::uint8_t value) { return value < 4 ? 0 : (value - 1) / 3; };
    return kind(one) == kind(other);
}

class Rfc2217Stream final : public Stream {
public:
    explicit Rfc2217Stream(std::unique_ptr<Stream> connection) : line_(std::move(connection)) {
        Bytes out;
        telnet_.open(out);
        send(out);
        const Deadline limit = now() + patience;
        while (!telnet_.is_ours(TelnetOption::com_port)) {
            if (telnet_.is_refused(TelnetOption::com_port)) complain_of("it says so");
            if (!take_some(limit)) complain_of(fmt::format("no answer in {} s", patience.count()));
        }
    }

    [[nodiscard]] const std::string& address() const override { return line_->address(); }

    [[nodiscard]] std::size_t read(std::span<std::uint8_t> into, Deadline deadline) override {
        while (data_.empty()) {
            if (!take_some(deadline)) return 0;
        }
        const std::size_t size = std::min(into.size(), data_.size());
        std::copy_n(data_.begin(), size, into.begin());
        data_.erase(data_.begin(), data_.begin() + static_cast<std::ptrdiff_t>(size));
        return size;
    }

    void write(BytesView bytes, Deadline deadline) override {
        while (!bytes.empty()) {
            while (data_.size() < most_kept && take_some(now())) {
            }
            while (suspended_) {
                if (!take_some(deadline)) complain_of_suspension();
            }
            const BytesView piece = bytes.first(std::min(piece_size, bytes.size()));
            Bytes out;
            append_escaped(out, piece);
            line_->write(out, deadline);
            bytes = bytes.subspan(piece.size());
        }
    }

    void configure(const Settings& settings) override {
        set_lines(settings.dtr, settings.rts);
        Bytes baud;
        append_big_endian(baud, settings.baud);
        const std::array<Ask, 4> asks = {{{ComPort::baud, baud},
                                          {ComPort::data_bits, {settings.data_bits}},
                                          {ComPort::parity, {parity_code(settings.parity)}},
                                          {ComPort::stop_bits, {settings.stop_bits}}}};
        forget_answers();
        for (const Ask& ask : asks) put(ask);
        put({ComPort::control, {static_cast<std::uint8_t>(Control::no_flow)}});
        const Deadline limit = now() + patience;
        for (const Ask& ask : asks) check(ask, answer(ask.what, limit));
    }

    void set_lines(Level dtr, Level rts) override {
        if (dtr != Level::keep) control(dtr == Level::on ? Control::dtr_on : Control::dtr_off);
        if (rts != Level::keep) control(rts == Level::on ? Control::rts_on : Control::rts_off);
    }

    [[nodiscard]] std::uint8_t modem_lines() const override { return modem_; }
    void set_break(bool on) override { control(on ? Control::break_on : Control::break_off); }

    void discard_input() override {
        forget_answers();
        put({ComPort::purge, {static_cast<std::uint8_t>(Purge::input)}});
        purges_ = true;  // what comes before the answer was there before
        if (!answer(ComPort::purge, now() + patience)) data_.clear();
        purges_ = false;
    }

    void discard_output() override {
        forget_answers();
        put({ComPort::purge, {static_cast<std::uint8_t>(Purge::output)}});
        (void)answer(ComPort::purge, now() + patience);
    }

    [[nodiscard]] int fd() const noexcept override { return line_->fd(); }
    [[nodiscard]] bool has_bytes() const noexcept override { return !data_.empty(); }
    [[nodiscard]] Clock::time_point now() const override { return line_->now(); }
    void sleep(Clock::duration duration) override { line_->sleep(duration); }

private:
    /// Takes what comes next, whatever it is; returns whether something came in time.
    bool take_some(Deadline deadline) {
        std::array<std::uint8_t, 4096> piece;
        const std::size_t size = line_->read(piece, deadline);
        if (size == 0) return false;
        Bytes out;
        telnet_.take(BytesView(piece).first(size), data_, out,
                     [this](std::uint8_t option, BytesView payload) { hear(option, payload); });
        send(out);
        return true;
    }

    void hear(std::uint8_t option, BytesView payload) {
        if (option != static_cast<std::uint8_t>(TelnetOption::com_port) || payload.empty()) return;
        const std::uint8_t code = payload.front();
        payload = payload.subspan(1);
        // Some servers suspend with the client's code.
        const std::uint8_t what = code >= from_server ? code - from_server : code;
        if (what == static_cast<std::uint8_t>(ComPort::suspend)) suspended_ = true;
        if (what == static_cast<std::uint8_t>(ComPort::resume)) suspended_ = false;
        if (what == static_cast<std::uint8_t>(ComPort::modem_state) && !payload.empty()) {
            modem_ = payload.front() & 0xF0;
        }
        if (code < from_server || what >= answers_.size()) return;
        const bool is_control = what == static_cast<std::uint8_t>(ComPort::control);
        if (is_control && (payload.empty() || !are_alike(payload.front(), control_))) return;
        if (purges_ && what == static_cast<std::uint8_t>(ComPort::purge)) data_.clear();
        answers_[what] = number(payload);
    }

    void put(const Ask& ask) {
        Bytes payload = {static_cast<std::uint8_t>(ask.what)};
        payload.insert(payload.end(), ask.value.begin(), ask.value.end());
        Bytes out;
        append_sub(out, TelnetOption::com_port, payload);
        send(out);
    }

    void send(const Bytes& bytes) {
        if (!bytes.empty()) line_->write(bytes, now() + patience);
    }

    void forget_answers() { answers_ = {}; }

    /// Returns what the server has answered; nothing if it says nothing in time.
    std::optional<std::uint32_t> answer(ComPort what, Deadline limit) {
        const auto& place = answers_[static_cast<std::size_t>(what)];
        while (!place) {
            if (data_.size() > most_kept) complain_of_flood();
            if (!take_some(limit)) break;
        }
        return place;
    }

    /// Many servers answer nothing here, or something else: no failure. One that was silent is not
    /// waited for again.
    void control(Control wanted) {
        control_ = static_cast<std::uint8_t>(wanted);
        forget_answers();
        put({ComPort::control, {control_}});
        if (answers_controls_) {
            answers_controls_ = answer(ComPort::control, now() + patience).has_value();
        }
    }

    void check(const Ask& ask, std::optional<std::uint32_t> made) const {
        const std::uint32_t wanted = number(ask.value);
        if (!made) {
            throw Error({.what = fmt::format("{} does not answer", address()),
                         .why = fmt::format("it was asked for {}, {} s ago", text(ask.what, wanted),
                                            patience.count()),
                         .fault = Fault::timeout,
                         .device = address()});
        }
        if (ask.what == ComPort::baud) return check_rate(address(), wanted, *made);
        if (*made == wanted) return;
        throw Error(
            {.what = fmt::format("{} cannot be set to {}", address(), text(ask.what, wanted)),
             .why = fmt::format("its server made {} of it", text(ask.what, *made)),
             .fault = Fault::bad_input,
             .device = address()});
    }

    static std::string text(ComPort what, std::uint32_t value) {
        if (what == ComPort::baud) return fmt::format("{} baud", value);
        if (what == ComPort::data_bits) return fmt::format("{} data bits", value);
        if (what == ComPort::stop_bits) return fmt::format("{} stop bits", value);
        return parity_text(value);
    }

    [[noreturn]] void complain_of(const std::string& why) const {
        const std::size_t place = address().find("://");
        const std::string host =
            place == std::string::npos ? "HOST:PORT" : address().substr(place + 3);
        throw Error({.what = fmt::format("{} is no RFC 2217 server", address()),
                     .why = why,
                     .hint = fmt::format("for plain TCP, say socket://{}", host),
                     .fault = Fault::protocol,
                     .device = address()});
    }
    [[noreturn]] void complain_of_suspension() const {
        throw Error({.what = fmt::format("{} takes no bytes", address()),
                     .why = "its server has stopped them",
                     .fault = Fault::timeout,
                     .device = address()});
    }
    [[noreturn]] void complain_of_flood() const {
        throw Error({.what = fmt::format("{} does not answer", address()),
                     .why = "it sends other bytes without an end",
                     .fault = Fault::protocol,
                     .device = address()});
    }

    std::unique_ptr<Stream> line_;
    TelnetEnd telnet_{TelnetEnd::Role::client};
    Bytes data_;
    std::array<std::optional<std::uint32_t>, 13> answers_;  ///< by ComPort
    std::uint8_t control_ = 0;                              ///< what was asked for last
    std::uint8_t modem_ = 0;                                ///< as the server told last
    bool answers_controls_ = true;
    bool suspended_ = false;
    bool purges_ = false;
};

}  // namespace

std::uint8_t parity_code(Parity parity) {
    switch (parity) {
        case Parity::none:
            return 1;
        case Parity::odd:
            return 2;
        case Parity::even:
            return 3;
        case Parity::mark:
            return 4;
        case Parity::space:
            break;
    }
    return 5;
}

std::unique_ptr<Stream> open_rfc2217(std::unique_ptr<Stream> connection, const Settings& settings) {
    auto stream = std::make_unique<Rfc2217Stream>(std::move(connection));
    stream->configure(settings);
    return stream;
}

}  // namespace perth::cli::serial
