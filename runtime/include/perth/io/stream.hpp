// Bytes in and out of a device, for tasks: lines, blocks, all up to the end.
#pragma once

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "perth/base/result.hpp"
#include "perth/core/urgency.hpp"
#include "perth/hal/types.hpp"
#include "perth/sync/doorbell.hpp"

namespace perth {

/// What a Stream is put over: hal::Uart, ByteRing, net::Socket, or a device of your own. It never
/// waits.
template <typename D>
concept StreamDevice =
    requires(D& device, std::span<std::uint8_t> buffer, std::span<const std::uint8_t> bytes) {
        // Gives what has arrived, at most what `buffer` holds, and how many bytes that is: 0 if
        // none is there yet. An error says that none will ever come, Errc::end_of_stream that all
        // have.
        { device.read(buffer) } noexcept -> std::convertible_to<Result<std::size_t>>;
        // Takes as many bytes as find room and gives how many; or an error, if none ever will.
        { device.write(bytes) } noexcept -> std::convertible_to<Result<std::size_t>>;
    };

/// A device that tells when bytes have arrived, from any context. Others are asked between any two
/// turns, and again and again while nothing is ready (see Scheduler::set_power_mode).
///
/// If it also has on_transmit(), it tells when there is room. One that has not is never waited for:
/// what it does not take at once is Errc::queue_full.
template <typename D>
concept CallingDevice = StreamDevice<D> && requires(D& device, hal::Callback callback) {
    { device.on_receive(callback) } noexcept;
};

/// Reads from a device and writes to it. One task may read while another writes; both belong to the
/// same scheduler.
///
///     perth::Task<> answer(perth::Scheduler&, perth::Stream& line) {
///         char buffer[80];
///         while (const auto text = co_await line.read_line(buffer)) {
///             if (*text == "status\n") (void)co_await line.write_all("fine\n");
///         }
///     }
///
/// A read that finds enough does not suspend; a loop of them gives way by itself only where it
/// writes: drain() and write_all() always let the others run once.
///
/// Cancel:     a read leaves; what has arrived by then is in its buffer, taken() says how much of
///             it. A write leaves; what was not taken by then is forgotten.
/// Interrupt:  not allowed.
/// Memory:     48 bytes on a 32-bit core, no buffer: bytes go straight from the device to where
///             they are wanted. The device must outlive it; it takes over the device's callbacks.
///             Destroying it while a task waits panics.
class Stream : detail::Doorbell {
    class Wait;
    class Read;
    class ReadLine;
    class Drain;
    class WriteAll;

public:
    template <StreamDevice D>
    explicit Stream(D& device) noexcept
        : Doorbell(&answer), device_(&device), access_(access_to<D>) {}
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// Waits for at least one byte and reads what is there, at most what `buffer` holds. Gives
    /// Result<std::size_t>, how many; this and all reads: Errc::already_waiting if another task
    /// reads, Errc::end_of_stream at the end, or the device's error.
    [[nodiscard]] Read read_some(std::span<std::uint8_t> buffer) noexcept;
    /// Fills the buffer; gives its size. What came before the end is in the buffer.
    [[nodiscard]] Read read_exactly(std::span<std::uint8_t> buffer) noexcept;
    /// Reads up to the end of the stream; gives how many bytes. Errors: Errc::out_of_range if the
    /// buffer is full before the end is seen, so it needs room for one more than comes; nothing is
    /// lost: the next read goes on behind it.
    [[nodiscard]] Read read_all(std::span<std::uint8_t> buffer) noexcept;
    /// Reads up to and with `delimiter`, or what came before the end of the stream. Errors:
    /// Errc::out_of_range if the buffer is full before; nothing is lost: the next read goes on
    /// behind it.
    [[nodiscard]] Read read_until(std::uint8_t delimiter, std::span<std::uint8_t> buffer) noexcept;
    /// As read_until() a line feed; gives Result<std::string_view>, the line in the buffer.
    [[nodiscard]] ReadLine read_line(std::span<char> buffer) noexcept;
    /// Returns how many bytes the last read has put into its buffer, however it ended.
    [[nodiscard]] std::size_t taken() const noexcept { return taken_; }

