#include "cli/flash/dfuse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/flash/dfu_session.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

// ST AN3156, "DFU download commands": each is a DNLOAD of block 0.
constexpr std::uint8_t set_address_pointer = 0x21;
constexpr std::uint8_t erase_command = 0x41;
constexpr std::uint8_t read_unprotect = 0x92;
// Data: address = pointer + (block - 2) × transfer size.
constexpr std::uint16_t first_data_block = 2;
constexpr std::uint16_t last_data_block = 0xFFFF;

constexpr auto earlier_work = 35s;  // a mass erase that a killed tool left running
constexpr auto write_time = 10s;
constexpr auto mass_erase_time = 60s;     // 2 MiB
constexpr std::uint32_t flash_word = 32;  // bytes; the largest, of STM32H7

// GD32VF103 data sheet: the first letters of its serial number, which is no UTF-16, tell the size.
MemoryLayout gd32_layout(DfuSession& session) {
    std::array<std::uint8_t, 8> bytes{};
    const usb::Setup get_string{
        .request_type = 0x80,
        .request = 6,
        .value = static_cast<std::uint16_t>(0x300 | session.attached().descriptors.serial_index),
        .index = 0x0409};
    session.check("GET_DESCRIPTOR", session.device().control_in(get_string, bytes, 1s).outcome);
    const auto kib = [](std::uint8_t letter) {
        switch (letter) {
            case 'B':
                return 128;
            case '8':
                return 64;
            case '6':
                return 32;
            default:
                return 16;
        }
    };
    return parse_memory_layout(fmt::format("@Internal Flash /0x08000000/{}*1Kg", kib(bytes[4])));
}

std::uint8_t name_index(const DfuInterface& interface, unsigned alternate) {
    const auto& all = interface.alternates;
    const auto found = std::ranges::find(all, alternate, &DfuInterface::Alternate::number);
    return found == all.end() ? std::uint8_t{0} : found->name_index;
}

MemoryLayout read_layout(DfuSession& session, unsigned alternate) {
    if (session.quirks().has_gd32_layout) return gd32_layout(session);
    return parse_memory_layout(
        usb::read_string(session.device(), name_index(session.interface(), alternate)));
}

class Dfuse final : public Programmer {
public:
    Dfuse(usb::Host& host, const usb::Attached& attached, unsigned alternate)
        : session_(host, attached, alternate) {
        session_.call_back();
        session_.to_idle(earlier_work);
        session_.begin("reading its memory layout");
        layout_ = read_layout(session_, alternate);
    }

    [[nodiscard]] const std::vector<Sector>& sectors() const override { return layout_.sectors; }
    [[nodiscard]] Traffic traffic() const override { return session_.traffic(); }

    void read(std::uint32_t address, std::span<std::uint8_t> into,
              const Advance& advance) override {
        require(address, into.size(), &Sector::readable, "read");
        for (std::size_t done = 0; done < into.size(); advance(done)) {
            const auto at = static_cast<std::uint32_t>(address + done);
            if (!kept_.has(at)) session_.persist([&] { keep_block(at, into.size() - done); });
            done += kept_.copy(at, into.subspan(done));
        }
    }

    void erase(std::span<const Sector> which, const Advance& advance) override {
        for (const Sector& sector : which) require_erasable(sector);
        std::size_t done = 0;
        for (const Sector& sector : which) {
            erase_sector(sector);
            advance(done += sector.size);
        }
    }

    // Sector by sector where these are few: an STM32F405 says of a mass erase that it takes 100 ms,
    // and takes up to 32 s; of its sectors it tells the truth.
    void erase_all() override {
        constexpr std::size_t few = 32;
        std::vector<Sector> erasable;
        std::ranges::copy_if(layout_.sectors, std::back_inserter(erasable), &Sector::erasable);
        if (erasable.size() <= few) return erase(erasable, [](std::size_t) {});
        session_.begin("erasing everything");
        session_.persist([this] { command(std::array{erase_command}, mass_erase_time); });
    }

    void write(std::uint32_t address, BytesView bytes, const Advance& advance) override {
        require(address, bytes.size(), &Sector::writable, "write");
        const Bytes padded = pad(address, bytes);
        for (std::size_t done = 0; done < padded.size();) {
            const auto piece =
                BytesView(padded).subspan(done, std::min(block_size(), padded.size() - done));
            const auto at = static_cast<std::uint32_t>(address + done);
            session_.persist([&] { write_block(at, piece); });
            done += piece.size();
            advance(std::min(done, bytes.size()));
        }
    }

    std::string start(std::uint32_t address) override {
        session_.begin("starting the program");
        session_.persist([&] {
            point_at(address);
            leave();
        });
        return session_.close_and_see_it_leave() ? "the device left its bootloader"
                                                 : "the device was told to leave its bootloader";
    }

