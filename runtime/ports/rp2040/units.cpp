// Who owns which pads and units.
#include "units.hpp"

#include <perth_port.hpp>

namespace perth::hal::rp2040 {
namespace {

// Written with interrupts masked.
std::uint32_t owned_units;
std::uint32_t owned_pads;

}  // namespace

bool claim_all(std::uint32_t units, std::uint32_t pads) noexcept {
    const Critical guard;
    if ((owned_units & units) != 0 || (owned_pads & pads) != 0) return false;
    owned_units = owned_units | units;
    owned_pads = owned_pads | pads;
    return true;
}

void unclaim_all(std::uint32_t units, std::uint32_t pads) noexcept {
    const Critical guard;
    owned_units = owned_units & ~units;
    owned_pads = owned_pads & ~pads;
}

}  // namespace perth::hal::rp2040
