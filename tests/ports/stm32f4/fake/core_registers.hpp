// The interrupt controller of the model.
#pragma once

#include <set>

namespace perth::hal::cortex_m {

struct InterruptController {
    std::set<unsigned> enabled;
    std::set<unsigned> pending;

    void enable(unsigned irq) { enabled.insert(irq); }
    void disable(unsigned irq) { enabled.erase(irq); }
    void pend(unsigned irq) { pending.insert(irq); }
};

inline InterruptController& nvic() {
    static InterruptController controller;
    return controller;
}

}  // namespace perth::hal::cortex_m
