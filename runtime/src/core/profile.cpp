#include "perth/core/profile.hpp"

#include <algorithm>

#include "perth/core/scheduler.hpp"

#ifdef PERTH_PROFILE

namespace perth::detail {

constinit Profile profile;

void Profile::count_only(const Scheduler& scheduler) noexcept {
    scheduler_ = &scheduler;
    before_ = scheduler.last_id_;
}

ProfileEntry* Profile::find(FrameHeader& task) noexcept {
    if (scheduler_ != nullptr) {
        const PromiseBase& promise = PromiseBase::of(task);
        constexpr std::uint16_t half = 0x8000;  // of all ids: later ones count as earlier ones
        if (static_cast<std::uint16_t>(scheduler_->last_id_ - before_) >= half) {
            scheduler_ = nullptr;
        } else if (promise.scheduler != scheduler_ ||
                   static_cast<std::uint16_t>(task.id - before_ - 1) >= half) {
            return nullptr;
        }
    }
    const void* const name = static_cast<const void* const*>(task.frame())[1];
    if (name == nullptr) return &entries_.back();  // a timer of a driver's
    for (std::size_t i = 0; i < most_names; ++i) {
        ProfileEntry& entry = entries_[i];
        if (entry.name == nullptr) entry.name = name;
        if (entry.name == name) return &entry;
    }
    return &entries_.back();
}

ProfileEntry* Profile::begin(Node& node, std::int64_t now) noexcept {
    ++turns_;
    PromiseBase* promise = &PromiseBase::of(node);
    while ((promise->header().flags & FrameHeader::task) == 0) promise = promise->parent;
    ProfileEntry* const entry = find(promise->header());
    if (entry != nullptr && node.prev == nullptr && now > node.due) {
        entry->late_us = std::max(entry->late_us, static_cast<std::uint32_t>(now - node.due));
    }
    mark_untimed(node);
    return entry;
}

void Profile::end(ProfileEntry& entry, std::uint32_t us) noexcept {
    ++entry.turns;
    entry.last_turn = turns_;
    entry.total_us += us;
    entry.longest_us = std::max(entry.longest_us, us);
}

}  // namespace perth::detail

#endif
