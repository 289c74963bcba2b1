#include "perth/sync/abort_on_unhandled.hpp"

#include "perth/base/panic.hpp"

namespace perth {

namespace detail {
/// Prints one line about a failed task. Linked only together with the console; weak here.
[[gnu::weak]] void print_unretrieved(std::uint16_t id, const void* name, Errc error) noexcept;
}  // namespace detail

void abort_on_unhandled(Scheduler& scheduler) noexcept {
    scheduler.on_unretrieved_error([](std::uint16_t id, const void* name, Errc error) {
        if (detail::print_unretrieved != nullptr) detail::print_unretrieved(id, name, error);
        panic("a task failed and nobody awaited it", id, static_cast<unsigned>(error));
    });
}

}  // namespace perth
