#include "tests/fakes/stm32_rom_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/support/error.hpp"

namespace perth::fakes {
namespace {

using Kind = LineFault::Kind;
using cli::serial::Level;
using Time = Stm32Rom::Time;

constexpr Time power_is_off{300'000'000};

class RomStream final : public cli::serial::Stream {
public:
    explicit RomStream(Stm32RomLine& line) : line_(line) {}

    [[nodiscard]] const std::string& address() const override { return address_; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] Clock::time_point now() const override { return Clock::time_point(line_.now); }
    void sleep(Clock::duration duration) override { line_.now += duration; }

    std::size_t read(std::span<std::uint8_t> into, Clock::time_point deadline) override {
        check_connected();
        while (!wait_for_byte(deadline.time_since_epoch())) {
            if (line_.now >= deadline.time_since_epoch()) return 0;
        }
        std::size_t count = 0;
        auto& outgoing = line_.rom.outgoing();
        while (count < into.size() && !outgoing.empty() && outgoing.front().at <= line_.now) {
            const std::uint8_t byte = outgoing.front().byte;
            outgoing.pop_front();
            if (const auto passed = pass_to_host(byte)) into[count++] = *passed;
        }
        return count != 0 ? count : read(into, deadline);
    }

    void write(cli::BytesView bytes, Clock::time_point /*deadline*/) override {
        for (const std::uint8_t byte : bytes) {
            check_connected();
            line_.now += line_.byte_time;
            pass_to_board(byte);
        }
    }

    void configure(const cli::serial::Settings& settings) override {
        constexpr const char* parities[] = {"none", "even", "odd"};
        line_.seen.push_back(fmt::format("{} {}", settings.baud,
                                         parities[static_cast<std::size_t>(settings.parity)]));
        set_lines(settings.dtr, settings.rts);
    }
    void set_lines(Level dtr, Level rts) override {
        check_connected();
        if (dtr != Level::keep) line_.seen.push_back(dtr == Level::on ? "dtr" : "-dtr");
        if (rts != Level::keep) line_.seen.push_back(rts == Level::on ? "rts" : "-rts");
        if (!line_.wires_reset) return;
        if (rts != Level::keep) line_.boot0 = rts == Level::on;
        const bool was_low = line_.nrst_low;
        if (dtr != Level::keep) line_.nrst_low = dtr == Level::off;
        if (was_low && !line_.nrst_low) line_.rom.reset(line_.boot0, line_.now);
    }
    void send_break(std::chrono::milliseconds duration) override {
        line_.seen.push_back("brk");
        sleep(duration);
    }
    void discard_input() override {
        auto& outgoing = line_.rom.outgoing();
        while (!outgoing.empty() && outgoing.front().at <= line_.now) outgoing.pop_front();
    }

private:
    void check_connected() const {
        if (is_connected_) return;
        throw cli::Error({.what = "the port has gone", .fault = cli::Fault::gone});
    }

    /// Lets time pass until a byte is there, or something happens, or `deadline`.
    bool wait_for_byte(Time deadline) {
        line_.rom.run_until(line_.now);
        const auto& outgoing = line_.rom.outgoing();
        if (!outgoing.empty() && outgoing.front().at <= line_.now) return true;
        Time next = deadline;
        if (!outgoing.empty()) next = std::min(next, outgoing.front().at);
        if (line_.rom.keeps_a_byte()) next = std::min(next, line_.rom.free_at());
        line_.now = std::max(line_.now, next);
        return false;
    }

    /// Whether the fault meets this byte.
    bool is_met() {
        const bool met = line_.passed++ == line_.fault.at && line_.fault.kind != Kind::none;
        if (met) ++line_.harmed;
        return met;
    }

    std::optional<std::uint8_t> pass_to_host(std::uint8_t byte) {
        if (!is_met()) return is_silent_ ? std::nullopt : std::optional(byte);
        switch (line_.fault.kind) {
            case Kind::negate:
                return byte == 0x79 ? 0x1F : byte;
            case Kind::disconnect:
                is_connected_ = false;
                check_connected();
                break;
            case Kind::power_loss:
                lose_power(line_.now);
                return byte;
            default:
                is_silent_ = line_.fault.kind == Kind::silence;
        }
        return std::nullopt;
    }

    void pass_to_board(std::uint8_t byte) {
        if (!is_met()) {
            if (!is_silent_) line_.rom.receive(byte, line_.now);
            return;
        }
        switch (line_.fault.kind) {
            case Kind::negate:
                line_.rom.receive(byte ^ 0x10, line_.now);
                break;
            case Kind::disconnect:
                is_connected_ = false;
                check_connected();
                break;
            case Kind::power_loss:
                line_.rom.receive(byte, line_.now);
                lose_power(line_.now + std::max(Time{0}, line_.rom.free_at() - line_.now) / 2);
                break;
            default:
                is_silent_ = line_.fault.kind == Kind::silence;
        }
    }

    void lose_power(Time at) {
        line_.rom.cut_power(at);
        line_.rom.power_on(at + power_is_off);
    }

    Stm32RomLine& line_;
    std::string address_ = "/dev/ttyUSB0";
    bool is_connected_ = true;
    bool is_silent_ = false;
};

}  // namespace

std::unique_ptr<cli::serial::Stream> open_line(Stm32RomLine& line) {
    return std::make_unique<RomStream>(line);
}

}  // namespace perth::fakes
