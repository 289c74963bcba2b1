// expect: a task's reference parameter binds only to something that outlives the task, not to a
// expect: temporary; take the parameter by value
#include <perth/perth.hpp>

struct Settings {
    int rounds = 3;
};

perth::Task<> work(perth::Scheduler&, const Settings& settings);

void perth_main(perth::Scheduler& sch) {
#ifdef PERTH_CONTROL
    static Settings settings;
    sch(work, settings);
#else
    sch(work, Settings{});
#endif
}
