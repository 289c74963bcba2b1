// The calls that the kernel's usbfs takes on a device's node, answered by a model.
#pragma once

#include <umockdev.h>

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>

#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

/// One enumeration of a model. Calls come from umockdev's own thread.
/// Source: Linux, include/uapi/linux/usbdevice_fs.h.
class Usbfs {
public:
    /// What all devices of a testbed share.
    struct Shared {
        std::mutex mutex;  // guards the models, too
        std::size_t transfers = 0;
        std::size_t bytes = 0;  // of payload, both ways
        int claim_error = 0;    // errno for who claims an interface
    };

    Usbfs(std::shared_ptr<UsbModel> model, Shared& shared)
        : model_(std::move(model)), shared_(shared) {}

    /// Answers one ioctl. Returns false for one that it does not know.
    bool handle(UMockdevIoctlClient* client);
    /// A program has gone, and with it what it asked for.
    void forget(const UMockdevIoctlClient* client);
    /// The device was pulled out: whatever is asked from now on ends with ENODEV.
    void pull_out();
    /// Whether the device has left, by itself or pulled out. The mutex must be held.
    [[nodiscard]] bool has_left() const { return pulled_out_ || !model_->is_attached(); }

private:
    struct Unref {
        void operator()(UMockdevIoctlData* data) const { umockdev_ioctl_data_unref(data); }
    };
    using Data = std::unique_ptr<UMockdevIoctlData, Unref>;

    /// A request that was submitted and not reaped yet.
    struct Urb {
        const UMockdevIoctlClient* owner = nullptr;
        Data header;
        Data buffer;
        bool is_done = false;
        int status = 0;  // negative errno
        cli::Bytes in;   // what goes to the program
        std::size_t actual_length = 0;
    };

    static Data resolve(UMockdevIoctlData* from, std::size_t offset, std::size_t size);
    static void complete(UMockdevIoctlClient* client, int error);
    void get_capabilities(UMockdevIoctlClient* client);
    void connect_info(UMockdevIoctlClient* client);
    void clear_halt(UMockdevIoctlClient* client);
    void set_interface(UMockdevIoctlClient* client);
    void submit(UMockdevIoctlClient* client);
    void reap(UMockdevIoctlClient* client);
    void discard(UMockdevIoctlClient* client);
    void try_to_answer(Urb& urb);
    Answer ask(const Urb& urb);
    Answer control(cli::BytesView bytes);
    static void write_back(const Urb& urb);

    std::shared_ptr<UsbModel> model_;
    Shared& shared_;
    std::list<Urb> urbs_;
    bool pulled_out_ = false;
};

}  // namespace perth::fakes
