// expect: a lambda that captures cannot be started as a task
#include <perth/drivers/pushbutton.hpp>
#include <perth/perth.hpp>

void setup(perth::Pushbutton& button, [[maybe_unused]] int& count) {
#ifdef PERTH_CONTROL
    button.on_press([]() -> perth::Task<> { co_await perth::yield(); });
#else
    button.on_press([&count]() -> perth::Task<> {
        co_await perth::yield();
        ++count;
    });
#endif
}
