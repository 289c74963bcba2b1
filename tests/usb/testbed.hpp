// Models seen by other programs: umockdev gives what is started in it a /sys and a /dev of their
// own, and this answers the calls that libusb makes on a device's node there.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "tests/fakes/usb_model.hpp"

namespace perth::fakes {

/// To be called by main first: starts this program anew with umockdev's library before all others,
/// for itself and for what it starts, unless that is so already.
void enter_testbed(char** arguments);

/// One at a time in a process, which has called enter_testbed(). Programs that are started after
/// the testbed was made see it; they must be linked dynamically.
class UsbTestbed {
public:
    using Model = std::shared_ptr<UsbModel>;
    /// Returns what is plugged in once a model has left the bus; null: nothing.
    using Next = std::function<Model()>;

    UsbTestbed();
    ~UsbTestbed();
    UsbTestbed(const UsbTestbed&) = delete;
    UsbTestbed& operator=(const UsbTestbed&) = delete;

    /// Plugs a model into port `port` of bus 1.
    void plug(unsigned port, Model model, Next next = [] { return Model(); });
    void unplug(unsigned port);
    /// Leaves what programs ask of `node`, a terminal of the real /dev, to the kernel.
    void pass_through(const std::string& node);
    /// Refuses interfaces to whoever claims one, with this errno: EBUSY, as if they were another
    /// program's. 0: no longer.
    void refuse_interfaces(int error);
    /// Runs `action` while no model is asked anything, so that it can look at them or change them.
    void with_models_at_rest(const std::function<void()>& action);
    /// Control and bulk transfers that models have answered.
    [[nodiscard]] std::size_t transfers() const;
    /// What they carried, both ways.
    [[nodiscard]] std::size_t bytes() const;

private:
    class Bed;
    std::unique_ptr<Bed> bed_;
};

}  // namespace perth::fakes
