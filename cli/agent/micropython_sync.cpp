#include "cli/agent/micropython_sync.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "cli/agent/micropython_files.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using Kind = BoardFile::Kind;

constexpr std::size_t largest_record = 1 << 20;  // bytes

/// Leaves the board at its friendly prompt however its use ends.
class Visit {
public:
    explicit Visit(serial::Stream& stream) : repl_(stream) {}
    ~Visit() {
        if (!is_over_) repl_.leave();
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    [[nodiscard]] RawRepl& repl() noexcept { return repl_; }
    [[nodiscard]] bool restart() {
        is_over_ = true;
        return repl_.restart();
    }

private:
    RawRepl repl_;
    bool is_over_ = false;
};

/// One sync, step by step.
class Work {
public:
    Work(RawRepl& repl, const MicroPythonSync& wanted)
        : wanted_(wanted), prefix_(wanted.to == "/" ? "/" : wanted.to + "/"), board_(repl) {
        if (board_.facts().renames) return;
        throw Error(
            {.what = fmt::format("the MicroPython at {} cannot rename files", repl.address()),
             .why = "it has no os.rename, and without it a broken line could leave half a "
                    "file",
             .hint = "put a newer MicroPython on the board",
             .fault = Fault::refused,
             .device = repl.address()});
    }

    [[nodiscard]] const BoardFacts& facts() const noexcept { return board_.facts(); }

    [[nodiscard]] SyncPlan plan() {
        BoardState state;
        // Where the board has no digests, its files are read, and this end makes them.
        const bool reads = board_.facts().digest == BoardDigest::none;
        state.digest = reads ? BoardDigest::sha256 : board_.facts().digest;
        std::vector<std::string> paths = {std::string(record_name)};
        for (const SourceFile& source : wanted_.sources) paths.push_back(source.path);
        std::vector<BoardEntry> entries = board_.entries(on_board(paths));
        state.record = std::move(entries.front());
        state.files.assign(entries.begin() + 1, entries.end());
        if (reads) read_digests(state);
        find_recorded(state);
        return plan_sync(wanted_.sources, state, wanted_.removes);
    }

    void perform(const SyncPlan& plan, const SyncListener& listener) {
        board_.discard(on_board(plan.temporaries));
        if (plan.writes_record || !plan.copies.empty()) make_folders(plan);
        if (plan.writes_record) write_record(plan.record_first);
        copy(plan, listener);
        board_.remove(on_board(plan.removals));
        board_.remove_empty_folders(on_board(plan.emptied));
        if (plan.record_last != plan.record_first) write_record(plan.record_last);
    }

private:
    [[nodiscard]] std::string on_board(const std::string& path) const { return prefix_ + path; }

    [[nodiscard]] std::vector<std::string> on_board(const std::vector<std::string>& paths) const {
        std::vector<std::string> result;
        for (const std::string& path : paths) result.push_back(on_board(path));
        return result;
    }

    void read_digests(BoardState& state) {
        for (std::size_t i = 0; i < state.files.size(); ++i) {
            BoardFile& file = state.files[i].file;
            const SourceFile& source = wanted_.sources[i];
            if (file.kind != Kind::file || file.size != source.content.size()) continue;
            file.digest = digest_text(state.digest,
                                      board_.read(on_board(source.path), source.content.size()));
        }
        BoardFile& record = state.record.file;
        if (record.kind != Kind::file) return;
        record.digest = digest_text(state.digest, read_record(std::string(record_name), record));
    }

    /// Returns a record's content, which is not to be had if the line garbles it.
    [[nodiscard]] Bytes read_record(const std::string& path, const BoardFile& record) {
        const auto size =
            static_cast<std::size_t>(std::min<std::uint64_t>(record.size, largest_record));
        Bytes content = board_.read(on_board(path), size);
        const bool is_whole = digest_text(board_.facts().digest, content) == record.digest;
        if (is_whole || board_.facts().digest == BoardDigest::none) return content;
        throw Error({.what = fmt::format("{} came from the board with other content", path),
                     .why = "its digest there is not that of what came",
                     .hint = "run the same command again",
                     .fault = Fault::protocol});
    }

    /// Most often the record is what this sync would write, and is not read.
    void find_recorded(BoardState& state) {
        const BoardFile& record = state.record.file;
        std::set<std::string> here;
        for (const SourceFile& source : wanted_.sources) here.insert(source.path);
        const Bytes expected = record_of(here);
        const bool is_expected = record.kind == Kind::file && !record.digest.empty() &&
                                 record.size == expected.size() &&
                                 record.digest == digest_text(state.digest, expected);
        if (is_expected) return;
        for (const std::string& path : recorded(state.record)) {
            if (!here.contains(path)) state.recorded.push_back(path);
        }
        state.recorded_files = board_.entries(on_board(state.recorded));
    }

    /// Returns what the record names; on FAT the power may have failed between removing the old one
    /// and renaming the new one.
    [[nodiscard]] std::set<std::string> recorded(const BoardEntry& record) {
        const std::string name(record_name);
        if (record.file.kind == Kind::file) return recorded_paths(read_record(name, record.file));
        if (record.temporary.kind != Kind::file) return {};
        return recorded_paths(read_record(name + std::string(temporary_suffix), record.temporary));
    }

    void make_folders(const SyncPlan& plan) {
        std::vector<std::string> folders;
        for (std::size_t slash = wanted_.to.find('/', 1); wanted_.to != "/";
             slash = wanted_.to.find('/', slash + 1)) {
            folders.push_back(wanted_.to.substr(0, slash));
            if (slash == std::string::npos) break;
        }
        if (!plan.writes_record) folders.clear();  // what has a record is there
        for (const std::string& folder : plan.folders) folders.push_back(on_board(folder));
        board_.make_folders(folders);
    }

    void write_record(const Bytes& record) {
        board_.copy({{.path = on_board(std::string(record_name)), .content = record}},
                    [](std::size_t) {});
    }

    void copy(const SyncPlan& plan, const SyncListener& listener) {
        std::vector<Upload> uploads;
        for (const PlannedCopy& planned : plan.copies) {
            const SourceFile& source = wanted_.sources[planned.file];
            uploads.push_back({.path = on_board(source.path),
                               .content = source.content,
                               .begun = planned.resume_at});
        }
        board_.copy(uploads, listener.copied);
    }

    const MicroPythonSync& wanted_;
    std::string prefix_;
    MicroPythonFiles board_;
};

}  // namespace

SyncOutcome sync_micropython(serial::Stream& stream, const MicroPythonSync& wanted,
                             const SyncListener& listener) {
    Visit visit(stream);
    visit.repl().enter();
    visit.repl().reset();
    Work work(visit.repl(), wanted);
    SyncOutcome outcome{.plan = work.plan(), .facts = work.facts(), .traffic = {}};
    listener.planned(outcome.plan);
    if (!wanted.dry_run) work.perform(outcome.plan, listener);
    if (wanted.start) outcome.restarted = visit.restart();
    outcome.traffic = visit.repl().traffic();
    outcome.runs = visit.repl().runs();
    return outcome;
}

std::string board_folder(std::string_view text) {
    std::string_view path = text;
    while (path.starts_with('/')) path.remove_prefix(1);
    while (path.ends_with('/')) path.remove_suffix(1);
    if (!text.empty() && (path.empty() || is_sound_path(path))) return "/" + std::string(path);
    throw Error({.what = fmt::format("\"{}\" is no folder on a board", text),
                 .hint = "name it from the root: /, /lib, /sd/app",
                 .exit = Exit::wrong_use});
}

}  // namespace perth::cli
