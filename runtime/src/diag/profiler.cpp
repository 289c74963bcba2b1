#include "perth/diag/profiler.hpp"

#include <array>
#include <chrono>
#include <cstddef>

#include "perth/io/print.hpp"

namespace perth {
namespace {

using detail::Profile;
using detail::ProfileEntry;

/// The entries that have turns, the longest total time first.
class Sorted {
public:
    explicit Sorted(std::span<const ProfileEntry> entries) noexcept {
        for (const ProfileEntry& entry : entries) {
            if (entry.turns != 0) insert(entry);
        }
    }
    [[nodiscard]] std::span<const ProfileEntry* const> all() const noexcept {
        return {entries_.data(), size_};
    }

private:
    void insert(const ProfileEntry& entry) noexcept {
        std::size_t at = size_++;
        for (; at > 0 && entries_[at - 1]->total_us < entry.total_us; --at) {
            entries_[at] = entries_[at - 1];
        }
        entries_[at] = &entry;
    }

    std::array<const ProfileEntry*, Profile::most_names + 1> entries_{};
    std::size_t size_ = 0;
};

/// Returns whole milliseconds, without the library's 64-bit division.
std::uint64_t milliseconds(std::uint64_t us) noexcept {
    std::uint64_t quotient = 0;
    std::uint32_t rest = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
        const std::uint32_t part = rest << 16 | static_cast<std::uint32_t>(us >> shift & 0xFFFF);
        quotient |= std::uint64_t{part / 1000} << shift;
        rest = part % 1000;
    }
    return quotient;
}

void print_name(const ProfileEntry& entry) noexcept {
    if (entry.name == nullptr) return print("other");
    print("{:08x}", reinterpret_cast<std::uintptr_t>(entry.name));
}

}  // namespace

#ifdef PERTH_PROFILE

void Profiler::enable(const Scheduler& scheduler) noexcept {
    detail::profile.reset();
    detail::profile.count_only(scheduler);
}
void Profiler::inject() noexcept { detail::profile.count_all(); }
void Profiler::reset() noexcept { detail::profile.reset(); }
std::span<const ProfileEntry> Profiler::entries() noexcept { return detail::profile.entries(); }

#else

void Profiler::enable(const Scheduler&) noexcept {}
void Profiler::inject() noexcept {}
void Profiler::reset() noexcept {}
std::span<const ProfileEntry> Profiler::entries() noexcept { return {}; }

#endif

void Profiler::report() noexcept {
    const Sorted sorted(entries());
    if (sorted.all().empty()) {
        println("No timing data{}", is_built_in ? "" : ": perth.json has no \"profile\"");
        return;
    }
    println("   turns        ms  longest     late     last  task");
    for (const ProfileEntry* const entry : sorted.all()) {
        print("{:8}  {:8} {:8} {:8} {:8}  ", entry->turns, milliseconds(entry->total_us),
              milliseconds(entry->longest_us), milliseconds(entry->late_us), entry->last_turn);
        print_name(*entry);
        println("");
    }
}

void Profiler::json() noexcept {
    const char* separator = "";
    const Sorted sorted(entries());
    print("{{");
    for (const ProfileEntry* const entry : sorted.all()) {
        print("{}\"", separator);
        print_name(*entry);
        print("\": [{}, {}, {}, {}]", entry->turns, milliseconds(entry->total_us),
              milliseconds(entry->longest_us), entry->last_turn);
        separator = ", ";
    }
    println("}}");
}

}  // namespace perth
