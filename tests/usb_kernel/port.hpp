// A USB port of the virtual machine, into which a device model can be plugged.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "cli/support/handle.hpp"
#include "tests/fakes/usb_model.hpp"

namespace perth::usb_kernel {

/// One port of the kernel's virtual host controller. Whatever is plugged in is served by a thread
/// of its own and unplugged by the destructor.
class Port {
public:
    using Model = std::shared_ptr<fakes::UsbModel>;

    /// `number` is 1…15: the kernel calls what is plugged in there "1-NUMBER".
    explicit Port(unsigned number = 1) : number_(number) {}
    ~Port() { unplug(); }
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    [[nodiscard]] std::string place() const { return "1-" + std::to_string(number_); }

    /// Returns when the kernel has configured the device. When the device leaves by itself, `next`
    /// takes its place.
    void plug(Model model, Model next = {});
    /// Returns when the kernel has seen it.
    void unplug();
    /// Waits, not for long, until the kernel has seen the device leave by itself.
    [[nodiscard]] bool is_empty() const;
    /// Has the models looked at again, which may have answers now.
    void wake() const;
    /// Calls `action` while nobody else looks at the models.
    void with_models(const std::function<void()>& action);

private:
    void serve(cli::Handle socket, Model model, Model next);
    void serve_until_gone(int socket, fakes::UsbModel& model);
    [[nodiscard]] cli::Handle attach() const;
    [[nodiscard]] std::string sysfs() const { return "/sys/bus/usb/devices/" + place(); }

    unsigned number_;
    std::mutex models_;
    cli::Handle wake_;  // an eventfd: look at the model again
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

}  // namespace perth::usb_kernel
