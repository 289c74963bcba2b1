#include "cli/emulator/program.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

/// A folder for the time of a test.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "perth-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] fs::path file(const char* name, std::string_view content) const {
        std::ofstream(path_ / name, std::ios::binary) << content;
        return path_ / name;
    }
    [[nodiscard]] const fs::path& path() const noexcept { return path_; }

private:
    fs::path path_;
};

Board board(Emulator::Kind kind) {
    Board board;
    board.name = "toaster";
    board.emulator = Emulator{.kind = kind, .machine = "m", .serial = 0};
    return board;
}

const Board qemu_board = board(Emulator::Kind::qemu);
const Board host_board = board(Emulator::Kind::host);

std::string complaint(const fs::path& file, const Board& the_board) {
    try {
        check_program(file, the_board);
    } catch (const Error& error) {
        EXPECT_EQ(error.parts().exit, Exit::wrong_use);
        return error.text();
    }
    return "none";
}

TEST(CheckProgram, TakesAnElfForArm) {
    const Folder folder;
    std::string head(
        "\x7f"
        "ELF\x01\x01\x01",
        7);
    head.resize(52, '\0');
    head[18] = 40;
    EXPECT_EQ(complaint(folder.file("x.elf", head), qemu_board), "none");
}

TEST(CheckProgram, RefusesWhatIsNoElfForArm) {
    const Folder folder;
    std::string for_this_computer(
        "\x7f"
        "ELF\x02\x01\x01",
        7);
    for_this_computer.resize(64, '\0');
    for_this_computer[18] = 62;
    for (const std::string_view content :
         {std::string_view(""),
          std::string_view("\x7f"
                           "ELF"),
          std::string_view(":10000000"), std::string_view(for_this_computer)}) {
        const fs::path file = folder.file("x.elf", content);
        EXPECT_EQ(complaint(file, qemu_board),
                  "error: " + file.string() +
                      " is not an ELF file for Arm\n"
                      "  the emulator of board toaster runs nothing else\n"
                      "  hint: give the .elf that perth build made");
    }
}

TEST(CheckProgram, SaysWhyAFileCannotBeRead) {
    const Folder folder;
    EXPECT_EQ(
        complaint(folder.path() / "none.elf", qemu_board),
        "error: cannot read " + folder.path().string() + "/none.elf\n  No such file or directory");
    EXPECT_EQ(complaint(folder.path(), qemu_board),
              "error: cannot read " + folder.path().string() + "\n  Is a directory");
}

TEST(CheckProgram, DoesNotWaitForTheWriterOfAFifo) {
    const Folder folder;
    const fs::path fifo = folder.path() / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_NE(complaint(fifo, qemu_board), "none");
    EXPECT_NE(complaint(fifo, host_board), "none");
}

TEST(CheckProgram, TakesForHostWhatMayBeExecuted) {
    const Folder folder;
    const fs::path file = folder.file("x", "#!/bin/sh\n");
    EXPECT_EQ(complaint(file, host_board),
              "error: " + file.string() +
                  " is not a program of this computer\n"
                  "  it may not be executed\n"
                  "  hint: give the executable that perth build -b host made");
    fs::permissions(file, fs::perms::owner_all);
    EXPECT_EQ(complaint(file, host_board), "none");
}

}  // namespace
}  // namespace perth::cli
