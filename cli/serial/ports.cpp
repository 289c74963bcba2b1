#include "cli/serial/ports.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "cli/support/natural.hpp"

namespace perth::cli::serial {
namespace {

namespace fs = std::filesystem;

/// Returns a sysfs attribute without its new line; empty if there is none.
std::string attribute(const fs::path& file) {
    constexpr std::size_t longest = 4096;  // a page, which sysfs never exceeds
    std::ifstream in(file, std::ios::binary);
    std::string text(longest, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

template <typename Number>
Number hexadecimal(const std::string& text) {
    Number number = 0;
    (void)std::from_chars(text.data(), text.data() + text.size(), number, 16);
    return number;
}

/// Looks upwards from a tty's device for the USB device that it is part of: from ttyUSB0 it is
/// three levels up, from ttyACM0 one.
void read_usb(fs::path folder, Port& port) {
    constexpr int most_levels = 6;
    for (int level = 0; level < most_levels && folder.has_relative_path(); ++level) {
        if (const fs::path file = folder / "bInterfaceNumber"; fs::exists(file)) {
            port.interface = hexadecimal<std::uint8_t>(attribute(file));
        }
        if (fs::exists(folder / "idVendor")) {
            port.place = folder.filename();
            port.vid = hexadecimal<std::uint16_t>(attribute(folder / "idVendor"));
            port.pid = hexadecimal<std::uint16_t>(attribute(folder / "idProduct"));
            port.manufacturer = attribute(folder / "manufacturer");
            port.product = attribute(folder / "product");
            port.serial = attribute(folder / "serial");
            return;
        }
        folder = folder.parent_path();
    }
}

/// Consoles and pseudo-terminals have no device; a serial8250 port without hardware has type 0.
/// Source: Linux, Documentation/ABI/testing/sysfs-tty, "type".
bool has_hardware(const fs::path& tty) {
    return fs::exists(tty / "device") && attribute(tty / "type") != "0";
}

}  // namespace

std::vector<Port> ports(const std::string& sysfs, const std::string& dev) {
    std::vector<Port> found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(fs::path(sysfs) / "class/tty", none)) {
        if (!has_hardware(entry.path())) continue;
        Port port;
        port.node = fs::path(dev) / entry.path().filename();
        const fs::path device = fs::canonical(entry.path() / "device", none);
        if (none) continue;  // unplugged meanwhile
        read_usb(device, port);
        // A container sees the machine's sysfs, but its own /dev.
        if (port.place.empty() && !fs::exists(port.node)) continue;
        port.may_be_opened = ::access(port.node.c_str(), R_OK | W_OK) == 0;
        found.push_back(std::move(port));
    }
    std::sort(found.begin(), found.end(),
              [](const Port& a, const Port& b) { return natural_less(a.node, b.node); });
    return found;
}

}  // namespace perth::cli::serial
