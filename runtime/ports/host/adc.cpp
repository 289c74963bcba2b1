// The simulated ADC: eight voltages.
#include <array>
#include <cstdint>
#include <utility>

#include "chip.hpp"
#include "clock.hpp"
#include "perth/hal/hal.hpp"
#include "record.hpp"
#include "sim/adc.hpp"

namespace perth {

namespace host {
namespace {

struct Channel {
    sim::Signal signal = {};
    std::uint16_t recorded = 0;
};

std::array<Channel, 8>& channels() noexcept {
    static std::array<Channel, 8> all;
    return all;
}

Channel& channel(int number) noexcept { return channels()[static_cast<unsigned>(number)]; }

std::uint16_t measure(int number) {
    Channel& it = channel(number);
    if (!it.signal) return 0;
    const std::uint16_t value = it.signal(Microseconds(simulated_clock().now()));
    if (std::exchange(it.recorded, value) != value) record().adc(number, value);
    return value;
}

}  // namespace

void restart_adc() { channels() = {}; }

}  // namespace host

void sim::set_adc(int channel, Signal signal) {
    host::channel(channel).signal = std::move(signal);
    (void)host::measure(channel);
}

void sim::set_adc(int channel, std::uint16_t value) {
    set_adc(channel, [value](Microseconds) { return value; });
}

std::uint16_t hal::chip::adc_read(int channel) noexcept { return host::measure(channel); }

}  // namespace perth
