// The movers as they are in built programs: what puts an update into place needs nothing else.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <set>

#include "cli/agent/update_plan.hpp"
#include "cli/build/elf.hpp"
#include "cli/image/image.hpp"
#include "cli/support/crc32.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

/// A mover's place in a chip.
struct Chip {
    std::string board;
    std::uint32_t start;
    std::uint32_t code;  // the first address behind tables
    std::uint32_t fixed;
};

class Mover : public testing::TestWithParam<Chip> {
protected:
    [[nodiscard]] Finished perth(std::vector<std::string> args) const {
        args.insert(args.begin(), PERTH_PROGRAM);
        return run({.args = std::move(args),
                    .folder = temporary_.path(),
                    .environment = {{"PERTH_DATA", PERTH_SOURCE_DIR}}});
    }
    /// Builds a program from a template and returns its bytes from the flash's start on.
    [[nodiscard]] Bytes build(const std::string& name, const std::string& board,
                              const std::string& kind) const {
        EXPECT_EQ(perth({"new", name, "-t", name, "-b", board, "--no-git"}).exit_code, 0);
        const Finished done = perth({"build", "-C", name, kind});
        EXPECT_EQ(done.exit_code, 0) << done.err;
        const std::string bytes =
            read_file(temporary_.path() / name / "build" / board / (name + ".bin"));
        return {bytes.begin(), bytes.end()};
    }
    [[nodiscard]] const fs::path& folder() const { return temporary_.path(); }

private:
    TemporaryFolder temporary_;
};

/// Returns where the instruction at `at` branches to, as far as it says so in 32 bits (BL, B.W).
std::optional<std::uint32_t> branch_target(BytesView code, std::uint32_t at,
                                           std::uint32_t address) {
    const std::uint32_t first = little_endian<std::uint16_t>(code, at);
    const std::uint32_t second = little_endian<std::uint16_t>(code, at + 2);
    if ((first & 0xF800) != 0xF000 || (second & 0x9000) != 0x9000) return std::nullopt;
    const std::uint32_t sign = first >> 10 & 1;
    const std::uint32_t i1 = ~(second >> 13 ^ sign) & 1;
    const std::uint32_t i2 = ~(second >> 11 ^ sign) & 1;
    std::uint32_t offset =
        sign << 24 | i1 << 23 | i2 << 22 | (first & 0x3FF) << 12 | (second & 0x7FF) << 1;
    if (sign != 0) offset |= 0xFE00'0000;
    return address + 4 + offset;
}

/// Returns the offsets of the constants that instructions load from beside the code.
std::set<std::uint32_t> constants_in(BytesView code, std::uint32_t from, std::uint32_t to) {
    std::set<std::uint32_t> found;
    for (std::uint32_t at = from; at + 4 <= to; at += 2) {
        const std::uint32_t base = (at + 4) & ~3U;
        const std::uint32_t first = little_endian<std::uint16_t>(code, at);
        const std::uint32_t second = little_endian<std::uint16_t>(code, at + 2);
        if ((first & 0xF800) == 0x4800) found.insert(base + 4 * (first & 0xFF));  // LDR literal
        if (first == 0xF8DF) found.insert(base + (second & 0xFFF));  // and its long form
    }
    return found;
}

TEST_P(Mover, CallsNothingOutsideAndIsTheSameInAllPrograms) {
    const Chip& chip = GetParam();
    const Bytes counter = build("counter", chip.board, "--release");
    const std::uint32_t room = chip.fixed - chip.start;
    ASSERT_GT(counter.size(), room);
    std::size_t used = room;
    while (used > 0 && counter[used - 1] == 0xFF) --used;
    const std::uint32_t code = chip.code - chip.start;
    const auto constants = constants_in(counter, code, static_cast<std::uint32_t>(used));
    for (std::uint32_t at = code; at + 4 <= used; at += 2) {
        if (constants.contains(at & ~3U)) continue;
        const auto target = branch_target(counter, at, chip.start + at);
        if (!target) continue;
        EXPECT_GE(*target, chip.start) << fmt::format("at 0x{:x}", at);
        EXPECT_LT(*target, chip.fixed) << fmt::format("at 0x{:x}", at);
    }
    fmt::print("the mover of {}: {} bytes in {}\n", chip.board, used, room);
    if (chip.board != "microbit") return;  // the others are built in the same way
    const Bytes other = build("railroad-async", chip.board, "--debug");
    ASSERT_GT(other.size(), room);
    EXPECT_TRUE(std::equal(counter.begin(), counter.begin() + room, other.begin()));
}

