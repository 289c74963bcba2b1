// Streams over devices that do not call: linked with the scheduler's pollers only where there are
// some.
#include "perth/io/stream.hpp"

namespace perth {

bool Stream::ask_again_and_again(Wait& wait, detail::PromiseBase& task) noexcept {
    if (wait.advance()) return false;
    task.scheduler->poll(task, wait);
    return true;
}

}  // namespace perth
