// A wait that something else may end.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "perth/base/result.hpp"
#include "perth/core/watcher.hpp"

namespace perth::detail {

/// Awaits `Inner` and holds the Watcher that may end the wait before; then the result is `Ended`.
template <typename Inner, Errc Ended>
class Interruptible : protected Watcher {
    using Value = decltype(std::declval<Inner&>().await_resume());

public:
    Interruptible(Interruptible&& other) noexcept  // before it waits
        : Watcher(std::move(other)), inner_(std::move(other.inner_)) {}
    Interruptible& operator=(Interruptible&&) = delete;
    ~Interruptible() {
        if (!ended_) std::destroy_at(&inner_);
    }

    typename flatten<Value>::type await_resume() noexcept {
        leave();
        if (ended_) return Ended;
        if constexpr (std::is_void_v<Value>) {
            inner_.await_resume();
            return {};
        } else {
            return inner_.await_resume();
        }
    }

protected:
    explicit Interruptible(Inner inner) noexcept : Watcher(&woken), inner_(std::move(inner)) {}

    [[nodiscard]] Inner& inner() noexcept { return inner_; }
    /// Gives up the inner wait.
    void end() noexcept {
        ended_ = true;
        std::destroy_at(&inner_);  // a child's locals die now, an owned task ends now
    }

private:
    static void woken(Watcher& watcher) noexcept {
        auto& self = static_cast<Interruptible&>(watcher);
        PromiseBase& owner = self.owner();
        owner.scheduler->interrupt(owner);
        self.end();
    }

    bool ended_ = false;
    union {
        Inner inner_;
    };
};

}  // namespace perth::detail
