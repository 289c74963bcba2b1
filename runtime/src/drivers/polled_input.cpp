#include "perth/drivers/polled_input.hpp"

namespace perth::detail {

void PolledInput::poll(void* input) noexcept {
    auto& self = *static_cast<PolledInput*>(input);
    self.turn_.in(self.period_);  // from now: two polls are never closer, however late this one is
    const bool is_on = self.raw();
    if (is_on == self.is_on_) return;
    self.is_on_ = is_on;
    self.changed_();
}

}  // namespace perth::detail
