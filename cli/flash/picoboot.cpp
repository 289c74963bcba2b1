#include "cli/flash/picoboot.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/flash/picoboot_session.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr std::uint32_t sector_size = 4096;
constexpr std::uint32_t page_size = 256;
constexpr std::uint32_t erase_size = 64 << 10;  // at once, so that deadlines stay short
constexpr std::size_t transfer_size = 16 << 10;
constexpr std::uint32_t window_size = 16 << 20;  // that the chip can show of a flash
constexpr std::uint32_t smallest_flash = 64 << 10;

std::vector<Sector> sectors_of(std::uint32_t address, std::uint32_t size) {
    std::vector<Sector> sectors;
    for (std::uint32_t at = 0; at < size; at += sector_size) {
        sectors.push_back({.address = address + at, .size = sector_size});
    }
    return sectors;
}

class Picoboot final : public Programmer {
public:
    Picoboot(usb::Host& host, const usb::Attached& attached, const Board& board)
        : session_(host, attached) {
        const MemoryRegion* const flash = board.region("flash");
        if (flash == nullptr || flash->start % sector_size != 0 || flash->size > window_size) {
            throw Error({.what = fmt::format("board {} has no flash for PICOBOOT", board.name),
                         .exit = Exit::wrong_use});
        }
        session_.begin("finding out the size of its flash");
        sectors_ = sectors_of(flash->start, size_of(*flash));
    }

    [[nodiscard]] const std::vector<Sector>& sectors() const override { return sectors_; }
    [[nodiscard]] Traffic traffic() const override { return session_.traffic(); }
    [[nodiscard]] bool keeps_rest() const override { return true; }

    // Flash is read from multiples of a page.
    void read(std::uint32_t address, std::span<std::uint8_t> into,
              const Advance& advance) override {
        for (std::size_t done = 0; done < into.size(); advance(done)) {
            const auto at = static_cast<std::uint32_t>(address + done);
            const std::uint32_t skipped = at % page_size;
            const std::size_t size = std::min(into.size() - done, transfer_size - skipped);
            session_.begin(fmt::format("reading {} bytes at 0x{:08x}", size, at));
            Bytes bytes(skipped + size);
            session_.read(at - skipped, bytes);
            std::copy_n(bytes.begin() + skipped, size,
                        into.begin() + static_cast<std::ptrdiff_t>(done));
            done += size;
        }
    }

    void erase(std::span<const Sector> which, const Advance& advance) override {
        std::size_t done = 0;
        while (!which.empty()) {
            std::size_t count = 1;
            while (count < which.size() && count < erase_size / sector_size &&
                   which[count].address == which[count - 1].address + sector_size) {
                ++count;
            }
            const auto size = static_cast<std::uint32_t>(count * sector_size);
            session_.begin(fmt::format("erasing 0x{:08x}", which.front().address));
            session_.erase(which.front().address, size);
            advance(done += size);
            which = which.subspan(count);
        }
    }

    void erase_all() override {
        erase(sectors_, [](std::size_t) {});
    }

    void write(std::uint32_t address, BytesView bytes, const Advance& advance) override {
        const std::uint32_t before = address % page_size;
        // 0xFF leaves what is there.
        Bytes padded(before, 0xFF);
        padded.insert(padded.end(), bytes.begin(), bytes.end());
        padded.resize((padded.size() + page_size - 1) / page_size * page_size, 0xFF);
        for (std::size_t done = 0; done < padded.size();) {
            const auto at = static_cast<std::uint32_t>(address - before + done);
            const auto piece =
                BytesView(padded).subspan(done, std::min(transfer_size, padded.size() - done));
            session_.begin(fmt::format("writing {} bytes at 0x{:08x}", piece.size(), at));
            session_.write(at, piece);
            done += piece.size();
            advance(std::min(done - std::min<std::size_t>(done, before), bytes.size()));
        }
    }

    std::string start(std::uint32_t) override {
        session_.begin("starting the program");
        if (session_.reboot()) return "the device left its bootloader";
        throw Error({.what = fmt::format("{} is still in its bootloader",
                                         usb::name_of(session_.attached())),
                     .why = "it was told to start the program from its flash",
                     .hint = "plug it in again without holding BOOTSEL",
                     .fault = Fault::refused,
                     .device = usb::to_string(session_.attached().place)});
    }

    void unprotect() override {
        throw Error({.what = "an RP2040 has no read protection", .exit = Exit::wrong_use});
    }

private:
    [[nodiscard]] Bytes page_at(std::uint32_t address) {
        Bytes page(page_size);
        session_.read(address, page);
        return page;
    }

    /// Beyond its end a flash chip shows its beginning again. One that begins with nothing but one
    /// value, as a blank one does, does not tell.
    [[nodiscard]] std::uint32_t size_of(const MemoryRegion& flash) {
        const Bytes first = page_at(flash.start);
        const bool is_dull =
            std::ranges::all_of(first, [&](std::uint8_t byte) { return byte == first[0]; });
        if (is_dull) return flash.size;
        std::uint32_t size = window_size;
        while (size > smallest_flash && page_at(flash.start + size / 2) == first) size /= 2;
        return size;
    }

    PicobootSession session_;
    std::vector<Sector> sectors_;
};

}  // namespace

std::unique_ptr<Programmer> connect_picoboot(usb::Host& host, const usb::Attached& attached,
                                             const Board& board) {
    return std::make_unique<Picoboot>(host, attached, board);
}

}  // namespace perth::cli
