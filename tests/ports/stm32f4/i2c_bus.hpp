// An I2C unit and a device on its bus, down to the flags: as ST RM0090 draws the transfer sequence
// diagrams. A device sends as long as it is acknowledged, so a driver that says NACK too late reads
// a byte too many here, too.
#pragma once

#include <core_registers.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/ports/stm32f4/chip.hpp"

extern "C" {
void I2C1_EV_IRQHandler();
void I2C1_ER_IRQHandler();
void TIM1_TRG_COM_TIM11_IRQHandler();
}

namespace perth::stm32f4 {

class I2cModel {
public:
    explicit I2cModel(Chip& chip) : chip_(chip) {
        chip.on_read[control1] = [this] { return chip_[control1]; };
        chip.on_write[control1] = [this](std::uint32_t value) { control_written(value); };
        chip.on_write[data] = [this](std::uint32_t value) { data_written(value); };
        chip.on_read[data] = [this] { return data_read(); };
        chip.on_read[status2] = [this] { return status2_read(); };
        chip.on_write[status1] = [this](std::uint32_t value) {
            flags_ &= value | 0xFF;  // only the errors can be cleared
            chip_[status1] = flags_;
        };
        chip.on_read[status1] = [this] { return flags_; };
        chip.on_read[0x4002'0410] = [this] { return pads(); };
        chip.on_write[0x4002'0418] = [this](std::uint32_t value) { pads_written(value); };
    }

    // What the world does.
    std::uint8_t device = 0x48;            ///< the address that is acknowledged
    std::vector<std::uint8_t> to_read;     ///< what the device sends
    std::size_t acknowledged_bytes = 100;  ///< of those written
    int lost_arbitrations = 0;
    bool holds_clock = false;   ///< for ever, after the address
    int clocks_until_free = 0;  ///< the device holds the data line for so long
    bool is_locked = false;     ///< BUSY stays until the unit's reset: the erratum

    std::vector<std::string> story;  ///< what was on the bus

    /// Lets the transfer go on until nothing moves any more; at most `milliseconds`.
    void run(int milliseconds = 1) {
        for (int ms = 0; ms < milliseconds; ++ms) {
            for (int i = 0; i < 1000 && (interrupt() || move()); ++i) continue;
            if ((chip_[0x4001'4800] & 1) != 0) TIM1_TRG_COM_TIM11_IRQHandler();
        }
    }

private:
    static constexpr std::uintptr_t control1 = 0x4000'5400, control2 = control1 + 4,
                                    data = control1 + 0x10, status1 = control1 + 0x14,
                                    status2 = control1 + 0x18;
    enum : std::uint32_t { sb = 1, addr = 2, btf = 4, rxne = 0x40, txe = 0x80 };
    enum : std::uint32_t { arlo = 0x200, af = 0x400, errors = 0xFF00 };
    enum : std::uint32_t { start_bit = 0x100, stop_bit = 0x200, ack = 0x400, pos = 0x800 };

    [[nodiscard]] bool is_held() const { return clocks_until_free > 0 || is_locked; }

    bool interrupt() {
        auto& nvic = hal::cortex_m::nvic();
        if (nvic.pending.erase(31) != 0) return I2C1_EV_IRQHandler(), true;
        const std::uint32_t enabled = chip_[control2];
        if ((enabled & 1U << 8) != 0 && (flags_ & errors) != 0) return I2C1_ER_IRQHandler(), true;
        std::uint32_t wanted = sb | addr | btf;
        if ((enabled & 1U << 10) != 0) wanted |= rxne | txe;
        if ((enabled & 1U << 9) == 0 || (flags_ & wanted) == 0) return false;
        I2C1_EV_IRQHandler();
        return true;
    }

    // One thing that the bus does by itself.
    bool move() {
        if (is_held() || holds_clock) return false;
        const std::uint32_t control = chip_[control1];
        if ((control & start_bit) != 0 && !started_) return send_start();
        if (receiving_ && !nacked_ && (flags_ & btf) == 0) return receive();
        return false;
    }
    bool send_start() {
        chip_[control1] &= ~start_bit;
        if (lost_arbitrations > 0) {
            --lost_arbitrations;
            story.push_back("lost");
            flags_ |= arlo;
            return true;
        }
        story.push_back("start");
        flags_ = sb;
        started_ = true;
        return true;
    }
    bool receive() {
        const std::uint32_t control = chip_[control1];
        const bool acknowledged = (control & pos) != 0 ? acknowledges_next_ : (control & ack) != 0;
        acknowledges_next_ = (control & ack) != 0;
        const std::uint8_t byte = next_ < to_read.size() ? to_read[next_] : 0xEE;
        ++next_;
        story.push_back(acknowledged ? "sent, ack" : "sent, nack");
        nacked_ = !acknowledged;
        if ((flags_ & rxne) == 0) {
            received_ = byte;
            flags_ |= rxne;
        } else {
            shifted_ = byte;
            flags_ |= btf;
        }
        if (nacked_ && (chip_[control1] & stop_bit) != 0) send_stop();
        return true;
    }
    void send_stop() {
        chip_[control1] &= ~stop_bit;
        story.push_back("stop");
        started_ = receiving_ = sending_ = false;
    }

    void control_written(std::uint32_t value) {
        if ((value & 1U << 15) != 0) {  // SWRST
            flags_ = 0;
            started_ = receiving_ = sending_ = is_locked = false;
            story.push_back("reset");
        }
        // A STOP that is asked for before the last byte was refused follows it.
        if ((value & stop_bit) != 0 && !(receiving_ && !nacked_)) send_stop();
        if ((value & start_bit) != 0 && sending_) started_ = false;
    }
    void data_written(std::uint32_t value) {
        if ((flags_ & sb) != 0) return address_written(value);
        if (!sending_) return;
        flags_ &= ~(btf | txe);
        story.push_back("wrote " + std::to_string(value));
        flags_ |= written_++ < acknowledged_bytes ? txe | btf : static_cast<std::uint32_t>(af);
    }
    void address_written(std::uint32_t value) {
        const bool reads = (value & 1) != 0;
        story.push_back((reads ? "read " : "write ") + std::to_string(value >> 1));
        flags_ = value >> 1 == device ? addr : static_cast<std::uint32_t>(af);
        reads_ = reads;
        sending_ = receiving_ = nacked_ = false;
        acknowledges_next_ = true;
        next_ = written_ = 0;
    }
    std::uint32_t status2_read() {
        if ((flags_ & addr) != 0) {
            flags_ &= ~static_cast<std::uint32_t>(addr);
            receiving_ = reads_;
            sending_ = !reads_;
            if (sending_ && !holds_clock) flags_ |= txe;
        }
        return is_held() ? 2 : 0;
    }
    std::uint32_t data_read() {
        if (!receiving_ && (flags_ & (rxne | btf)) == 0) return 0;
        const std::uint8_t byte = received_;
        received_ = shifted_;
        if ((flags_ & btf) != 0) {
            flags_ &= ~static_cast<std::uint32_t>(btf);
        } else {
            flags_ &= ~static_cast<std::uint32_t>(rxne);
        }
        return byte;
    }

    // PB8 is the clock, PB9 the data line.
    std::uint32_t pads() const {
        const bool sda = clocks_until_free <= 0 && sda_;
        return (scl_ ? 1U << 8 : 0) | (sda ? 1U << 9 : 0);
    }
    void pads_written(std::uint32_t value) {
        if ((value & 1U << 24) != 0) scl_ = false;
        if ((value & 1U << 8) != 0 && !scl_) {
            scl_ = true;
            if (clocks_until_free > 0) {
                story.push_back("clock");
                --clocks_until_free;
            }
        }
        if ((value & 1U << 25) != 0) sda_ = false;
        if ((value & 1U << 9) != 0) {
            if (!sda_ && scl_) story.push_back("stop");
            sda_ = true;
        }
    }

    Chip& chip_;
    std::uint32_t flags_ = 0;
    bool started_ = false, reads_ = false, sending_ = false, receiving_ = false, nacked_ = false;
    bool acknowledges_next_ = true;
    std::size_t next_ = 0, written_ = 0;
    std::uint8_t received_ = 0, shifted_ = 0;
    bool scl_ = true, sda_ = true;
};

}  // namespace perth::stm32f4
