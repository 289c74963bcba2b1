// What a stream of a monitor's bytes says: pins, pulses and messages.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "cli/mon/protocol.hpp"

namespace perth::cli::mon {

/// What is told of ident 0, which a firmware's hog detection, or a program's own marks, make.
enum class Mode {
    soon,   ///< a gap between its begins longer than the period: as soon as it is
    late,   ///< likewise: at its end
    max,    ///< likewise: at its end, if it is the longest so far
    width,  ///< it is active for longer than the period, and for the longest time so far
};

struct DecoderSettings {
    std::int64_t period = 100'000;  ///< µs
    Mode mode = Mode::soon;
    std::bitset<ident_count> verbose = {};  ///< idents whose every byte is told
};

/// Something that a decoder found. Times are µs, as they were fed.
struct MonEvent {
    enum class Kind {
        restart,    ///< the program has started: all pins are low
        pin,        ///< a pin has changed
        count,      ///< a byte of a verbose ident
        pulse,      ///< what a trigger input of an oscilloscope would see
        timeout,    ///< "Timeout."
        hog,        ///< "Hog 120ms"
        max_hog,    ///< "Max hog 200ms"
        max_width,  ///< "Max width 25ms"
    };

    std::int64_t time = 0;
    Kind kind = Kind::restart;
    unsigned ident = 0;         ///< of pin and count
    std::uint32_t count = 0;    ///< likewise: how many instances are active now
    std::int64_t duration = 0;  ///< µs, of hog, max_hog and max_width

    bool operator==(const MonEvent&) const = default;
};

/// Returns the message of an event, or "" if it has none: "Hog 120ms", "ident 3 count 2".
[[nodiscard]] std::string text_of(const MonEvent& event);

/// Counts what is active, and measures.
///
///     states of the gap in SOON:  idle --0x40--> armed --0x40--> armed (again)
///                                              \--period over: pulse, "Timeout."--> idle
///
/// A byte 'z' starts all over: pins low, nothing measured, no maximum. A byte 0, and any that has
/// no meaning, is counted and otherwise ignored.
class Decoder {
public:
    using OnEvent = std::function<void(const MonEvent&)>;

    Decoder(const DecoderSettings& settings, OnEvent on_event)
        : settings_(settings), on_event_(std::move(on_event)) {}

    /// Takes a byte and the time at which it had come; one before the last counts as that.
    void feed(std::int64_t time, std::uint8_t byte);
    /// Says that no byte has come up to this time, that included.
    void pass(std::int64_t time);
    /// Returns when pass() has something to tell if no byte comes before.
    [[nodiscard]] std::optional<std::int64_t> deadline() const noexcept { return deadline_; }

    /// Returns how many instances of an ident are active.
    [[nodiscard]] std::uint32_t count(unsigned ident) const { return counts_.at(ident); }
    /// Returns how many bytes had a meaning, and how many had none; 0 is neither.
    [[nodiscard]] std::uint64_t known() const noexcept { return known_; }
    [[nodiscard]] std::uint64_t unknown() const noexcept { return unknown_; }

private:
    using Kind = MonEvent::Kind;

    void tell(Kind kind, std::int64_t time, std::int64_t duration = 0) const;
    void restart();
    void count_edge(const Edge& edge);
    void measure_gap();
    void measure_width();
    /// Tells of a deadline before this time.
    void expire(std::int64_t before);

    DecoderSettings settings_;
    OnEvent on_event_;
    std::array<std::uint32_t, ident_count> counts_ = {};
    std::int64_t now_ = 0;
    std::optional<std::int64_t> last_begin_;  ///< of ident 0
    std::optional<std::int64_t> deadline_;
    std::int64_t longest_ = 0;  ///< gap, or width
    std::uint64_t known_ = 0;
    std::uint64_t unknown_ = 0;
};

}  // namespace perth::cli::mon