    /// Gives the device what it takes at once, and keeps a reference to the rest until drain().
    /// Errors: Errc::queue_full if there is a rest of the last write; or the device's error.
    Result<void> write(std::span<const std::uint8_t> bytes) noexcept;
    Result<void> write(std::string_view text) noexcept { return write(bytes_of(text)); }
    /// Waits until the device has taken the rest; always lets the others run once. Gives
    /// Result<void>. Errors: Errc::already_waiting if another task does; or the device's error, and
    /// the rest is forgotten.
    [[nodiscard]] Drain drain() noexcept;
    /// As write() and drain().
    [[nodiscard]] WriteAll write_all(std::span<const std::uint8_t> bytes) noexcept;
    [[nodiscard]] WriteAll write_all(std::string_view text) noexcept;

private:
    /// How to use a device without knowing its type. Counts; negative: an Errc.
    struct Access {
        std::ptrdiff_t (*read)(void* device, std::span<std::uint8_t> buffer) noexcept;
        std::ptrdiff_t (*write)(void* device, std::span<const std::uint8_t> bytes) noexcept;
        void (*call)(void* device, hal::Callback callback) noexcept;
        /// Lets `task` wait until `wait` is over. Returns whether it has to.
        bool (Stream::*suspend)(Wait& wait, detail::PromiseBase& task) noexcept;
    };

    static std::ptrdiff_t as_count(std::size_t count) noexcept {
        return static_cast<std::ptrdiff_t>(count);
    }
    static std::ptrdiff_t as_count(const Result<std::size_t>& count) noexcept {
        return count ? as_count(*count) : -static_cast<std::ptrdiff_t>(count.error());
    }
    template <typename D>
    static std::ptrdiff_t read_from(void* device, std::span<std::uint8_t> buffer) noexcept {
        return as_count(static_cast<D*>(device)->read(buffer));
    }
    template <typename D>
    static std::ptrdiff_t write_to(void* device, std::span<const std::uint8_t> bytes) noexcept {
        const std::ptrdiff_t count = as_count(static_cast<D*>(device)->write(bytes));
        if constexpr (CallingDevice<D> && !tells_of_room<D>) {
            if (count >= 0 && as_count(bytes.size()) > count)
                return -static_cast<std::ptrdiff_t>(Errc::queue_full);
        }
        return count;
    }
    template <typename D>
    static void let_call(void* device, hal::Callback callback) noexcept {
        if constexpr (CallingDevice<D>) static_cast<D*>(device)->on_receive(callback);
        if constexpr (tells_of_room<D>) static_cast<D*>(device)->on_transmit(callback);
    }
    static std::span<const std::uint8_t> bytes_of(std::string_view text) noexcept {
        return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    }

    template <typename D>
    static constexpr bool tells_of_room =
        requires(D& device, hal::Callback callback) { device.on_transmit(callback); };
    template <typename D>
    static const Access access_to;

    bool wait_for_call(Wait& wait, detail::PromiseBase& task) noexcept;
    bool ask_again_and_again(Wait& wait, detail::PromiseBase& task) noexcept;
    void leave(Wait& wait) noexcept;
    static void answer(Doorbell& bell) noexcept;

    void* device_;
    const Access& access_;
    Wait* reader_ = nullptr;
    Wait* writer_ = nullptr;
    std::size_t taken_ = 0;
    std::span<const std::uint8_t> rest_;  // of the last write
};

template <typename D>
inline constexpr Stream::Access Stream::access_to = {
    &read_from<D>, &write_to<D>, &let_call<D>,
    CallingDevice<D> ? &Stream::wait_for_call : &Stream::ask_again_and_again};

/// One direction's wait. It is over as soon as poll(), which goes on with the work, says so.
class Stream::Wait : protected detail::PollNode {
public:
    Wait(Wait&&) noexcept = default;  // before it waits
    Wait& operator=(Wait&&) = delete;
    ~Wait() { stream_.leave(*this); }

protected:
    Wait(Stream& stream, decltype(PollNode::poll) step) noexcept
        : PollNode{step}, stream_(stream) {}

    /// Goes on as far as the device lets it. Returns whether the wait is over.
    bool advance() noexcept {
        std::int32_t value = 0;
        return poll(*this, value);
    }
    /// Makes this the one who uses `direction`, unless somebody does. Returns whether it is.
    bool claim(Wait*& direction) noexcept;
    bool suspend(detail::PromiseBase& task) noexcept {
        return (stream_.*stream_.access_.suspend)(*this, task);
    }

