// Where an emulator waits for GDB: a socket in a folder that only this user can enter.
#pragma once

#include <filesystem>

#include "cli/support/files.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli {

/// A socket that listens from the start on, so that GDB may connect whenever it likes: no port is
/// taken, none can be taken by others.
class GdbSocket {
public:
    /// Errors: the system's temporary folder cannot be written, or its name is too long.
    GdbSocket();

    /// Returns the descriptor that the emulator inherits (QemuPlan::gdb_listener); open until
    /// close().
    [[nodiscard]] int listener() const noexcept { return listener_.get(); }
    /// To be called once the emulator has started.
    void close() { listener_.close(); }
    /// Returns what GDB's `target remote` takes.
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    ScratchFolder folder_{"perth-gdb"};
    std::filesystem::path path_ = folder_.path() / "socket";
    Handle listener_;
};

}  // namespace perth::cli
