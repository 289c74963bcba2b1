// `perth flash`: a program into a board's flash, or what is in it into a file.
#include "cli/commands/flash.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

#include "cli/commands/build.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/monitor.hpp"
#include "cli/flash/check.hpp"
#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/json_text.hpp"
#include "cli/usb/traced.hpp"

namespace perth::cli {
namespace {

[[noreturn]] void misuse(std::string what, std::string why, std::string hint) {
    throw Error({.what = std::move(what),
                 .why = std::move(why),
                 .hint = std::move(hint),
                 .exit = Exit::wrong_use});
}

/// Reads a number below 2^32, decimal or with 0x; nothing if the text is empty.
std::optional<std::uint32_t> number_in(const std::string& text, const char* option) {
    if (text.empty()) return std::nullopt;
    const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
    const char* const begin = text.data() + (is_hex ? 2 : 0);
    const char* const end = text.data() + text.size();
    std::uint32_t value = 0;
    const auto result = std::from_chars(begin, end, value, is_hex ? 16 : 10);
    if (result.ec != std::errc() || result.ptr != end) {
        misuse(fmt::format("{} {} is no number below 2^32", option, text), "",
               "write it as 0x08004000 or 16384");
    }
    return value;
}

/// Returns what to call a file: as it was typed, or from here.
std::string shown(const std::filesystem::path& file, const Context& context) {
    const auto relative = file.lexically_relative(context.start());
    return relative.empty() || relative.string().starts_with("..") ? file.string()
                                                                   : relative.string();
}

Board board_of(const FlashOptions& options, const Context& context) {
    if (context.options().boards.empty() && context.find_manifest() == nullptr) {
        const std::string more = options.file.empty() ? "" : " " + options.file.string();
        misuse("no board is given",
               fmt::format("there is no perth.json in {} or a folder above it",
                           context.start().string()),
               fmt::format("perth flash -b BOARD{}", more));
    }
    return context.board();
}

/// What hears of every transfer, with --verbose.
Trace trace_of(const Context& context) {
    if (!context.options().verbose) return {};
    return [&context](std::string_view line) { context.trace(line); };
}

Wanted wanted_of(const FlashOptions& options, const Context& context) {
    Wanted wanted{.board = board_of(options, context),
                  .via = options.via,
                  .device = {},
                  .trace = trace_of(context)};
    const Manifest* const manifest = context.find_manifest();
    if (!options.device.empty()) {
        wanted.device =
            parse_device_name(options.device, manifest != nullptr ? manifest->devices
                                                                  : decltype(manifest->devices){});
    }
    if (options.baud != 0) wanted.uart.baud = options.baud;
    if (!options.lines.empty()) wanted.uart.lines = parse_line_sequence(options.lines);
    (void)flash_methods(wanted);  // says so before anything is built if there is none
    return wanted;
}

/// Returns the file to flash: the one that was typed, or the project's, built now.
std::filesystem::path file_of(const FlashOptions& options, const Board& board, Context& context) {
    if (!options.file.empty()) return options.file;
    if (context.find_manifest() == nullptr) {
        misuse(
            "there is nothing to flash",
            fmt::format("no FILE is given, and there is no perth.json in {} or a folder above it",
                        context.start().string()),
            fmt::format("perth flash -b {} FILE", board.name));
    }
    return build_project(board, {}, context).elf;
}

Image image_of(const FlashOptions& options, const Board& board, Context& context) {
    const std::filesystem::path file = file_of(options, board, context);
    Image image =
        read_image(file, {.uf2_family = board.uf2_family, .universal_hex = board.universal_hex});
    image.name = shown(file, context);
    for (const std::string& warning : image.warnings) context.note("warning: {}", warning);
    if (const auto address = number_in(options.address, "--address")) place_image(image, *address);
    return image;
}

Search search_of(const FlashOptions& options, const Wanted& wanted, const Context& context) {
    const Manifest* const manifest = context.find_manifest();
    return {.wanted = wanted,
            .all = options.all,
            .enter = options.enter_bootloader,
            .wait = std::chrono::seconds(options.wait),
            .consoles = consoles_of(
                wanted, manifest != nullptr ? manifest->devices : decltype(manifest->devices){})};
}

Say say_to(const Context& context) {
    return [&context](std::string_view line) { context.note("{}", line); };
}

void report(const FlashOutcome& outcome, const Board& board, const Context& context) {
    if (outcome.error) return;
    const std::string& name = outcome.target.name;
    if (outcome.report.dry_run) {
        for (const std::string& line : sector_lines(outcome.report)) context.say("{}", line);
        return context.say("{} at {}: {}", board.name, name, update_text(outcome.report));
    }
    context.say("flashed {} at {}: {}", board.name, name, update_text(outcome.report));
    if (!outcome.report.started.empty()) context.say("{}", outcome.report.started);
}

std::string result_json(const Image& image, const Board& board,
                        const std::vector<FlashOutcome>& outcomes) {
    std::vector<std::string> devices;
    for (const FlashOutcome& one : outcomes) devices.push_back(outcome_json(one));
    return json_object({{"board", json_string(board.name)},
                        {"file", json_string(image.name)},
                        {"format", json_string(to_string(image.format))},
                        {"bytes", std::to_string(image.size())},
                        {"build_id", json_string(image.build_id)},
                        {"devices", json_list(devices)}});
}

FlashJob job_of(const FlashOptions& options, const Board& board, Image image) {
    return {.image = std::move(image),
            .board = board,
            .options = {.full = options.full,
                        .erase = options.erase,
                        .verify = !options.no_verify,
                        .start = !options.no_start,
                        .dry_run = options.dry_run},
            .unprotect = options.unprotect,
            .wait = std::chrono::seconds(options.wait)};
}

/// What can be found out without a device is said before one is looked for.
void check_early(const Image& image, const Wanted& wanted, bool starts) {
    const bool only_plain = flash_methods(wanted) == std::vector<std::string>{"dfu"};
    if (!only_plain || image.has_addresses) check_image(image, wanted.board, starts);
}

void write(const FlashOptions& options, Context& context, const HostFactory& make_host) {
    const Wanted wanted = wanted_of(options, context);
    const Board& board = wanted.board;
    const FlashJob job = job_of(options, board, image_of(options, board, context));
    check_early(job.image, wanted, job.options.start);
    const auto host = make_host();
    const std::vector<Target> targets =
        find_devices(*host, search_of(options, wanted, context), ask_firmware, say_to(context));
    std::vector<std::string> names;
    for (const Target& target : targets) {
        names.push_back(target.name);
        context.note("{} ({}) to {} at {} by {}", job.image.name, pretty_size(job.image.size()),
                     board.name, target.name, target.method);
    }
    const auto progress = context.progress_of(names);
    const std::vector<FlashOutcome> outcomes =
        flash_devices(make_host, targets, job, ask_firmware, say_to(context), *progress);
    for (const FlashOutcome& outcome : outcomes) report(outcome, board, context);
    if (auto failure = failure_of(outcomes)) throw *std::move(failure);
    if (board.console && !board.console->note.empty() && !options.dry_run) {
        context.note("console: {}", board.console->note);
    }
    context.emit(result_json(job.image, board, outcomes));
}

void read(const FlashOptions& options, Context& context, const HostFactory& make_host) {
    const Wanted wanted = wanted_of(options, context);
    const Board& board = wanted.board;
    const Range range = range_to_read(board, number_in(options.address, "--address"),
                                      number_in(options.length, "--length"));
    const auto host = make_host();
    const Target target =
        find_devices(*host, search_of(options, wanted, context), ask_firmware, say_to(context))
            .front();
    const auto progress = context.progress_of({target.name});
    const Bytes bytes = read_device(*host, target, board, range, progress->of(0));
    write_file(options.read, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    context.emit(json_object({{"board", json_string(board.name)},
                              {"device", json_string(target.name)},
                              {"file", json_string(options.read.string())},
                              {"address", std::to_string(range.address)},
                              {"bytes", std::to_string(bytes.size())}}));
    context.say("read {} at 0x{:08x} of {} at {} into {}", pretty_size(bytes.size()), range.address,
                board.name, target.name, options.read.string());
}

/// The port whose firmware was asked is the console, too; else it is found.
std::string console_of(const Wanted& wanted) {
    const bool is_port = wanted.device && wanted.device->kind == DeviceName::Kind::port;
    return is_port ? wanted.device->text : "";
}

void run(const FlashOptions& options, Context& context) {
    const Trace trace = trace_of(context);
    const auto make_host = [&trace] {
        return trace ? usb::traced(usb::system_host(), trace) : usb::system_host();
    };
    if (!options.monitor) return flash(options, context, make_host);
    const Wanted wanted = wanted_of(options, context);
    require_console(wanted.board, console_of(wanted), context);
    flash(options, context, make_host);
    monitor_board(wanted.board, console_of(wanted), context);
}

}  // namespace

void flash(const FlashOptions& options, Context& context, const HostFactory& make_host) {
    if (options.read.empty()) {
        write(options, context, make_host);
    } else {
        read(options, context, make_host);
    }
}

void add_flash(CommandLine& line) {
    const auto options = std::make_shared<FlashOptions>();
    CLI::App& app = line.add(
        {.name = "flash",
         .summary = "write the program into the board's flash and start it",
         .examples = {{{"perth flash", "builds, and writes what differs from what is on the board"},
                       {"perth flash -b pyboard-v11 --device 1-4.2 app.bin --address 0x08000000",
                        "writes a file to the board at a USB place"}}}},
        [options](Context& context) { run(*options, context); });
    CLI::Option* const file =
        app.add_option("FILE", options->file,
                       "an ELF, Intel HEX, SREC, UF2, DFU, DfuSe or BIN instead of the project's")
            ->type_name("FILE");
    app.add_option("--via", options->via, "how; dfu means dfuse, too")
        ->type_name("dfuse|dfu|stm32-uart|picoboot|uf2|drive");
    CLI::Option* const device =
        app.add_option("--device", options->device,
                       "the device: its USB place (1-4.2), serial number, port, or name in "
                       "perth.json; of a port, the firmware there is asked for its bootloader")
            ->type_name("DEVICE");
    app.add_option("--baud", options->baud, "bits a second of stm32-uart; 115200 if not given")
        ->type_name("N")
        ->check(CLI::Range(1200, 2'000'000).description(""));
    app.add_option("--lines", options->lines,
                   "how DTR and RTS lead into the bootloader of stm32-uart and out of it: "
                   "boot0=rts,nrst=dtr, or rts,-dtr,dtr:-rts,-dtr,dtr")
        ->type_name("SEQUENCE");
    CLI::Option* const all =
        app.add_flag("--all", options->all, "every device that fits, at the same time")
            ->excludes(device);
    app.add_option("--address", options->address, "where a BIN goes, or where to read from")
        ->type_name("A");
    CLI::Option* const full =
        app.add_flag("--full", options->full, "write every sector, also those that are the same");
    app.add_flag("--erase", options->erase, "erase the whole flash first")->excludes(full);
    app.add_flag("--no-verify", options->no_verify, "do not read back what was written");
    app.add_flag("--no-start", options->no_start, "leave the board in its bootloader");
    app.add_flag("--enter-bootloader", options->enter_bootloader,
                 "ask the running firmware for its bootloader even if one is there");
    app.add_option("--wait", options->wait,
                   "wait so long for a board to be plugged in, or to come back")
        ->type_name("SECONDS")
        ->check(CLI::Range(0, 86400).description(""));
    CLI::Option* const dry =
        app.add_flag("--dry-run", options->dry_run, "compare, tell what would be done, and stop");
    CLI::Option* const read =
        app.add_option("--read", options->read, "read the flash into a BIN file instead")
            ->type_name("FILE")
            ->excludes(file)
            ->excludes(all)
            ->excludes(dry);
    app.add_flag("--monitor", options->monitor, "watch the console afterwards")
        ->excludes(all)
        ->excludes(dry)
        ->excludes(read);
    app.add_option("--length", options->length, "read so many bytes, not all of the flash")
        ->type_name("N")
        ->needs(read);
    app.add_flag("--unprotect", options->unprotect,
                 "lift a read protection, which erases everything");
}

}  // namespace perth::cli
