#include "cli/flash/dfu_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto transfer_timeout = 5s;
constexpr std::uint16_t usbfs_limit =
    4096;  // Linux, drivers/usb/core/devio.c: one control transfer
constexpr int most_idle_polls = 100;
constexpr int most_stalls = 3;

// USB DFU 1.1, "DFU Requests".
namespace code {
constexpr std::uint8_t download = 1;
constexpr std::uint8_t upload = 2;
constexpr std::uint8_t get_status = 3;
constexpr std::uint8_t clear_status = 4;
constexpr std::uint8_t get_state = 5;
constexpr std::uint8_t abort = 6;
}  // namespace code
constexpr std::uint8_t class_out = 0x21;
constexpr std::uint8_t class_in = 0xA1;
constexpr std::uint8_t stalled_packet = 0x0F;

DfuInterface interface_of(const usb::Attached& attached) {
    auto found = find_dfu(attached);
    if (found && found->in_dfu_mode) return std::move(*found);
    throw Error({.what = usb::name_of(attached) + " is not in DFU mode",
                 .fault = Fault::not_found,
                 .device = usb::to_string(attached.place)});
}

std::string hint_for(Fault fault) {
    switch (fault) {
        case Fault::gone:
            return "plug it in again and run the same command again";
        case Fault::timeout:
        case Fault::protocol:
            return "unplug it, bring it into its bootloader again, and run the same command again";
        default:
            return {};
    }
}

const char* verb_for(Fault fault) {
    switch (fault) {
        case Fault::gone:
            return "vanished";
        case Fault::timeout:
            return "does not answer";
        default:
            return "failed";
    }
}

}  // namespace

DfuSession::DfuSession(usb::Host& host, const usb::Attached& attached, unsigned alternate)
    : host_(host),
      attached_(attached),
      interface_(interface_of(attached)),
      quirks_(dfu_quirks(attached.descriptors)),
      alternate_(alternate) {
    const auto& offered = interface_.alternates;
    if (std::ranges::find(offered, alternate, &DfuInterface::Alternate::number) == offered.end()) {
        throw Error(
            {.what = fmt::format("{} has no memory {}", usb::name_of(attached), alternate),
             .why = fmt::format("it offers {}: 0 to {}", offered.size(), offered.size() - 1),
             .fault = Fault::bad_input,
             .device = usb::to_string(attached.place)});
    }
    open();
}

void DfuSession::open() {
    device_ = host_.open(attached_);
    device_->claim(interface_.number);
    if (interface_.alternates.size() > 1 || alternate_ > 0) {
        check("SET_INTERFACE", device_->select_alternate(interface_.number, alternate_));
    }
    functional_ = interface_.functional ? *interface_.functional : ask_functional();
}

// A device that tells it nowhere is taken for one that can do both.
DfuFunctional DfuSession::ask_functional() {
    const usb::Setup get_descriptor{.request_type = 0x80, .request = 6, .value = 0x2100};
    std::array<std::uint8_t, 9> bytes{};
    const auto transfer = device_->control_in(get_descriptor, bytes, transfer_timeout);
    const auto answer = BytesView(bytes).first(std::min(transfer.length, bytes.size()));
    if (transfer.outcome == usb::Outcome::ok) {
        if (const auto found = parse_dfu_functional(answer)) return *found;
    }
    return {.can_download = true, .can_upload = true};
}

std::uint16_t DfuSession::transfer_size() const noexcept {
    const std::uint16_t least = attached_.descriptors.max_packet_size0;
    return std::max(std::min(functional_.transfer_size, usbfs_limit), least);
}

void DfuSession::fail(Fault fault, std::string why) {
    throw Error(
        {.what = fmt::format("{} {} while {}", usb::name_of(attached_), verb_for(fault), doing_),
         .why = std::move(why),
         .hint = hint_for(fault),
         .fault = fault,
         .device = usb::to_string(attached_.place)});
}

void DfuSession::fail(const DfuStatus& status) {
    const std::string text = usb::read_string(*device_, status.string_index);
    const std::string why = describe_dfu_code(status.code) + (text.empty() ? "" : "\n" + text);
    // The device lost the thread; it is well once it is idle.
    if (status.code == stalled_packet) fail(Fault::protocol, why);
    if (status.code != dfu_code::vendor || functional_.version != 0x011A) {
        fail(Fault::refused, why);
    }
    // ST AN3156, "DFU mode selection": this is what read protection looks like.
    throw Error({.what = fmt::format("{} is read-protected", usb::name_of(attached_)),
                 .why = fmt::format("it stopped {}: {}", doing_, why),
                 .hint = "perth flash --unprotect lifts the protection, which erases everything",
                 .fault = Fault::refused,
                 .device = usb::to_string(attached_.place)});
}

