#include "cli/agent/micropython_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "cli/support/base64.hpp"
#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t smallest_piece = 64;
constexpr std::size_t largest_piece = 4096;
constexpr std::size_t usual_piece = 1024;  // where nobody knows how much memory is free
/// Source, its compiled form and the literals are in memory at the same time.
constexpr std::size_t memory_of_a_byte = 8;
constexpr std::size_t bytes_a_call = 256;
constexpr std::size_t price_of_a_file = 64;  // the calls around its content, as bytes of content

constexpr RawRepl::Duration usual = 10s;
/// How long a board may take for the digest of one file.
constexpr RawRepl::Duration digest_time = 60s;

std::size_t piece_of(const BoardFacts& facts) {
    if (!facts.free_memory) return usual_piece;
    return std::clamp(*facts.free_memory / memory_of_a_byte, smallest_piece, largest_piece);
}

/// Returns the call that writes the bytes, the shorter one of two.
std::string write_call(BytesView bytes, const BoardFacts& facts) {
    std::string plain = python_call("w", {python_bytes(bytes)});
    if (!facts.base64 || plain.size() <= bytes.size() / 3 * 4 + 12) return plain;
    return python_call("z", {fmt::format("b'{}'", base64(bytes))});
}

std::string temporary_of(const std::string& path) { return path + std::string(temporary_suffix); }

}  // namespace

/// What files are copied, one after the other, as much at a time as the board takes.
class MicroPythonFiles::Copying {
public:
    Copying(MicroPythonFiles& board, const std::vector<Upload>& uploads, const Advance& advance)
        : board_(board), uploads_(uploads), advance_(advance) {
        if (!uploads_.empty()) at_ = {.file = 0, .offset = uploads_.front().begun, .open = false};
    }

    void run() {
        while (at_.file < uploads_.size()) step();
    }

private:
    struct Place {
        std::size_t file = 0;
        std::size_t offset = 0;
        bool open = false;
    };
    struct Batch {
        std::string script = {};
        Place end = {};
        std::size_t commits = 0;     ///< files that it completes
        bool is_to_be_read = false;  ///< the board cannot tell whether the last one is right
        std::size_t bytes = 0;
    };

    void step() {
        const Batch batch = next_batch();
        const std::string doing = fmt::format("copy {}", uploads_[at_.file].path);
        // Writing and checking a large file takes a while.
        const auto patience = digest_time;
        RawRepl::Reply reply = board_.repl_.run(batch.script, patience);
        const auto commits = parse_commits(reply.out);
        if (!commits || commits->done > batch.commits) board_.complain_of_answer(reply.out, doing);
        if (commits->mismatch) complain_of_mismatch(at_.file + commits->done);
        if (!reply.error.empty()) return recover(reply.error, commits->done);
        if (commits->done != batch.commits) board_.complain_of_answer(reply.out, doing);
        at_ = batch.end;
        sent_ += batch.bytes;
        if (batch.is_to_be_read) check_by_reading();
        advance_(sent_);
    }

    [[nodiscard]] Batch next_batch() const {
        Batch batch{.end = at_};
        std::size_t left = board_.piece_;
        while (left > 0 && batch.end.file < uploads_.size() && !batch.is_to_be_read) {
            append_file(batch, left);
        }
        return batch;
    }

    /// Appends what fits of the file that is next.
    void append_file(Batch& batch, std::size_t& left) const {
        const Upload& upload = uploads_[batch.end.file];
        const std::string temporary = python_text(temporary_of(upload.path));
        std::size_t& offset = batch.end.offset;
        if (!batch.end.open) {
            const std::string mode = offset == 0 ? "'wb'" : "'ab'";
            batch.script += python_call("o", {temporary, mode});
        }
        batch.end.open = true;
        while (left > 0 && offset < upload.content.size()) {
            const std::size_t count =
                std::min({left, bytes_a_call, upload.content.size() - offset});
            batch.script += write_call(upload.content.subspan(offset, count), board_.facts_);
            offset += count;
            left -= count;
            batch.bytes += count;
        }
        if (offset < upload.content.size()) return;
        close_file(batch, upload);
        left -= std::min(left, price_of_a_file);
    }

