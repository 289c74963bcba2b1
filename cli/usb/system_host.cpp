#include <poll.h>

#include <algorithm>

#include "cli/support/signals.hpp"
#include "cli/support/uevents.hpp"
#include "cli/usb/libusb_device.hpp"
#include "cli/usb/sysfs.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli::usb {
namespace {

class SystemHost final : public Host {
public:
    SystemHost(std::string sysfs, std::string dev, std::string mounts)
        : sysfs_(std::move(sysfs)), dev_(std::move(dev)), mounts_(std::move(mounts)) {}

    std::vector<Attached> attached() override { return read_sysfs(sysfs_, dev_); }

    std::unique_ptr<Device> open(const Attached& attached) override {
        return open_with_libusb(attached);
    }

    std::optional<Drive> drive_of(const Attached& attached) override {
        return find_drive(attached.place, sysfs_, dev_, mounts_);
    }

    std::unique_ptr<Volume> open_volume(const Attached& attached) override {
        std::optional<Drive> drive = drive_of(attached);
        if (drive && drive->mounted_at.empty()) {
            mount(*drive);
            drive = drive_of(attached);
        }
        if (drive && !drive->mounted_at.empty()) return open_folder(drive->mounted_at);
        return Host::open_volume(attached);  // which says that there is none
    }

    void wait_for_change(Clock::time_point deadline) override { uevents_.wait(deadline); }

    void sleep(Clock::duration duration) override {
        const auto end = now() + duration;
        for (auto left = duration; left > Clock::duration::zero(); left = end - now()) {
            check_interrupt();
            pollfd signal{.fd = interrupt_fd(), .events = POLLIN, .revents = 0};
            const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
            const timespec timeout{.tv_sec = seconds.count(),
                                   .tv_nsec = std::chrono::nanoseconds(left - seconds).count()};
            ::ppoll(&signal, 1, &timeout, nullptr);
        }
        check_interrupt();
    }

private:
    std::string sysfs_;
    std::string dev_;
    std::string mounts_;
    Uevents uevents_;  // from the start, so that nothing between two looks is missed
};

}  // namespace

std::unique_ptr<Host> system_host(const std::string& sysfs, const std::string& dev,
                                  const std::string& mounts) {
    return std::make_unique<SystemHost>(sysfs, dev, mounts);
}

}  // namespace perth::cli::usb
