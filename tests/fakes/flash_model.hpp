// A chip's flash in memory, and a programmer for it that can be made to fail at any call.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "cli/flash/programmer.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// What stays when the programmer is gone: the flash. Bits only go from 1 to 0 unless a sector is
/// erased; a write that would need more leaves what such a chip would have.
struct FlashModel {
    explicit FlashModel(std::vector<Sector> layout) : sectors(std::move(layout)) {
        for (const Sector& sector : sectors) content[sector.address].assign(sector.size, 0xFF);
    }

    /// Returns the byte at `address`; whoever asks for one that is not there fails the test.
    [[nodiscard]] std::uint8_t& at(std::uint32_t address) {
        const auto sector = std::prev(content.upper_bound(address));
        return sector->second.at(address - sector->first);
    }

    [[nodiscard]] Bytes bytes(std::uint32_t address, std::size_t size) {
        Bytes found;
        for (std::size_t i = 0; i < size; ++i) {
            found.push_back(at(address + static_cast<std::uint32_t>(i)));
        }
        return found;
    }

    void fill(const Sector& sector, std::uint8_t value) {
        content.at(sector.address).assign(sector.size, value);
    }

    void program(std::uint32_t address, std::uint8_t value) {
        std::uint8_t& byte = at(address);
        if ((byte & value) != value) ++impossible_bits;
        byte &= value;
    }

    std::vector<Sector> sectors;
    std::map<std::uint32_t, Bytes> content;  ///< by sector
    std::size_t impossible_bits = 0;         ///< bytes written whose bits would have had to rise
    std::vector<std::string> calls;          ///< the story: "erase 0x08000000"
    std::map<std::uint32_t, std::uint8_t> stuck;  ///< bytes that read as this, whatever was written
};

/// Fails at its n-th call (from 1) after half of the work is done.
class ModelProgrammer : public Programmer {
public:
    explicit ModelProgrammer(FlashModel& flash,
                             std::size_t fail_at = std::numeric_limits<std::size_t>::max())
        : flash_(flash), fail_at_(fail_at) {}

    [[nodiscard]] const std::vector<Sector>& sectors() const override { return flash_.sectors; }

    void read(std::uint32_t address, std::span<std::uint8_t> into,
              const Advance& advance) override {
        flash_.calls.push_back(fmt::format("read 0x{:08x} {}", address, into.size()));
        const std::size_t size = allowed(into.size());
        for (std::size_t i = 0; i < size; ++i) {
            const auto at = address + static_cast<std::uint32_t>(i);
            const auto stuck = flash_.stuck.find(at);
            into[i] = stuck == flash_.stuck.end() ? flash_.at(at) : stuck->second;
        }
        advance(size);
        traffic_.received += size;
        finish();
    }

    void erase(std::span<const Sector> which, const Advance& advance) override {
        const std::size_t count = allowed(which.size());
        std::size_t bytes = 0;
        for (const Sector& sector : which.first(count)) {
            flash_.calls.push_back(fmt::format("erase 0x{:08x}", sector.address));
            flash_.fill(sector, 0xFF);
            advance(bytes += sector.size);
        }
        finish();
    }

    void erase_all() override {
        flash_.calls.emplace_back("erase all");
        const std::size_t count = allowed(flash_.sectors.size());
        for (std::size_t i = 0; i < count; ++i) flash_.fill(flash_.sectors[i], 0xFF);
        finish();
    }

    void write(std::uint32_t address, BytesView bytes, const Advance& advance) override {
        flash_.calls.push_back(fmt::format("write 0x{:08x} {}", address, bytes.size()));
        if (address % 4 != 0) flash_.calls.emplace_back("that is not aligned");
        // Bootloaders take a block whole before they program it.
        const std::size_t whole = allowed(bytes.size());
        const std::size_t size = whole == bytes.size() ? whole : whole / 256 * 256;
        for (std::size_t i = 0; i < size; ++i) {
            flash_.program(address + static_cast<std::uint32_t>(i), bytes[i]);
        }
        advance(size);
        traffic_.sent += size;
        finish();
    }

    std::string start(std::uint32_t address) override {
        flash_.calls.push_back(fmt::format("start 0x{:08x}", address));
        (void)allowed(0);
        finish();
        return "the device left its bootloader";
    }

    void unprotect() override { flash_.calls.emplace_back("unprotect"); }

    [[nodiscard]] Traffic traffic() const override { return traffic_; }
    /// Returns how many calls there were that could have failed.
    [[nodiscard]] std::size_t count() const noexcept { return count_; }

private:
    /// Returns how much of the work is done by this call.
    std::size_t allowed(std::size_t whole) { return ++count_ == fail_at_ ? whole / 2 : whole; }

    void finish() {
        ++traffic_.round_trips;
        if (count_ != fail_at_) return;
        throw Error({.what = "the device is gone", .why = {}, .hint = {}, .fault = Fault::gone});
    }

    FlashModel& flash_;
    std::size_t fail_at_;
    std::size_t count_ = 0;
    Traffic traffic_;
};

}  // namespace perth::cli
