// What every command is given: the global options, the user's terminal, and the way to the project.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/project/manifest.hpp"
#include "cli/support/progress.hpp"
#include "cli/support/progress_group.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {

/// The options that every command has.
struct GlobalOptions {
    std::filesystem::path project = {};    ///< -C: where to start from; empty: here
    std::vector<std::string> boards = {};  ///< -b; only `build` takes several
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    ColorMode color = ColorMode::automatic;
};

/// Lives as long as the command; commands print only through it.
class Context {
public:
    explicit Context(GlobalOptions options);
    ~Context();

    [[nodiscard]] const GlobalOptions& options() const noexcept { return options_; }
    [[nodiscard]] const Terminal& terminal() const noexcept { return terminal_; }

    /// Returns the installed data folder (runtime, templates, board-defs); Exit::missing_tool if
    /// none.
    [[nodiscard]] const std::filesystem::path& data() const;
    /// Returns the project's manifest; outside a project an `Error` (Exit::wrong_use).
    [[nodiscard]] const Manifest& manifest() const;
    /// Returns the manifest, or nothing outside a project.
    [[nodiscard]] const Manifest* find_manifest() const;
    /// Returns the board of -b, else the project's default board.
    [[nodiscard]] Board board() const;
    /// Returns the same, or nothing where neither -b nor a project says.
    [[nodiscard]] std::optional<Board> find_board() const;
    /// Returns every board there is, the project's default first; a definition that is not in order
    /// is left out, `perth boards` tells what is wrong with it.
    [[nodiscard]] std::vector<Board> all_boards() const;
    /// Returns where boards are looked for, the project's own first.
    [[nodiscard]] BoardPath boards() const;
    /// Returns the folder that the command works from.
    [[nodiscard]] std::filesystem::path start() const;

    /// A line of the result for people: stdout, or stderr with --json; nothing with --quiet. Throws
    /// OutputClosed when stdout's reader has gone.
    template <typename... Args>
    void say(fmt::format_string<Args...> format, Args&&... args) const {
        print_out(fmt::format(format, std::forward<Args>(args)...));
    }
    /// A line on stderr that is not the result (what was chosen, what to type next); not with
    /// --quiet.
    template <typename... Args>
    void note(fmt::format_string<Args...> format, Args&&... args) const {
        print_note(fmt::format(format, std::forward<Args>(args)...));
    }
    /// A line on stderr with --verbose only: commands and transfers.
    void trace(std::string_view line) const;
    /// One JSON document (or event) as a line on stdout, with --json only. `text` is JSON.
    void emit(std::string_view text) const;
    /// Makes --json print one document at the end: progress is shown to people on stderr instead of
    /// as events. To be called before progress().
    void expect_one_document() noexcept { one_document_ = true; }
    /// The progress display that fits terminal and options.
    [[nodiscard]] Progress& progress();
    /// The same for several devices at once.
    [[nodiscard]] std::unique_ptr<ProgressGroup> progress_of(
        std::vector<std::string> devices) const;

private:
    void print_out(std::string_view line) const;
    void print_note(std::string_view line) const;

    GlobalOptions options_;
    Terminal terminal_;
    mutable std::optional<std::filesystem::path> data_;
    mutable std::optional<Manifest> manifest_;
    std::optional<Progress> progress_;
    bool one_document_ = false;
};

}  // namespace perth::cli
