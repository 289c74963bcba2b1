#include "cli/flash/stm32_uart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "cli/flash/stm32_uart_link.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Opcode = Stm32Link::Opcode;
using Duration = Stm32Link::Duration;

/// AN3155: at most this many bytes a command; blocks that start at a multiple of it suit all chips.
constexpr std::size_t block_size = 256;

constexpr Duration write_time = 2s;
constexpr Duration sector_erase_time = 5s;
constexpr Duration mass_erase_time = 35s;
/// Longer than a sector's erase that a broken-off session may have left behind, and than the
/// longest frame at 115200 baud.
constexpr Duration patience = 10s;
constexpr Duration patience_after_reset = 1500ms;
constexpr int resets = 5;
constexpr int attempts = 3;
constexpr Duration line_pause = 100ms;

std::vector<Sector> sectors_of(const Board& board) {
    const MemoryRegion* const flash = board.region("flash");
    if (flash == nullptr || flash->sectors.empty()) {
        throw Error({.what = fmt::format("board {} cannot be written over a UART", board.name),
                     .why = "its definition has no flash sectors",
                     .fault = Fault::bad_input});
    }
    std::vector<Sector> sectors;
    std::uint32_t address = flash->start;
    for (const std::uint32_t size : flash->sectors) {
        sectors.push_back({.address = address, .size = size});
        address += size;
    }
    return sectors;
}

Bytes address_bytes(std::uint32_t address) {
    Bytes bytes;
    append_big_endian(bytes, address);
    return bytes;
}

bool is_erased(BytesView bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0xFF; });
}

class Stm32Uart final : public Programmer {
public:
    Stm32Uart(std::unique_ptr<serial::Stream> stream, const Board& board,
              const Stm32UartOptions& options)
        : sectors_(sectors_of(board)), options_(options), link_(std::move(stream), options.baud) {
        link_.stream().configure(stm32_uart_settings(options_));
        enter();
        check_commands();
        check_chip(board);
    }
    /// BOOT0 is let go of: the board's own reset button is to start the program again.
    ~Stm32Uart() override {
        try {
            const serial::Settings idle = stm32_uart_settings(options_);
            link_.stream().set_lines(idle.dtr, idle.rts);
        } catch (...) {  // the port has gone, and its lines with it
        }
    }

    [[nodiscard]] const std::vector<Sector>& sectors() const override { return sectors_; }
    [[nodiscard]] Traffic traffic() const override { return link_.traffic(); }

    void read(std::uint32_t address, std::span<std::uint8_t> into, const Advance& advance) override;
    void erase(std::span<const Sector> which, const Advance& advance) override;
    void erase_all() override;
    void write(std::uint32_t address, BytesView bytes, const Advance& advance) override;
    std::string start(std::uint32_t address) override;
    void unprotect() override;

private:
    void enter();
    void check_commands() const;
    void check_chip(const Board& board);
    void perform(const std::vector<LineStep>& steps);

    /// Does what may be done twice, and again after a byte was lost on the line.
    template <typename Exchange>
    void repeatedly(std::string doing, const Exchange& exchange);
    void get_back_in_step(const Error& failure);
    void begin(Opcode opcode);
    void expect(bool acknowledged, const std::string& refusal);
    void read_block(std::uint32_t address, std::span<std::uint8_t> into);
    void write_block(std::uint32_t address, BytesView bytes);
    void erase_sector(const Sector& sector);
    [[nodiscard]] Error refused(std::string what, std::string why, std::string hint) const;

    std::vector<Sector> sectors_;
    Stm32UartOptions options_;
    Stm32Link link_;
    std::string doing_;
};

void Stm32Uart::enter() {
    if (options_.lines.entry.empty()) return link_.synchronise(patience);
    for (int attempt = 1;; ++attempt) {
        perform(options_.lines.entry);
        link_.stream().sleep(line_pause);
        link_.stream().discard_input();
        try {
            return link_.synchronise(patience_after_reset);
        } catch (const Error& error) {
            if (attempt == resets || error.parts().fault == Fault::gone) throw;
        }
    }
}

