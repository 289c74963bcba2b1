#include "perth/drivers/instrument.hpp"

#include <algorithm>

#include "perth/sync/timeout.hpp"

namespace perth {

Task<Result<Duration>> instrument(Duration interval, Duration duration) {
    if (interval <= Duration::zero() || interval > duration) co_return Errc::invalid_argument;
    const Time end = Clock::now() + duration;
    Duration worst{};
    while (Clock::now() < end) {
        const Wake wake = co_await wait(interval);
        worst = std::max(worst, wake.late);
    }
    co_return worst;
}

}  // namespace perth
