// `perth sync`: the program on a board kept in step with the project, over its console.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/agent/update.hpp"
#include "cli/build/assets.hpp"
#include "cli/commands/build.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/console_agent.hpp"
#include "cli/commands/sync_files.hpp"
#include "cli/image/image.hpp"
#include "cli/project/library.hpp"
#include "cli/project/manifest.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/error.hpp"
#include "cli/support/file_watch.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/output.hpp"

namespace perth::cli {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    std::string device;  // empty: found by the board
    bool watch = false;
    bool firmware = false;  // and not assets
    bool assets = false;    // and not firmware
    bool dry_run = false;
    bool micropython = false;
    SyncFilesOptions files;  // with micropython
};

/// A part of the image that is put into place by itself.
struct Part {
    std::string name;  // empty: the only one
    Image image;
};

/// Returns the parts that are wanted. Assets come first: a new program may want new ones.
std::vector<Part> parts_of(Image image, const Options& options, const Manifest& manifest,
                           const Board& board) {
    const AssetsPlace place = assets_place(board);
    const bool has_assets = !asset_folders(manifest, board.name).empty();
    Image assets{.name = image.name, .build_id = image.build_id};
    Image program = assets;
    for (Segment& segment : image.segments) {
        const bool is_asset = segment.address == place.begin && has_assets;
        (is_asset ? assets : program).segments.push_back(std::move(segment));
    }
    const bool both = options.firmware == options.assets;
    if (options.assets && assets.segments.empty()) {
        throw Error({.what = "there are no assets to sync",
                     .why = "\"assets\" in perth.json names none",
                     .hint = "perth sync",
                     .exit = Exit::wrong_use});
    }
    std::vector<Part> parts;
    if ((both || options.assets) && !assets.segments.empty()) {
        parts.push_back({"assets", std::move(assets)});
    }
    if (both || options.firmware) parts.push_back({parts.empty() ? "" : "firmware", program});
    return parts;
}

std::string text_of(const SyncReport& report, double seconds) {
    if (report.changed_sectors == 0) return "nothing to send, it runs there already";
    std::string text = fmt::format("{} of {} in {} of {} ", counted(report.changed_blocks, "block"),
                                   pretty_size(report.image_bytes), report.changed_sectors,
                                   counted(report.sectors, "sector"));
    if (report.dry_run) {
        return text + fmt::format("would be sent ({}), nothing was changed",
                                  counted(report.sent_bytes, "byte"));
    }
    text += fmt::format("differed, {} sent", counted(report.sent_bytes, "byte"));
    if (report.resumed_blocks > 0) {
        text += fmt::format(", {} were there", counted(report.resumed_blocks, "block"));
    }
    return text + fmt::format("; verified and running in {:.1f} s", seconds);
}

std::string json_of(const SyncReport& report, const Board& board, const std::string& device,
                    const Part& part, std::size_t traffic, double seconds) {
    return json_object({{"board", json_string(board.name)},
                        {"device", json_string(device)},
                        {"part", json_string(part.name.empty() ? "firmware" : part.name)},
                        {"build_id", json_string(part.image.build_id)},
                        {"dry_run", report.dry_run ? "true" : "false"},
                        {"sectors", std::to_string(report.sectors)},
                        {"changed_sectors", std::to_string(report.changed_sectors)},
                        {"changed_blocks", std::to_string(report.changed_blocks)},
                        {"resumed_blocks", std::to_string(report.resumed_blocks)},
                        {"image_bytes", std::to_string(report.image_bytes)},
                        {"sent_bytes", std::to_string(report.sent_bytes)},
                        {"line_bytes", std::to_string(traffic)},
                        {"seconds", fmt::format("{:.3f}", seconds)}});
}

/// Builds and syncs once, with the manifest as it is now.
void sync_once(const Options& options, const Manifest& manifest, const Board& board,
               Context& context) {
    const Firmware firmware = build_project(manifest, board, {}, context);
    const auto parts = parts_of(read_image(firmware.elf), options, manifest, board);
    ConsoleAgent agent(board, options.device, "perth sync", context);
    for (const Part& part : parts) {
        const auto begin = Clock::now();
        const std::size_t before = agent.traffic();
        const SyncReport report =
            sync_firmware(agent, part.image, options.dry_run, context.progress());
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        const std::string name = part.name.empty() ? "" : part.name + ": ";
        context.say("{} at {}: {}{}", board.name, agent.place(), name, text_of(report, seconds));
        context.emit(
            json_of(report, board, agent.place(), part, agent.traffic() - before, seconds));
    }
}

