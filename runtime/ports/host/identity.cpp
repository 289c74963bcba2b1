// What the simulated chip says about itself.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "chip.hpp"
#include "perth/hal/hal.hpp"
#include "sim/chip.hpp"

namespace perth {

namespace host {
namespace {

struct Identity {
    std::array<std::uint8_t, 16> id = {'p', 'e', 'r', 't', 'h', '0'};
    std::size_t size = 8;
    hal::ResetCause cause = hal::ResetCause::power_on;
};

Identity& identity() noexcept {
    static Identity instance;
    return instance;
}

}  // namespace

void restart_identity() { identity() = {}; }

}  // namespace host

using host::identity;

void sim::set_unique_id(std::span<const std::uint8_t> id) noexcept {
    identity().size = std::min(id.size(), identity().id.size());
    std::ranges::copy(id.first(identity().size), identity().id.begin());
}
void sim::set_reset_cause(hal::ResetCause cause) noexcept { identity().cause = cause; }

namespace hal {

ResetCause reset_cause() noexcept { return identity().cause; }
std::size_t unique_id(std::span<std::uint8_t> id) noexcept {
    const std::size_t size = std::min(id.size(), identity().size);
    std::copy_n(identity().id.begin(), size, id.begin());
    return size;
}

}  // namespace hal
}  // namespace perth