INSTANTIATE_TEST_SUITE_P(
    Chip, Mover,
    testing::Values(Chip{"microbit", 0, 0xA8, 0x400},
                    Chip{"pico", 0x1000'0000, 0x1000'011C, 0x1000'1000},
                    Chip{"pyboard-v11", 0x0800'0000, 0x0800'001C, 0x0800'4000}),
    [](const auto& chip) { return std::regex_replace(chip.param.board, std::regex("-"), "_"); });

class MoverInQemu : public Mover {};

/// A micro:bit's flash in which an update is committed, and the power was cut: the first `copied`
/// sectors are in place, of the next one half is erased, the others are as they were.
Bytes cut_update(const Bytes& before, const Bytes& after, std::size_t copied) {
    constexpr std::uint32_t fixed = 0x400, page = 0x400, area = 0x20000, size = 0x40000;
    Bytes flash(size, 0xFF);
    std::copy(before.begin(), before.end(), flash.begin());
    std::vector<std::uint32_t> sectors;
    const auto end = static_cast<std::uint32_t>((after.size() + page - 1) / page * page);
    Bytes wanted = after;
    wanted.resize(end, 0xFF);
    for (std::uint32_t at = fixed; at < end; at += page) {
        if (!std::equal(flash.begin() + at, flash.begin() + at + page, wanted.begin() + at)) {
            sectors.push_back(at);
        }
    }
    Bytes journal;
    for (std::size_t i = 0; i < sectors.size(); ++i) {
        const std::uint32_t at = sectors[i];
        append_little_endian(journal, at);
        std::copy_n(wanted.begin() + at, page, flash.begin() + area + 4096 + (at - fixed));
        if (i < copied) std::copy_n(wanted.begin() + at, page, flash.begin() + at);
        if (i == copied) std::fill_n(flash.begin() + at, page / 2, std::uint8_t{0xFF});
    }
    std::copy(journal.begin(), journal.end(), flash.begin() + area);
    Bytes commit;
    for (const std::uint32_t word :
         {0x5045'5550U, 0U, end, crc32_of(wanted), static_cast<std::uint32_t>(sectors.size())}) {
        append_little_endian(commit, word);
    }
    std::copy(commit.begin(), commit.end(), flash.begin() + area + 4096 - 512);
    return flash;
}

TEST_P(MoverInQemu, GoesOnWhereThePowerWasCut) {
    const Bytes before = build("railroad-async", "microbit", "--release");
    const Bytes after = build("counter", "microbit", "--release");
    const std::size_t sectors = (after.size() - 1) / 1024;
    unsigned tried = 0;
    unsigned survived = 0;
    for (std::size_t copied = 0; copied <= sectors; copied += 4, ++tried) {
        const Bytes flash = cut_update(before, after, copied);
        const fs::path file = folder() / "flash.bin";
        write_file(file, {reinterpret_cast<const char*>(flash.data()), flash.size()});
        const Finished done = run({.args = {"timeout", "3", "qemu-system-arm", "-M", "microbit",
                                            "-nodefaults", "-display", "none", "-icount", "shift=3",
                                            "-serial", "stdio", "-kernel", file.string()}});
        EXPECT_NE(done.out.find("count 0"), std::string::npos) << copied << "\n"
                                                               << done.out << done.err;
        survived += done.out.find("count 0") != std::string::npos ? 1 : 0;
    }
    fmt::print("microbit in QEMU: {} cuts tried, {} survived\n", tried, survived);
    EXPECT_EQ(tried, survived);
}

INSTANTIATE_TEST_SUITE_P(Chip, MoverInQemu, testing::Values(Chip{"microbit", 0, 0xA8, 0x400}));

}  // namespace
}  // namespace perth::cli
