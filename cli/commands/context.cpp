#include "cli/commands/context.hpp"

#include <algorithm>
#include <functional>
#include <system_error>
#include <utility>

#include "cli/support/error.hpp"
#include "cli/support/installed.hpp"
#include "cli/support/output.hpp"

namespace perth::cli {
namespace {

Progress::Show progress_form(bool quiet, bool events, const Terminal& terminal) {
    if (quiet) return Progress::Show::nothing;
    if (events) return Progress::Show::events;
    return terminal.err_is_tty() ? Progress::Show::bar : Progress::Show::lines;
}

/// Events are the result, so they go to stdout.
std::function<void(const std::string&)> progress_writer(bool events) {
    return [events](const std::string& text) {
        if (events) {
            write_out(text);
        } else {
            write_err(text);
        }
    };
}

}  // namespace

Context::Context(GlobalOptions options) : options_(std::move(options)), terminal_(options_.color) {}

Context::~Context() = default;

const std::filesystem::path& Context::data() const {
    if (!data_) data_ = find_data(data_places());
    return *data_;
}

std::filesystem::path Context::start() const {
    return options_.project.empty() ? std::filesystem::current_path() : options_.project;
}

const Manifest* Context::find_manifest() const {
    if (!manifest_) {
        if (const auto folder = find_project(start())) manifest_ = load_manifest(*folder);
    }
    return manifest_ ? &*manifest_ : nullptr;
}

const Manifest& Context::manifest() const {
    if (const Manifest* const manifest = find_manifest()) return *manifest;
    throw Error({.what = "this is no perth project",
                 .why = fmt::format("no perth.json in {} or a folder above it", start().string()),
                 .hint = "make one with perth new NAME, or name one with -C DIR",
                 .exit = Exit::wrong_use});
}

std::vector<Board> Context::all_boards() const {
    const BoardPath path = boards();
    std::vector<std::string> names = board_names(path);
    if (const Manifest* const project = find_manifest()) {
        const auto own = std::find(names.begin(), names.end(), project->default_board);
        if (own != names.end()) std::rotate(names.begin(), own, own + 1);
    }
    std::vector<Board> found;
    for (const std::string& name : names) {
        try {
            found.push_back(load_board(name, path));
        } catch (const Error& error) {
            trace(error.text());
        }
    }
    return found;
}

BoardPath Context::boards() const {
    const auto project = find_project(start());
    return board_path(project.value_or(std::filesystem::path{}), data());
}

Board Context::board() const {
    if (options_.boards.size() > 1) {
        throw Error({.what = fmt::format("one board at a time, not {} and {}", options_.boards[0],
                                         options_.boards[1]),
                     .hint = "give -b once",
                     .exit = Exit::wrong_use});
    }
    if (!options_.boards.empty()) return load_board(options_.boards.front(), boards());
    return load_board(manifest().default_board, boards());
}

std::optional<Board> Context::find_board() const {
    if (options_.boards.empty() && find_manifest() == nullptr) return std::nullopt;
    return board();
}

void Context::trace(std::string_view line) const {
    if (options_.verbose) write_err(fmt::format("{}\n", line));
}

void Context::emit(std::string_view text) const {
    if (options_.json) write_out(fmt::format("{}\n", text));
}

Progress& Context::progress() {
    if (!progress_) {
        const bool events = options_.json && !one_document_;
        progress_.emplace(progress_form(options_.quiet, events, terminal_), terminal_.columns(),
                          progress_writer(events));
    }
    return *progress_;
}

std::unique_ptr<ProgressGroup> Context::progress_of(std::vector<std::string> devices) const {
    const bool events = options_.json && !one_document_;
    return std::make_unique<ProgressGroup>(progress_form(options_.quiet, events, terminal_),
                                           terminal_.columns(), std::move(devices),
                                           progress_writer(events));
}

void Context::print_out(std::string_view line) const {
    if (options_.quiet) return;
    if (options_.json) {
        write_err(fmt::format("{}\n", line));
    } else {
        write_out(fmt::format("{}\n", line));
    }
}

void Context::print_note(std::string_view line) const {
    if (!options_.quiet) write_err(fmt::format("{}\n", line));
}

}  // namespace perth::cli
