// `perth new`: a project's folder from a template.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/project/manifest.hpp"
#include "cli/project/scaffold.hpp"
#include "cli/project/template.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/process.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* default_template = "counter";
constexpr const char* default_board = "host";

struct Options {
    std::string place;   // NAME, or the way to it
    std::string chosen;  // empty: default_template
    bool list = false;
    bool here = false;
    bool no_git = false;
    bool force = false;
};

/// A project that is to be made.
struct Plan {
    std::string name;
    Site site;
    Template source;
    Board board;
};

void list(const Context& context) {
    std::vector<std::string> documents;
    std::vector<Template> templates;
    std::size_t width = 0;
    for (const std::string& name : template_names(context.data())) {
        const Template& one =
            templates.emplace_back(load_template(context.data() / "templates" / name));
        documents.push_back(json_object({{"name", json_string(one.name)},
                                         {"title", json_string(one.title)},
                                         {"description", json_string(one.description)},
                                         {"needs", json_strings(one.needs)}}));
        width = std::max(width, one.name.size());
    }
    context.emit(json_list(documents));
    const std::size_t columns = context.terminal().columns();
    for (const Template& one : templates) {
        context.say("{}", fit(fmt::format("{:<{}}  {}", one.name, width, one.title), columns));
    }
}

void check_suits(const Template& source, const Board& board, const BoardPath& path) {
    if (suits(source, board)) return;
    std::vector<std::string> fitting;
    for (const std::string& name : board_names(path)) {
        try {
            if (suits(source, load_board(name, path))) fitting.push_back(name);
        } catch (const Error&) {  // a definition that is not in order fits nothing
        }
    }
    std::vector<std::string> pins;
    for (const Pin& pin : board.pins) pins.push_back(pin.name);
    std::string why =
        fmt::format("the template needs {}; the board has {}", fmt::join(source.needs, ", "),
                    pins.empty() ? "no pins" : fmt::to_string(fmt::join(pins, ", ")));
    if (!source.boards.empty()) {
        why = fmt::format("the template is for {}", fmt::join(source.boards, ", "));
    }
    throw Error({.what = fmt::format("template {} does not suit board {}", source.name, board.name),
                 .why = why,
                 .hint = fitting.empty()
                             ? "perth new --list lists other templates"
                             : fmt::format("boards that do: {}", fmt::join(fitting, ", ")),
                 .exit = Exit::wrong_use});
}

Site site_of(const Options& options) {
    if (options.here) {
        return {.folder = fs::current_path(), .keep_folder = true, .force = options.force};
    }
    if (options.place.empty()) {
        throw Error({.what = "perth new needs the new project's name",
                     .hint = "perth new hello, or perth new --here",
                     .exit = Exit::wrong_use});
    }
    fs::path folder = fs::absolute(options.place).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    std::error_code failure;
    if (!fs::is_directory(folder.parent_path(), failure)) {
        throw Error({.what = fmt::format("there is no folder {}", folder.parent_path().string()),
                     .why = "the new project would lie in it",
                     .exit = Exit::wrong_use});
    }
    return {.folder = std::move(folder), .force = options.force};
}

std::string name_of(const Options& options, const Site& site) {
    std::string name =
        options.here && !options.place.empty() ? options.place : site.folder.filename().string();
    if (is_project_name(name)) return name;
    throw Error({.what = fmt::format("\"{}\" cannot be a project's name", name),
                 .why = "a name begins with a letter and goes on with letters, digits, _ or -, "
                        "at most 64 in all",
                 .hint = options.here ? "perth new --here NAME" : std::string{},
                 .exit = Exit::wrong_use});
}

Plan plan(const Options& options, const Context& context) {
    if (context.options().boards.size() > 1) {
        throw Error({.what = "a new project has one default board",
                     .hint = "give -b once",
                     .exit = Exit::wrong_use});
    }
    Site site = site_of(options);
    std::string name = name_of(options, site);
    const auto& boards = context.options().boards;
    Template source =
        find_template(options.chosen.empty() ? default_template : options.chosen, context.data());
    Board board = load_board(boards.empty() ? default_board : boards.front(), context.boards());
    check_suits(source, board, context.boards());
    return {std::move(name), std::move(site), std::move(source), std::move(board)};
}

