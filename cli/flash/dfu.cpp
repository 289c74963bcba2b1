#include "cli/flash/dfu.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "cli/flash/dfu_session.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto earlier_work = 35s;
constexpr auto block_time = 60s;
constexpr auto manifest_time = 60s;

constexpr std::uint8_t detach_request = 0;
constexpr std::uint8_t get_status_request = 3;

std::size_t block_size(const DfuSession& session, const DfuMemory& memory) {
    return memory.transfer_size != 0 ? memory.transfer_size : session.transfer_size();
}

// The device has the whole image: it writes what is left and leaves, or is idle again.
std::string manifest(DfuSession& session) {
    session.begin("putting the image in its place");
    const auto deadline = session.now() + manifest_time;
    for (;;) {
        const auto [outcome, status] = session.ask_status();
        if (outcome != usb::Outcome::ok && session.functional().manifestation_tolerant) {
            session.check("DFU_GETSTATUS", outcome);
        }
        if (outcome != usb::Outcome::ok) return "the device left its bootloader";
        switch (status.state) {
            case DfuState::idle:
                return "the device is ready for another image";
            case DfuState::manifest_wait_reset:
                if (!session.functional().will_detach) session.device().reset();
                return session.close_and_see_it_leave() ? "the device left its bootloader"
                                                        : "the device was reset";
            case DfuState::manifest_sync:
            case DfuState::manifest:
                break;
            default:
                session.fail(status);
        }
        if (session.now() >= deadline) session.fail(Fault::timeout, "it stays busy");
        DfuStatus patient = status;
        patient.poll = std::max<std::chrono::milliseconds>(status.poll, 1s);
        session.leave_alone(patient, deadline);
    }
}

[[noreturn]] void fail_to_return(const usb::Attached& attached, usb::Host& host) {
    const auto all = host.attached();
    const auto now = std::ranges::find(all, attached.place, &usb::Attached::place);
    throw Error({.what = usb::name_of(attached) + " did not enter its bootloader",
                 .why = now == all.end() ? "it left the bus and did not come back"
                                         : usb::name_of(*now) + " has no interface in DFU mode",
                 .hint = "bring it into its bootloader by its buttons or jumpers",
                 .fault = Fault::not_found,
                 .device = usb::to_string(attached.place)});
}

// Outcomes say little here: some devices are off before they have acknowledged the request.
void ask_to_detach(usb::Device& device, const DfuInterface& interface) {
    device.claim(interface.number);
    if (interface.number > 0 || interface.alternates.size() > 1) {
        device.select_alternate(interface.number, 0);
    }
    std::array<std::uint8_t, DfuStatus::size> status{};
    device.control_in({.request_type = 0xA1,
                       .request = get_status_request,
                       .value = 0,
                       .index = interface.number},
                      status, 1s);
    device.control_out({.request_type = 0x21,
                        .request = detach_request,
                        .value = 1000,  // ms within which the reset comes
                        .index = interface.number},
                       {}, 1s);
    const bool leaves_by_itself = interface.functional && interface.functional->will_detach;
    if (!leaves_by_itself) device.reset();
}

}  // namespace

usb::Attached detach(usb::Host& host, const usb::Attached& attached,
                     usb::Host::Clock::time_point deadline) {
    const auto interface = find_dfu(attached);
    if (!interface) {
        throw Error({.what = usb::name_of(attached) + " has no DFU interface",
                     .fault = Fault::not_found,
                     .device = usb::to_string(attached.place)});
    }
    if (interface->in_dfu_mode) return attached;
    ask_to_detach(*host.open(attached), *interface);  // closed again: one held open may not return
    if (auto found = wait_for_dfu(host, attached.place, deadline)) return std::move(*found);
    fail_to_return(attached, host);
}

std::string dfu_download(usb::Host& host, const usb::Attached& attached, const DfuMemory& memory,
                         BytesView image, const Programmer::Advance& advance) {
    DfuSession session(host, attached, memory.alternate);
    session.begin("starting to write");
    if (!session.functional().can_download) session.fail(Fault::refused, "it takes no images");
    session.to_idle(earlier_work);
    const std::size_t size = block_size(session, memory);
    std::uint16_t block = 0;  // wraps
    for (std::size_t done = 0; done < image.size(); ++block) {
        const auto piece = image.subspan(done, std::min(size, image.size() - done));
        session.begin(fmt::format("writing byte {} and following", done));
        session.download(block, piece);
        session.finish(session.now() + block_time);
        advance(done += piece.size());
    }
    session.begin("ending the image");
    session.download(block, {});
    return manifest(session);
}

Bytes dfu_upload(usb::Host& host, const usb::Attached& attached, const DfuMemory& memory,
                 std::size_t limit, const Programmer::Advance& advance) {
    DfuSession session(host, attached, memory.alternate);
    session.begin("starting to read");
    if (!session.functional().can_upload) session.fail(Fault::refused, "it gives no images");
    session.to_idle(earlier_work);
    const std::size_t size = block_size(session, memory);
    Bytes image;
    for (std::uint16_t block = 0; image.size() < limit; ++block) {
        const std::size_t done = image.size();
        session.begin(fmt::format("reading byte {} and following", done));
        image.resize(done + size);
        const std::size_t length = session.upload(block, std::span(image).subspan(done));
        image.resize(std::min(done + length, limit));
        advance(image.size());
        if (length < size) break;
    }
    session.to_idle(1s);
    return image;
}

}  // namespace perth::cli