void DfuSession::check(const char* request, usb::Outcome outcome) {
    switch (outcome) {
        case usb::Outcome::ok:
            return;
        case usb::Outcome::gone:
            fail(Fault::gone, fmt::format("{}: {}", request, usb::to_string(outcome)));
        case usb::Outcome::timeout:
            fail(Fault::timeout, fmt::format("{}: {}", request, usb::to_string(outcome)));
        case usb::Outcome::stall:
            explain_stall(request);
        case usb::Outcome::failed:
            break;
    }
    fail(Fault::protocol, fmt::format("{}: {}", request, usb::to_string(outcome)));
}

void DfuSession::explain_stall(const char* request) {
    const Reply reply = ask_status();
    const bool answers = reply.outcome == usb::Outcome::ok;
    if (answers && reply.status.state == DfuState::error) fail(reply.status);
    std::string why = fmt::format("{}: {}", request, usb::to_string(usb::Outcome::stall));
    if (answers) why += fmt::format(", being in {}", to_string(reply.status.state));
    fail(Fault::protocol, std::move(why));
}

usb::Outcome DfuSession::send(std::uint8_t request, std::uint16_t value, BytesView bytes) {
    const usb::Setup setup{
        .request_type = class_out, .request = request, .value = value, .index = interface_.number};
    const auto transfer = device_->control_out(setup, bytes, transfer_timeout);
    if (transfer.outcome != usb::Outcome::ok) return transfer.outcome;
    ++traffic_.round_trips;
    traffic_.sent += transfer.length;
    return transfer.length == bytes.size() ? usb::Outcome::ok : usb::Outcome::failed;
}

usb::Outcome DfuSession::try_download(std::uint16_t block, BytesView bytes) {
    return send(code::download, block, bytes);
}

void DfuSession::download(std::uint16_t block, BytesView bytes) {
    check("DFU_DNLOAD", try_download(block, bytes));
}

std::size_t DfuSession::upload(std::uint16_t block, std::span<std::uint8_t> into) {
    const usb::Setup setup{.request_type = class_in,
                           .request = code::upload,
                           .value = block,
                           .index = interface_.number};
    const auto transfer = device_->control_in(setup, into, transfer_timeout);
    check("DFU_UPLOAD", transfer.outcome);
    ++traffic_.round_trips;
    traffic_.received += transfer.length;
    return transfer.length;
}

void DfuSession::abort() { check("DFU_ABORT", send(code::abort, 0, {})); }

DfuSession::Reply DfuSession::ask_status() {
    const usb::Setup setup{.request_type = class_in,
                           .request = code::get_status,
                           .value = 0,
                           .index = interface_.number};
    std::array<std::uint8_t, DfuStatus::size> bytes{};
    const auto transfer = device_->control_in(setup, bytes, transfer_timeout);
    if (transfer.outcome != usb::Outcome::ok) return {.outcome = transfer.outcome, .status = {}};
    ++traffic_.round_trips;
    traffic_.received += transfer.length;
    const auto status =
        parse_dfu_status(BytesView(bytes).first(std::min(transfer.length, bytes.size())));
    if (!status) return {.outcome = usb::Outcome::failed, .status = {}};
    return {.outcome = usb::Outcome::ok, .status = *status};
}

void DfuSession::call_back() {
    const usb::Setup get_state{.request_type = class_in,
                               .request = code::get_state,
                               .value = 0,
                               .index = interface_.number};
    std::array<std::uint8_t, 1> state{};
    const auto transfer = device_->control_in(get_state, state, transfer_timeout);
    const bool leaves = transfer.outcome == usb::Outcome::ok && transfer.length == 1 &&
                        static_cast<DfuState>(state[0]) == DfuState::manifest_sync;
    if (leaves) send(code::abort, 0, {});  // refused or not, it is another state then
}

void DfuSession::leave_alone(const DfuStatus& status, Clock::time_point deadline) {
    const Clock::duration asked = quirks_.poll.value_or(status.poll);
    const Clock::duration longest = std::min<Clock::duration>(60s, deadline - now());
    host_.sleep(std::max<Clock::duration>(std::min(asked, longest), 1ms));
}

