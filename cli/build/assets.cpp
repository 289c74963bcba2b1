#include "cli/build/assets.hpp"

#include <fmt/format.h>

#include "cli/build/memory_script.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t granularity = 1024;    // the image's size in the ELF: few changes move it
constexpr std::uint32_t even_sector = 4096;  // of boards that name no sectors

/// Returns the last address up to `offset` from the start at which a sector begins.
std::uint32_t sector_start(const MemoryRegion& flash, std::uint32_t offset) {
    if (flash.sectors.empty()) return flash.start + offset / even_sector * even_sector;
    std::uint32_t at = 0;
    for (const std::uint32_t size : flash.sectors) {
        if (at + size > offset) break;
        at += size;
    }
    return flash.start + at;
}

std::string source(const BuildPlan& plan, std::size_t size) {
    const std::string section = "    .section .perth.assets, \"a\", %progbits\n    .balign 4\n";
    if (!plan.is_host()) {
        // What is named here is linked; the section itself is not.
        const char* const files =
            "    .section .perth.linked, \"a\", %progbits\n"
            "    .word perth_agent_files\n";
        return fmt::format("{}    .space {}, 0xFF\n{}", section, size,
                           plan.settings.agent ? files : "");
    }
    return fmt::format(
        "{}    .global __perth_assets_start, __perth_assets_end\n"
        "__perth_assets_start:\n"
        "    .incbin \"{}\"\n"
        "__perth_assets_end:\n"
        "    .section .note.GNU-stack, \"\", %progbits\n",
        section, plan.assets_file().string());
}

}  // namespace

AssetsPlace assets_place(const Board& board) {
    const MemoryRegion* const flash = board.region("flash");
    if (flash == nullptr) return {};
    const std::uint32_t size = usable_size(board, *flash);
    return {sector_start(*flash, size / 4), sector_start(*flash, size / 2)};
}

void write_assets(const BuildPlan& plan) {
    Bytes image = pack_assets(asset_files(plan.assets));
    image.resize((image.size() + granularity - 1) / granularity * granularity, 0xFF);
    const AssetsPlace place = assets_place(plan.board);
    if (!plan.is_host() && image.size() > place.end - place.begin) {
        throw Error(
            {.what = fmt::format("the assets do not fit into the flash of {}", plan.board.name),
             .why = fmt::format("they take {}, and there are {} for them",
                                pretty_size(image.size()), pretty_size(place.end - place.begin)),
             .hint = "leave out some of \"assets\" in perth.json"});
    }
    write_file_if_changed(plan.assets_file(),
                          {reinterpret_cast<const char*>(image.data()), image.size()});
    write_file_if_changed(plan.gen() / "assets.S", source(plan, image.size()));
}

std::string assets_script(const BuildPlan& plan) {
    if (plan.assets.empty()) return {};
    const AssetsPlace place = assets_place(plan.board);
    return fmt::format(
        "SECTIONS {{ .assets {0:#010x} : {{ KEEP(*(.perth.assets)) }} > FLASH }}\n"
        "__perth_assets_start = {0:#010x};\n"
        "__perth_assets_end = {1:#010x};\n"
        "ASSERT(__perth_program_end <= {0:#010x}, \"the program reaches into the place of its "
        "assets, the second quarter of the flash\")\n",
        place.begin, place.end);
}

}  // namespace perth::cli
