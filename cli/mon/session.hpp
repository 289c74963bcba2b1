// A monitor's bytes on their way to everyone who wants to know what they say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "cli/mon/analyser.hpp"
#include "cli/mon/decoder.hpp"
#include "cli/mon/recorded.hpp"
#include "cli/mon/tally.hpp"
#include "cli/mon/waves.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli::mon {

struct SessionTerms {
    DecoderSettings decoder = {};
    std::optional<AnalyserSettings> analyser = {};  ///< what it keeps is what the file shows
    std::unique_ptr<Waves> waves = {};              ///< null: no file
    std::function<void(const MonEvent&)> on_event = [](const MonEvent&) {};
};

/// Decoder, analyser, numbers and file of one look at a monitor.
class Session {
public:
    explicit Session(SessionTerms terms);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// As those of Decoder and Analyser.
    void feed(std::int64_t time, std::uint8_t byte);
    void pass(std::int64_t time);
    [[nodiscard]] std::optional<std::int64_t> deadline() const noexcept;
    void trigger();
    /// Returns whether the analyser has all that it wants.
    [[nodiscard]] bool is_complete() const noexcept {
        return analyser_ && analyser_->is_complete();
    }
    /// Ends what is active and writes the file. Errors: disk full.
    void finish();

    [[nodiscard]] const Tally& tally() const noexcept { return tally_; }
    [[nodiscard]] const Decoder& decoder() const noexcept { return decoder_; }
    [[nodiscard]] const std::optional<Analyser>& analyser() const noexcept { return analyser_; }

private:
    std::function<void(const MonEvent&)> on_event_;
    std::unique_ptr<Waves> waves_;
    Tally tally_;
    std::optional<Analyser> analyser_;
    Decoder decoder_;
    std::int64_t now_ = 0;
};

struct ListenTerms {
    std::int64_t byte_us = 10;               ///< how long one takes on the line
    std::optional<std::int64_t> limit = {};  ///< µs
    int key_fd = -1;                         ///< what is typed there triggers; -1: nobody types
};

/// Feeds what comes until the limit or the analyser is complete. The time of bytes is when they
/// are read, from the first look on; those that are read at once are taken for having come one
/// after the other, without a pause. Errors: Fault::gone.
void listen(serial::Stream& stream, Session& session, const ListenTerms& terms);

/// Feeds what was recorded, up to the limit.
void play(const RecordedBytes& record, Session& session, std::optional<std::int64_t> limit);

}  // namespace perth::cli::mon