void Stm32Uart::perform(const std::vector<LineStep>& steps) {
    using serial::Level;
    serial::Stream& stream = link_.stream();
    for (const LineStep& step : steps) {
        switch (step.act) {
            case LineStep::Act::dtr_on:
                stream.set_lines(Level::on, Level::keep);
                break;
            case LineStep::Act::dtr_off:
                stream.set_lines(Level::off, Level::keep);
                break;
            case LineStep::Act::rts_on:
                stream.set_lines(Level::keep, Level::on);
                break;
            case LineStep::Act::rts_off:
                stream.set_lines(Level::keep, Level::off);
                break;
            case LineStep::Act::send_break:
                stream.send_break(line_pause);
                break;
            case LineStep::Act::pause:
                stream.sleep(line_pause);
                break;
        }
    }
}

void Stm32Uart::check_commands() const {
    constexpr std::array needed = {std::pair{Opcode::read_memory, "Read Memory"},
                                   std::pair{Opcode::go, "Go"},
                                   std::pair{Opcode::write_memory, "Write Memory"},
                                   std::pair{Opcode::extended_erase, "Extended Erase"}};
    for (const auto& [opcode, name] : needed) {
        if (link_.offers(opcode)) continue;
        throw Error({.what = "this bootloader cannot be used",
                     .why = fmt::format("it does not offer {} ({:02x})", name,
                                        static_cast<unsigned>(opcode)),
                     .fault = Fault::protocol});
    }
}

void Stm32Uart::check_chip(const Board& board) {
    std::uint16_t pid = 0;
    repeatedly("asking for the chip's identifier", [&] {
        expect(link_.command(Opcode::get_id), "to tell the chip's identifier");
        std::array<std::uint8_t, 1> count{};
        link_.receive(count);
        Bytes reply(std::size_t{count[0]} + 1);
        link_.receive(reply);
        expect(link_.acknowledged(), "to tell the chip's identifier");
        pid = reply.size() < 2 ? reply[0] : big_endian<std::uint16_t>(reply);
    });
    if (!board.stm32_pid || pid == *board.stm32_pid) return;
    throw Error({.what = fmt::format("the chip at {} is not that of board {}",
                                     link_.stream().address(), board.name),
                 .why = fmt::format("its bootloader calls it {:#05x}, the board's is {:#05x}", pid,
                                    *board.stm32_pid),
                 .hint = "name the board that it is: -b BOARD",
                 .fault = Fault::bad_input,
                 .device = link_.stream().address()});
}

template <typename Exchange>
void Stm32Uart::repeatedly(std::string doing, const Exchange& exchange) {
    doing_ = doing;
    link_.doing(std::move(doing));
    for (int attempt = 1;; ++attempt) {
        try {
            return exchange();
        } catch (const Error& error) {
            // A refusal counts if it comes again: a byte that was lost also ends in one, or in
            // several that lie in wait.
            const int most = error.parts().fault == Fault::refused ? 2 : attempts;
            if (attempt >= most || error.parts().fault == Fault::gone) throw;
            get_back_in_step(error);
        }
    }
}

void Stm32Uart::get_back_in_step(const Error& failure) {
    try {
        link_.synchronise(patience);
    } catch (const Error& lost) {
        Error::Parts parts = failure.parts();
        parts.why += "\nafterwards " + lost.parts().why;
        parts.fault = lost.parts().fault;
        throw Error(std::move(parts));
    }
}

Error Stm32Uart::refused(std::string what, std::string why, std::string hint) const {
    return Error({.what = std::move(what),
                  .why = std::move(why),
                  .hint = std::move(hint),
                  .fault = Fault::refused});
}

void Stm32Uart::expect(bool acknowledged, const std::string& refusal) {
    if (acknowledged) return;
    throw refused("the bootloader refused " + refusal, "NACK (1f) while " + doing_, {});
}

/// AN3155: with read-out protection these commands are refused before any address is sent.
void Stm32Uart::begin(Opcode opcode) {
    if (link_.command(opcode)) return;
    throw refused(
        "the chip is read-protected",
        fmt::format("NACK (1f) to command {:02x} while {}", static_cast<unsigned>(opcode), doing_),
        "perth flash --unprotect lifts it and erases everything");
}

