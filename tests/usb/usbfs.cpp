#include "tests/usb/usbfs.hpp"

#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "tests/fakes/usb_standard.hpp"

namespace perth::fakes {
namespace {

using cli::usb::Outcome;

int error_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::ok:
            return 0;
        case Outcome::stall:
            return EPIPE;
        case Outcome::gone:
            return ENODEV;
        default:
            return EPROTO;
    }
}

cli::BytesView bytes_of(const UMockdevIoctlData& data) {
    return {data.data, static_cast<std::size_t>(data.data_len)};
}

usbdevfs_urb header_of(const UMockdevIoctlData& data) {
    usbdevfs_urb urb;
    std::memcpy(&urb, data.data, sizeof urb);
    return urb;
}

void update(UMockdevIoctlData* data, std::size_t offset, const void* bytes, std::size_t size) {
    std::memcpy(data->data + offset, bytes, size);
}

}  // namespace

Usbfs::Data Usbfs::resolve(UMockdevIoctlData* from, std::size_t offset, std::size_t size) {
    return Data(umockdev_ioctl_data_resolve(from, offset, size, nullptr));
}

void Usbfs::complete(UMockdevIoctlClient* client, int error) {
    umockdev_ioctl_client_complete(client, error == 0 ? 0 : -1, error);
}

void Usbfs::pull_out() { pulled_out_ = true; }

void Usbfs::forget(const UMockdevIoctlClient* client) {
    const std::lock_guard lock(shared_.mutex);
    urbs_.remove_if([client](const Urb& urb) { return urb.owner == client; });
}

bool Usbfs::handle(UMockdevIoctlClient* client) {
    const std::lock_guard lock(shared_.mutex);
    const unsigned long request = umockdev_ioctl_client_get_request(client);
    const bool reaps = request == USBDEVFS_REAPURB || request == USBDEVFS_REAPURBNDELAY;
    if (has_left() && !reaps) {
        complete(client, ENODEV);
        return true;
    }
    switch (request) {
        case USBDEVFS_GET_CAPABILITIES:
            get_capabilities(client);
            return true;
        case USBDEVFS_CONNECTINFO:
            connect_info(client);
            return true;
        case USBDEVFS_GETDRIVER:
            complete(client, ENODATA);
            return true;
        case USBDEVFS_CLAIMINTERFACE:
        case USBDEVFS_DISCONNECT_CLAIM:
            complete(client, shared_.claim_error);
            return true;
        case USBDEVFS_RELEASEINTERFACE:
        case USBDEVFS_SETCONFIGURATION:
            complete(client, 0);
            return true;
        case USBDEVFS_CLEAR_HALT:
            clear_halt(client);
            return true;
        case USBDEVFS_GET_SPEED:
            umockdev_ioctl_client_complete(client, 2, 0);  // USB_SPEED_FULL
            return true;
        case USBDEVFS_SETINTERFACE:
            set_interface(client);
            return true;
        case USBDEVFS_RESET:
            model_->bus_reset();
            complete(client, 0);
            return true;
        case USBDEVFS_SUBMITURB:
            submit(client);
            return true;
        case USBDEVFS_REAPURB:
        case USBDEVFS_REAPURBNDELAY:
            reap(client);
            return true;
        case USBDEVFS_DISCARDURB:
            discard(client);
            return true;
        default:
            complete(client, ENOTTY);
            return true;
    }
}

void Usbfs::get_capabilities(UMockdevIoctlClient* client) {
    const Data data = resolve(umockdev_ioctl_client_get_arg(client), 0, sizeof(std::uint32_t));
    if (!data) return complete(client, EFAULT);
    const std::uint32_t capabilities = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION |
                                       USBDEVFS_CAP_NO_PACKET_SIZE_LIM |
                                       USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
    update(data.get(), 0, &capabilities, sizeof capabilities);
    complete(client, 0);
}

void Usbfs::connect_info(UMockdevIoctlClient* client) {
    const Data data =
        resolve(umockdev_ioctl_client_get_arg(client), 0, sizeof(usbdevfs_connectinfo));
    if (!data) return complete(client, EFAULT);
    const usbdevfs_connectinfo info{.devnum = 1, .slow = 0};
    update(data.get(), 0, &info, sizeof info);
    complete(client, 0);
}

void Usbfs::clear_halt(UMockdevIoctlClient* client) {
    const Data data = resolve(umockdev_ioctl_client_get_arg(client), 0, sizeof(unsigned));
    if (!data) return complete(client, EFAULT);
    unsigned endpoint = 0;
    std::memcpy(&endpoint, data->data, sizeof endpoint);
    model_->clear_halt(static_cast<std::uint8_t>(endpoint));
    complete(client, 0);
}

void Usbfs::set_interface(UMockdevIoctlClient* client) {
    const Data data =
        resolve(umockdev_ioctl_client_get_arg(client), 0, sizeof(usbdevfs_setinterface));
    if (!data) return complete(client, EFAULT);
    usbdevfs_setinterface wanted{};
    std::memcpy(&wanted, data->data, sizeof wanted);
    const cli::usb::Setup setup{.request_type = 0x01,
                                .request = 11,
                                .value = static_cast<std::uint16_t>(wanted.altsetting),
                                .index = static_cast<std::uint16_t>(wanted.interface)};
    complete(client, error_of(model_->control(setup, {}, 0).outcome));
}

