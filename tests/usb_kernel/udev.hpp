// udevd and the people whose permissions it sets.
#pragma once

#include <string>
#include <vector>

#include "tests/usb_kernel/program.hpp"

namespace perth::usb_kernel {

/// A running udevd. Without one devices keep the permissions that the kernel gives them (root's
/// alone), and libusb is told of no change.
class Udev {
public:
    /// Returns when it listens. The ordinary user is the one who sits at the machine.
    Udev();
    /// Ends it, and what it has learnt is forgotten.
    ~Udev();
    Udev(const Udev&) = delete;
    Udev& operator=(const Udev&) = delete;

    /// Returns when everything that was plugged in or out has been dealt with.
    void settle() const;

private:
    Background daemon_;
};

/// Returns the command as run by an ordinary user of no special group.
[[nodiscard]] std::vector<std::string> as_user(std::vector<std::string> args);

}  // namespace perth::usb_kernel
