// expect: candidate function [with T = void] not viable: expects an rvalue for 1st argument
#include <perth/perth.hpp>
#include <perth/sync/gather.hpp>

#include <utility>

perth::Task<> child();

perth::Task<> parent() {
    perth::Task<> task = child();
#ifdef PERTH_CONTROL
    (void)co_await perth::gather(std::move(task), child());
#else
    (void)co_await perth::gather(task, child());
#endif
}
