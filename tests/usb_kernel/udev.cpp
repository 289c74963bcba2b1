#include "tests/usb_kernel/udev.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/usb_kernel/eventually.hpp"

namespace perth::usb_kernel {
namespace {

namespace fs = std::filesystem;

constexpr int user = 1000;

// What logind would note. Source: systemd, sd_seat_get_active(3), which udevd asks for the tag
// "uaccess".
void seat_the_user() {
    fs::create_directories("/run/systemd/seats");
    std::ofstream("/run/systemd/seats/seat0") << "ACTIVE=1\nACTIVE_UID=" << user << "\n";
}

Background start_udevd() {
    seat_the_user();
    return Background({"/lib/systemd/systemd-udevd"});
}

}  // namespace

Udev::Udev() : daemon_(start_udevd()) {
    const bool listens = eventually([] { return ::access("/run/udev/control", F_OK) == 0; });
    if (!listens) throw std::runtime_error("udevd does not start: " + daemon_.output());
}

Udev::~Udev() {
    daemon_.terminate();
    fs::remove_all("/run/udev");
    fs::remove_all("/run/systemd/seats");
}

void Udev::settle() const {
    const auto settle = run({"udevadm", "settle", "--timeout=10"});
    if (settle.exit_code != 0) throw std::runtime_error("udevd does not settle: " + settle.err);
}

std::vector<std::string> as_user(std::vector<std::string> args) {
    const std::string id = std::to_string(user);
    args.insert(args.begin(), {"setpriv", "--reuid", id, "--regid", id, "--clear-groups", "env",
                               "-u", "XDG_RUNTIME_DIR"});
    return args;
}

}  // namespace perth::usb_kernel
