#include "cli/console/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/image/symbols.hpp"
#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_stale = 3;  // files that are named in vain

struct FaultBit {
    unsigned bit;
    std::string_view what;
};

// Source: ARM DDI 0403, "Configurable Fault Status Register, CFSR".
constexpr std::array<FaultBit, 15> fault_bits = {{
    {0, "an instruction where none may be fetched"},
    {1, "an access that the memory protection refused"},
    {3, "a memory fault on return from an exception"},
    {4, "a memory fault on entry to an exception"},
    {8, "a bus error at an instruction"},
    {9, "a bus error"},
    {10, "a bus error some instructions ago"},
    {11, "a bus error on return from an exception"},
    {12, "a bus error on entry to an exception"},
    {16, "an undefined instruction"},
    {17, "a jump to an address that is not Thumb"},
    {18, "a return from an exception that is none"},
    {19, "a floating-point instruction while the unit is off"},
    {24, "an unaligned access"},
    {25, "a division by zero"},
}};

std::optional<std::string> cause_of(const Dump& dump) {
    const auto status = dump.find("cfsr");
    if (!status) return std::nullopt;
    const auto is_set = [&](unsigned bit) { return (*status >> bit & 1) != 0; };
    const auto found = std::find_if(fault_bits.begin(), fault_bits.end(),
                                    [&](const FaultBit& entry) { return is_set(entry.bit); });
    if (found == fault_bits.end()) return std::nullopt;
    constexpr unsigned memory_address_valid = 7;
    constexpr unsigned bus_address_valid = 15;
    std::optional<std::uint64_t> address;
    if (is_set(bus_address_valid)) address = dump.find("bfar");
    if (is_set(memory_address_valid)) address = dump.find("mmfar");
    if (!address) return fmt::format("cause: {}", found->what);
    return fmt::format("cause: {}, address {:08x}", found->what, *address);
}

/// Returns the file's name from the folder that we are in if it is there, else as it is.
std::string shown(const fs::path& file) {
    std::error_code ignored;
    const fs::path near = file.lexically_relative(fs::current_path(ignored));
    return printable((near.empty() || *near.begin() == ".." ? file : near).string());
}

/// Returns one line for the innermost function, and one for each that it was inlined into.
std::vector<std::string> lines_of(const std::string& what, std::uint64_t address,
                                  const std::vector<CodePlace>& places) {
    std::vector<std::string> lines;
    for (const CodePlace& place : places) {
        const std::string text = printable(to_string(place));
        lines.push_back(lines.empty() ? fmt::format("{} {:08x}: {}", what, address, text)
                                      : fmt::format("  inlined into {}", text));
    }
    if (lines.empty()) lines.push_back(fmt::format("{} {:08x}", what, address));
    return lines;
}

void append(std::vector<std::string>& to, std::vector<std::string> more) {
    std::move(more.begin(), more.end(), std::back_inserter(to));
}

/// The dump's addresses by the symbols of its own build, or as they are.
class Explainer {
public:
    /// `project`: where relative paths of the sources are meant from.
    Explainer(const Dump& dump, std::optional<Symbols> symbols, fs::path project)
        : dump_(dump), symbols_(std::move(symbols)), project_(std::move(project)) {}

    [[nodiscard]] std::vector<std::string> lines() const {
        std::vector<std::string> lines;
        if (!dump_.task.empty()) append(lines, task());
        if (auto cause = cause_of(dump_)) lines.push_back(std::move(*cause));
        const auto pc = dump_.find("pc");
        if (pc) append(lines, lines_of("pc", *pc, at(*pc)));
        if (!symbols_) return lines;
        const auto lr = dump_.find("lr");
        std::uint64_t last = 0;
        if (lr && symbols_->is_return_address(*lr) && (*lr & ~1ULL) != pc.value_or(0)) {
            append(lines, lines_of("lr", *lr, found(symbols_->call_before(*lr))));
            last = *lr;
        }
        for (const std::uint64_t word : dump_.stack) {
            if (word == last || !symbols_->is_return_address(word)) continue;
            append(lines, lines_of("stack", word, found(symbols_->call_before(word))));
            last = word;
        }
        return lines;
    }

private:
    [[nodiscard]] std::vector<CodePlace> at(std::uint64_t address) const {
        return symbols_ ? found(symbols_->at(address)) : std::vector<CodePlace>{};
    }

    /// What lies outside of the project gets its whole path.
    [[nodiscard]] std::vector<CodePlace> found(std::vector<CodePlace> places) const {
        for (CodePlace& place : places) {
            if (place.file.starts_with("../")) {
                place.file = (project_ / place.file).lexically_normal().string();
            }
        }
        return places;
    }

    /// The coroutine itself, not what the compiler inlined at its start.
    [[nodiscard]] std::vector<std::string> task() const {
        if (!dump_.task_code) return {fmt::format("task {}", dump_.task)};
        const std::string name = fmt::format("task {}", dump_.task);
        auto places = at(*dump_.task_code);
        if (places.size() > 1) places.erase(places.begin(), places.end() - 1);
        return lines_of(name, *dump_.task_code, places);
    }

    const Dump& dump_;
    std::optional<Symbols> symbols_;
    fs::path project_;
};

std::vector<std::string> stale(const Dump& dump, const std::vector<BuiltFile>& files) {
    std::vector<std::string> lines = {fmt::format("build {}", dump.build)};
    if (!files.empty()) lines.back() += ": no ELF here has it, so that addresses stay numbers";
    for (std::size_t i = 0; i < files.size() && i < most_stale; ++i) {
        lines.push_back(
            fmt::format("  {} has build {}", shown(files[i].file), files[i].build.substr(0, 8)));
    }
    return lines;
}

}  // namespace

std::vector<std::string> explain(const Dump& dump, const std::vector<BuiltFile>& files) {
    std::vector<std::string> lines;
    std::optional<Symbols> symbols;
    const auto found = std::find_if(files.begin(), files.end(), [&](const BuiltFile& file) {
        return is_build(file, dump.build);
    });
    if (found != files.end()) {
        symbols.emplace(found->file);
        lines.push_back(fmt::format("build {}: {}", dump.build, shown(found->file)));
        if (!symbols->is_fixed()) symbols.reset();  // loaded anywhere: no address means anything
    } else if (!dump.build.empty()) {
        append(lines, stale(dump, files));
    }
    // The ELF is PROJECT/build/BOARD/NAME.elf.
    const fs::path project =
        found == files.end() ? fs::path{} : found->file.parent_path().parent_path().parent_path();
    append(lines, Explainer(dump, std::move(symbols), project).lines());
    return lines;
}

}  // namespace perth::cli
