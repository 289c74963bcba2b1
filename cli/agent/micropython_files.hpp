// A MicroPython board's file system, worked on through its raw REPL.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/agent/micropython_repl.hpp"
#include "cli/agent/micropython_script.hpp"
#include "cli/support/bytes.hpp"

namespace perth::cli {

/// A file on its way to the board.
struct Upload {
    std::string path;       ///< absolute, on the board
    BytesView content;      ///< must stay as it is until the upload is done
    std::size_t begun = 0;  ///< bytes that the temporary file holds already
};

/// Paths are absolute. Whatever the board answers to a script but what is due is an `Error`:
/// Fault::protocol; an exception on it Fault::refused, a full file system Exit::failed.
class MicroPythonFiles {
public:
    /// Called with the bytes that were sent of what uploads have.
    using Advance = std::function<void(std::size_t done)>;

    /// Teaches the board what it is to do; it must be at the raw prompt. The REPL must outlive
    /// this.
    explicit MicroPythonFiles(RawRepl& repl);

    [[nodiscard]] const BoardFacts& facts() const noexcept { return facts_; }

    /// Returns what is at each path, in as few scripts as the board's memory allows.
    [[nodiscard]] std::vector<BoardEntry> entries(const std::vector<std::string>& paths);
    /// Returns a file's content, `size` bytes of it.
    [[nodiscard]] Bytes read(const std::string& path, std::size_t size);
    /// Makes folders that are not there; their parents come before them.
    void make_folders(const std::vector<std::string>& paths);
    /// Copies files, each to a temporary name that becomes its own when the board has found the
    /// content right. What fails leaves the old file and no temporary one; what breaks leaves the
    /// old file or the new one, or on FAT, between two commands, the temporary one alone.
    ///
    /// Errors: Fault::verify where the board has other bytes than were sent.
    void copy(const std::vector<Upload>& uploads, const Advance& advance);
    /// Removes files that may not be there, and says nothing of what cannot be removed.
    void discard(const std::vector<std::string>& paths);
    void remove(const std::vector<std::string>& paths);
    /// Removes those of the folders that are empty.
    void remove_empty_folders(const std::vector<std::string>& paths);

private:
    class Copying;

    /// Runs a script and returns what it printed; nothing if the board lacked memory for it: less
    /// is sent at a time then. `doing` is what the board is asked for: "copy main.py".
    [[nodiscard]] std::optional<std::string> run(const std::string& script, std::string_view doing,
                                                 RawRepl::Duration patience);
    /// Runs a call that answers "ok" once.
    void run_to_ok(const std::string& call, std::string_view doing);
    /// Calls `name` with each path, as many in a script as fit; returns all that was printed.
    std::string each(std::string_view name, const std::vector<std::string>& paths,
                     std::string_view doing, RawRepl::Duration patience);
    void shrink(const BoardException& exception);
    [[noreturn]] void complain(const BoardException& exception, std::string_view doing) const;
    [[noreturn]] void complain_of_answer(std::string_view out, std::string_view doing) const;

    RawRepl& repl_;
    BoardFacts facts_ = {};
    std::size_t piece_;  ///< bytes of content, or of calls, in a script
};

}  // namespace perth::cli