    void close_file(Batch& batch, const Upload& upload) const {
        batch.is_to_be_read = board_.facts_.digest == BoardDigest::none;
        if (batch.is_to_be_read) {
            batch.script += python_call("s");
            return;  // and the place stays at the file's end
        }
        const std::string digest = digest_text(board_.facts_.digest, upload.content);
        batch.script += python_call("c", {python_text(upload.path), python_text(digest)});
        ++batch.commits;
        batch.end = start_of(batch.end.file + 1);
    }

    [[nodiscard]] Place start_of(std::size_t file) const {
        return {.file = file, .offset = file < uploads_.size() ? uploads_[file].begun : 0};
    }

    void check_by_reading() {
        const Upload& upload = uploads_[at_.file];
        const Bytes there = board_.read(temporary_of(upload.path), upload.content.size() + 1);
        if (!std::equal(there.begin(), there.end(), upload.content.begin(), upload.content.end())) {
            board_.discard({temporary_of(upload.path)});
            complain_of_mismatch(at_.file);
        }
        board_.run_to_ok(python_call("n", {python_text(upload.path)}),
                         fmt::format("rename {}", temporary_of(upload.path)));
        at_ = start_of(at_.file + 1);
    }

    /// Goes on with less at a time if the board lacked memory; the file that it happened in begins
    /// anew, for nobody knows how much of it was written.
    void recover(const std::string& traceback, std::size_t commits) {
        const BoardException exception = parse_exception(traceback);
        const std::size_t file = at_.file + commits;
        const std::string path = uploads_[std::min(file, uploads_.size() - 1)].path;
        if (exception.type != "MemoryError") {
            board_.discard({temporary_of(path)});
            board_.complain(exception, fmt::format("copy {}", path));
        }
        board_.shrink(exception);
        at_ = {.file = file, .offset = 0, .open = false};
    }

    [[noreturn]] void complain_of_mismatch(std::size_t file) const {
        const std::string& address = board_.repl_.address();
        throw Error(
            {.what = fmt::format("{} came to the board at {} with other content",
                                 uploads_[std::min(file, uploads_.size() - 1)].path, address),
             .why = "its digest there is not that of the file here; the board keeps the "
                    "file it had",
             .hint = "run the same command again",
             .fault = Fault::verify,
             .device = address});
    }

    MicroPythonFiles& board_;
    const std::vector<Upload>& uploads_;
    const Advance& advance_;
    Place at_;
    std::size_t sent_ = 0;
};

MicroPythonFiles::MicroPythonFiles(RawRepl& repl) : repl_(repl), piece_(usual_piece) {
    constexpr std::string_view doing = "take in how to handle its files";
    const auto out = run(std::string(helpers()), doing, usual);
    if (!out) complain({.type = "MemoryError", .text = "MemoryError"}, doing);
    const auto facts = parse_facts(*out);
    if (!facts) complain_of_answer(*out, doing);
    facts_ = *facts;
    piece_ = piece_of(facts_);
}

std::vector<BoardEntry> MicroPythonFiles::entries(const std::vector<std::string>& paths) {
    constexpr std::string_view doing = "tell what files it has";
    const std::string out = each("q", paths, doing, digest_time);
    auto entries = parse_entries(out, paths);
    if (!entries) complain_of_answer(out, doing);
    return *std::move(entries);
}

