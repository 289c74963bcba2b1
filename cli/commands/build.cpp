#include "cli/commands/build.hpp"

#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "cli/build/build.hpp"
#include "cli/build/folder.hpp"
#include "cli/build/report.hpp"
#include "cli/build/reproduce.hpp"
#include "cli/build/summary.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/support/files.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/output.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

struct Options {
    bool all = false;
    bool release = false;
    bool debug = false;
    bool generate = false;
    bool reproducible = false;
    unsigned jobs = 0;
    std::string launcher;
};

/// Shows a build: a bar, and above it what compilers say. With --quiet they speak only if the build
/// fails.
class Display {
public:
    explicit Display(Context& context) : context_(context) {}
    ~Display() {
        context_.progress().end();
        if (std::uncaught_exceptions() > 0) write_err(held_);
    }
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;

    [[nodiscard]] BuildListener listener() {
        const Terminal& terminal = context_.terminal();
        return {.progress = [this](std::size_t done, std::size_t total) { step(done, total); },
                .message = [this](std::string_view line) { message(line); },
                .trace = [this](std::string_view line) { context_.trace(line); },
                .colors = terminal.styled(Style::error, "x", 2) != "x"};
    }

private:
    void step(std::size_t done, std::size_t total) {
        if (total != total_) context_.progress().begin("build", total_ = total, false);
        context_.progress().update(done);
    }

    void message(std::string_view line) {
        context_.progress().end();
        total_ = 0;
        if (context_.options().quiet) {
            held_.append(line).append("\n");
        } else {
            write_err(std::string(line) + "\n");
        }
    }

    Context& context_;
    std::size_t total_ = 0;
    std::string held_;
};

BuildFolder open_folder(const Manifest& manifest, const Board& board, Context& context) {
    return BuildFolder(manifest.folder, board.name, [&] {
        context.note("another perth builds for {}: waiting until it is done", board.name);
    });
}

BuildChoices choices_of(const Options& options, const Context& context) {
    BuildChoices choices{.kind = BuildChoices::Kind::as_manifest,
                         .jobs = options.jobs,
                         .launcher = options.launcher,
                         .verbose = context.options().verbose};
    if (options.release) choices.kind = BuildChoices::Kind::release;
    if (options.debug) choices.kind = BuildChoices::Kind::debug;
    return choices;
}

std::vector<std::string> chosen_boards(const Options& options, const Context& context) {
    if (options.all) return context.manifest().boards;
    if (!context.options().boards.empty()) return context.options().boards;
    return {context.manifest().default_board};
}

std::string shown(const std::filesystem::path& file, const Context& context) {
    return file.lexically_relative(context.manifest().folder).string();
}

void generate(const Board& board, const BuildChoices& choices, Context& context) {
    const BuildFolder folder = open_folder(context.manifest(), board, context);
    const BuildPlan plan = make_plan(context.manifest(), board, choices, context.data());
    generate_only(plan);
    context.emit(json_object(
        {{"board", json_string(board.name)}, {"generated", json_string(plan.gen().string())}}));
    context.say("generated {} for {}", shown(plan.gen(), context), board.name);
    context.note("next: {}", shell_quoted({"cmake", "-G", "Ninja", "-S", plan.home().string(), "-B",
                                           plan.folder.string(), "--toolchain",
                                           (plan.gen() / "toolchain.cmake").string()}));
}

void report(const Firmware& firmware, Context& context) {
    context.emit(firmware_json(firmware));
    context.say("built {} for {}: {}", firmware.name, firmware.board, shown(firmware.elf, context));
    const std::string sizes = size_report(firmware, context.terminal().columns());
    if (!sizes.empty()) context.say("{}", sizes);
}

/// Builds a copy that lies elsewhere, without a compiler cache, and compares.
void check_reproducible(const Firmware& firmware, const Board& board, BuildChoices choices,
                        Context& context) {
    const BuildPlan plan = make_plan(context.manifest(), board, choices, context.data());
    const ScratchFolder scratch("perth-elsewhere");
    const auto copy = scratch.path() / "a copy";
    std::filesystem::create_directory(copy);
    copy_project(plan, copy);
    choices.launcher = "none";
    compare_builds(plan, firmware, build_project(load_manifest(copy), board, choices, context));
    context.say("the same bytes come out elsewhere");
}

void run(const Options& options, Context& context) {
    const BuildChoices choices = choices_of(options, context);
    std::vector<Board> boards;  // every name is checked before the first build
    for (const std::string& name : chosen_boards(options, context)) {
        boards.push_back(load_board(name, context.boards()));
    }
    for (const Board& board : boards) {
        if (options.generate) {
            generate(board, choices, context);
            continue;
        }
        const Firmware firmware = build_project(board, choices, context);
        if (options.reproducible) check_reproducible(firmware, board, choices, context);
        report(firmware, context);
    }
}

}  // namespace

Firmware build_project(const Manifest& manifest, const Board& board, const BuildChoices& choices,
                       Context& context) {
    const BuildFolder folder = open_folder(manifest, board, context);
    const BuildPlan plan = make_plan(manifest, board, choices, context.data());
    Display display(context);
    return build(plan, display.listener());
}

Firmware build_project(const Board& board, const BuildChoices& choices, Context& context) {
    return build_project(context.manifest(), board, choices, context);
}

std::filesystem::path build_project_tests(const Board& board, Context& context) {
    const BuildFolder folder = open_folder(context.manifest(), board, context);
    const BuildPlan plan = make_plan(context.manifest(), board,
                                     {.verbose = context.options().verbose}, context.data());
    Display display(context);
    return build_tests(plan, display.listener());
}

void add_build(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app =
        line.add({.name = "build",
                  .summary = "compile and link the project for a board",
                  .examples = {{{"perth build", "builds for the project's default board"},
                                {"perth build -b host -b pyboard-v11 --debug",
                                 "builds for two boards without optimization"}}}},
                 [options](Context& context) { run(*options, context); });
    app.add_flag("--all", options->all, "build for every board that perth.json lists");
    CLI::Option* const release =
        app.add_flag("--release", options->release, "optimize, even if perth.json says debug");
    app.add_flag("--debug", options->debug, "build for the debugger")->excludes(release);
    app.add_option("-j,--jobs", options->jobs, "compile N files at a time")
        ->type_name("N")
        ->check(CLI::Range(1, 1024).description(""));
    app.add_option("--launcher", options->launcher,
                   "compile through ccache, sccache, distcc, icecc or a path; or none")
        ->type_name("L");
    app.add_flag("--reproducible-check", options->reproducible,
                 "build a copy that lies elsewhere, too, and fail if a byte differs");
    app.add_flag("--generate", options->generate,
                 "write build/BOARD/gen only, for a CMake of your own");
}

}  // namespace perth::cli
