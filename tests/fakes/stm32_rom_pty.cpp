#include "tests/fakes/stm32_rom_pty.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

namespace perth::fakes {

using namespace std::chrono_literals;
using Time = Stm32Rom::Time;

Stm32RomPty::Stm32RomPty(const Stm32Rom::Nature& nature, const cli::Bytes& flash)
    : byte_time_(nature.byte_time), rom_(nature) {
    std::copy(flash.begin(), flash.end(), rom_.flash().begin());
    thread_ = std::thread([this] { serve(); });
}

Stm32RomPty::~Stm32RomPty() { stop(); }

Stm32Rom& Stm32RomPty::stop() {
    stopped_ = true;
    if (thread_.joinable()) thread_.join();
    return rom_;
}

void Stm32RomPty::reset() {
    reset_ = true;
    while (reset_ && !stopped_) std::this_thread::yield();
}

Time Stm32RomPty::now() { return std::chrono::steady_clock::now().time_since_epoch(); }

void Stm32RomPty::serve() {
    while (!stopped_) {
        if (reset_.exchange(false)) rom_.reset(true, now() - 1s);
        Time wake = now() + 5ms;
        if (!rom_.outgoing().empty()) wake = std::min(wake, rom_.outgoing().front().at);
        if (rom_.keeps_a_byte()) wake = std::min(wake, rom_.free_at());
        const Time left = std::max(Time{0}, wake - now());
        const timespec timeout{.tv_sec = 0, .tv_nsec = left.count()};
        pollfd polled{pty_.fd(), POLLIN, 0};
        (void)::ppoll(&polled, 1, &timeout, nullptr);
        if ((polled.revents & POLLIN) != 0) {
            take();
        } else if ((polled.revents & POLLHUP) != 0) {  // nobody has the other end open
            std::this_thread::sleep_for(200us);
        }
        rom_.run_until(now());
        give();
    }
}

void Stm32RomPty::take() {
    std::array<std::uint8_t, 1024> bytes{};
    const ssize_t count = ::read(pty_.fd(), bytes.data(), bytes.size());
    for (ssize_t i = 0; i < count; ++i) {
        // A pseudo-terminal delivers at once what takes its time on a line.
        line_free_ = std::max(line_free_, now()) + byte_time_;
        rom_.receive(bytes[static_cast<std::size_t>(i)], line_free_);
        ++received_;
        if (std::exchange(answered_, false)) ++round_trips_;
    }
}

void Stm32RomPty::give() {
    auto& outgoing = rom_.outgoing();
    std::array<std::uint8_t, 1024> bytes{};
    std::size_t count = 0;
    while (!outgoing.empty() && outgoing.front().at <= now() && count < bytes.size()) {
        bytes[count++] = outgoing.front().byte;
        outgoing.pop_front();
    }
    if (count == 0) return;
    sent_ += count;
    answered_ = true;
    (void)!::write(pty_.fd(), bytes.data(), count);
}

}  // namespace perth::fakes
