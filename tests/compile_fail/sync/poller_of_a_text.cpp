// expect: no viable constructor or deduction guide for deduction of template arguments of
// 'perth::Poller' expect: constraints not satisfied for class template 'Poller'
#include <perth/perth.hpp>
#include <perth/sync/poller.hpp>

#include <optional>

perth::Task<> watch() {
#ifdef PERTH_CONTROL
    perth::Poller tilted([] { return std::optional<std::int32_t>(); });
#else
    perth::Poller tilted([] { return "tilted"; });
#endif
    (void)co_await tilted;
}