    friend class Stream;
    Stream& stream_;
    detail::WaitLine line_;  // of the task, while it waits to be called
    Errc error_ = Errc::none;
    bool over_ = false;  // of a drain: what may be left to write is another's
};

class [[nodiscard("co_await it")]] Stream::Read : public Wait {
public:
    [[nodiscard]] bool await_ready() noexcept { return begin(); }
    template <typename P>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<P> task) noexcept {
        return suspend(task.promise());
    }
    [[nodiscard]] Result<std::size_t> await_resume() const noexcept {
        if (error_ != Errc::none) return error_;
        return stream_.taken_;
    }

protected:
    enum class Until : std::uint8_t { some, full, end, delimiter };

    Read(Stream& stream, std::span<std::uint8_t> buffer, Until until,
         std::uint8_t delimiter = 0) noexcept
        : Wait(stream, &advance), buffer_(buffer), until_(until), delimiter_(delimiter) {}

    std::span<std::uint8_t> buffer_;

private:
    friend class Stream;

    /// Returns whether it need not wait.
    bool begin() noexcept;
    static bool advance(PollNode& node, std::int32_t& value) noexcept;
    bool ends_with(Errc error) noexcept;

    Until until_;
    std::uint8_t delimiter_;
};

class [[nodiscard("co_await it")]] Stream::ReadLine : public Read {
public:
    [[nodiscard]] Result<std::string_view> await_resume() const noexcept {
        const Result<std::size_t> size = Read::await_resume();
        if (!size) return size.error();
        return std::string_view(reinterpret_cast<const char*>(buffer_.data()), *size);
    }

private:
    friend class Stream;
    using Read::Read;
};

class [[nodiscard("co_await it")]] Stream::Drain : public Wait {
public:
    [[nodiscard]] bool await_ready() noexcept { return !claim(stream_.writer_); }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> task) noexcept {
        if (!suspend(task.promise())) task.promise().scheduler->queue(task.promise());
    }
    [[nodiscard]] Result<void> await_resume() const noexcept { return error_; }

protected:
    explicit Drain(Stream& stream) noexcept : Wait(stream, &advance) {}

private:
    friend class Stream;
    static bool advance(PollNode& node, std::int32_t& value) noexcept;
};

class [[nodiscard("co_await it")]] Stream::WriteAll : public Drain {
public:
    [[nodiscard]] bool await_ready() noexcept {
        if (!stream_.rest_.empty()) error_ = Errc::queue_full;
        if (error_ != Errc::none || Drain::await_ready()) return true;
        error_ = stream_.write(bytes_).error();
        return error_ != Errc::none;
    }

private:
    friend class Stream;
    WriteAll(Stream& stream, std::span<const std::uint8_t> bytes) noexcept
        : Drain(stream), bytes_(bytes) {}

    std::span<const std::uint8_t> bytes_;
};

inline Stream::Read Stream::read_some(std::span<std::uint8_t> buffer) noexcept {
    return {*this, buffer, Read::Until::some};
}
inline Stream::Read Stream::read_exactly(std::span<std::uint8_t> buffer) noexcept {
    return {*this, buffer, Read::Until::full};
}
inline Stream::Read Stream::read_all(std::span<std::uint8_t> buffer) noexcept {
    return {*this, buffer, Read::Until::end};
}
inline Stream::Read Stream::read_until(std::uint8_t delimiter,
                                       std::span<std::uint8_t> buffer) noexcept {
    return {*this, buffer, Read::Until::delimiter, delimiter};
}
inline Stream::ReadLine Stream::read_line(std::span<char> buffer) noexcept {
    return {*this,
            {reinterpret_cast<std::uint8_t*>(buffer.data()), buffer.size()},
            Read::Until::delimiter,
            '\n'};
}
inline Stream::Drain Stream::drain() noexcept { return Drain(*this); }
inline Stream::WriteAll Stream::write_all(std::span<const std::uint8_t> bytes) noexcept {
    return {*this, bytes};
}
inline Stream::WriteAll Stream::write_all(std::string_view text) noexcept {
    return {*this, bytes_of(text)};
}

}  // namespace perth
