// Telnet and RFC 2217 with any bytes from the other end, which may be cut anywhere: as a client of
// such a server, and as a server of such a client. The first byte says where the bytes are cut.
#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "cli/serial/rfc2217.hpp"
#include "cli/serial/rfc2217_server.hpp"
#include "cli/serial/telnet.hpp"
#include "cli/support/error.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::serial {
namespace {

using fuzz::require;

/// The other end: says the bytes, in pieces, and takes whatever is sent. Its clock is its own.
class Played final : public Stream {
public:
    Played(BytesView bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}

    [[nodiscard]] const std::string& address() const override { return address_; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] Clock::time_point now() const override { return now_; }
    void sleep(Clock::duration duration) override { now_ += duration; }
    std::size_t read(std::span<std::uint8_t> into, Clock::time_point deadline) override {
        const std::size_t size = std::min({into.size(), piece_, bytes_.size()});
        std::copy_n(bytes_.begin(), size, into.begin());
        bytes_ = bytes_.subspan(size);
        if (size == 0) now_ = std::max(now_, deadline);
        return size;
    }
    void write(BytesView /*bytes*/, Clock::time_point /*deadline*/) override {}
    void configure(const Settings& settings) override {
        require(settings.baud != 0 && settings.data_bits >= 5 && settings.data_bits <= 8);
        require(settings.stop_bits == 1 || settings.stop_bits == 2);
        require(parity_code(settings.parity) <= 5);
        if (settings.baud > 4'000'000) throw Error({.what = "baud", .fault = Fault::bad_input});
        ++changes;
    }
    void set_lines(Level /*dtr*/, Level /*rts*/) override { ++changes; }
    void set_break(bool /*on*/) override { ++changes; }
    void discard_input() override {}

    unsigned changes = 0;

private:
    BytesView bytes_;
    std::size_t piece_;
    std::string address_ = "rfc2217://lab:4000";
    Clock::time_point now_{};
};

struct Taken {
    Bytes data;
    Bytes out;
    std::vector<std::pair<std::uint8_t, Bytes>> subs;
    bool operator==(const Taken&) const = default;
};

Taken taken(TelnetEnd::Role role, BytesView bytes, std::size_t piece) {
    TelnetEnd end(role);
    Taken result;
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(piece, bytes.size()))) {
        end.take(bytes.first(std::min(piece, bytes.size())), result.data, result.out,
                 [&](std::uint8_t option, BytesView payload) {
                     require(payload.size() < TelnetEnd::longest_sub);
                     result.subs.emplace_back(option, Bytes(payload.begin(), payload.end()));
                 });
    }
    return result;
}

void try_telnet(BytesView bytes, std::size_t piece) {
    for (const auto role : {TelnetEnd::Role::client, TelnetEnd::Role::server}) {
        const Taken whole = taken(role, bytes, bytes.size() + 1);
        require(taken(role, bytes, piece) == whole);
        require(whole.data.size() <= bytes.size() && whole.out.size() <= bytes.size());
    }
    Bytes escaped;
    append_escaped(escaped, bytes);
    const Taken back = taken(TelnetEnd::Role::client, escaped, piece);
    require(std::equal(bytes.begin(), bytes.end(), back.data.begin(), back.data.end()));
    require(back.out.empty() && back.subs.empty());
}

void try_server(BytesView bytes, std::size_t piece) {
    Played port({}, 1);
    Rfc2217Session session({.baud = 115200});
    std::size_t sent = session.take_outgoing().size();
    Bytes data;
    for (BytesView left = bytes; !left.empty() || session.is_behind();) {
        const unsigned before = port.changes;
        const std::size_t size = std::min(piece, left.size());
        if (session.is_behind()) {
            session.resume(&port, data);
        } else {
            session.take(left.first(size), &port, data);
            left = left.subspan(size);
        }
        require(port.changes - before <= 12);  // a few requests at a time
        session.tell_lines(port);
        sent += session.take_outgoing().size();
    }
    require(data.size() <= bytes.size() && sent <= 64 + 4 * bytes.size());
}

/// What a client does with such a server ends, with an `Error` or without.
void try_client(BytesView bytes, std::size_t piece) {
    try {
        const auto stream = open_rfc2217(std::make_unique<Played>(bytes, piece), {});
        stream->set_lines(Level::on, Level::off);
        stream->discard_input();
        const Bytes text(1000, 'x');
        stream->write(text, stream->now() + std::chrono::seconds(1));
        std::array<std::uint8_t, 100> into{};
        while (stream->read(into, stream->now()) != 0) {
        }
        require(!stream->has_bytes());
    } catch (const Error& error) {
        require(error.parts().fault != Fault::none);
    }
}

}  // namespace
}  // namespace perth::cli::serial

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace perth::cli;
    if (size < 1) return 0;
    const std::size_t piece = bytes[0] % 16 + 1;
    const BytesView rest(bytes + 1, size - 1);
    serial::try_telnet(rest, piece);
    serial::try_server(rest, piece);
    serial::try_client(rest, piece);
    return 0;
}
