// expect: call to deleted constructor of 'perth::Event'
// expect: call to implicitly-deleted copy constructor of 'perth::Lock'
// expect: call to deleted constructor of 'perth::Queue<int, 4>'
// expect: call to deleted constructor of 'perth::ThreadSafeFlag'
#include <perth/perth.hpp>
#include <perth/sync/lock.hpp>
#include <perth/sync/queue.hpp>
#include <perth/sync/thread_safe_flag.hpp>

void use(perth::Event& event, perth::Lock& lock, perth::Queue<int, 4>& queue,
         perth::ThreadSafeFlag& flag) {
#ifdef PERTH_CONTROL
    auto& same_event = event;
    auto& same_lock = lock;
    auto& same_queue = queue;
    auto& same_flag = flag;
#else
    auto same_event = event;
    auto same_lock = lock;
    auto same_queue = queue;
    auto same_flag = flag;
#endif
    (void)same_event.is_set();
    (void)same_lock.locked();
    (void)same_queue.size();
    same_flag.set();
}
