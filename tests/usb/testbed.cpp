#include "tests/usb/testbed.hpp"

#include <fmt/format.h>
#include <umockdev.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "cli/usb/descriptors.hpp"
#include "tests/usb/usbfs.hpp"

namespace perth::fakes {
namespace {

using namespace std::chrono_literals;

constexpr auto look_interval = 5ms;
constexpr auto enumeration_time = 50ms;

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};

gboolean handle_ioctl(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer usbfs) {
    return static_cast<Usbfs*>(usbfs)->handle(client) ? TRUE : FALSE;
}

void forget_client(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer usbfs) {
    static_cast<Usbfs*>(usbfs)->forget(client);
}

gboolean pass_ioctl(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer) {
    int error = 0;
    const int result = umockdev_ioctl_client_execute(client, &error, nullptr);
    umockdev_ioctl_client_complete(client, result, error);
    return TRUE;
}

// umockdev, "Device description": P path, N node with its content, E property, A attribute,
// H attribute in hexadecimal.
std::string describe(const UsbModel& model, unsigned port, unsigned address) {
    const cli::Bytes bytes = model.descriptors();
    const auto device = cli::usb::parse_descriptors(bytes);
    std::string hex;
    for (const auto byte : bytes) hex += fmt::format("{:02X}", byte);
    std::string text = fmt::format(
        "P: /devices/usb1/1-{0}\nN: bus/usb/001/{1:03}={2}\n"
        "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: BUSNUM=001\nE: DEVNUM={1:03}\n"
        "E: DEVNAME=/dev/bus/usb/001/{1:03}\nE: PRODUCT={3:x}/{4:x}/{5:x}\n"
        "A: busnum=1\\n\nA: devnum={1}\\n\nA: devpath={0}\\n\nA: speed=12\\n\n"
        "A: bConfigurationValue=1\\n\nA: bNumConfigurations=1\\n\n"
        "A: idVendor={3:04x}\\n\nA: idProduct={4:04x}\\n\nH: descriptors={2}\n",
        port, address, hex, device.vid, device.pid, device.bcd_device);
    const auto add = [&](const char* name, std::uint8_t index) {
        const std::string value = index == 0 ? "" : model.string(index);
        if (!value.empty()) text += fmt::format("A: {}={}\\n\n", name, value);
    };
    add("manufacturer", bytes[14]);
    add("product", bytes[15]);
    add("serial", bytes[16]);
    return text + "\n";
}

}  // namespace

class UsbTestbed::Bed {
public:
    Bed() : testbed_(umockdev_testbed_new()), root_(root_of(testbed_.get())) {
        host_ = std::thread([this] { watch(); });
    }

    ~Bed() {
        ends_ = true;
        host_.join();
        for (auto& socket : sockets_) remove(socket);
        testbed_.reset();  // its thread ends before what it calls
    }

    void plug(unsigned port, Model model, Next next) {
        const std::lock_guard lock(sockets_mutex_);
        Socket socket{.port = port, .next = std::move(next)};
        add(socket, std::move(model));
        sockets_.push_back(std::move(socket));
    }

    void unplug(unsigned port) {
        const std::lock_guard lock(sockets_mutex_);
        const auto found = std::ranges::find(sockets_, port, &Socket::port);
        if (found == sockets_.end()) return;
        remove(*found);
        sockets_.erase(found);
    }

    // Without a handler of its own umockdev answers all of a terminal's calls with ENOTTY.
    void pass_through(const std::string& node) {
        Handler& handler = passing_[node];
        if (handler) return;
        handler.reset(umockdev_ioctl_base_new());
        g_signal_connect(handler.get(), "handle-ioctl", G_CALLBACK(pass_ioctl), nullptr);
        umockdev_testbed_attach_ioctl(testbed_.get(), node.c_str(), handler.get(), nullptr);
    }

    Usbfs::Shared& shared() { return shared_; }

private:
    using Handler = std::unique_ptr<UMockdevIoctlBase, Unref>;

    struct Socket {
        unsigned port = 0;
        Next next;
        unsigned address = 0;
        std::shared_ptr<Usbfs> usbfs = nullptr;
        Handler handler = nullptr;
    };

    static std::string root_of(UMockdevTestbed* testbed) {
        const std::unique_ptr<gchar, decltype(&g_free)> path(umockdev_testbed_get_root_dir(testbed),
                                                             g_free);
        return path.get();
    }
    static std::string node(const Socket& socket) {
        return fmt::format("/dev/bus/usb/001/{:03}", socket.address);
    }
    static std::string path(const Socket& socket) {
        return fmt::format("/sys/devices/usb1/1-{}", socket.port);
    }