/// Returns a file: URL; editors find the schema by it, whatever the path is made of.
std::string file_url(const fs::path& file) {
    std::string url = "file://";
    for (const char c : file.string()) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') ||
                              std::string_view("/-._~").find(c) != std::string_view::npos;
        url += is_plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return url;
}

void add_missing(std::vector<TemplateFile>& files, const char* path, const char* content) {
    const auto after = std::find_if(files.begin(), files.end(),
                                    [path](const auto& file) { return !(file.path < path); });
    if (after == files.end() || after->path != path) files.insert(after, {path, content});
}

std::vector<TemplateFile> files_of(const Plan& plan, const Context& context) {
    Fields fields = plan.source.fields;
    fields["name"] = plan.name;
    fields["board"] = plan.board.name;
    fields["schema"] = file_url(fs::absolute(context.data()).lexically_normal() / "board-defs" /
                                "schema" / "project.schema.json");
    std::vector<TemplateFile> files = render(plan.source, fields);
    add_missing(files, ".gitignore", "/build/\n/compile_commands.json\n/.cache/\n");
    add_missing(files, ".clangd", "CompileFlags:\n  CompilationDatabase: .\n");
    return files;
}

bool is_in_repository(fs::path folder) {
    std::error_code failure;
    for (; !folder.empty(); folder = folder.parent_path()) {
        if (fs::exists(folder / ".git", failure)) return true;
        if (folder == folder.root_path()) break;
    }
    return false;
}

void init_git(const fs::path& folder, const Context& context) {
    if (!find_program("git")) {
        context.note("git is not installed: the project is not under version control");
        return;
    }
    const Command command{.args = {"git", "init", "--quiet", folder.string()}};
    context.trace(shell_quoted(command.args));
    const Finished finished = perth::cli::run(command);
    if (finished.exit_code == 0) return;
    context.note("git init did not work: {}",
                 printable(finished.err.substr(0, finished.err.find('\n'))));
}

std::string next_command(const Plan& plan) {
    if (plan.site.keep_folder) return "perth run";
    std::error_code failure;
    const fs::path way = fs::relative(plan.site.folder, failure);
    return fmt::format("cd {} && perth run", shell_quoted({failure ? plan.site.folder : way}));
}

void tell(const Plan& plan, const Scaffolded& done, const Options& options,
          const Context& context) {
    std::vector<std::string> made;
    for (const auto& path : done.made) made.push_back(path.string());
    const std::string next = next_command(plan);
    context.emit(json_object({{"name", json_string(plan.name)},
                              {"folder", json_string(plan.site.folder.string())},
                              {"template", json_string(plan.source.name)},
                              {"board", json_string(plan.board.name)},
                              {"files", json_strings(made)},
                              {"next", json_string(next)}}));
    context.say("template {}{}, board {}{}", plan.source.name,
                options.chosen.empty() ? " (choose another with -t)" : "", plan.board.name,
                context.options().boards.empty() ? " (choose another with -b)" : "");
    for (const std::string& path : made) context.say("  {}", printable(path));
    for (const auto& path : done.kept)
        context.say("  {} was there and is kept", printable(path.string()));
    context.say("next: {}", next);
}

void run(const Options& options, const Context& context) {
    if (options.list) return list(context);
    const Plan project = plan(options, context);
    const bool with_git = !options.no_git && !is_in_repository(project.site.folder);
    const Scaffolded done =
        scaffold(project.site, files_of(project, context), [&](const fs::path& staged) {
            if (with_git) init_git(staged, context);
        });
    tell(project, done, options, context);
}

}  // namespace

void add_new(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app = line.add(
        {.name = "new",
         .summary = "make a project from a template",
         .examples = {{{"perth new hello && cd hello && perth run",
                        "makes ./hello from the template counter and runs it on this computer"},
                       {"perth new lamp -t blink -b pyboard-v11",
                        "makes ./lamp, whose default board is the pyboard"}}}},
        [options](Context& context) { run(*options, context); });
    app.add_option("NAME", options->place, "the project's name, or the way to its new folder");
    app.add_option("-t,--template", options->chosen,
                   "a template's name, or a folder with a template.json; counter if not given")
        ->type_name("TEMPLATE");
    app.add_flag("--list", options->list, "list the templates");
    app.add_flag("--here", options->here, "make the project in this folder");
    app.add_flag("--no-git", options->no_git, "do not make a git repository");
    app.add_flag("--force", options->force,
                 "go into a folder that is not empty; files that are there are kept");
}

}  // namespace perth::cli
