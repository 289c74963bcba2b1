// perth clean: removes what perth build made, and nothing else.
#include <memory>
#include <string>
#include <vector>

#include "cli/build/folder.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

struct Options {
    bool all = false;
};

std::vector<std::string> chosen_boards(const Options& options, const Context& context) {
    if (options.all) return built_boards(context.manifest().folder);
    if (!context.options().boards.empty()) return context.options().boards;
    return {context.manifest().default_board};
}

void run(const Options& options, const Context& context) {
    std::vector<std::string> removed;
    for (const std::string& board : chosen_boards(options, context)) {
        if (remove_build(context.manifest().folder, board)) removed.push_back("build/" + board);
    }
    context.emit(json_object({{"removed", json_strings(removed)}}));
    for (const std::string& folder : removed) context.say("removed {}", folder);
    if (removed.empty()) context.say("nothing to remove");
}

}  // namespace

void add_clean(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app =
        line.add({.name = "clean",
                  .summary = "remove what build made",
                  .examples = {{{"perth clean", "removes the default board's build"},
                                {"perth clean --all", "removes the builds of all boards"}}}},
                 [options](Context& context) { run(*options, context); });
    app.add_flag("--all", options->all, "the builds of all boards");
}

}  // namespace perth::cli
