// A flash of any family's shape, whose power is cut in any operation, behind the agent's functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "perth/hal/update_flash.hpp"

namespace perth::test {

/// Sectors of one size, so many in a row.
struct SectorRun {
    std::uint32_t count;
    std::uint32_t size;
};

/// The shape of a family's flash, and how an update divides it.
struct FlashShape {
    std::string name;
    std::vector<SectorRun> sectors;
    std::uint32_t start;
    std::uint32_t unit;   // bytes that are written at once
    std::uint32_t fixed;  // bytes
    std::uint32_t area;   // bytes from the start

    [[nodiscard]] std::uint32_t size() const;
};

[[nodiscard]] FlashShape nrf51_shape();
[[nodiscard]] FlashShape rp2040_shape();
[[nodiscard]] FlashShape stm32f4_shape();

/// The one flash of the process: hal::update_flash() is of it.
class ModelFlash {
public:
    explicit ModelFlash(FlashShape shape);
    ~ModelFlash();
    ModelFlash(const ModelFlash&) = delete;
    ModelFlash& operator=(const ModelFlash&) = delete;

    /// Cuts the power in the operation after the next `operations`, which is half done. What comes
    /// then has no effect.
    void cut_after(unsigned operations) { left_ = operations; }
    [[nodiscard]] bool is_cut() const { return cut_; }
    /// Power again: the mover runs, as it does first after every reset.
    void start() {
        mend();
        restart();
    }
    /// Power again, and nothing else yet.
    void mend() {
        cut_ = false;
        left_.reset();
    }
    /// A reset: the mover runs.
    void restart();
    /// Erased sectors, and units written, since the begin.
    [[nodiscard]] unsigned operations() const { return operations_; }

    [[nodiscard]] std::vector<std::uint8_t>& bytes() { return bytes_; }
    [[nodiscard]] const FlashShape& shape() const { return shape_; }
    [[nodiscard]] hal::UpdateLayout layout() const;

    // As the agent and the mover see it.
    [[nodiscard]] hal::FlashSector sector_at(std::uint32_t address) const;
    [[nodiscard]] std::uint32_t sector_size(std::uint32_t address) const;
    [[nodiscard]] std::uint32_t word(std::uint32_t address) const;
    [[nodiscard]] bool is_replaceable(std::uint32_t address, std::uint32_t size) const;
    [[nodiscard]] bool is_sector(std::uint32_t address) const;
    [[nodiscard]] bool is_promisable(std::uint32_t begin, std::uint32_t end) const;
    [[nodiscard]] bool is_whole(std::uint32_t begin, std::uint32_t end, std::uint32_t crc,
                                std::uint32_t count) const;
    [[nodiscard]] std::uint32_t crc(std::uint32_t begin, std::uint32_t end,
                                    std::uint32_t count) const;
    Errc erase_sector(std::uint32_t address);
    Errc write(std::uint32_t address, std::span<const std::uint8_t> bytes);
    bool erase(std::uint32_t address) { return erase_sector(address) == Errc::none; }
    bool copy(std::uint32_t to, std::uint32_t from, std::uint32_t size);
    bool finish(std::uint32_t address, std::uint32_t word);

    std::uint32_t program_end = 0;

private:
    [[nodiscard]] bool begin_operation();

    FlashShape shape_;
    std::vector<std::uint8_t> bytes_;
    unsigned operations_ = 0;
    std::optional<unsigned> left_;
    bool cut_ = false;
};

}  // namespace perth::test
