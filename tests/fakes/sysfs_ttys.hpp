// The part of /sys and /dev that tells of serial ports, in a folder of its own.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "cli/support/bytes.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::fakes {

/// What sysfs says of a USB device with a serial port.
struct UsbTty {
    std::string place = "1-1";
    std::string vid = "0483";
    std::string pid = "5740";
    std::string interface = "00";  ///< bInterfaceNumber
    std::string serial = "E6614";
    bool is_usb_serial = false;  ///< a driver of usbserial's, with a level more
};

class SysfsTtys {
public:
    SysfsTtys() {
        std::filesystem::create_directories(dev());
        std::filesystem::create_directories(classes());
    }

    [[nodiscard]] std::string root() const { return folder_.path(); }
    [[nodiscard]] std::string sysfs() const { return folder_.path() / "sys"; }
    [[nodiscard]] std::string dev() const { return folder_.path() / "dev"; }

    /// A console or a pseudo-terminal.
    void add_virtual(const std::string& name) const {
        std::filesystem::create_directories(classes() / name);
        write(std::filesystem::path(dev()) / name, "");
    }
    void add_8250(const std::string& name, const std::string& type) const {
        const auto device = devices() / "platform/serial8250";
        std::filesystem::create_directories(device);
        add(name, device);
        write(classes() / name / "type", type);
    }
    void add_usb(const std::string& name, const UsbTty& usb) const {
        const auto device = devices() / "pci0000:00/usb1" / usb.place;
        const auto interface = device / (usb.place + ":1.0");
        std::filesystem::create_directories(interface / name);
        write(interface / "bInterfaceNumber", usb.interface);
        write(device / "idVendor", usb.vid);
        write(device / "idProduct", usb.pid);
        write(device / "manufacturer", "Maker");
        write(device / "product", "Thing");
        write(device / "serial", usb.serial);
        add(name, usb.is_usb_serial ? interface / name : interface);
    }
    /// A USB device without a serial port, of these descriptors, with the address 4.
    void add_usb_device(const std::string& place, cli::BytesView descriptors) const {
        const auto device = folder_.path() / "sys/bus/usb/devices" / place;
        const auto node = std::filesystem::path(dev()) / "bus/usb/001/004";
        std::filesystem::create_directories(device);
        std::filesystem::create_directories(node.parent_path());
        std::ofstream(device / "descriptors", std::ios::binary)
            << std::string(descriptors.begin(), descriptors.end());
        write(device / "devnum", "4");
        write(device / "product", "STM32  BOOTLOADER");
        write(node, "");
    }
    void remove_node(const std::string& name) const {
        std::filesystem::remove(std::filesystem::path(dev()) / name);
    }
    void unplug(const std::string& name) const {
        std::filesystem::remove_all(classes() / name);
        remove_node(name);
    }

private:
    [[nodiscard]] std::filesystem::path classes() const { return folder_.path() / "sys/class/tty"; }
    [[nodiscard]] std::filesystem::path devices() const { return folder_.path() / "sys/devices"; }
    void add(const std::string& name, const std::filesystem::path& device) const {
        add_virtual(name);
        std::filesystem::create_directory_symlink(device, classes() / name / "device");
    }
    static void write(const std::filesystem::path& file, const std::string& text) {
        std::ofstream(file) << text << (text.empty() ? "" : "\n");
    }

    cli::TemporaryFolder folder_;
};

}  // namespace perth::fakes
