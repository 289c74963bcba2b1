// A device of tests: bytes arrive when the test says, and each byte it is given takes a while.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "perth/base/result.hpp"
#include "perth/hal/types.hpp"
#include "perth/io/stream.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {

class ScriptedDevice {
public:
    /// `taking` is how long it takes over each byte; zero: it takes all at once.
    explicit ScriptedDevice(Duration taking = Duration::zero()) : taking_(taking) {}

    void deliver(Duration time, std::string bytes) {
        host::board().at(time, [this, bytes] {
            arrived_ += bytes;
            receive_();
        });
    }
    /// From then on `error` is what reads find behind what has arrived, and what writes find.
    void end(Duration time, Errc error = Errc::end_of_stream) {
        host::board().at(time, [this, error] {
            error_ = error;
            receive_();
            transmit_();
        });
    }
    [[nodiscard]] const std::string& written() const { return written_; }

    Result<std::size_t> read(std::span<std::uint8_t> buffer) noexcept {
        ++reads_;
        if (arrived_.empty() && error_ != Errc::none) return error_;
        const std::size_t count = std::min(buffer.size(), arrived_.size());
        std::copy_n(arrived_.begin(), count, buffer.begin());
        arrived_.erase(0, count);
        return count;
    }
    [[nodiscard]] int reads() const { return reads_; }

    Result<std::size_t> write(std::span<const std::uint8_t> bytes) noexcept {
        if (error_ != Errc::none) return Errc::link_down;
        std::size_t count = bytes.size();
        if (taking_ > Duration::zero()) {
            if (Clock::now() < free_at_ || bytes.empty()) return std::size_t{0};
            count = 1;
            free_at_ = Clock::now() + taking_;
            host::board().at(free_at_.time_since_epoch(), [this] { transmit_(); });
        }
        written_.append(reinterpret_cast<const char*>(bytes.data()), count);
        return count;
    }

    void on_receive(hal::Callback callback) noexcept { receive_ = callback; }
    void on_transmit(hal::Callback callback) noexcept { transmit_ = callback; }

private:
    Duration taking_;
    Time free_at_;
    std::string arrived_;
    std::string written_;
    Errc error_ = Errc::none;
    int reads_ = 0;
    hal::Callback receive_;
    hal::Callback transmit_;
};

/// One that has to be asked.
class QuietDevice : ScriptedDevice {
public:
    using ScriptedDevice::deliver;
    using ScriptedDevice::end;
    using ScriptedDevice::read;
    using ScriptedDevice::reads;
    using ScriptedDevice::ScriptedDevice;
    using ScriptedDevice::write;
    using ScriptedDevice::written;
};
static_assert(CallingDevice<ScriptedDevice>);
static_assert(StreamDevice<QuietDevice> && !CallingDevice<QuietDevice>);

}  // namespace perth
