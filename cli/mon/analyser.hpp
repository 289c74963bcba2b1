// A logic analyser for the first eight idents of a monitor: what happened around a trigger.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace perth::cli::mon {

/// What ends the waiting; channel 0 is ident 0.
enum class Trigger {
    manual,    ///< trigger()
    pulse,     ///< channel 0 was active for longer than the timer
    idle,      ///< channel 0 has told nothing for longer than the timer
    idle_end,  ///< and now does
};

enum class ChannelLevel : std::uint8_t { low, high, unknown };

struct AnalyserSettings {
    static constexpr std::int64_t shortest_timer = 1'000;
    static constexpr std::int64_t longest_timer = 1'001'000;

    Trigger trigger = Trigger::manual;
    std::int64_t timer = 100'000;  ///< µs, shortest_timer to longest_timer
};

/// Keeps the last events; after the trigger 1024 more, or those of a second.
class Analyser {
public:
    static constexpr unsigned channels = 8;
    static constexpr std::size_t room = 2048;                 ///< events
    static constexpr std::size_t most_after = 1024;           ///< of them, after the trigger
    static constexpr std::int64_t resolution = 16;            ///< µs
    static constexpr std::int64_t longest_after = 1'000'000;  ///< µs

    struct Event {
        std::int64_t time;  ///< µs, a multiple of the resolution, at most the time of the byte
        unsigned channel;
        bool level;

        bool operator==(const Event&) const = default;
    };

    explicit Analyser(const AnalyserSettings& settings) : settings_(settings) {}

    /// Takes a byte of the monitor; those that are no edge of a channel change nothing. Times as of
    /// Decoder::feed(). Nothing is kept any more once it is complete.
    void feed(std::int64_t time, std::uint8_t byte);
    /// Says that no byte has come up to this time.
    void pass(std::int64_t time);
    /// Returns when pass() has something to do if no byte comes before.
    [[nodiscard]] std::optional<std::int64_t> deadline() const noexcept;
    /// Triggers now, unless it is triggered; whatever the settings say.
    void trigger(std::int64_t time);

    [[nodiscard]] bool is_complete() const noexcept { return is_complete_; }
    /// Returns the time of the trigger, a multiple of the resolution.
    [[nodiscard]] std::optional<std::int64_t> triggered() const noexcept { return triggered_; }
    /// Returns the events, oldest first.
    [[nodiscard]] const std::deque<Event>& events() const noexcept { return events_; }
    /// Returns how many of them came after the trigger.
    [[nodiscard]] std::size_t after() const noexcept { return after_; }
    /// Returns a channel's level before the first of the events.
    [[nodiscard]] ChannelLevel level_before(unsigned channel) const { return before_.at(channel); }
    /// Returns the time up to which it has looked, a multiple of the resolution.
    [[nodiscard]] std::int64_t end() const noexcept { return cut(now_); }

private:
    static std::int64_t cut(std::int64_t time) noexcept { return time - time % resolution; }

    void keep(const Event& event);
    /// Looks whether this byte of channel 0 is what is waited for.
    void look(bool level);

    AnalyserSettings settings_;
    std::deque<Event> events_;
    std::array<ChannelLevel, channels> before_ = [] {
        std::array<ChannelLevel, channels> all{};
        all.fill(ChannelLevel::unknown);
        return all;
    }();
    std::int64_t now_ = 0;
    std::optional<std::int64_t> last_;   ///< byte of channel 0
    std::optional<std::int64_t> began_;  ///< the pulse on channel 0
    std::optional<std::int64_t> triggered_;
    std::int64_t stop_ = 0;  ///< once it is triggered
    std::size_t after_ = 0;
    bool is_complete_ = false;
};

}  // namespace perth::cli::mon
