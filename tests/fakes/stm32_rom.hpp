// The USART bootloader in the ROM of an STM32F405, with the flash memory behind it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <optional>
#include <vector>

#include "cli/support/bytes.hpp"

namespace perth::fakes {

/// Takes bytes and gives bytes, each at a time of the owner's clock; it has none itself. As on the
/// chip, a byte that comes while the ROM is busy is kept, a second one is lost.
///
///     off ─power_on()─► reset ─7F─► commands ─Go─► running
///                         ▲ └other─► deaf  │
///                         └──82, 92, 63, 73┘
///
/// Sources: ST AN3155 "USART protocol used in the STM32 bootloader"; AN2606, STM32F40xxx/41xxx
/// (byte-wise programming); DS8626, "Flash memory programming" (typical times, x8); RM0090,
/// "Embedded Flash memory interface" (sectors).
class Stm32Rom {
public:
    using Time = std::chrono::nanoseconds;  ///< of the owner's clock

    struct Nature {
        Time byte_time{0};                   ///< a byte on the line; 0: none
        bool takes_data_sheet_times = true;  ///< to erase and to write; else no time
        bool sends_extra_ack = false;        ///< after synchronising, as ROM V13.1 does
        bool answers_busy = false;           ///< BUSY before the ACK of an erase
        std::uint16_t pid = 0x413;
    };
    struct Outgoing {
        std::uint8_t byte;
        Time at;  ///< when it has arrived at the host
    };

    static constexpr std::uint32_t flash_start = 0x0800'0000;
    static constexpr std::array<std::uint32_t, 12> sector_sizes = {
        0x4000,  0x4000,  0x4000,  0x4000,  0x10000, 0x20000,
        0x20000, 0x20000, 0x20000, 0x20000, 0x20000, 0x20000};

    /// On, in reset with BOOT0 high, all flash erased.
    explicit Stm32Rom(const Nature& nature);

    /// A byte whose last bit arrives at `at`; times never go back.
    void receive(std::uint8_t byte, Time at);
    /// Goes on with what was kept while busy.
    void run_until(Time at);
    /// Bytes to the host, in order; the owner takes them.
    [[nodiscard]] std::deque<Outgoing>& outgoing() noexcept { return out_; }
    /// When the ROM is ready for a byte; when it goes on with the byte that it keeps.
    [[nodiscard]] Time free_at() const noexcept { return free_at_; }
    [[nodiscard]] bool keeps_a_byte() const noexcept { return kept_.has_value(); }

    /// Releases NRST: into the bootloader if BOOT0 is high, else into the program.
    void reset(bool boot0, Time at);
    /// Cuts the power; what is being erased or written is left half done.
    void cut_power(Time at);
    void power_on(Time at) { reset(true, at); }

    [[nodiscard]] bool is_running() const noexcept { return state_ == State::running; }
    /// It took another byte than 7F for the rate, and hears nothing until it is reset.
    [[nodiscard]] bool is_deaf() const noexcept { return state_ == State::deaf; }
    /// The vector table that Go was given.
    [[nodiscard]] std::uint32_t started_at() const noexcept { return started_at_; }
    [[nodiscard]] cli::Bytes& flash() noexcept { return flash_; }
    void protect_reading() noexcept { is_protected_ = true; }
    [[nodiscard]] bool is_protected() const noexcept { return is_protected_; }
    /// Erasing and writing does nothing there, and no error.
    void protect_writing(std::size_t sector) noexcept { write_protected_[sector] = true; }
    /// Bytes that came while another one was kept.
    [[nodiscard]] std::size_t overruns() const noexcept { return overruns_; }
    /// Time that the flash took to erase and to write.
    [[nodiscard]] Time spent() const noexcept { return spent_; }
    [[nodiscard]] std::size_t erased_sectors() const noexcept { return erased_; }

private:
    enum class State {
        off,
        reset,  // waits for 7F
        deaf,   // measured another rate
        opcode,
        complement,
        address,
        read_length,
        write_data,
        erase_list,
        protect_list,
        running,
    };
    /// Flash as it was before an erase or a write that may not end.
    struct Undone {
        std::size_t offset;
        cli::Bytes before;
        Time begin;
        Time end;
    };

    void process(std::uint8_t byte);
    void command();
    void send(std::uint8_t byte);
    void send_all(std::initializer_list<std::uint8_t> bytes);
    void finish(std::uint8_t verdict);
    void refuse();
    void restart();
    void take_address();
    void take_read_length();
    void take_write_data();
    void take_erase_list();
    void take_protect_list();
    void write(std::uint32_t address, cli::BytesView bytes);
    void erase_sector(std::size_t sector);
    void erase_everything();
    void spend(Time time, std::size_t offset, std::size_t size);

    Nature nature_;
    State state_ = State::reset;
    Time free_at_{0};
    Time booted_at_{0};
    std::optional<std::uint8_t> kept_;
    std::deque<Outgoing> out_;
    std::uint8_t opcode_ = 0;
    std::uint32_t address_ = 0;
    cli::Bytes frame_;
    cli::Bytes flash_;
    cli::Bytes ram_;
    std::array<bool, sector_sizes.size()> write_protected_{};
    bool is_protected_ = false;
    std::uint32_t started_at_ = 0;
    std::vector<Undone> undone_;
    Time spent_{0};
    std::size_t overruns_ = 0;
    std::size_t erased_ = 0;
};

}  // namespace perth::fakes
