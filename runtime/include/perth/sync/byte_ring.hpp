// Bytes from an interrupt to a task.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/hal/types.hpp"
#include "perth/sync/spsc_queue.hpp"

namespace perth {

namespace detail {

/// A callback that one context sets while another may call it.
class Listener {
public:
    void set(hal::Callback callback) noexcept {
        if (callback.function != nullptr) argument_.store(callback.argument);
        function_.store(callback.function);
    }
    void call() const noexcept {
        const auto function = function_.load();
        if (function != nullptr) function(argument_.load());
    }

private:
    std::atomic<void (*)(void* argument)> function_ = nullptr;
    std::atomic<void*> argument_ = nullptr;
};

}  // namespace detail

/// Up to N bytes from one writer, often an interrupt, to one task that reads. Lock-free.
///
///     perth::ByteRing<64> received;
///
///     void on_byte(std::uint8_t byte) { (void)received.write(byte); }  // in an interrupt
///
///     perth::Task<std::size_t> read() {
///         std::uint8_t buffer[16];
///         const perth::Result<std::size_t> size = co_await received.read_some(buffer);
///         co_return size.value();
///     }
///
/// A Stream over it reads lines and the like; then nobody else waits for its bytes.
///
/// Cancel:     who waits leaves; nothing was read.
/// Interrupt:  write(), try_read() and close(); time grows with the number of bytes.
/// Memory:     N and 88 bytes on a 32-bit core. It outlives the interrupts that use it. Destroying
///             it while a task waits panics.
template <std::size_t N>
class ByteRing {
    class Read;

public:
    /// Returns how many of the bytes found room. Interrupt: allowed, also from other threads.
    std::size_t write(std::span<const std::uint8_t> bytes) noexcept {
        const std::size_t count = std::min<std::size_t>(bytes.size(), state_.writable());
        const std::size_t begin = state_.write_index();
        const std::size_t first = std::min(count, N - begin);
        std::copy_n(bytes.data(), first, bytes_ + begin);
        std::copy_n(bytes.data() + first, count - first, bytes_);
        state_.write(static_cast<unsigned>(count));
        listener_.call();
        return count;
    }
    /// Errors: Errc::queue_full. Interrupt: allowed, also from other threads.
    Result<void> write(std::uint8_t byte) noexcept {
        if (write(std::span(&byte, 1)) == 0) return Errc::queue_full;
        return {};
    }
    /// Reads what is there, without waiting. Returns how many. Interrupt: allowed.
    std::size_t try_read(std::span<std::uint8_t> buffer) noexcept {
        const std::size_t count = std::min<std::size_t>(buffer.size(), state_.readable());
        const std::size_t begin = state_.read_index();
        const std::size_t first = std::min(count, N - begin);
        std::copy_n(bytes_ + begin, first, buffer.data());
        std::copy_n(bytes_, count - first, buffer.data() + first);
        state_.read(static_cast<unsigned>(count));
        return count;
    }
    /// As try_read(), for a Stream. Errors: Errc::end_of_stream if the ring is closed and empty.
    Result<std::size_t> read(std::span<std::uint8_t> buffer) noexcept {
        const bool was_closed = state_.closed();  // before looking: a last byte may come with it
        const std::size_t count = try_read(buffer);
        if (count == 0 && was_closed) return Errc::end_of_stream;
        return count;
    }
    /// Calls `callback` where bytes are written, and at close(). Replaces the one set before.
    void on_receive(hal::Callback callback) noexcept { listener_.set(callback); }
    /// Waits for at least one byte and reads what is there, at most what `buffer` holds. Gives
    /// Result<std::size_t>, how many. Errors: Errc::end_of_stream if the ring is closed and empty;
    /// Errc::already_waiting if another task waits.
    [[nodiscard]] Read read_some(std::span<std::uint8_t> buffer) noexcept {
        return Read(*this, buffer);
    }

    /// Says that no byte is going to come any more; to be called by the writer. Interrupt: allowed.
    void close() noexcept {
        state_.close();
        listener_.call();
    }
    [[nodiscard]] std::size_t size() const noexcept { return state_.readable(); }
    [[nodiscard]] static constexpr std::size_t capacity() noexcept { return N; }

private:
    detail::SpscState state_{N};
    detail::Listener listener_;
    std::uint8_t bytes_[N];
};

template <std::size_t N>
class [[nodiscard("co_await it")]] ByteRing<N>::Read : public detail::SpscWait {
public:
    Read(ByteRing& ring, std::span<std::uint8_t> buffer) noexcept
        : SpscWait(ring.state_, detail::SpscState::Side::consumer), ring_(ring), buffer_(buffer) {}

    Result<std::size_t> await_resume() noexcept {
        if (error() != Errc::none) return error();
        const std::size_t count = ring_.try_read(buffer_);
        if (count == 0 && !buffer_.empty()) return Errc::end_of_stream;
        return count;
    }

private:
    ByteRing& ring_;
    std::span<std::uint8_t> buffer_;
};

}  // namespace perth
