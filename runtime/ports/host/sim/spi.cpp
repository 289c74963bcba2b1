#include "sim/spi.hpp"

#include <algorithm>
#include <utility>

#include "host.hpp"
#include "spi_bus.hpp"

namespace perth::sim {

SpiDevice::SpiDevice(int bus, Functions functions) : bus_(bus), functions_(std::move(functions)) {
    host::spi_devices().push_back(this);
    if (functions_.select_pad == always || !functions_.on_select) return;
    host::board().on_level(functions_.select_pad, [this](bool level) {
        const auto& devices = host::spi_devices();
        const bool lives = std::find(devices.begin(), devices.end(), this) != devices.end();
        if (lives) functions_.on_select(!level);
    });
}

SpiDevice::~SpiDevice() { std::erase(host::spi_devices(), this); }

bool SpiDevice::listens(int bus) const noexcept {
    const int pad = functions_.select_pad;
    return bus == bus_ && (pad == always || host::board().level(pad) == host::Level::low);
}

}  // namespace perth::sim