void Usbfs::submit(UMockdevIoctlClient* client) {
    Urb urb;
    urb.owner = client;
    urb.header = resolve(umockdev_ioctl_client_get_arg(client), 0, sizeof(usbdevfs_urb));
    if (!urb.header) return complete(client, EFAULT);  // the program has just been killed
    const auto size = static_cast<std::size_t>(header_of(*urb.header).buffer_length);
    if (size > 0) urb.buffer = resolve(urb.header.get(), offsetof(usbdevfs_urb, buffer), size);
    if (size > 0 && !urb.buffer) return complete(client, EFAULT);
    try_to_answer(urb);
    urbs_.push_back(std::move(urb));
    complete(client, 0);
}

void Usbfs::try_to_answer(Urb& urb) {
    if (urb.is_done || has_left()) return;
    const Answer answer = ask(urb);
    if (answer.outcome == Outcome::timeout) return;
    ++shared_.transfers;
    const usbdevfs_urb header = header_of(*urb.header);
    const bool is_control = header.type == USBDEVFS_URB_TYPE_CONTROL;
    const bool is_in = ((is_control ? urb.buffer->data[0] : header.endpoint) & 0x80) != 0;
    const std::size_t room = static_cast<std::size_t>(header.buffer_length) - (is_control ? 8 : 0);
    urb.is_done = true;
    urb.status = -error_of(answer.outcome);
    if (is_in)
        urb.in.assign(
            answer.data.begin(),
            answer.data.begin() + static_cast<std::ptrdiff_t>(std::min(room, answer.data.size())));
    if (urb.status == 0) urb.actual_length = is_in ? urb.in.size() : room;
    shared_.bytes += urb.actual_length;
}

Answer Usbfs::ask(const Urb& urb) {
    const usbdevfs_urb header = header_of(*urb.header);
    const cli::BytesView buffer = urb.buffer ? bytes_of(*urb.buffer) : cli::BytesView();
    if (header.type == USBDEVFS_URB_TYPE_CONTROL) return control(buffer);
    if (header.endpoint & 0x80) return model_->bulk_in(header.endpoint, buffer.size());
    return {.outcome = model_->bulk_out(header.endpoint, buffer)};
}

Answer Usbfs::control(cli::BytesView bytes) {
    const cli::usb::Setup setup{.request_type = bytes[0],
                                .request = bytes[1],
                                .value = cli::little_endian<std::uint16_t>(bytes, 2),
                                .index = cli::little_endian<std::uint16_t>(bytes, 4)};
    if (auto answer = answer_standard(*model_, setup)) return std::move(*answer);
    const std::size_t length = cli::little_endian<std::uint16_t>(bytes, 6);
    const bool is_in = (setup.request_type & 0x80) != 0;
    return model_->control(setup, is_in ? cli::BytesView() : bytes.subspan(8), length);
}

void Usbfs::write_back(const Urb& urb) {
    const bool is_control = header_of(*urb.header).type == USBDEVFS_URB_TYPE_CONTROL;
    if (!urb.in.empty()) {
        update(urb.buffer.get(), is_control ? 8 : 0, urb.in.data(), urb.in.size());
    }
    const int length = static_cast<int>(urb.actual_length);
    update(urb.header.get(), offsetof(usbdevfs_urb, status), &urb.status, sizeof urb.status);
    update(urb.header.get(), offsetof(usbdevfs_urb, actual_length), &length, sizeof length);
}

// A request that the model had no answer to is put to it again each time the program looks.
void Usbfs::reap(UMockdevIoctlClient* client) {
    for (Urb& urb : urbs_) {
        try_to_answer(urb);
        if (!urb.is_done && has_left()) {
            urb.is_done = true;
            urb.status = -ENODEV;
        }
    }
    const auto done = std::ranges::find_if(
        urbs_, [client](const Urb& urb) { return urb.is_done && urb.owner == client; });
    if (done == urbs_.end()) return complete(client, has_left() ? ENODEV : EAGAIN);
    const Data pointer = resolve(umockdev_ioctl_client_get_arg(client), 0, sizeof(void*));
    if (!pointer) return complete(client, EFAULT);
    write_back(*done);
    // umockdev writes back what hangs on the call's argument, and gives pointers the program's
    // value.
    umockdev_ioctl_data_set_ptr(pointer.get(), 0, done->header.get());
    urbs_.erase(done);
    complete(client, 0);
}

void Usbfs::discard(UMockdevIoctlClient* client) {
    const UMockdevIoctlData* argument = umockdev_ioctl_client_get_arg(client);
    unsigned long address = 0;
    std::memcpy(&address, argument->data, sizeof address);
    const auto found = std::ranges::find_if(urbs_, [&](const Urb& urb) {
        return urb.owner == client && urb.header->client_addr == address;
    });
    if (found == urbs_.end() || found->is_done) return complete(client, EINVAL);
    found->is_done = true;
    found->status = -ENOENT;
    complete(client, 0);
}

}  // namespace perth::fakes
