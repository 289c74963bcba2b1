#include "cli/agent/micropython_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using Kind = BoardFile::Kind;

bool has_content(const BoardFile& file, BytesView content, const std::string& digest) {
    return file.kind == Kind::file && file.size == content.size() && !file.digest.empty() &&
           file.digest == digest;
}

/// Returns how much of `content` a temporary file begins with; 0 unless it is nothing else.
std::size_t resumable(const BoardFile& temporary, BytesView content, BoardDigest digest) {
    if (temporary.kind != Kind::file || temporary.size > content.size()) return 0;
    const auto size = static_cast<std::size_t>(temporary.size);
    const BytesView begin = content.first(size);
    return has_content(temporary, begin, digest_text(digest, begin)) ? size : 0;
}

/// The board runs these by itself: what they import is to be there first.
bool is_started(const std::string& path) { return path == "boot.py" || path == "main.py"; }

/// Calls `take` with each folder that is above `path`, the outermost first.
template <typename Take>
void each_folder(const std::string& path, const Take& take) {
    for (auto slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
        take(path.substr(0, slash));
    }
}

void check_is_no_folder(const std::string& path, const BoardFile& file) {
    if (file.kind != Kind::folder) return;
    throw Error({.what = fmt::format("{} is a folder on the board, and a file here", path),
                 .hint = "remove it on the board, or rename the file",
                 .exit = Exit::failed});
}

void plan_copies(const std::vector<SourceFile>& sources, const BoardState& state, SyncPlan& plan) {
    std::vector<PlannedCopy> started;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const SourceFile& source = sources[i];
        const auto& [file, temporary] = state.files.at(i);
        check_is_no_folder(source.path, file);
        if (has_content(file, source.content, digest_text(state.digest, source.content))) {
            ++plan.same;
            if (temporary.kind == Kind::file) {
                plan.temporaries.push_back(source.path + std::string(temporary_suffix));
            }
            continue;
        }
        const std::size_t resume_at = resumable(temporary, source.content, state.digest);
        plan.bytes += source.content.size() - resume_at;
        (is_started(source.path) ? started : plan.copies)
            .push_back({.file = i, .resume_at = resume_at, .is_new = file.kind == Kind::missing});
    }
    plan.copies.insert(plan.copies.end(), started.begin(), started.end());
}

void plan_folders(const std::vector<SourceFile>& sources, SyncPlan& plan) {
    std::set<std::string> folders;  // sorted, an outer one is before what is in it
    for (const PlannedCopy& copy : plan.copies) {
        if (!copy.is_new) continue;
        each_folder(sources[copy.file].path,
                    [&](const std::string& folder) { folders.insert(folder); });
    }
    plan.folders.assign(folders.begin(), folders.end());
}

void plan_removals(const std::vector<SourceFile>& sources, const BoardState& state, bool removes,
                   SyncPlan& plan) {
    for (std::size_t i = 0; i < state.recorded.size(); ++i) {
        const auto& [file, temporary] = state.recorded_files.at(i);
        if (temporary.kind == Kind::file) {
            plan.temporaries.push_back(state.recorded[i] + std::string(temporary_suffix));
        }
        if (file.kind != Kind::file) continue;
        (removes ? plan.removals : plan.stale).push_back(state.recorded[i]);
    }
    std::set<std::string> needed;
    for (const SourceFile& source : sources) {
        each_folder(source.path, [&](const std::string& folder) { needed.insert(folder); });
    }
    std::set<std::string> emptied;
    for (const std::string& path : plan.removals) {
        each_folder(path, [&](const std::string& folder) {
            if (!needed.contains(folder)) emptied.insert(folder);
        });
    }
    plan.emptied.assign(emptied.rbegin(), emptied.rend());
}

/// The record names a file before it is there, so that what a broken sync leaves is known, and
/// until it is gone.
void plan_record(const std::vector<SourceFile>& sources, const BoardState& state, SyncPlan& plan) {
    std::set<std::string> paths;
    for (const SourceFile& source : sources) paths.insert(source.path);
    paths.insert(plan.stale.begin(), plan.stale.end());
    plan.record_last = record_of(paths);
    paths.insert(plan.removals.begin(), plan.removals.end());
    plan.record_first = record_of(paths);
    plan.writes_record = !has_content(state.record.file, plan.record_first,
                                      digest_text(state.digest, plan.record_first));
    if (state.record.temporary.kind == Kind::file) {
        plan.temporaries.push_back(std::string(record_name) + std::string(temporary_suffix));
    }
}

}  // namespace

Bytes record_of(const std::set<std::string>& paths) {
    Bytes record;
    for (const std::string& path : paths) {
        record.insert(record.end(), path.begin(), path.end());
        record.push_back(0);
    }
    return record;
}

std::set<std::string> recorded_paths(BytesView record) {
    std::set<std::string> paths;
    std::string path;
    for (const std::uint8_t byte : record) {
        if (byte != 0) {
            path += static_cast<char>(byte);
            continue;
        }
        if (is_sound_path(path) && path != record_name) paths.insert(path);
        path.clear();
    }
    return paths;
}

SyncPlan plan_sync(const std::vector<SourceFile>& sources, const BoardState& state, bool removes) {
    SyncPlan plan;
    check_is_no_folder(std::string(record_name), state.record.file);
    plan_copies(sources, state, plan);
    plan_folders(sources, plan);
    plan_removals(sources, state, removes, plan);
    plan_record(sources, state, plan);
    return plan;
}

}  // namespace perth::cli
