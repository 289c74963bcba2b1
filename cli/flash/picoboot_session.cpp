#include "cli/flash/picoboot_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

// Source: RP2040 Datasheet, "PICOBOOT Commands" and "PICOBOOT Control Requests".
constexpr std::uint32_t magic = 0x431FD10B;
constexpr std::size_t command_size = 32;
constexpr std::size_t status_size = 16;
constexpr std::uint8_t vendor_out = 0x41;  // to an interface
constexpr std::uint8_t vendor_in = 0xC1;
constexpr std::uint8_t reset_request = 0x41;
constexpr std::uint8_t status_request = 0x42;
constexpr std::uint8_t exclusive = 1;  // the drive takes no writes

constexpr auto command_time = 3s;
constexpr auto data_time = 10s;
constexpr auto acknowledge_time = 10s;
constexpr auto erase_time = 400ms;  // of a sector, at most
constexpr std::uint32_t sector_size = 4096;
constexpr auto leave_time = 3s;
constexpr std::uint32_t reboot_delay = 500;  // ms
constexpr std::size_t packet_size = 64;

constexpr std::uint32_t status_ok = 0;
constexpr std::uint32_t interleaved_write = 6;
constexpr std::array codes = {"ok",
                              "unknown command",
                              "bad command length",
                              "bad transfer length",
                              "bad address",
                              "bad alignment",
                              "the drive wrote in between",
                              "rebooting",
                              "unknown error",
                              "invalid state",
                              "not permitted",
                              "bad argument",
                              "buffer too small",
                              "precondition not met",
                              "modified data",
                              "invalid data",
                              "not found",
                              "unsupported modification"};

Bytes words(std::initializer_list<std::uint32_t> values) {
    Bytes bytes;
    for (const std::uint32_t value : values) append_little_endian(bytes, value);
    return bytes;
}

PicobootInterface interface_of(const usb::Attached& attached) {
    if (const auto interface = find_picoboot(attached)) return *interface;
    throw Error({.what = usb::name_of(attached) + " has no PICOBOOT interface",
                 .fault = Fault::not_found,
                 .device = usb::to_string(attached.place)});
}

const char* verb_for(Fault fault) {
    switch (fault) {
        case Fault::gone:
            return "vanished";
        case Fault::timeout:
            return "did not answer";
        case Fault::refused:
            return "refused";
        default:
            return "broke off";
    }
}

bool is_in(PicobootCommand command) { return (static_cast<unsigned>(command) & 0x80) != 0; }

}  // namespace

std::optional<PicobootInterface> find_picoboot(const usb::Attached& attached) {
    for (const usb::Interface& one : attached.descriptors.interfaces) {
        if (one.class_code != 0xFF || one.subclass != 0 || one.protocol != 0) continue;
        if (one.endpoints.size() != 2) continue;
        PicobootInterface found{.number = one.number};
        for (const usb::Endpoint& endpoint : one.endpoints) {
            if (endpoint.type != usb::Endpoint::Type::bulk) continue;
            (endpoint.is_in() ? found.in : found.out) = endpoint.address;
        }
        if (found.in != 0 && found.out != 0) return found;
    }
    return std::nullopt;
}

Bytes picoboot_command(PicobootCommand command, std::uint32_t token, std::uint32_t length,
                       BytesView arguments) {
    Bytes bytes;
    append_little_endian(bytes, magic);
    append_little_endian(bytes, token);
    bytes.push_back(static_cast<std::uint8_t>(command));
    bytes.push_back(static_cast<std::uint8_t>(arguments.size()));
    append_little_endian(bytes, std::uint16_t{0});
    append_little_endian(bytes, length);
    bytes.insert(bytes.end(), arguments.begin(), arguments.end());
    bytes.resize(command_size);
    return bytes;
}

std::optional<PicobootStatus> parse_picoboot_status(BytesView bytes) {
    if (bytes.size() < status_size) return std::nullopt;
    return PicobootStatus{.token = little_endian<std::uint32_t>(bytes),
                          .code = little_endian<std::uint32_t>(bytes, 4),
                          .command = bytes[8],
                          .in_progress = bytes[9] != 0};
}

std::string picoboot_status_text(std::uint32_t code) {
    return code < codes.size() ? codes[code] : fmt::format("status 0x{:x}", code);
}

PicobootSession::PicobootSession(usb::Host& host, const usb::Attached& attached)
    : host_(host), attached_(attached), interface_(interface_of(attached)) {
    device_ = host_.open(attached_);
    device_->claim(interface_.number);
    reset_interface();
    begin("taking the flash from the drive");
    perform({.code = PicobootCommand::exclusive_access, .arguments = {exclusive}});
    perform({.code = PicobootCommand::exit_xip});
}

PicobootSession::~PicobootSession() {
    if (!device_) return;
    try {
        reset_interface();
    } catch (...) {  // it may be gone, or the user in a hurry
    }
}

void PicobootSession::erase(std::uint32_t address, std::uint32_t size) {
    perform({.code = PicobootCommand::flash_erase,
             .arguments = words({address, size}),
             .acknowledged = acknowledge_time + size / sector_size * erase_time});
}

void PicobootSession::write(std::uint32_t address, BytesView bytes) {
    perform({.code = PicobootCommand::write,
             .arguments = words({address, static_cast<std::uint32_t>(bytes.size())}),
             .out = bytes});
    traffic_.sent += bytes.size();
}

void PicobootSession::read(std::uint32_t address, std::span<std::uint8_t> into) {
    perform({.code = PicobootCommand::read,
             .arguments = words({address, static_cast<std::uint32_t>(into.size())}),
             .in = into});
    traffic_.received += into.size();
}

