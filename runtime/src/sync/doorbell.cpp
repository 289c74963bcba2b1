#include "perth/sync/doorbell.hpp"

#include "perth/hal/exchange.hpp"

namespace perth::detail {

void Doorbell::post() noexcept {
    if (!hal::exchange(posted_, true)) scheduler_.load()->post(*this);
}

void Doorbell::silence() noexcept {
    if (posted_.load()) scheduler_.load()->unpost(*this);
    posted_.store(false);
}

void Doorbell::taken(Scheduler&, InboxItem& item) noexcept {
    Doorbell& bell = static_cast<Doorbell&>(item);
    bell.posted_.store(false);  // before the state is looked at
    bell.answer_(bell);
}

}  // namespace perth::detail
