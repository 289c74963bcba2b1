#include "cli/emulator/program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "cli/support/error.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void complain_of_file(const fs::path& file, int code) {
    throw Error({.what = fmt::format("cannot read {}", file.string()),
                 .why = std::strerror(code),
                 .exit = code == EACCES ? Exit::no_permission : Exit::wrong_use});
}

/// Returns whether this is the beginning of a 32-bit little-endian ELF file for Arm.
/// Source: System V ABI, "ELF Header"; ELF for the Arm Architecture, "e_machine" (EM_ARM, 40).
bool is_arm_elf(std::string_view head) {
    return head.size() == 20 &&
           head.starts_with(std::string_view("\x7f"
                                             "ELF\x01\x01",
                                             6)) &&
           head[18] == 40 && head[19] == 0;
}

}  // namespace

void check_program(const fs::path& file, const Board& board) {
    // O_NONBLOCK: a FIFO must not keep us waiting for its writer.
    const Handle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status{};
    if (!handle.is_open() || ::fstat(handle.get(), &status) != 0) complain_of_file(file, errno);
    if (S_ISDIR(status.st_mode)) complain_of_file(file, EISDIR);
    if (board.emulator->kind == Emulator::Kind::host) {
        if (S_ISREG(status.st_mode) && ::access(file.c_str(), X_OK) == 0) return;
        throw Error({.what = fmt::format("{} is not a program of this computer", file.string()),
                     .why = "it may not be executed",
                     .hint = "give the executable that perth build -b host made",
                     .exit = Exit::wrong_use});
    }
    std::array<char, 20> head{};
    const ssize_t size = ::read(handle.get(), head.data(), head.size());
    if (size >= 0 && is_arm_elf({head.data(), static_cast<std::size_t>(size)})) return;
    throw Error({.what = fmt::format("{} is not an ELF file for Arm", file.string()),
                 .why = fmt::format("the emulator of board {} runs nothing else", board.name),
                 .hint = "give the .elf that perth build made",
                 .exit = Exit::wrong_use});
}

}  // namespace perth::cli
