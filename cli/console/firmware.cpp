#include "cli/console/firmware.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "cli/image/symbols.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

/// Returns what is in a folder, sorted; nothing where it cannot be read.
std::vector<fs::path> entries(const fs::path& folder) {
    std::error_code failure;
    std::vector<fs::path> found;
    for (fs::directory_iterator it(folder, failure), end; !failure && it != end;
         it.increment(failure)) {
        found.push_back(it->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

std::vector<BuiltFile> built_file(const fs::path& file) {
    try {
        std::string build = Symbols(file).build_id();
        if (!build.empty()) return {{.file = file, .build = std::move(build)}};
    } catch (const Error&) {  // being written just now, or no ELF
    }
    return {};
}

std::vector<BuiltFile> built_files(const fs::path& folder, const std::string& board) {
    std::vector<BuiltFile> found;
    const auto folders =
        board.empty() ? entries(folder / "build") : std::vector<fs::path>{folder / "build" / board};
    for (const fs::path& build : folders) {
        for (const fs::path& file : entries(build)) {
            if (file.extension() != ".elf") continue;
            for (BuiltFile& one : built_file(file)) found.push_back(std::move(one));
        }
    }
    return found;
}

bool is_build(const BuiltFile& file, const std::string& build) {
    constexpr std::size_t fewest = 8;  // digits that tell builds apart
    return build.size() >= fewest && file.build.starts_with(build);
}

}  // namespace perth::cli
