#include "perth/drivers/pushbutton.hpp"

namespace perth {

void Pushbutton::changed(void* self) noexcept {
    auto& it = *static_cast<Pushbutton*>(self);
    if (it.pressed()) {
        it.press();
    } else {
        it.held_.never();
        it.release_();
    }
}

void Pushbutton::press() noexcept {
    if (timing_.long_press > Duration::zero()) held_.in(timing_.long_press);
    const Time now = Clock::now();
    if (now >= double_until_) {
        double_until_ = now + timing_.double_click;
    } else if (!life_.survives(double_)) {
        return;
    }
    press_();
}

void Pushbutton::held(void* self) noexcept { static_cast<Pushbutton*>(self)->long_(); }

}  // namespace perth