    // ST AN3156, "Read unprotect": the flash is erased, then the chip resets itself.
    void unprotect() override {
        session_.begin("lifting the read protection");
        leave_upload();
        session_.download(0, std::array{read_unprotect});
        const auto deadline = session_.now() + mass_erase_time;
        for (;;) {
            const auto reply = session_.ask_status();
            if (reply.outcome != usb::Outcome::ok) break;
            if (reply.status.state == DfuState::error) session_.fail(reply.status);
            if (reply.status.state != DfuState::download_busy) break;
            if (session_.now() >= deadline) session_.fail(Fault::timeout, "it stays busy");
            session_.leave_alone(reply.status, deadline);
        }
        if (!session_.close_and_see_it_leave()) {
            session_.fail(Fault::protocol, "it did not reset itself");
        }
    }

private:
    /// Blocks that follow one another, so that the device needs one address for all of them.
    struct Run {
        enum class Kind { none, reading, writing };

        Kind kind = Kind::none;
        std::uint16_t block = first_data_block;  // the last
        std::uint64_t next = 0;                  // the address after it
    };

    /// The block that was read last. Who reads a little further on, as a comparison does, goes on
    /// without giving the device another address.
    struct Kept {
        std::uint32_t address = 0;
        Bytes bytes;

        [[nodiscard]] bool has(std::uint32_t at) const noexcept {
            return at >= address && at - address < bytes.size();
        }
        // Returns how many bytes.
        [[nodiscard]] std::size_t copy(std::uint32_t at, std::span<std::uint8_t> into) const {
            const auto from = BytesView(bytes).subspan(at - address);
            const std::size_t size = std::min(from.size(), into.size());
            std::copy_n(from.begin(), size, into.begin());
            return size;
        }
    };

    [[nodiscard]] std::size_t block_size() const { return session_.transfer_size(); }

    [[noreturn]] void refuse(std::uint32_t address, const char* verb) {
        throw Error({.what = fmt::format("cannot {} 0x{:08x}", verb, address),
                     .why = fmt::format("{} has no such memory in '{}'",
                                        usb::name_of(session_.attached()), layout_.name),
                     .fault = Fault::bad_input,
                     .device = usb::to_string(session_.attached().place)});
    }

    // Returns how many bytes from `address` on lie in sectors that allow it, `size` at most.
    [[nodiscard]] std::size_t allowed(std::uint32_t address, std::size_t size,
                                      bool Sector::* may) const {
        const std::uint64_t end = std::uint64_t{address} + size;
        std::uint64_t at = address;
        for (const Sector& sector : layout_.sectors) {
            if (at >= end) break;
            if (at < sector.address || at - sector.address >= sector.size) continue;
            if (!(sector.*may)) break;
            at = std::uint64_t{sector.address} + sector.size;
        }
        return static_cast<std::size_t>(std::min(at, end) - address);
    }

    void require(std::uint32_t address, std::size_t size, bool Sector::* may, const char* verb) {
        const std::size_t good = allowed(address, size, may);
        if (good < size) refuse(static_cast<std::uint32_t>(address + good), verb);
    }

    void require_erasable(const Sector& sector) {
        const auto found = std::ranges::find(layout_.sectors, sector);
        if (found == layout_.sectors.end() || !found->erasable) refuse(sector.address, "erase");
    }

    // Some chips write words of up to 32 bytes only; 0xFF is what erased memory holds anyway.
    [[nodiscard]] Bytes pad(std::uint32_t address, BytesView bytes) const {
        Bytes padded(bytes.begin(), bytes.end());
        const std::uint64_t end = std::uint64_t{address} + bytes.size();
        const std::uint64_t word_end = (end + flash_word - 1) / flash_word * flash_word;
        const auto last = std::ranges::find_if(layout_.sectors, [end](const Sector& sector) {
            return end > sector.address && end - sector.address <= sector.size;
        });
        if (last == layout_.sectors.end()) return padded;
        const std::uint64_t sector_end = std::uint64_t{last->address} + last->size;
        padded.resize(std::min(word_end, sector_end) - address, 0xFF);
        return padded;
    }

    // UPLOAD leaves the device in a state in which it takes no command.
    void leave_upload() {
        if (std::exchange(is_uploading_, false)) session_.abort();
    }

    void command(BytesView bytes, DfuSession::Clock::duration time) {
        run_ = {};
        kept_ = {};
        leave_upload();
        session_.download(0, bytes);
        session_.finish(session_.now() + time);
    }

    void command(std::uint8_t code, std::uint32_t address, DfuSession::Clock::duration time) {
        Bytes bytes{code};
        append_little_endian(bytes, address);
        command(bytes, time);
    }

    void point_at(std::uint32_t address) { command(set_address_pointer, address, write_time); }

