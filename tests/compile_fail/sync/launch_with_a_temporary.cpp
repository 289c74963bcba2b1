// expect: a task's reference parameter binds only to something that outlives the task, not to a
// expect: temporary; take the parameter by value
#include <perth/perth.hpp>
#include <perth/sync/launch.hpp>

struct Settings {
    int rounds = 3;
};

perth::Task<> work(perth::Scheduler&, const Settings& settings);

void button_pressed() {
#ifdef PERTH_CONTROL
    static Settings settings;
    perth::launch(work, settings);
#else
    perth::launch(work, Settings{});
#endif
}
