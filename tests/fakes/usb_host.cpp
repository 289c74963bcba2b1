#include "tests/fakes/usb_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/support/error.hpp"
#include "tests/fakes/fat_client.hpp"
#include "tests/fakes/usb_standard.hpp"

namespace perth::fakes {
namespace {

using cli::usb::Outcome;
using namespace std::chrono_literals;

constexpr auto transfer_time = 1ms;  // a full-speed frame
constexpr auto enumeration_time = 300ms;

const char* name_of(Outcome outcome) {
    constexpr std::array names = {"", " stall", " timeout", " gone", " failed"};
    return names[static_cast<std::size_t>(outcome)];
}

std::string name_of(const cli::usb::Setup& setup) {
    constexpr std::array dfu = {"DETACH",    "DNLOAD",   "UPLOAD", "GETSTATUS",
                                "CLRSTATUS", "GETSTATE", "ABORT"};
    if (setup.request_type == bulk_transfer) return fmt::format("endpoint {:02x}", setup.request);
    const bool is_class = (setup.request_type & 0x60) == 0x20;
    if (is_class && setup.request < dfu.size()) return dfu[setup.request];
    return fmt::format("request {}", setup.request);
}

}  // namespace

Answer ask_model(UsbModel& model, const cli::usb::Setup& setup, cli::BytesView out,
                 std::size_t length) {
    if (setup.request_type != bulk_transfer) return model.control(setup, out, length);
    if ((setup.request & 0x80) != 0) return model.bulk_in(setup.request, length);
    return {.outcome = model.bulk_out(setup.request, out)};
}

/// A model that has been opened. It is of the enumeration it was opened in and of no later one.
class UsbHost::OpenDevice final : public cli::usb::Device {
public:
    OpenDevice(UsbHost& host, Socket& socket, cli::usb::Attached attached)
        : host_(host), socket_(socket), attached_(std::move(attached)) {
        ++socket_.open_handles;
    }
    ~OpenDevice() override { --socket_.open_handles; }

    [[nodiscard]] const cli::usb::Attached& attached() const override { return attached_; }

    void claim(unsigned) override {
        if (!host_.busy_) return;
        throw cli::Error({.what = "it is in use", .fault = cli::Fault::busy});
    }

    Outcome select_alternate(unsigned interface, unsigned alternate) override {
        const cli::usb::Setup setup{.request_type = 0x01,
                                    .request = 11,
                                    .value = static_cast<std::uint16_t>(alternate),
                                    .index = static_cast<std::uint16_t>(interface)};
        return control_out(setup, {}, 1s).outcome;
    }

    cli::usb::Transfer control_in(const cli::usb::Setup& setup, std::span<std::uint8_t> data,
                                  Timeout timeout) override {
        const Answer answer = answer_to(setup, {}, data.size(), timeout);
        const std::size_t length = std::min(data.size(), answer.data.size());
        std::copy_n(answer.data.begin(), length, data.begin());
        return {.outcome = answer.outcome, .length = length};
    }

    cli::usb::Transfer control_out(const cli::usb::Setup& setup, cli::BytesView data,
                                   Timeout timeout) override {
        const Answer answer = answer_to(setup, data, data.size(), timeout);
        return {.outcome = answer.outcome,
                .length = answer.outcome == Outcome::ok ? data.size() : 0};
    }

    cli::usb::Transfer bulk_in(std::uint8_t endpoint, std::span<std::uint8_t> data,
                               Timeout timeout) override {
        return control_in({.request_type = bulk_transfer, .request = endpoint}, data, timeout);
    }

    cli::usb::Transfer bulk_out(std::uint8_t endpoint, cli::BytesView data,
                                Timeout timeout) override {
        return control_out({.request_type = bulk_transfer, .request = endpoint}, data, timeout);
    }

    Outcome clear_halt(std::uint8_t endpoint) override {
        if (is_gone()) return Outcome::gone;
        socket_.model->clear_halt(endpoint);
        return Outcome::ok;
    }

    Outcome reset() override {
        if (is_gone()) return Outcome::gone;
        socket_.model->bus_reset();
        socket_.address = ++host_.last_address_;
        host_.replace_if_gone(socket_);
        if (!host_.enumerates_) socket_.model.reset();
        return Outcome::ok;
    }

private:
    [[nodiscard]] bool is_gone() const {
        return !socket_.model || socket_.address != attached_.address;
    }

    Answer answer_to(const cli::usb::Setup& setup, cli::BytesView out, std::size_t length,
                     Timeout timeout) {
        if (is_gone()) return {.outcome = Outcome::gone};
        const Answer answer = host_.transfer(socket_, setup, out, length, timeout);
        host_.note(setup, length, answer);
        return answer;
    }

