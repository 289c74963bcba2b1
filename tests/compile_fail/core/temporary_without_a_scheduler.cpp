// expect: a task's reference parameter binds only to something that outlives the task, not to a
// expect: temporary; take the parameter by value
#include <perth/perth.hpp>

perth::Task<> work(const int& rounds);

void perth_main(perth::Scheduler& sch) {
#ifdef PERTH_CONTROL
    static int rounds = 3;
    sch(work, rounds);
#else
    sch(work, 3);
#endif
}
