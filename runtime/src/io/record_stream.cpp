#include "perth/io/record_stream.hpp"

#include <algorithm>
#include <utility>

#include "perth/core/sleep.hpp"

namespace perth {

/// Adds what a read has taken to the record that was begun, however the read ends.
class RecordStream::Piece {
public:
    explicit Piece(RecordStream& records) noexcept : records_(records) {}
    ~Piece() {
        if (counts_) records_.size_ += records_.stream_.taken();
    }
    Piece(const Piece&) = delete;
    Piece& operator=(const Piece&) = delete;

    /// Somebody else reads.
    void is_not_ours() noexcept { counts_ = false; }

private:
    RecordStream& records_;
    bool counts_ = true;
};

Task<Result<RecordStream::Record>> RecordStream::receive() {
    if (buffer_.empty()) co_return Errc::out_of_range;
    for (;;) {
        co_await yield();
        Errc error;
        {
            Piece piece(*this);
            const auto read = co_await stream_.read_until(delimiter_, buffer_.subspan(size_));
            error = read.error();
            if (error == Errc::already_waiting) piece.is_not_ours();
        }
        if (error == Errc::out_of_range) {
            size_ = 0;
            if (!std::exchange(skips_, true)) co_return error;
            continue;
        }
        if (error != Errc::none) co_return error;
        const std::size_t size = std::exchange(size_, 0);
        if (buffer_[size - 1] != delimiter_) co_return Errc::end_of_stream;
        if (!std::exchange(skips_, false)) co_return Record(buffer_.first(size - 1));
    }
}

Task<Result<void>> RecordStream::send(Record record) {
    if (std::find(record.begin(), record.end(), delimiter_) != record.end()) {
        co_return Errc::invalid_argument;
    }
    const Result<void> sent = co_await stream_.write_all(record);
    if (!sent) co_return sent.error();
    co_return co_await stream_.write_all(std::span(&delimiter_, 1));
}

}  // namespace perth
