#include "cli/flash/dfuse_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr std::uint64_t address_space = std::uint64_t{1} << 32;
constexpr std::size_t most_sectors = 1 << 16;  // no chip has a quarter as many

/// Reads the text from left to right; what does not fit is an `Error`.
class LayoutReader {
public:
    explicit LayoutReader(std::string_view text) : text_(text), rest_(text) {}

    MemoryLayout read() {
        if (!take('@')) fail("it does not begin with @");
        MemoryLayout layout{.name = read_name(), .sectors = {}};
        if (rest_.empty()) fail("it names no memory");
        while (!rest_.empty()) read_region(layout.sectors);
        std::ranges::sort(layout.sectors, {}, &Sector::address);
        check_overlap(layout.sectors);
        return layout;
    }

private:
    [[noreturn]] void fail(const std::string& why) const {
        throw Error({.what = fmt::format("'{}' is no DfuSe memory layout", text_),
                     .why = fmt::format("{} (byte {})", why, text_.size() - rest_.size()),
                     .fault = Fault::bad_input});
    }

    bool take(char expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string read_name() {
        const auto name = rest_.substr(0, rest_.find('/'));
        rest_.remove_prefix(name.size());
        const auto end = name.find_last_not_of(' ');
        const auto begin = std::min(name.find_first_not_of(' '), name.size());
        return std::string(name.substr(begin, end + 1 - begin));
    }

    std::uint32_t read_number(int base, const char* what) {
        std::uint32_t value = 0;
        const auto [end, error] =
            std::from_chars(rest_.data(), rest_.data() + rest_.size(), value, base);
        if (error != std::errc{}) fail(fmt::format("{} is missing or too large", what));
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return value;
    }

    void read_region(std::vector<Sector>& sectors) {
        if (!rest_.starts_with("/0x")) fail("a region begins with /0x");
        rest_.remove_prefix(3);
        std::uint64_t address = read_number(16, "the address");
        if (!take('/')) fail("no / follows the address");
        do read_sectors(sectors, address);
        while (take(','));
        rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
    }

    void read_sectors(std::vector<Sector>& sectors, std::uint64_t& address) {
        const std::uint32_t count = read_number(10, "the number of sectors");
        if (!take('*')) fail("no * follows the number of sectors");
        const std::uint64_t size = std::uint64_t{read_number(10, "the size")} * read_multiplier();
        const unsigned kind = read_kind();
        if (count == 0 || size == 0) fail("a count or size of 0");
        if (count > most_sectors - sectors.size()) fail("too many sectors");
        if (size >= address_space || size > (address_space - address) / count) {
            fail("it ends beyond 4 GiB");
        }
        for (std::uint32_t i = 0; i < count; ++i, address += size) {
            sectors.push_back({.address = static_cast<std::uint32_t>(address),
                               .size = static_cast<std::uint32_t>(size),
                               .readable = (kind & 1) != 0,
                               .erasable = (kind & 2) != 0,
                               .writable = (kind & 4) != 0});
        }
    }

    std::uint64_t read_multiplier() {
        if (take('K')) return std::uint64_t{1} << 10;
        if (take('M')) return std::uint64_t{1} << 20;
        if (!take('B') && !take(' ')) fail("the size has no unit");
        return 1;
    }

    unsigned read_kind() {
        if (rest_.empty() || rest_[0] < 'a' || rest_[0] > 'g') fail("no sector type a to g");
        const auto kind = static_cast<unsigned>(rest_[0] - 'a' + 1);
        rest_.remove_prefix(1);
        return kind;
    }

    void check_overlap(const std::vector<Sector>& sectors) const {
        for (std::size_t i = 1; i < sectors.size(); ++i) {
            const Sector& before = sectors[i - 1];
            if (sectors[i].address - before.address < before.size) {
                fail(fmt::format("two sectors at 0x{:08x} overlap", sectors[i].address));
            }
        }
    }

    std::string_view text_;
    std::string_view rest_;
};

}  // namespace

MemoryLayout parse_memory_layout(std::string_view text) { return LayoutReader(text).read(); }

}  // namespace perth::cli
