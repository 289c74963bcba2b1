#include "cli/emulator/nearest.hpp"

#include <gtest/gtest.h>

#include <string>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

BoardPath boards() { return board_path({}, PERTH_SOURCE_DIR); }

TEST(NearestEmulated, IsABoardWithTheSameChip) {
    const Board board = load_board("netduino-plus-2", boards());
    Board other = board;
    other.name = "home-made";
    other.emulator.reset();
    EXPECT_FALSE(has_emulator(other));
    const Board nearest = load_board(nearest_emulated(other, boards()), boards());
    EXPECT_TRUE(has_emulator(nearest));
    EXPECT_EQ(nearest.port, other.port);
    EXPECT_EQ(nearest.core, other.core);
}

TEST(NearestEmulated, IsHostWhereNothingIsAlike) {
    Board board;
    board.name = "toaster";
    board.port = "toast";
    board.core = "bread";
    EXPECT_EQ(nearest_emulated(board, boards()), "host");
}

}  // namespace
}  // namespace perth::cli
