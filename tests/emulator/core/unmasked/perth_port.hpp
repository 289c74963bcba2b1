// A mutant of the test images' port: its critical sections do not mask interrupts.
#pragma once

#define Critical MaskingCritical
#include "../../bare/perth_port.hpp"
#undef Critical

namespace perth::hal {

class UnmaskedCritical {
public:
    UnmaskedCritical() noexcept {}
    ~UnmaskedCritical() {}
    UnmaskedCritical(const UnmaskedCritical&) = delete;
    UnmaskedCritical& operator=(const UnmaskedCritical&) = delete;
};
/// An alias, so that nothing is defined twice under one name.
using Critical = UnmaskedCritical;

}  // namespace perth::hal