bool PicobootSession::reboot() {
    // PC 0: as after a reset.
    const Command command{.code = PicobootCommand::reboot,
                          .arguments = words({0, 0, reboot_delay})};
    if (send(command) != usb::Outcome::ok) {
        recover();
        send(command);
    }
    // It may be off before it has acknowledged.
    std::array<std::uint8_t, packet_size> nothing{};
    device_->bulk_in(interface_.in, nothing, command_time);
    device_.reset();
    const auto is_it = [this](const usb::Attached& each) {
        return each.place == attached_.place && each.address == attached_.address;
    };
    for (const auto deadline = host_.now() + leave_time;; host_.wait_for_change(deadline)) {
        if (std::ranges::none_of(host_.attached(), is_it)) return true;
        if (host_.now() >= deadline) return false;
    }
}

void PicobootSession::perform(const Command& command) {
    try {
        return perform_once(command);
    } catch (const Error& error) {
        if (error.parts().fault == Fault::gone) throw;
        const auto status = ask_status();
        const bool is_its = status && status->token == token_ && status->code != status_ok;
        if (is_its && status->code != interleaved_write) {
            recover();
            fail(Fault::refused, picoboot_status_text(status->code));
        }
        try {
            recover();
            prepare();
            perform_once(command);
        } catch (const Error& second) {
            if (second.parts().fault == Fault::gone) throw;
            Error::Parts parts = error.parts();
            parts.why += fmt::format("\nthen, once more: {}", second.parts().why);
            throw Error(std::move(parts));
        }
    }
}

// A reset gives the flash back to the drive.
void PicobootSession::prepare() {
    perform_once({.code = PicobootCommand::exclusive_access, .arguments = {exclusive}});
    perform_once({.code = PicobootCommand::exit_xip});
}

usb::Outcome PicobootSession::send(const Command& command) {
    const std::size_t length = is_in(command.code) ? command.in.size() : command.out.size();
    const Bytes bytes = picoboot_command(command.code, ++token_, static_cast<std::uint32_t>(length),
                                         command.arguments);
    return device_->bulk_out(interface_.out, bytes, command_time).outcome;
}

void PicobootSession::perform_once(const Command& command) {
    check(send(command), "the command");
    if (is_in(command.code)) {
        take(command.in);
    } else {
        give(command.out);
        wait_for_acknowledgement(command.acknowledged);
    }
    ++traffic_.round_trips;
}

void PicobootSession::take(std::span<std::uint8_t> in) {
    const auto moved = device_->bulk_in(interface_.in, in, data_time);
    check(moved.outcome, "the data");
    if (moved.length != in.size()) {
        fail(Fault::protocol, fmt::format("it gave {} of {} bytes", moved.length, in.size()));
    }
    check(device_->bulk_out(interface_.out, {}, command_time).outcome, "the acknowledgement");
}

void PicobootSession::give(BytesView out) {
    if (out.empty()) return;
    const auto moved = device_->bulk_out(interface_.out, out, data_time);
    check(moved.outcome, "the data");
    if (moved.length != out.size()) {
        fail(Fault::protocol, fmt::format("it took {} of {} bytes", moved.length, out.size()));
    }
}

void PicobootSession::wait_for_acknowledgement(Clock::duration time) {
    std::array<std::uint8_t, packet_size> nothing{};
    const auto moved = device_->bulk_in(
        interface_.in, nothing, std::chrono::duration_cast<std::chrono::milliseconds>(time));
    check(moved.outcome, "the acknowledgement");
    if (moved.length == 0) return;
    fail(Fault::protocol, fmt::format("it acknowledged with {} bytes", moved.length));
}

// Source: RP2040 Datasheet, "PICOBOOT Interface": a command that fails stalls both endpoints.
void PicobootSession::recover() {
    for (const std::uint8_t endpoint : {interface_.in, interface_.out}) {
        const usb::Outcome outcome = device_->clear_halt(endpoint);
        if (outcome == usb::Outcome::gone) check(outcome, "clearing a halt");
    }
    reset_interface();
}

// Neither an old ROM nor a busy one answers well, and what follows shows whether it did.
void PicobootSession::reset_interface() {
    const auto transfer = device_->control_out(
        {.request_type = vendor_out, .request = reset_request, .index = interface_.number}, {},
        command_time);
    if (transfer.outcome == usb::Outcome::gone) check(transfer.outcome, "a reset");
}

std::optional<PicobootStatus> PicobootSession::ask_status() {
    std::array<std::uint8_t, status_size> bytes{};
    const auto transfer = device_->control_in(
        {.request_type = vendor_in, .request = status_request, .index = interface_.number}, bytes,
        command_time);
    if (transfer.outcome != usb::Outcome::ok) return std::nullopt;
    return parse_picoboot_status(BytesView(bytes).first(std::min(transfer.length, bytes.size())));
}

void PicobootSession::check(usb::Outcome outcome, const char* what) {
    if (outcome == usb::Outcome::ok) return;
    const std::string why = fmt::format("{}: {}", what, usb::to_string(outcome));
    switch (outcome) {
        case usb::Outcome::gone:
            fail(Fault::gone, why);
        case usb::Outcome::timeout:
            fail(Fault::timeout, why);
        default:
            fail(Fault::protocol, why);
    }
}

void PicobootSession::fail(Fault fault, std::string why) {
    throw Error(
        {.what = fmt::format("{} {} while {}", usb::name_of(attached_), verb_for(fault), doing_),
         .why = std::move(why),
         .hint = fault == Fault::gone ? "hold BOOTSEL while you plug it in again" : "",
         .fault = fault,
         .device = usb::to_string(attached_.place)});
}

}  // namespace perth::cli
