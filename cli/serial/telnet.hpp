// The telnet protocol, as far as a serial line is carried over it: escaping, and which options
// hold.
//
// Source: RFC 854, "TELNET COMMAND STRUCTURE"; RFC 855; RFC 856 (binary), 857 (echo), 858
// (suppress go ahead), 2217 (COM port).
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "cli/support/bytes.hpp"

namespace perth::cli::serial {

enum class TelnetOption : std::uint8_t {
    binary = 0,
    echo = 1,
    suppress_go_ahead = 3,
    com_port = 44,
};

/// One end of a telnet connection: takes what the other end sent apart, and answers its requests.
class TelnetEnd {
public:
    /// A longer subnegotiation is dropped; those of RFC 2217 have a few bytes.
    static constexpr std::size_t longest_sub = 256;

    /// Receives a subnegotiation's option and what it says, without the escaping. What it appends
    /// to an answer comes behind what was answered before.
    using OnSub = std::function<void(std::uint8_t option, BytesView payload)>;
    enum class Role { client, server };

    explicit TelnetEnd(Role role);

    /// Appends to `out` the requests that begin a connection.
    void open(Bytes& out);
    /// Takes bytes of the other end; appends data to `data`, and answers to its requests to `out`.
    /// A request is answered if it changes something, an unknown option is refused once.
    void take(BytesView bytes, Bytes& data, Bytes& out, const OnSub& on_sub);

    /// Returns whether this end does what the option says: both have agreed.
    [[nodiscard]] bool is_ours(TelnetOption option) const;
    /// Returns whether the other end does.
    [[nodiscard]] bool is_theirs(TelnetOption option) const;
    /// Returns whether the other end has refused what was asked: we do, or it does.
    [[nodiscard]] bool is_refused(TelnetOption option) const;

private:
    enum class State : std::uint8_t { off, asked, on, refused };
    struct Option {
        TelnetOption number;
        bool we_may;
        bool they_may;
        State ours = State::off;
        State theirs = State::off;
    };
    enum class Place : std::uint8_t { data, command, option, sub, sub_command };

    void take_byte(std::uint8_t byte, Bytes& data, Bytes& out, const OnSub& on_sub);
    void take_command(std::uint8_t byte, Bytes& data);
    void take_option(std::uint8_t number, Bytes& out);
    void take_sub(std::uint8_t byte, bool escaped, const OnSub& on_sub);
    void add_to_sub(std::uint8_t byte);
    [[nodiscard]] Option* find(std::uint8_t number);
    [[nodiscard]] const Option& at(TelnetOption option) const;

    std::array<Option, 4> options_;
    std::bitset<512> unknown_;  ///< requests that were refused: 256 to us, 256 of the other end
    Place place_ = Place::data;
    std::uint8_t verb_ = 0;
    Bytes sub_;
    bool sub_too_long_ = false;
};

/// Appends data, so that the other end does not take it for a command.
void append_escaped(Bytes& out, BytesView data);
/// Appends a subnegotiation of `option`.
void append_sub(Bytes& out, TelnetOption option, BytesView payload);

}  // namespace perth::cli::serial
