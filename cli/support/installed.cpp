#include "cli/support/installed.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

bool holds_data(const fs::path& folder) {
    std::error_code ignored;
    return !folder.empty() && fs::is_directory(folder / "board-defs", ignored) &&
           fs::is_directory(folder / "templates", ignored) &&
           fs::is_directory(folder / "runtime", ignored);
}

std::string shown(const fs::path& place, const char* absent) {
    return place.empty() ? absent : place.string();
}

}  // namespace

DataPlaces data_places() {
    DataPlaces places;
    if (const char* const folder = std::getenv("PERTH_DATA")) places.environment = folder;
    std::error_code failure;
    const fs::path executable = fs::read_symlink("/proc/self/exe", failure);
    if (failure) return places;
    places.beside = executable.parent_path().parent_path() / "share" / "perth";
    const fs::path note = executable.parent_path() / "perth.source";  // made by our CMakeLists.txt
    if (fs::exists(note, failure)) places.source = read_file(note);
    return places;
}

fs::path find_data(const DataPlaces& places) {
    if (holds_data(places.environment)) return places.environment;
    if (places.environment.empty()) {
        if (holds_data(places.beside)) return places.beside;
        if (holds_data(places.source)) return places.source;
    }
    throw Error(
        {.what = "perth's own data (board-defs, templates, runtime) is not there",
         .why = fmt::format("$PERTH_DATA: {}\nbeside the program: {}\nsource tree: {}",
                            shown(places.environment, "not set"), shown(places.beside, "not known"),
                            shown(places.source, "this is an installed perth")),
         .hint = "install perth again, or set PERTH_DATA to the folder that holds them",
         .exit = Exit::missing_tool});
}

}  // namespace perth::cli
