// Records on a stream, each ended by the same byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/core/task.hpp"
#include "perth/io/stream.hpp"

namespace perth {

/// Receives and sends records that end with a delimiter, over a Stream that nobody else reads.
///
///     perth::Task<> forward(perth::Scheduler&, perth::Stream& from, perth::Stream& to) {
///         std::uint8_t buffer[32];
///         perth::RecordStream records(from, buffer);
///         while (const auto record = co_await records.receive()) {
///             (void)co_await to.write_all(*record);
///         }
///     }
///
/// Cancel:     receiving is given up; what has come of a record is kept for the next receive().
/// Interrupt:  not allowed.
/// Memory:     20 bytes on a 32-bit core, the caller's buffer, and a frame while it is awaited.
/// Source: MicroPython asynchronous tutorial, RecordOrientedUart.
class RecordStream {
public:
    using Record = std::span<const std::uint8_t>;

    /// `stream` and `buffer` must outlive it; the buffer needs room for the longest record and its
    /// delimiter.
    RecordStream(Stream& stream, std::span<std::uint8_t> buffer,
                 std::uint8_t delimiter = 0) noexcept
        : stream_(stream), buffer_(buffer), delimiter_(delimiter) {}
    RecordStream(const RecordStream&) = delete;
    RecordStream& operator=(const RecordStream&) = delete;

    /// Waits for the next record; always lets the others run once. Gives it without its delimiter;
    /// it stands in the buffer until the next receive(). Errors: Errc::out_of_range for a record
    /// that the buffer cannot hold, and the next one is the one behind it; Errc::end_of_stream,
    /// also if the last record has no delimiter; and those of Stream::read_some().
    Task<Result<Record>> receive();
    /// Sends a record and its delimiter. Errors: Errc::invalid_argument if the record contains the
    /// delimiter; and those of Stream::write_all().
    Task<Result<void>> send(Record record);

private:
    class Piece;

    Stream& stream_;
    std::span<std::uint8_t> buffer_;
    std::size_t size_ = 0;  // of the record that was begun
    std::uint8_t delimiter_;
    bool skips_ = false;  // the rest of a record that was too long
};

}  // namespace perth