    void add(Socket& socket, Model model) {
        socket.address = ++last_address_;
        const std::string text = describe(*model, socket.port, socket.address);
        socket.usbfs = std::make_shared<Usbfs>(std::move(model), shared_);
        usbfs_.push_back(socket.usbfs);  // calls may still come when it has been unplugged
        socket.handler.reset(umockdev_ioctl_base_new());
        g_signal_connect(socket.handler.get(), "handle-ioctl", G_CALLBACK(handle_ioctl),
                         socket.usbfs.get());
        g_signal_connect(socket.handler.get(), "client-vanished", G_CALLBACK(forget_client),
                         socket.usbfs.get());
        GError* error = nullptr;
        // The calls first: a program that hears of the node opens it at once.
        if (!umockdev_testbed_attach_ioctl(testbed_.get(), node(socket).c_str(),
                                           socket.handler.get(), &error) ||
            !umockdev_testbed_add_from_string(testbed_.get(), text.c_str(), &error)) {
            throw std::runtime_error(error->message);
        }
        umockdev_testbed_uevent(testbed_.get(), path(socket).c_str(), "add");
    }

    void remove(Socket& socket) {
        if (!socket.usbfs) return;
        {
            const std::lock_guard lock(shared_.mutex);
            socket.usbfs->pull_out();
        }
        umockdev_testbed_uevent(testbed_.get(), path(socket).c_str(), "remove");
        umockdev_testbed_remove_device(testbed_.get(), path(socket).c_str());
        umockdev_testbed_detach_ioctl(testbed_.get(), node(socket).c_str(), nullptr);
        ::unlink((root_ + node(socket)).c_str());
        socket.usbfs.reset();
    }

    // Does what a hub does: notices that a device has left and enumerates what comes then.
    void watch() {
        for (; !ends_; std::this_thread::sleep_for(look_interval)) {
            const std::lock_guard lock(sockets_mutex_);
            for (auto& socket : sockets_) {
                if (!socket.usbfs || !has_left(*socket.usbfs)) continue;
                remove(socket);
                if (Model next = socket.next()) {
                    std::this_thread::sleep_for(enumeration_time);
                    add(socket, std::move(next));
                }
            }
        }
    }

    bool has_left(const Usbfs& usbfs) {
        const std::lock_guard lock(shared_.mutex);
        return usbfs.has_left();
    }

    std::unique_ptr<UMockdevTestbed, Unref> testbed_;
    std::string root_;  // the folder that stands for /
    Usbfs::Shared shared_;
    std::vector<std::shared_ptr<Usbfs>> usbfs_;
    std::map<std::string, Handler> passing_;
    std::mutex sockets_mutex_;  // taken before shared_.mutex
    std::vector<Socket> sockets_;
    unsigned last_address_ = 0;
    std::atomic<bool> ends_ = false;
    std::thread host_;
};

void enter_testbed(char** arguments) {
    constexpr const char* library = "libumockdev-preload.so.0";
    const char* const preloaded = std::getenv("LD_PRELOAD");
    if (preloaded != nullptr && std::string_view(preloaded).find(library) != std::string::npos) {
        return;
    }
    ::setenv("LD_PRELOAD", library, 1);
    ::execv("/proc/self/exe", arguments);
    throw std::runtime_error("cannot start this program anew");
}

UsbTestbed::UsbTestbed() : bed_(std::make_unique<Bed>()) {}
UsbTestbed::~UsbTestbed() = default;

void UsbTestbed::plug(unsigned port, Model model, Next next) {
    bed_->plug(port, std::move(model), std::move(next));
}

void UsbTestbed::unplug(unsigned port) { bed_->unplug(port); }

void UsbTestbed::pass_through(const std::string& node) { bed_->pass_through(node); }

void UsbTestbed::refuse_interfaces(int error) {
    const std::lock_guard lock(bed_->shared().mutex);
    bed_->shared().claim_error = error;
}

void UsbTestbed::with_models_at_rest(const std::function<void()>& action) {
    const std::lock_guard lock(bed_->shared().mutex);
    action();
}

std::size_t UsbTestbed::transfers() const {
    const std::lock_guard lock(bed_->shared().mutex);
    return bed_->shared().transfers;
}

std::size_t UsbTestbed::bytes() const {
    const std::lock_guard lock(bed_->shared().mutex);
    return bed_->shared().bytes;
}

}  // namespace perth::fakes
