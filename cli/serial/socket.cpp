#include "cli/serial/socket.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <asio.hpp>
#include <charconv>

#include "cli/serial/descriptor_stream.hpp"
#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli::serial {
namespace {

using asio::ip::tcp;

constexpr std::chrono::seconds patience{5};

bool is_port(const std::string& text) {
    std::uint16_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end && number != 0;
}

HostAndPort parse(const std::string& address, const std::string& text) {
    if (auto place = parse_host_and_port(text)) return *place;
    throw Error({.what = fmt::format("{} is not an address", address),
                 .why = fmt::format("it is {}HOST:PORT, with a PORT from 1 to 65535",
                                    address.substr(0, address.size() - text.size())),
                 .fault = Fault::bad_input});
}

/// The bytes go as they are; rate, parity and modem lines are the business of the other end.
class SocketStream final : public DescriptorStream {
public:
    using DescriptorStream::DescriptorStream;

    void configure(const Settings& /*settings*/) override {}
    void set_lines(Level /*dtr*/, Level /*rts*/) override {}
    void discard_input() override {
        std::array<std::uint8_t, 4096> dropped;
        while (read(dropped, Clock::now()) == dropped.size()) {
        }
    }
};

/// One attempt to connect; ends early at Ctrl-C.
class Connecting {
public:
    explicit Connecting(const HostAndPort& endpoint) : socket_(loop_), interrupt_(loop_) {
        if (interrupt_fd() >= 0) {
            interrupt_.assign(::dup(interrupt_fd()));
            interrupt_.async_wait(asio::posix::stream_descriptor::wait_read,
                                  [this](const std::error_code&) { loop_.stop(); });
        }
        resolver_.async_resolve(endpoint.host, endpoint.port,
                                [this](const std::error_code& failure, const auto& found) {
                                    if (failure) return finish(failure);
                                    connect(found);
                                });
    }

    /// Returns what came of it, or nothing in time.
    std::optional<std::error_code> wait() {
        loop_.run_for(patience);
        check_interrupt();
        return outcome_;
    }

    Handle release() {
        std::error_code ignored;
        socket_.set_option(tcp::no_delay(true), ignored);
        socket_.native_non_blocking(true, ignored);
        return Handle(socket_.release());
    }

private:
    void connect(const tcp::resolver::results_type& found) {
        asio::async_connect(
            socket_, found,
            [this](const std::error_code& failure, const tcp::endpoint&) { finish(failure); });
    }
    void finish(const std::error_code& outcome) {
        outcome_ = outcome;
        loop_.stop();
    }

    asio::io_context loop_;
    tcp::resolver resolver_{loop_};
    tcp::socket socket_;
    asio::posix::stream_descriptor interrupt_;
    std::optional<std::error_code> outcome_;
};

}  // namespace

std::optional<HostAndPort> parse_host_and_port(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    std::string host = text.substr(0, colon);
    const std::string port = colon == text.npos ? "" : text.substr(colon + 1);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    const bool is_host = !host.empty() && host.find_first_of(bracketed ? "[]" : "[]:") == host.npos;
    if (!is_host || !is_port(port)) return std::nullopt;
    return HostAndPort{.host = host, .port = port};
}

std::unique_ptr<Stream> open_socket(const std::string& address, const std::string& host_and_port) {
    Connecting connecting(parse(address, host_and_port));
    const auto outcome = connecting.wait();
    if (!outcome || *outcome) {
        throw Error({.what = fmt::format("cannot connect to {}", host_and_port),
                     .why = outcome ? outcome->message()
                                    : fmt::format("no answer in {} s", patience.count()),
                     .fault = outcome ? Fault::not_found : Fault::timeout,
                     .device = address});
    }
    return std::make_unique<SocketStream>(address, connecting.release());
}

}  // namespace perth::cli::serial
