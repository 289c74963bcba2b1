#include "cli/usb/traced.hpp"

#include <fmt/format.h>

#include <utility>

#include "cli/support/hex.hpp"

namespace perth::cli::usb {
namespace {

class TracedDevice final : public Device {
public:
    TracedDevice(std::unique_ptr<Device> device, const Trace& trace)
        : device_(std::move(device)), trace_(trace), place_(to_string(attached().place)) {}

    [[nodiscard]] const Attached& attached() const override { return device_->attached(); }
    void claim(unsigned interface) override {
        trace_(fmt::format("{} claim interface {}", place_, interface));
        device_->claim(interface);
    }
    Outcome select_alternate(unsigned interface, unsigned alternate) override {
        const Outcome outcome = device_->select_alternate(interface, alternate);
        trace_(fmt::format("{} interface {}, alternate setting {}{}", place_, interface, alternate,
                           failure(outcome)));
        return outcome;
    }
    Transfer control_in(const Setup& setup, std::span<std::uint8_t> data,
                        Timeout timeout) override {
        const Transfer transfer = device_->control_in(setup, data, timeout);
        tell('<', setup, data.first(transfer.length), transfer.outcome);
        return transfer;
    }
    Transfer control_out(const Setup& setup, BytesView data, Timeout timeout) override {
        const Transfer transfer = device_->control_out(setup, data, timeout);
        tell('>', setup, data, transfer.outcome);
        return transfer;
    }
    Transfer bulk_in(std::uint8_t endpoint, std::span<std::uint8_t> data,
                     Timeout timeout) override {
        const Transfer transfer = device_->bulk_in(endpoint, data, timeout);
        tell('<', endpoint, data.first(transfer.length), transfer.outcome);
        return transfer;
    }
    Transfer bulk_out(std::uint8_t endpoint, BytesView data, Timeout timeout) override {
        const Transfer transfer = device_->bulk_out(endpoint, data, timeout);
        tell('>', endpoint, data, transfer.outcome);
        return transfer;
    }
    Outcome clear_halt(std::uint8_t endpoint) override {
        const Outcome outcome = device_->clear_halt(endpoint);
        trace_(
            fmt::format("{} clear halt of endpoint {:02x}{}", place_, endpoint, failure(outcome)));
        return outcome;
    }
    Outcome reset() override {
        trace_(fmt::format("{} reset", place_));
        return device_->reset();
    }

private:
    static std::string failure(Outcome outcome) {
        return outcome == Outcome::ok ? "" : ": " + to_string(outcome);
    }
    void tell(char direction, const Setup& setup, BytesView data, Outcome outcome) const {
        std::string what = hex_text(data);
        if (!what.empty()) what = ": " + what;
        trace_(fmt::format("{} {} {:02x} {:02x} {:04x} {:04x}{}{}", place_, direction,
                           setup.request_type, setup.request, setup.value, setup.index, what,
                           failure(outcome)));
    }

    void tell(char direction, std::uint8_t endpoint, BytesView data, Outcome outcome) const {
        trace_(fmt::format("{} {} endpoint {:02x}: {}{}", place_, direction, endpoint,
                           data.empty() ? "empty" : hex_text(data), failure(outcome)));
    }

    std::unique_ptr<Device> device_;
    const Trace& trace_;
    std::string place_;
};

class TracedHost final : public Host {
public:
    TracedHost(std::unique_ptr<Host> host, Trace trace)
        : host_(std::move(host)), trace_(std::move(trace)) {}

    std::vector<Attached> attached() override { return host_->attached(); }
    std::unique_ptr<Device> open(const Attached& attached) override {
        trace_(fmt::format("{} open {}", to_string(attached.place), attached.node));
        return std::make_unique<TracedDevice>(host_->open(attached), trace_);
    }
    std::optional<Drive> drive_of(const Attached& attached) override {
        return host_->drive_of(attached);
    }
    std::unique_ptr<Volume> open_volume(const Attached& attached) override {
        trace_(fmt::format("{} open its drive", to_string(attached.place)));
        return host_->open_volume(attached);
    }
    void wait_for_change(Clock::time_point deadline) override { host_->wait_for_change(deadline); }
    [[nodiscard]] Clock::time_point now() override { return host_->now(); }
    void sleep(Clock::duration duration) override { host_->sleep(duration); }

private:
    std::unique_ptr<Host> host_;
    Trace trace_;
};

}  // namespace

std::unique_ptr<Host> traced(std::unique_ptr<Host> host, Trace trace) {
    return std::make_unique<TracedHost>(std::move(host), std::move(trace));
}

}  // namespace perth::cli::usb
