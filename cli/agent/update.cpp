#include "cli/agent/update.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "cli/support/crc32.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Op = SmpPacket::Op;

// As in runtime/include/perth/diag/agent.hpp.
enum Command : std::uint8_t {
    hashes = 3,
    stage = 4,
    apply = 5,
    erase = 6,
    copy = 7,
    enter = 8,
};

constexpr std::size_t hashes_a_reply = 64;                // 16 KiB, and 270 bytes of a reply
constexpr std::chrono::milliseconds slow_patience{6000};  // a sector of 128 KiB is erased
constexpr std::chrono::milliseconds short_patience{400};
constexpr std::chrono::milliseconds pause{50};
constexpr unsigned restart_attempts = 30;

std::string at(std::uint32_t address) { return fmt::format("0x{:08x}", address); }

class FirmwareSync {
public:
    FirmwareSync(Agent& agent, const Image& image, bool dry_run, Progress& progress)
        : agent_(agent), image_(image), dry_run_(dry_run), progress_(progress) {}

    SyncReport run() {
        facts_ = describe_firmware(agent_);
        check_can_update();
        flash_ = lay_out(image_, facts_);
        if (flash_.address == facts_.start) check_fixed();
        const auto live = read_hashes("comparing", flash_.address, flash_.bytes.size());
        const auto changed = changed_sectors(facts_, flash_, live);
        report_.dry_run = dry_run_;
        report_.image_bytes = image_.size();
        report_.changed_sectors = changed.size();
        for (std::uint32_t a = flash_.address; a < flash_end();) {
            ++report_.sectors;
            a = facts_.sector_at(a).address + facts_.sector_at(a).size;
        }
        const auto& wanted = flash_.hashes;
        for (std::size_t i = 0; i < live.size(); ++i) {
            if (live[i] != wanted[i]) ++report_.changed_blocks;
        }
        if (changed.empty()) return report_;
        const UpdateWork work =
            plan_update(facts_, flash_, live, read_staged(changed), journal_is_blank());
        report_.sent_bytes = work.sent();
        report_.resumed_blocks = report_.changed_blocks - work.send.size();
        if (dry_run_) return report_;
        put_beside(work);
        commit(work);
        wait_for_restart();
        verify(wanted);
        return report_;
    }

private:
    [[nodiscard]] std::uint32_t flash_end() const {
        return flash_.address + static_cast<std::uint32_t>(flash_.bytes.size());
    }

    void check_can_update() const {
        if (!facts_.takes_updates()) {
            throw Error({.what = "the firmware on the board takes no updates over its console",
                         .why = "there is no way to write its chip's flash safely from within",
                         .hint = "perth flash",
                         .fault = Fault::refused});
        }
        if (facts_.program > facts_.area) {
            throw Error({.what = "the program on the board leaves no room for another beside it",
                         .why = fmt::format("it ends at {}, behind the middle of the flash at {}",
                                            at(facts_.program), at(facts_.area)),
                         .hint = "perth flash",
                         .fault = Fault::refused});
        }
    }

    /// The first sectors hold what puts an update into place; they are never written.
    void check_fixed() {
        const std::uint32_t size = facts_.fixed - facts_.start;
        const auto there = read_hashes("comparing", facts_.start, size);
        if (std::equal(there.begin(), there.end(), flash_.hashes.begin())) return;
        throw Error({.what = "the first sectors on the board are not those of this program",
                     .why = fmt::format("what is before {} is never replaced by sync, for it puts "
                                        "updates into place",
                                        at(facts_.fixed)),
                     .hint = "perth flash, once",
                     .fault = Fault::refused});
    }

    std::vector<std::uint32_t> read_hashes(const char* phase, std::uint32_t address,
                                           std::size_t size) {
        std::vector<std::uint32_t> all;
        const std::size_t count = size / update_block;
        progress_.begin(phase, size, true);
        while (all.size() < count) {
            const std::size_t some = std::min(count - all.size(), hashes_a_reply);
            const auto from = static_cast<std::uint32_t>(address + all.size() * update_block);
            const CborValue reply = agent_.ask({.command = Command::hashes,
                                                .payload = CborMapWriter()
                                                               .number("a", from)
                                                               .number("n", update_block)
                                                               .number("c", some)
                                                               .take(),
                                                .what = "hash " + at(from),
                                                .patience = 2000ms});
            const Bytes bytes = reply.bytes_of("h").value_or(Bytes{});
            if (bytes.size() != 4 * some) {
                throw Error({.what = fmt::format("the agent sent {} bytes of hashes instead of {}",
                                                 bytes.size(), 4 * some),
                             .why = {},
                             .hint = {},
                             .fault = Fault::protocol});
            }
            for (std::size_t i = 0; i < some; ++i) {
                all.push_back(little_endian<std::uint32_t>(bytes, 4 * i));
            }
            progress_.update(all.size() * update_block);
        }
        progress_.end();
        return all;
    }

