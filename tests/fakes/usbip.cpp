#include "tests/fakes/usbip.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "tests/fakes/usb_standard.hpp"

namespace perth::fakes {
namespace {

using cli::Bytes;
using cli::usb::Outcome;
using cli::usb::Setup;

// Source: usbip_protocol.rst, "USBIP_CMD_SUBMIT" and the three that follow; all is big-endian.
enum class Message : std::uint32_t { cmd_submit = 1, cmd_unlink, ret_submit, ret_unlink };
constexpr std::size_t header_size = 48;

constexpr std::uint8_t in = 0x80;  // of an endpoint's address and of bmRequestType

// Source: USB 2.0, "Standard Device Requests" and "Descriptor Types".
constexpr std::uint8_t get_descriptor = 6;
constexpr std::uint8_t set_configuration = 9;
constexpr unsigned device_descriptor = 1;

bool is_in(std::uint8_t endpoint) { return (endpoint & in) != 0; }
bool is_control(std::uint8_t endpoint) { return (endpoint & ~in) == 0; }

Bytes header(Message message, std::uint32_t sequence, int status, std::size_t length) {
    Bytes bytes;
    for (const std::uint32_t word :
         {static_cast<std::uint32_t>(message), sequence, 0u, 0u, 0u,
          static_cast<std::uint32_t>(status), static_cast<std::uint32_t>(length)}) {
        cli::append_big_endian(bytes, word);
    }
    bytes.resize(header_size);
    return bytes;
}

// The status with which a URB ends.
int status_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::ok:
            return 0;
        case Outcome::stall:
            return -EPIPE;
        case Outcome::gone:
            return -ESHUTDOWN;
        case Outcome::timeout:
        case Outcome::failed:
            break;
    }
    return -EPROTO;
}

}  // namespace

bool UsbipServer::serve_one() {
    std::array<std::uint8_t, header_size> bytes{};
    if (!receive(bytes)) return false;
    const auto word = [&bytes](std::size_t index) {
        return cli::big_endian<std::uint32_t>(bytes, 4 * index);
    };
    if (word(0) == static_cast<std::uint32_t>(Message::cmd_unlink)) return unlink(word(1), word(5));
    Request request = {.sequence = word(1),
                       .endpoint = static_cast<std::uint8_t>(word(4) | (word(3) != 0 ? in : 0)),
                       .length = word(6)};
    std::copy_n(bytes.begin() + 40, request.setup.size(), request.setup.begin());
    if (!is_in(request.endpoint)) request.out.resize(request.length);
    if (!receive(request.out)) return false;
    waiting_.push_back(std::move(request));
    return serve_waiting();
}

bool UsbipServer::serve_waiting() {
    std::set<std::uint8_t> busy;  // what came later for an endpoint waits for what came before
    for (auto request = waiting_.begin(); request != waiting_.end();) {
        if (busy.contains(request->endpoint)) {
            ++request;
            continue;
        }
        const Answer answer = ask(*request);
        if (answer.outcome == Outcome::gone) return false;
        if (answer.outcome == Outcome::timeout) {
            busy.insert(request->endpoint);
            ++request;  // it has no answer yet; the host gives up with an unlink
            continue;
        }
        if (!reply(*request, answer)) return false;
        request = waiting_.erase(request);
    }
    return model_.is_attached();
}

bool UsbipServer::is_control_waiting() const {
    return std::any_of(waiting_.begin(), waiting_.end(),
                       [](const Request& r) { return is_control(r.endpoint); });
}

Answer UsbipServer::ask(const Request& request) {
    if (is_control(request.endpoint)) return control(request);
    if (is_in(request.endpoint)) return model_.bulk_in(request.endpoint, request.length);
    return {.outcome = model_.bulk_out(request.endpoint, request.out)};
}

bool UsbipServer::unlink(std::uint32_t sequence, std::uint32_t victim) {
    const auto is_victim = [victim](const Request& r) { return r.sequence == victim; };
    const auto found = std::find_if(waiting_.begin(), waiting_.end(), is_victim);
    if (found != waiting_.end()) {
        model_.cancelled(found->endpoint);
        waiting_.erase(found);
    }
    // The controller ignores the status of what had ended before.
    return send(header(Message::ret_unlink, sequence, -ECONNRESET, 0));
}

Answer UsbipServer::control(const Request& request) {
    const auto& bytes = request.setup;
    const Setup setup = {.request_type = bytes[0],
                         .request = bytes[1],
                         .value = cli::little_endian<std::uint16_t>(bytes, 2),
                         .index = cli::little_endian<std::uint16_t>(bytes, 4)};
    const std::size_t length = cli::little_endian<std::uint16_t>(bytes, 6);
    notice_reset(setup, length);
    notice_clear_halt(setup);
    const auto standard =
        model_.answers_standard_requests() ? std::nullopt : answer_standard(model_, setup);
    Answer answer = standard ? *standard : model_.control(setup, request.out, length);
    answer.data.resize(std::min(answer.data.size(), length));
    return answer;
}

// The controller does not pass on a reset of the bus. What it passes on is what the kernel asks
// first thereafter, and asks with this length at no other time (hub.c, GET_DESCRIPTOR_BUFSIZE).
void UsbipServer::notice_reset(const Setup& setup, std::size_t length) {
    if (setup.request_type == 0 && setup.request == set_configuration) is_configured_ = true;
    const bool is_first = setup.request_type == in && setup.request == get_descriptor &&
                          setup.value == device_descriptor << 8 && length == 64;
    if (is_first && std::exchange(is_configured_, false)) model_.bus_reset();
}

// Source: USB 2.0, "Clear Feature": feature 0 of an endpoint is its halt.
void UsbipServer::notice_clear_halt(const Setup& setup) {
    constexpr std::uint8_t of_endpoint = 0x02;
    constexpr std::uint8_t clear_feature = 1;
    const bool is_it = setup.request_type == of_endpoint && setup.request == clear_feature;
    if (is_it && setup.value == 0) model_.clear_halt(static_cast<std::uint8_t>(setup.index));
}

bool UsbipServer::reply(const Request& request, const Answer& answer) {
    const std::size_t moved =
        is_in(request.endpoint) ? std::min(answer.data.size(), request.length) : request.length;
    const std::size_t length = answer.outcome == Outcome::ok ? moved : 0;
    Bytes message =
        header(Message::ret_submit, request.sequence, status_of(answer.outcome), length);
    if (is_in(request.endpoint)) {
        message.insert(message.end(), answer.data.begin(),
                       answer.data.begin() + static_cast<std::ptrdiff_t>(length));
    }
    return send(message);
}

bool UsbipServer::send(const Bytes& message) const {
    return ::send(socket_, message.data(), message.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(message.size());
}

bool UsbipServer::receive(std::span<std::uint8_t> bytes) const {
    return bytes.empty() || ::recv(socket_, bytes.data(), bytes.size(), MSG_WAITALL) ==
                                static_cast<ssize_t>(bytes.size());
}

}  // namespace perth::fakes