    UsbHost& host_;
    Socket& socket_;
    cli::usb::Attached attached_;
};

void UsbHost::plug(unsigned port, Model model, Next next) {
    sockets_.push_back(std::make_unique<Socket>(Socket{.port = port,
                                                       .model = std::move(model),
                                                       .next = std::move(next),
                                                       .address = ++last_address_,
                                                       .ready = now_}));
}

void UsbHost::unplug(unsigned port) {
    for (auto& socket : sockets_) {
        if (socket->port == port) socket->model.reset();
    }
}

std::vector<cli::usb::Attached> UsbHost::attached() {
    std::vector<cli::usb::Attached> result;
    for (const auto& socket : sockets_) {
        replace_if_gone(*socket);
        if (!socket->model || now_ < socket->ready) continue;
        cli::usb::Attached each;
        each.place = {.bus = 1, .ports = {socket->port}};
        each.address = socket->address;
        each.descriptors = cli::usb::parse_descriptors(socket->model->descriptors());
        each.serial = socket->model->string(each.descriptors.serial_index);
        each.node = fmt::format("/dev/bus/usb/001/{:03}", socket->address);
        each.may_be_opened = permits_;
        result.push_back(std::move(each));
    }
    std::ranges::sort(result, {}, &cli::usb::Attached::place);
    return result;
}

std::unique_ptr<cli::usb::Device> UsbHost::open(const cli::usb::Attached& attached) {
    for (auto& socket : sockets_) {
        if (socket->address != attached.address || !socket->model) continue;
        return std::make_unique<OpenDevice>(*this, *socket, attached);
    }
    throw cli::Error({.what = cli::usb::name_of(attached) + " is not there any more",
                      .fault = cli::Fault::gone});
}

std::optional<cli::usb::Drive> UsbHost::drive_of(const cli::usb::Attached& attached) {
    for (auto& socket : sockets_) {
        if (socket->address != attached.address || !socket->model) continue;
        const std::string label = socket->model->volume_label();
        if (label.empty()) return std::nullopt;
        return cli::usb::Drive{
            .node = "/dev/sda", .label = label, .mounted_at = mounts_ ? "/media/" + label : ""};
    }
    return std::nullopt;
}

std::unique_ptr<cli::usb::Volume> UsbHost::open_volume(const cli::usb::Attached& attached) {
    const auto drive = drive_of(attached);
    if (!drive) return Host::open_volume(attached);
    if (mounts_) return open_fat(open(attached));
    throw cli::Error({.what = "the drive /dev/sda is not mounted", .fault = cli::Fault::not_found});
}

void UsbHost::wait_for_change(Clock::time_point deadline) {
    auto next = std::min<Clock::time_point>(deadline, now_ + 200ms);
    for (const auto& socket : sockets_) {
        if (socket->ready > now_) next = std::min(next, socket->ready);
    }
    now_ = std::max(now_, next);
}

Answer UsbHost::transfer(Socket& socket, const cli::usb::Setup& setup, cli::BytesView out,
                         std::size_t length, std::chrono::milliseconds timeout) {
    now_ += transfer_time;
    const std::size_t number = transfers_++;
    Answer answer;
    const auto tampered = tamper_ ? tamper_(number, setup, out, length) : std::nullopt;
    if (tampered) {
        answer = *tampered;
        if (answer.outcome == Outcome::timeout) now_ += timeout;
    } else {
        answer = ask(socket, setup, out, length, timeout);
    }
    replace_if_gone(socket);
    return answer;
}

// A model that does not answer yet is asked again until the transfer's time is over.
Answer UsbHost::ask(Socket& socket, const cli::usb::Setup& setup, cli::BytesView out,
                    std::size_t length, std::chrono::milliseconds timeout) {
    const bool is_bulk = setup.request_type == bulk_transfer;
    auto standard = is_bulk ? std::nullopt : answer_standard(*socket.model, setup);
    if (standard) return *std::move(standard);
    for (const auto end = now_ + timeout;; now_ += 1ms) {
        Answer answer = ask_model(*socket.model, setup, out, length);
        if (answer.outcome != Outcome::timeout || now_ >= end) return answer;
    }
}

void UsbHost::note(const cli::usb::Setup& setup, std::size_t length, const Answer& answer) {
    trace_ +=
        fmt::format("{} {} ({}){}\n", name_of(setup), setup.value, length, name_of(answer.outcome));
}

// As the kernel: what comes next is not seen while somebody holds the one before open.
void UsbHost::replace_if_gone(Socket& socket) {
    if (!socket.model || socket.model->is_attached()) return;
    socket.address = ++last_address_;  // handles of the one before are of no more use
    if (socket.open_handles > 0) {
        socket.ready = Clock::time_point::max();
        return;
    }
    socket.model = socket.next();
    socket.ready = now_ + enumeration_time;
}

}  // namespace perth::fakes