/// The folders of the project, its libraries, and of sources that lie elsewhere.
std::vector<std::filesystem::path> watched_folders(const Manifest& manifest, const Board& board) {
    std::vector<std::filesystem::path> folders = {manifest.folder};
    folders.insert(folders.end(), manifest.libraries.begin(), manifest.libraries.end());
    for (const AssetFolder& assets : asset_folders(manifest, board.name)) {
        folders.push_back(assets.from);
    }
    for (const auto& file : source_files(manifest, board.name)) {
        folders.push_back(file.parent_path());
    }
    return folders;
}

/// Shows what went wrong, as main does, and lets the watch go on.
void show(const Error& error, Context& context) { context.note("{}", printable(error.text())); }

/// Until Ctrl-C: a save that does not build, or a board that is not there, ends nothing.
void keep_in_step(const Options& options, const Board& board, Context& context) {
    const std::filesystem::path folder = context.manifest().folder;
    std::vector<std::filesystem::path> folders = watched_folders(context.manifest(), board);
    for (;;) {
        FileWatch watch(folders);  // before the build, so that no save is missed
        try {
            const Manifest manifest = load_manifest(folder);
            folders = watched_folders(manifest, board);
            sync_once(options, manifest, board, context);
        } catch (const Error& error) {
            show(error, context);
        }
        context.note("waiting for changes; Ctrl-C ends");
        watch.wait();
    }
}

void run(const Options& options, Context& context) {
    if (options.micropython) {
        SyncFilesOptions files = options.files;
        files.device = options.device;
        files.dry_run = options.dry_run;
        return sync_files(files, context);
    }
    const Board board = context.board();
    if (options.watch) return keep_in_step(options, board, context);
    sync_once(options, context.manifest(), board, context);
}

/// What only --micropython has.
void add_file_options(CLI::App& app, SyncFilesOptions& files, CLI::Option* micropython) {
    app.add_option("FOLDER", files.folders,
                   "with --micropython: folders to copy, a later one's files in the place of an "
                   "earlier one's; otherwise those in perth.json")
        ->type_name("DIR")
        ->needs(micropython);
    app.add_option("--to", files.to, "the folder on the board; / if nothing else is said")
        ->type_name("PATH")
        ->needs(micropython);
    app.add_option("--baud", files.baud, "bits a second; otherwise the board's")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000'000).description(""))
        ->needs(micropython);
    app.add_flag("--delete", files.remove,
                 "remove what earlier syncs copied and is here no longer; nothing else")
        ->needs(micropython);
    app.add_flag("--no-start", files.no_start, "do not restart the board's program")
        ->needs(micropython);
}

}  // namespace

void add_sync(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app =
        line.add({.name = "sync",
                  .summary = "bring what changed to a board whose program runs, over its console",
                  .examples = {{{"perth sync --watch --device socket://localhost:4000",
                                 "builds, sends what differs and restarts, at every save, a board "
                                 "in perth run --serve 4000"},
                                {"perth sync --micropython lib app --delete",
                                 "copies files that differ to a board with MicroPython, and "
                                 "removes those that are here no longer"}}}},
                 [options](Context& context) { run(*options, context); });
    app.add_option("--device", options->device,
                   "the console's port: /dev/ttyACM0, socket://HOST:PORT, rfc2217://HOST:PORT, a "
                   "USB place (1-4.2), or name in perth.json")
        ->type_name("PORT");
    CLI::Option* const watch =
        app.add_flag("--watch", options->watch, "do it at every save, until Ctrl-C");
    CLI::Option* const firmware = app.add_flag("--firmware", options->firmware, "only the program");
    CLI::Option* const assets =
        app.add_flag("--assets", options->assets, "only the files of \"assets\"");
    app.add_flag("--dry-run", options->dry_run, "compare, tell what would be sent, and stop");
    CLI::Option* const micropython =
        app.add_flag("--micropython", options->micropython,
                     "copy files to a board that runs MicroPython instead, by its raw REPL")
            ->excludes(watch)
            ->excludes(firmware)
            ->excludes(assets);
    add_file_options(app, options->files, micropython);
}

}  // namespace perth::cli