void DfuSession::to_idle(Clock::duration patience) {
    const auto deadline = now() + patience;
    const auto is_late = [&] { return now() >= deadline; };
    int silences = 0;
    // Each round either waits for the device or moves it a state nearer to dfuIDLE.
    for (int rounds = 0; rounds < 8;) {
        const auto [outcome, status] = ask_status();
        if (outcome == usb::Outcome::gone) check("DFU_GETSTATUS", outcome);
        if (outcome == usb::Outcome::timeout && ++silences == 2) check("DFU_GETSTATUS", outcome);
        if (outcome != usb::Outcome::ok) {
            ++rounds;
            if (outcome == usb::Outcome::stall) send(code::clear_status, 0, {});
            continue;
        }
        switch (status.state) {
            case DfuState::idle:
                return;
            case DfuState::download_sync:
            case DfuState::download_busy:
            case DfuState::manifest_sync:
            case DfuState::manifest:
                if (!is_late()) {
                    leave_alone(status, deadline);
                    continue;
                }
                // STM32H743 rev. V stays busy after some erases until its status is cleared, twice.
                send(code::clear_status, 0, {});
                break;
            case DfuState::download_idle:
            case DfuState::upload_idle:
                send(code::abort, 0, {});
                break;
            case DfuState::error:  // after a reset, errFIRMWARE: the chip is empty
                send(code::clear_status, 0, {});
                break;
            case DfuState::manifest_wait_reset:
                reset();
                break;
            default:
                fail(Fault::protocol, fmt::format("it is in {}", to_string(status.state)));
        }
        ++rounds;
    }
    fail(Fault::protocol, "it does not become idle");
}

void DfuSession::finish(Clock::time_point deadline) {
    std::optional<DfuStatus> before;
    int idle_polls = 0;
    int stalls = 0;
    for (;;) {
        const auto [outcome, status] = ask_status();
        // An STM32L4 asks for too little time and stalls when it is asked then.
        if (outcome == usb::Outcome::stall && before && stalls++ < most_stalls) {
            leave_alone(*before, deadline);
            continue;
        }
        check("DFU_GETSTATUS", outcome);
        if (status.state == DfuState::error || status.code != dfu_code::ok) fail(status);
        if (status.state == DfuState::download_idle) return;
        if (status.state != DfuState::download_sync && status.state != DfuState::download_busy) {
            fail(Fault::protocol, fmt::format("it is in {} instead of {}", to_string(status.state),
                                              to_string(DfuState::download_idle)));
        }
        if (now() >= deadline) fail(Fault::timeout, "it stays busy");
        if (status.poll == 0ms && ++idle_polls == most_idle_polls) {
            fail(Fault::protocol,
                 fmt::format("it said {} times that it is busy for 0 ms", most_idle_polls));
        }
        leave_alone(status, deadline);
        before = status;
    }
}

void DfuSession::persist(const std::function<void()>& step) {
    constexpr int most_repetitions = 2;
    for (int repetitions = 0;; ++repetitions) {
        try {
            return step();
        } catch (const Error& error) {
            const Fault fault = error.parts().fault;
            const bool may_pass = fault == Fault::timeout || fault == Fault::protocol;
            if (!may_pass || repetitions == most_repetitions) throw;
            try {
                to_idle(1s);
            } catch (const Error& second) {
                Error::Parts parts = error.parts();
                parts.why += fmt::format("\nthen {}: {}", second.parts().what, second.parts().why);
                throw Error(std::move(parts));
            }
        }
    }
}

void DfuSession::reset() {
    device_->reset();
    device_.reset();  // a device that is held open may not come back
    const auto back = wait_for_dfu(host_, attached_.place, now() + 5s);
    if (!back) fail(Fault::gone, "it did not come back after a USB reset");
    attached_ = *back;
    interface_ = interface_of(attached_);
    open();
}

bool DfuSession::close_and_see_it_leave() {
    device_.reset();
    const auto is_it = [this](const usb::Attached& each) {
        return each.place == attached_.place && each.address == attached_.address;
    };
    for (const auto deadline = now() + 1s;; host_.wait_for_change(deadline)) {
        const auto attached = host_.attached();
        if (std::ranges::none_of(attached, is_it)) return true;
        if (now() >= deadline) return false;
    }
}

std::optional<usb::Attached> wait_for_dfu(usb::Host& host, const usb::Place& place,
                                          usb::Host::Clock::time_point deadline) {
    for (;; host.wait_for_change(deadline)) {
        for (auto& attached : host.attached()) {
            if (attached.place != place) continue;
            const auto found = find_dfu(attached);
            if (found && found->in_dfu_mode) return std::move(attached);
        }
        if (host.now() >= deadline) return std::nullopt;
    }
}

}  // namespace perth::cli
