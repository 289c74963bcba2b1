#include "cli/build/reproduce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "cli/image/symbols.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

void refuse_outside(const BuildPlan& plan, const std::vector<fs::path>& paths) {
    for (const fs::path& path : paths) {
        if (is_inside(path, plan.project)) continue;
        throw Error(
            {.what = fmt::format("cannot check that {} builds the same elsewhere", plan.name),
             .why = fmt::format("{} is outside the project's folder", path.string()),
             .hint = "check a project that has all its sources and libraries inside",
             .exit = Exit::wrong_use});
    }
}

bool is_left_out(const fs::path& name) {
    return name == "build" || name == "compile_commands.json" || name.string().starts_with('.');
}

/// Returns the function at an offset of the raw image, or nothing.
std::string place_in_flash(const BuildPlan& plan, const fs::path& elf, std::size_t offset) {
    const MemoryRegion* const flash = plan.board.region("flash");
    if (flash == nullptr) return {};
    const auto places = Symbols(elf).at(flash->start + offset);
    return places.empty() ? "" : ", in " + to_string(places.front());
}

}  // namespace

void copy_project(const BuildPlan& plan, const fs::path& folder) {
    refuse_outside(plan, plan.sources);
    refuse_outside(plan, plan.include);
    refuse_outside(plan, plan.libraries);
    for (const auto& entry : fs::directory_iterator(plan.project)) {
        if (is_left_out(entry.path().filename())) continue;
        fs::copy(entry.path(), folder / entry.path().filename(),
                 fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    }
}

void compare_builds(const BuildPlan& plan, const Firmware& one, const Firmware& other) {
    for (const char* const ending : {".bin", ".hex", ".elf"}) {
        fs::path mine = one.elf;
        fs::path copy = other.elf;
        mine.replace_extension(ending);
        copy.replace_extension(ending);
        if (!fs::exists(mine)) continue;  // host has the ELF alone
        const std::string a = read_file(mine);
        const std::string b = read_file(copy);
        const auto [at, ignored] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
        if (at == a.end() && a.size() == b.size()) continue;
        const auto offset = static_cast<std::size_t>(at - a.begin());
        const bool is_raw = std::string_view(ending) == ".bin";
        throw Error(
            {.what = fmt::format("{} does not build the same elsewhere", plan.name),
             .why = fmt::format("{} differs from byte {} on{}", mine.filename().string(), offset,
                                is_raw ? place_in_flash(plan, one.elf, offset) : ""),
             .hint = "a time, a random number or an absolute path may be compiled in: look for "
                     "__DATE__, __TIME__ and generated sources"});
    }
}

}  // namespace perth::cli