void Stm32Uart::read(std::uint32_t address, std::span<std::uint8_t> into, const Advance& advance) {
    for (std::size_t done = 0; done < into.size();) {
        const std::size_t size = std::min(block_size, into.size() - done);
        read_block(static_cast<std::uint32_t>(address + done), into.subspan(done, size));
        done += size;
        advance(done);
    }
}

void Stm32Uart::read_block(std::uint32_t address, std::span<std::uint8_t> into) {
    repeatedly(fmt::format("reading {} at {:#010x}", counted(into.size(), "byte"), address), [&] {
        begin(Opcode::read_memory);
        expect(link_.frame(address_bytes(address)), fmt::format("address {:#010x}", address));
        expect(link_.byte_frame(static_cast<std::uint8_t>(into.size() - 1)), "the length");
        link_.receive(into);
    });
}

void Stm32Uart::erase(std::span<const Sector> which, const Advance& advance) {
    std::size_t done = 0;
    for (const Sector& sector : which) {
        erase_sector(sector);
        done += sector.size;
        advance(done);
    }
}

/// Sector by sector takes no longer, shows progress, and can be broken off.
void Stm32Uart::erase_all() {
    erase(sectors_, [](std::size_t) {});
}

/// On STM32F4 the page numbers of Extended Erase are those of the sectors.
void Stm32Uart::erase_sector(const Sector& sector) {
    const auto place = std::find(sectors_.begin(), sectors_.end(), sector) - sectors_.begin();
    repeatedly(fmt::format("erasing sector {} at {:#010x}", place, sector.address), [&] {
        begin(Opcode::extended_erase);
        Bytes pages = {0, 0};  // one page
        append_big_endian(pages, static_cast<std::uint16_t>(place));
        expect(link_.frame(std::move(pages), sector_erase_time),
               fmt::format("to erase sector {}", place));
    });
}

void Stm32Uart::write(std::uint32_t address, BytesView bytes, const Advance& advance) {
    for (std::size_t done = 0; done < bytes.size();) {
        const auto at = static_cast<std::uint32_t>(address + done);
        const std::size_t size = std::min(block_size - at % block_size, bytes.size() - done);
        const BytesView block = bytes.subspan(done, size);
        if (!is_erased(block)) write_block(at, block);  // what is to be 0xFF is so already
        done += size;
        advance(done);
    }
}

void Stm32Uart::write_block(std::uint32_t address, BytesView bytes) {
    Bytes padded(bytes.begin(), bytes.end());
    padded.resize((padded.size() + 3) / 4 * 4, 0xFF);
    padded.insert(padded.begin(), static_cast<std::uint8_t>(padded.size() - 1));
    // A block may be written twice: flash that has the bytes already stays as it is.
    repeatedly(fmt::format("writing {} at {:#010x}", counted(bytes.size(), "byte"), address), [&] {
        begin(Opcode::write_memory);
        expect(link_.frame(address_bytes(address)), fmt::format("address {:#010x}", address));
        expect(link_.frame(padded, write_time), fmt::format("the bytes for {:#010x}", address));
    });
}

std::string Stm32Uart::start(std::uint32_t address) {
    if (!options_.lines.exit.empty() && address == sectors_.front().address) {
        perform(options_.lines.exit);
        return "the board was reset by its modem lines";
    }
    repeatedly(fmt::format("starting the program at {:#010x}", address),
               [&] { begin(Opcode::go); });
    // Never twice: a program that runs takes the bytes for its own.
    expect(link_.frame(address_bytes(address)), fmt::format("address {:#010x}", address));
    return "the bootloader started the program";
}

void Stm32Uart::unprotect() {
    repeatedly("lifting the read protection", [&] {
        expect(link_.command(Opcode::readout_unprotect), "to lift the read protection");
    });
    expect(link_.acknowledged(mass_erase_time), "to lift the read protection");
}

}  // namespace

std::unique_ptr<Programmer> connect_stm32_uart(std::unique_ptr<serial::Stream> stream,
                                               const Board& board,
                                               const Stm32UartOptions& options) {
    return std::make_unique<Stm32Uart>(std::move(stream), board, options);
}

}  // namespace perth::cli
