#include "sim/spi.hpp"

#include <utility>

#include "host.hpp"
#include "spi_bus.hpp"

namespace perth::sim {

SpiDevice::SpiDevice(int bus, Functions functions) : bus_(bus), functions_(std::move(functions)) {
    host::spi_devices().push_back(this);
}

SpiDevice::~SpiDevice() { std::erase(host::spi_devices(), this); }

bool SpiDevice::listens(int bus) const noexcept {
    const int pad = functions_.select_pad;
    return bus == bus_ && (pad == always || host::board().level(pad) == host::Level::low);
}

void SpiDevice::pad_changed(int pad, bool level) const {
    if (pad == functions_.select_pad && functions_.on_select) functions_.on_select(!level);
}

}  // namespace perth::sim