    /// Hashes of the places of the copies, in the order of the blocks; 0 where nothing changes.
    std::vector<std::uint32_t> read_staged(const std::vector<AgentSector>& changed) {
        std::vector<std::uint32_t> staged(flash_.bytes.size() / update_block, 0);
        for (const AgentSector& sector : changed) {
            const auto some = read_hashes("comparing", facts_.copy_of(sector.address), sector.size);
            std::copy(some.begin(), some.end(),
                      staged.begin() + (sector.address - flash_.address) / update_block);
        }
        return staged;
    }

    bool journal_is_blank() {
        const auto blocks = read_hashes("comparing", facts_.area, FirmwareFacts::journal_size);
        return std::all_of(blocks.begin(), blocks.end(),
                           [](std::uint32_t hash) { return hash == blank_hash(); });
    }

    void order(std::uint8_t command, const CborMapWriter& payload, std::string what) {
        (void)agent_.ask({.op = Op::write,
                          .command = command,
                          .payload = payload.take(),
                          .what = std::move(what),
                          .patience = slow_patience});
    }

    void put_beside(const UpdateWork& work) {
        progress_.begin("erasing", work.erase.size(), false);
        for (std::size_t i = 0; i < work.erase.size(); ++i) {
            order(Command::erase, CborMapWriter().number("a", work.erase[i]),
                  "erase " + at(work.erase[i]));
            progress_.update(i + 1);
        }
        progress_.begin("sending", work.sent(), true);
        for (std::size_t i = 0; i < work.send.size(); ++i) {
            const std::uint32_t address = work.send[i].address;
            const BytesView bytes =
                BytesView(flash_.bytes).subspan(address - flash_.address, work.send[i].size);
            order(Command::stage, CborMapWriter().number("a", address).bytes("d", bytes),
                  "write what goes to " + at(address));
            progress_.update((i + 1) * update_block);
        }
        progress_.end();
        for (const FlashRange& range : work.copy) {
            order(Command::copy, CborMapWriter().number("a", range.address).number("n", range.size),
                  "copy " + at(range.address));
        }
    }

    void commit(const UpdateWork& work) {
        for (std::size_t i = 0; i < work.enter.size(); ++i) {
            order(Command::enter, CborMapWriter().number("i", i).number("a", work.enter[i]),
                  "note " + at(work.enter[i]));
        }
        order(Command::apply,
              CborMapWriter()
                  .number("b", flash_.address)
                  .number("e", flash_end())
                  .number("x", crc32_of(flash_.bytes))
                  .number("n", work.enter.size()),
              "put the new program into place");
    }

    /// The board copies, restarts, and its program begins.
    void wait_for_restart() {
        AgentCall call = describe_call();
        call.patience = short_patience;
        progress_.begin("restarting", restart_attempts, false);
        for (unsigned i = 0; i < restart_attempts; ++i) {
            progress_.update(i);
            agent_.sleep(pause);
            try {
                (void)agent_.ask(call);
                break;
            } catch (const Error& error) {
                if (error.parts().fault != Fault::timeout || i + 1 == restart_attempts) throw;
            }
        }
        progress_.end();
    }

    void verify(const std::vector<std::uint32_t>& wanted) {
        if (read_hashes("verifying", flash_.address, flash_.bytes.size()) == wanted) return;
        throw Error({.what = "the board does not hold the new program after its restart",
                     .why = "the update was complete, but was not put into place",
                     .hint = "perth sync again, or perth flash",
                     .fault = Fault::verify});
    }

    Agent& agent_;
    const Image& image_;
    bool dry_run_;
    Progress& progress_;
    FirmwareFacts facts_;
    WantedFlash flash_;
    SyncReport report_;
};

}  // namespace

WantedFlash lay_out(const Image& image, const FirmwareFacts& facts) {
    std::uint32_t begin = facts.end;
    std::uint32_t end = facts.start;
    for (const Segment& segment : image.segments) {
        const std::uint64_t behind = std::uint64_t{segment.address} + segment.bytes.size();
        if (segment.address < facts.start || behind > facts.replaceable_end()) {
            throw Error(
                {.what = fmt::format("{} does not fit beside the program on the board", image.name),
                 .why = fmt::format("it has bytes from {} to {}; {} to {} can be replaced",
                                    at(segment.address), at(static_cast<std::uint32_t>(behind)),
                                    at(facts.fixed), at(facts.replaceable_end())),
                 .hint = "perth flash",
                 .fault = Fault::bad_input});
        }
        begin = std::min(begin, segment.address);
        end = std::max(end, static_cast<std::uint32_t>(behind));
    }
    const AgentSector& first = facts.sector_at(begin);
    const std::uint32_t from = first.address < facts.fixed ? facts.start : first.address;
    const AgentSector& last = facts.sector_at(std::max(end, facts.fixed + 1) - 1);
    WantedFlash wanted{from, Bytes(last.address + last.size - from, 0xFF)};
    for (const Segment& segment : image.segments) {
        std::copy(segment.bytes.begin(), segment.bytes.end(),
                  wanted.bytes.begin() + (segment.address - from));
    }
    wanted.hashes = block_hashes(wanted.bytes);
    return wanted;
}

SyncReport sync_firmware(Agent& agent, const Image& image, bool dry_run, Progress& progress) {
    return FirmwareSync(agent, image, dry_run, progress).run();
}

}  // namespace perth::cli
