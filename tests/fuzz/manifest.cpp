// load_manifest with any perth.json: a Manifest whose facts hold, or an Error that points into the
// file.
#include <fstream>

#include "cli/project/manifest.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    static const TemporaryFolder folder;
    std::ofstream(folder.path() / "perth.json", std::ios::binary) << fuzz::text_of(data, size);
    try {
        const Manifest manifest = load_manifest(folder.path());
        fuzz::require(is_project_name(manifest.name) && manifest.folder.is_absolute());
        for (const std::string& board : manifest.boards) (void)manifest.for_board(board);
        for (const auto& [board, settings] : manifest.overrides) {
            fuzz::require(manifest.for_board(board).sources == settings.sources);
        }
    } catch (const Error& error) {
        fuzz::require_sound(error);
        fuzz::require(error.parts().exit == Exit::wrong_use);
    }
    return 0;
}
