// How urgent it is that one of those that are ready out of turn goes on.
#pragma once

#include <cstdint>

#include "perth/core/node.hpp"

namespace perth::detail {

/// Asked by the scheduler between turns whether an event has come. Lives in an awaiter.
struct PollNode {
    /// Returns whether it has, and its value.
    bool (*poll)(PollNode& node, std::int32_t& value) noexcept;
};

/// Numbers of which the greater is the more urgent: the kind in the top byte, below it how much of
/// the kind. They take the place of a node's due.
///
/// Kind 0 is no urgency: a poller whose event has not come, by its address.
class Urgency {
public:
    static constexpr std::int64_t of_interrupts(std::uint32_t count) noexcept {
        return kind(3) | std::int64_t{count};
    }
    static constexpr std::int64_t of_event(std::int32_t value) noexcept {
        return kind(2) | (std::int64_t{value} - INT32_MIN);
    }
    static constexpr std::int64_t of_timer(std::int64_t due) noexcept {
        return kind(1) | (kind(1) - 1 - due);
    }
    static std::int64_t waiting(PollNode& poller) noexcept {
        return static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(&poller));
    }
    static constexpr bool is_waiting(std::int64_t urgency) noexcept { return urgency < kind(1); }
    static PollNode& poller(std::int64_t urgency) noexcept {
        return *reinterpret_cast<PollNode*>(static_cast<std::uintptr_t>(urgency));
    }

private:
    static constexpr std::int64_t kind(std::int64_t number) noexcept { return number << 56; }
};

}  // namespace perth::detail