Bytes MicroPythonFiles::read(const std::string& path, std::size_t size) {
    const std::string doing = fmt::format("read {}", path);
    Bytes content;
    while (content.size() < size) {
        const std::size_t count = std::min(piece_, size - content.size());
        const auto out = run(python_call("r", {python_text(path), std::to_string(content.size()),
                                               std::to_string(count)}),
                             doing, usual);
        if (!out) continue;
        const auto bytes = parse_content(*out, count);
        if (!bytes) complain_of_answer(*out, doing);
        if (bytes->empty()) break;
        content.insert(content.end(), bytes->begin(), bytes->end());
    }
    return content;
}

void MicroPythonFiles::make_folders(const std::vector<std::string>& paths) {
    each("m", paths, "make a folder", usual);
}

void MicroPythonFiles::copy(const std::vector<Upload>& uploads, const Advance& advance) {
    Copying(*this, uploads, advance).run();
}

void MicroPythonFiles::discard(const std::vector<std::string>& paths) {
    each("k", paths, "remove a temporary file", usual);
}

void MicroPythonFiles::remove(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
        run_to_ok(python_call("u", {python_text(path), std::to_string(path_sum(path))}),
                  fmt::format("remove {}", path));
    }
}

void MicroPythonFiles::remove_empty_folders(const std::vector<std::string>& paths) {
    each("y", paths, "remove an empty folder", usual);
}

std::optional<std::string> MicroPythonFiles::run(const std::string& script, std::string_view doing,
                                                 RawRepl::Duration patience) {
    RawRepl::Reply reply = repl_.run(script, patience);
    if (reply.error.empty()) return std::move(reply.out);
    const BoardException exception = parse_exception(reply.error);
    if (exception.type != "MemoryError") complain(exception, doing);
    shrink(exception);
    return std::nullopt;
}

void MicroPythonFiles::run_to_ok(const std::string& call, std::string_view doing) {
    std::optional<std::string> out;
    while (!out) out = run(call, doing, usual);
    if (parse_commits(*out) != Commits{.done = 1}) complain_of_answer(*out, doing);
}

std::string MicroPythonFiles::each(std::string_view name, const std::vector<std::string>& paths,
                                   std::string_view doing, RawRepl::Duration patience) {
    std::string all;
    for (std::size_t at = 0; at < paths.size();) {
        std::string script;
        std::size_t next = at;
        while (next < paths.size() && (next == at || script.size() < piece_)) {
            script += python_call(name, {python_text(paths[next++])});
        }
        const auto out = run(script, doing, patience);
        if (!out) continue;
        all += *out;
        at = next;
    }
    return all;
}

void MicroPythonFiles::shrink(const BoardException& exception) {
    if (piece_ <= smallest_piece) complain(exception, "take even 64 bytes at a time");
    piece_ = std::max(piece_ / 2, smallest_piece);
}

void MicroPythonFiles::complain(const BoardException& exception, std::string_view doing) const {
    Error::Parts parts{
        .what = fmt::format("the board at {} could not {}", repl_.address(), printable(doing)),
        .why = printable(exception.text),
        .hint = {},
        .exit = Exit::failed,
        .fault = Fault::refused,
        .device = repl_.address()};
    constexpr int no_space = 28;   // ENOSPC
    constexpr int read_only = 30;  // EROFS
    if (exception.number == no_space) {
        parts.why += ": its file system is full";
        parts.hint = "remove what it does not need; what was copied is kept";
        parts.fault = Fault::none;
    } else if (exception.number == read_only) {
        parts.why += ": its file system is read-only";
    }
    throw Error(std::move(parts));
}

void MicroPythonFiles::complain_of_answer(std::string_view out, std::string_view doing) const {
    throw Error({.what = fmt::format("the board at {} answered with something else when it was to "
                                     "{}",
                                     repl_.address(), printable(doing)),
                 .why = fmt::format("it printed: {}", printable(out.substr(0, 160))),
                 .hint = "if its boot.py prints from a timer or a thread, stop that and run the "
                         "same command again",
                 .fault = Fault::protocol,
                 .device = repl_.address()});
}

}  // namespace perth::cli