    // ST AN3156, "Leave DFU mode": an empty block, then GETSTATUS, and the chip is off. Many leave
    // before they have answered, so nothing but a device that is still there and says so has not
    // understood.
    void leave() {
        const auto outcome = session_.try_download(first_data_block, {});
        if (session_.quirks().leaves_without_status) return;
        auto reply = session_.ask_status();
        const bool may_be_lost =
            reply.outcome != usb::Outcome::ok && reply.outcome != usb::Outcome::gone;
        if (may_be_lost) reply = session_.ask_status();
        if (reply.outcome != usb::Outcome::ok) return;
        if (reply.status.state == DfuState::error) session_.fail(reply.status);
        const bool is_idle =
            reply.status.state == DfuState::idle || reply.status.state == DfuState::download_idle;
        if (is_idle) session_.check("DFU_DNLOAD", outcome);
    }

    // Makes the device's next block of `size` bytes one at `address`; returns its number. Devices
    // disagree whether a block's place counts in transfer sizes or in its own size, so a shorter
    // one, the last, has an address of its own. So has one that follows a failure.
    std::uint16_t prepare(Run::Kind kind, std::uint32_t address, std::size_t size) {
        const Run before = std::exchange(run_, {});
        const bool follows = before.kind == kind && before.next == address &&
                             size == block_size() && before.block < last_data_block;
        if (follows && !session_.quirks().pointer_for_each_block) {
            return static_cast<std::uint16_t>(before.block + 1);
        }
        point_at(address);
        return first_data_block;
    }

    // A block that was shorter than a transfer has none that follows it.
    void go_on_from(Run::Kind kind, std::uint16_t block, std::uint32_t address, std::size_t size) {
        if (size == block_size()) run_ = {kind, block, std::uint64_t{address} + size};
    }

    void write_block(std::uint32_t address, BytesView bytes) {
        session_.begin(fmt::format("writing {} bytes at 0x{:08x}", bytes.size(), address));
        kept_ = {};
        leave_upload();
        const std::uint16_t block = prepare(Run::Kind::writing, address, bytes.size());
        session_.download(block, bytes);
        session_.finish(session_.now() + write_time);
        go_on_from(Run::Kind::writing, block, address, bytes.size());
    }

    // Reads a whole block, though fewer bytes be `wanted`, unless the memory ends before.
    void keep_block(std::uint32_t address, std::size_t wanted) {
        const std::size_t size = allowed(address, block_size(), &Sector::readable);
        session_.begin(
            fmt::format("reading {} bytes at 0x{:08x}", std::min(wanted, size), address));
        kept_ = {};
        const std::uint16_t block = prepare(Run::Kind::reading, address, size);
        if (!is_uploading_) session_.abort();  // UPLOAD is taken in dfuIDLE only
        is_uploading_ = true;
        Bytes bytes(size);
        const std::size_t length = session_.upload(block, bytes);
        if (length != size) {
            session_.fail(Fault::protocol, fmt::format("DFU_UPLOAD: it gave {} bytes", length));
        }
        kept_ = {address, std::move(bytes)};
        go_on_from(Run::Kind::reading, block, address, size);
    }

    void erase_sector(const Sector& sector) {
        // 128 KiB take an STM32F4 1 to 4 s.
        const auto time = 10s * (1 + sector.size / (128 << 10));
        bool is_repeated = false;
        session_.persist([&] {
            leave_upload();
            // The erase before may be done, and only its end have been lost.
            if (std::exchange(is_repeated, true) && is_blank(sector)) return;
            session_.begin(fmt::format("erasing 0x{:08x}", sector.address));
            command(erase_command, sector.address, time);
        });
    }

    bool is_blank(const Sector& sector) {
        if (!sector.readable) return false;
        const std::uint64_t end = std::uint64_t{sector.address} + sector.size;
        for (std::uint64_t at = sector.address; at < end; at += kept_.bytes.size()) {
            keep_block(static_cast<std::uint32_t>(at), end - at);
            const auto piece = BytesView(kept_.bytes).first(std::min(end - at, kept_.bytes.size()));
            if (std::ranges::any_of(piece, [](std::uint8_t byte) { return byte != 0xFF; })) {
                return false;
            }
        }
        return true;
    }

    DfuSession session_;
    MemoryLayout layout_;
    Run run_;
    Kept kept_;
    bool is_uploading_ = false;  // the device may be in dfuUPLOAD-IDLE
};

MemoryLayout layout_or_name(const std::string& text) {
    try {
        return parse_memory_layout(text);
    } catch (const Error&) {
        return {.name = text, .sectors = {}};
    }
}

}  // namespace

std::vector<DfuseMemory> dfuse_memories(usb::Host& host, const usb::Attached& attached) {
    DfuSession session(host, attached, 0);
    std::vector<DfuseMemory> memories;
    for (const auto& alternate : session.interface().alternates) {
        DfuseMemory memory{.alternate = alternate.number,
                           .text = usb::read_string(session.device(), alternate.name_index),
                           .layout = {}};
        memory.layout = layout_or_name(memory.text);
        memories.push_back(std::move(memory));
    }
    return memories;
}

std::unique_ptr<Programmer> connect_dfuse(usb::Host& host, const usb::Attached& attached,
                                          unsigned alternate) {
    return std::make_unique<Dfuse>(host, attached, alternate);
}

}  // namespace perth::cli
