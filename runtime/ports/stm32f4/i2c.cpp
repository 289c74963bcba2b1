// The I2C buses: every step of a transfer is taken in an interrupt.
//
// Source: ST RM0090, "Inter-integrated circuit (I2C) interface", "I2C master mode"; for the last
// three bytes of a reception, "Closing the communication" there.
#include <perth_port.hpp>

#include "clock.hpp"
#include "core_registers.hpp"

namespace perth::hal::stm32f4 {
namespace {

constexpr std::uint32_t hz_per_mhz = 1'000'000;
constexpr std::uint32_t standard_mode_hz = 100'000, fast_mode_hz = 400'000;

std::uint32_t bus_mhz() noexcept { return bus_hz(Bus::apb1) / hz_per_mhz; }

// CCR of the next lower clock, 0 if there is none.
std::uint32_t clock_for(std::uint32_t frequency_hz) noexcept {
    if (frequency_hz == 0) return 0;
    const std::uint32_t hz = bus_hz(Bus::apb1);
    if (frequency_hz > standard_mode_hz) {
        if (frequency_hz > fast_mode_hz) frequency_hz = fast_mode_hz;
        return ((hz - 1) / (3 * frequency_hz) + 1) | I2c::fast_mode;
    }
    // ST ES0182, "Mismatch on the Setup time for a repeated Start condition timing parameter":
    // above 88 kHz.
    constexpr std::uint32_t dependable_hz = 88'000;
    if (frequency_hz > dependable_hz) frequency_hz = dependable_hz;
    const std::uint32_t half = (hz - 1) / (2 * frequency_hz) + 1;
    return half <= 0xFFF ? half : 0;
}

void set(Register& target, std::uint32_t bits) noexcept { target = target | bits; }
void clear(Register& target, std::uint32_t bits) noexcept { target = target & ~bits; }

constexpr std::uint32_t interrupts =
    I2c::event_interrupt | I2c::error_interrupt | I2c::buffer_interrupt;

}  // namespace

bool I2cBus::begin(const I2cFacts& facts, std::uint32_t frequency_hz) noexcept {
    const std::uint32_t clock = clock_for(frequency_hz);
    if (clock == 0) return false;
    cancel();
    const Critical guard;
    set(rcc().apb_enable[0], 1U << facts.enable_bit);
    (void)rcc().apb_enable[0];
    facts_ = facts;
    clock_ = clock;
    unit_ = reinterpret_cast<I2c*>(facts.address);
    facts_.wire();
    reset();
    cortex_m::nvic().enable(facts.irq);
    cortex_m::nvic().enable(facts.irq + 1U);
    return true;
}

void I2cBus::end() noexcept {
    cancel();
    const Critical guard;
    if (unit_ == nullptr) return;
    unit_->control1 = 0;
    cortex_m::nvic().disable(facts_.irq);
    cortex_m::nvic().disable(facts_.irq + 1U);
    unit_ = nullptr;
}

bool I2cBus::claim() noexcept {
    const Critical guard;
    if (claimed_) return false;
    claimed_ = true;
    return true;
}

// Whatever state it was in.
void I2cBus::reset() noexcept {
    unit_->control1 = I2c::reset;
    unit_->control1 = 0;
    set_up();
}

void I2cBus::set_up() noexcept {
    const std::uint32_t mhz = bus_mhz();
    unit_->control2 = mhz;
    unit_->clock = clock_;
    // The longest rise: 1000 ns in standard mode, 300 ns in fast mode.
    unit_->rise = ((clock_ & I2c::fast_mode) != 0 ? mhz * 300 / 1000 : mhz) + 1;
    unit_->control1 = I2c::enable;
}

// What the last transfer's STOP takes; a clock of SCL at most. CR1 may not be written before.
bool I2cBus::wait_for_stop() noexcept {
    const std::int64_t limit = now() + 250;
    while ((unit_->control1 & I2c::stop) != 0) {
        if (now() > limit) return false;
    }
    return true;
}

// A device may hold the data line that was interrupted in a byte; or the unit thinks so (ST ES0182,
// "I2C analog filter may provide wrong value, locking BUSY flag"): then its reset helps.
bool I2cBus::free_bus() noexcept {
    if (wait_for_stop() && (unit_->status2 & I2c::busy) == 0) return true;
    unit_->control1 = 0;
    const bool is_free = facts_.recover();
    facts_.wire();
    reset();
    return is_free && (unit_->status2 & I2c::busy) == 0;
}

bool I2cBus::start(const I2cTransfer& transfer, Callback callback) noexcept {
    const Critical guard;
    if (unit_ == nullptr || ticks_ != 0) return false;
    transfer_ = transfer;
    callback_ = callback;
    reading_ = transfer.write.empty() && !transfer.read.empty();
    ticks_ = transfer.timeout_us / 1000 + 2;  // the first may come at once, the others are cut
    over_ = false;
    if (!free_bus()) {
        over_ = true;
        result_ = Errc::timeout;
    } else if ((unit_->control1 & I2c::enable) == 0) {  // QEMU has none
        over_ = true;
        result_ = Errc::no_device;
    }
    if (over_) {
        cortex_m::nvic().pend(facts_.irq);
        return true;
    }
    watch(*this);
    go();
    return true;
}

void I2cBus::go() noexcept {
    done_ = 0;
    state_ = State::starting;
    set(unit_->control2, I2c::event_interrupt | I2c::error_interrupt);
    set(unit_->control1, I2c::start | I2c::acknowledge);
}

void I2cBus::cancel() noexcept {
    const Critical guard;
    if (ticks_ == 0) return;
    unwatch(*this);
    ticks_ = 0;
    over_ = false;
    set(unit_->control1, I2c::stop);
    reset();
}

void I2cBus::event() noexcept {
    if (ticks_ == 0) return;
    if (over_) return finish(result_);
    const std::uint32_t status = unit_->status1;
    if ((status & I2c::started) != 0) return address();
    if ((status & I2c::addressed) != 0) return addressed();
    if (state_ == State::receiving) receive(status);
    if (state_ == State::sending) send(status);
}

void I2cBus::address() noexcept {
    unit_->data = static_cast<std::uint32_t>(transfer_.address << 1) | (reading_ ? 1U : 0U);
}

// The clock is held until SR2 is read.
void I2cBus::addressed() noexcept {
    const std::size_t left = reading_ ? transfer_.read.size() : transfer_.write.size();
    if (!reading_ && left == 0) {  // it was only asked whether somebody answers
        (void)std::uint32_t{unit_->status2};
        stop();
        return finish(Errc::none);
    }
    if (reading_ && left == 1) clear(unit_->control1, I2c::acknowledge);
    if (reading_ && left == 2) {
        clear(unit_->control1, I2c::acknowledge);
        set(unit_->control1, I2c::next_byte);
    }
    state_ = reading_ ? State::receiving : State::sending;
    if (!reading_ || left == 1 || left > 3) set(unit_->control2, I2c::buffer_interrupt);
    const Critical guard;  // the one byte would be over before its STOP is asked for
    (void)std::uint32_t{unit_->status2};
    if (reading_ && left == 1) set(unit_->control1, I2c::stop);
}

// Only BTF interrupts from now on: two bytes are there, and the clock is held.
void I2cBus::only_whole_bytes() noexcept { clear(unit_->control2, I2c::buffer_interrupt); }

void I2cBus::send(std::uint32_t status) noexcept {
    if (done_ < transfer_.write.size() && (status & I2c::room) != 0) {
        unit_->data = transfer_.write[done_++];
        if (done_ == transfer_.write.size()) only_whole_bytes();
        return;
    }
    if ((status & I2c::transferred) == 0) return;
    if (transfer_.read.empty()) {
        stop();
        return finish(Errc::none);
    }
    reading_ = true;
    go();
    (void)std::uint32_t{unit_->data};  // clears BTF, or it would interrupt until the START is sent
}

void I2cBus::take() noexcept { transfer_.read[done_++] = static_cast<std::uint8_t>(unit_->data); }

void I2cBus::receive(std::uint32_t status) noexcept {
    const std::size_t left = transfer_.read.size() - done_;
    const bool two_are_there = (status & I2c::transferred) != 0;
    if (left > 3) {
        if ((status & I2c::received) != 0) take();
        if (left == 4) only_whole_bytes();
    } else if (left == 3 && two_are_there) {
        clear(unit_->control1, I2c::acknowledge);
        take();
    } else if (left == 2 && two_are_there) {
        stop();
        take();
        take();
        finish(Errc::none);
    } else if (left == 1 && (status & I2c::received) != 0) {
        take();
        finish(Errc::none);
    }
}

void I2cBus::stop() noexcept { set(unit_->control1, I2c::stop); }

void I2cBus::error() noexcept {
    const std::uint32_t status = unit_->status1;
    unit_->status1 = ~(status & (I2c::bus_error | I2c::lost | I2c::refused)) & 0xFFFF;
    if (ticks_ == 0) return;
    // A BERR alone is nothing: ST ES0182, "Spurious bus error detection in master mode".
    if ((status & I2c::refused) != 0) {
        stop();
        return finish(Errc::no_device);
    }
    if ((status & I2c::lost) != 0) {  // the START waits until the bus is free
        clear(unit_->control2, interrupts);
        clear(unit_->control1, I2c::next_byte);
        reading_ = transfer_.write.empty() && !transfer_.read.empty();
        go();
    }
}

void I2cBus::tick() noexcept {
    if (ticks_ == 0 || over_ || --ticks_ != 0) return;
    ticks_ = 1;
    reset();
    finish(Errc::timeout);
}

// The callback may start the next one.
void I2cBus::finish(Errc result) noexcept {
    clear(unit_->control2, interrupts);
    if (wait_for_stop()) clear(unit_->control1, I2c::next_byte | I2c::acknowledge);
    unwatch(*this);
    ticks_ = 0;
    over_ = false;
    result_ = result;
    const Callback callback = callback_;
    callback();
}

}  // namespace perth::hal::stm32f4
