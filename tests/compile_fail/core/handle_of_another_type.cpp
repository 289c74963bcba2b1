// expect: no known conversion from 'TaskHandle<T>' (aka 'TaskHandle<int>') to 'TaskHandle<bool> &&'
#include <perth/perth.hpp>

perth::Task<int> answer(perth::Scheduler&);

void start(perth::Scheduler& sch) {
#ifdef PERTH_CONTROL
    const perth::TaskHandle<int> task = sch(answer);
#else
    const perth::TaskHandle<bool> task = sch(answer);
#endif
    (void)task.id();
}
