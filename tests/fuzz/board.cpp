// load_board_file with any definition: a Board whose facts hold, or an Error that points into it.
#include <fstream>

#include "cli/board/board.hpp"
#include "cli/support/terminal.hpp"
#include "tests/boards/each_board.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::fuzz {
namespace {

void require_true_facts(const Board& board) {
    require(board.name == "fuzzed" && printable(board.title) == board.title);
    for (const MemoryRegion& region : board.memory) {
        require(region.size != 0 && std::uint64_t{region.start} + region.size <= 1ULL << 32);
        require(board.region(region.name) != nullptr);
    }
    for (const Pin& pin : board.pins) require(!pin.name.empty() && printable(pin.pad) == pin.pad);
}

}  // namespace
}  // namespace perth::cli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    static const TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "fuzzed.json";
    std::ofstream(file, std::ios::binary) << fuzz::text_of(data, size);
    try {
        fuzz::require_true_facts(load_board_file(file, installed_boards()));
    } catch (const Error& error) {
        fuzz::require_sound(error);
        fuzz::require(error.parts().exit == Exit::wrong_use);
    }
    return 0;
}
