#include "cli/commands/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/commands/help.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t widest_help = 80;

constexpr const char* global_group = "Everywhere";

ColorMode color_mode(const std::string& word) {
    if (word == "always") return ColorMode::always;
    return word == "never" ? ColorMode::never : ColorMode::automatic;
}

std::vector<std::string> command_names(const CLI::App& root) {
    std::vector<std::string> names;
    for (const CLI::App* command : root.get_subcommands({})) names.push_back(command->get_name());
    return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_group().empty()) continue;
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

std::string title(const CLI::App& app) {
    return app.get_parent() == nullptr ? "perth" : "perth " + app.get_name();
}

std::string help_hint(const CLI::App& app) { return title(app) + " --help"; }

std::string suggestion(const std::string& word, const std::vector<std::string>& known,
                       const CLI::App& app) {
    const auto near = did_you_mean(word, known);
    return near ? "did you mean " + *near + "?" : help_hint(app);
}

[[noreturn]] void complain_of_word(const std::string& word, const CLI::App& app) {
    Error::Parts parts{.what = {}, .exit = Exit::wrong_use};
    if (word.size() > 1 && word.front() == '-') {
        const std::string name = word.substr(0, word.find('='));
        parts.what = fmt::format("unknown option {} of {}", name, title(app));
        parts.hint = suggestion(name, option_names(app), app);
    } else if (app.get_parent() == nullptr) {
        parts.what = fmt::format("unknown command {}", word);
        parts.hint = suggestion(word, command_names(app), app);
    } else {
        parts.what = fmt::format("{} cannot use the argument {}", title(app), word);
        parts.hint = help_hint(app);
    }
    throw Error(std::move(parts));
}

OptionFacts facts_of(const CLI::Option& option) {
    OptionFacts facts{.names = {},
                      .value = option.get_type_name(),
                      .required = option.get_required(),
                      .repeats = option.get_expected_max() > 1,
                      .everywhere = option.get_group() == global_group,
                      .text = option.get_description()};
    if (option.get_positional()) {
        facts.names.push_back(option.get_name(true));
        facts.takes = OptionFacts::Takes::value;
        return facts;
    }
    for (const auto& name : option.get_snames()) facts.names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) facts.names.push_back("--" + name);
    const bool is_flag = option.get_items_expected_max() == 0;
    if (is_flag && words_of(facts.value).empty()) {
        facts.value.clear();
    } else {  // a flag that may be given a word: add_flag("--name{usual}", …)
        const bool always = !is_flag && option.get_items_expected_min() > 0;
        facts.takes = always ? OptionFacts::Takes::value : OptionFacts::Takes::maybe;
    }
    return facts;
}

Error refusal_of(const std::string& word, const CLI::Option& option, const CLI::App& app,
                 const std::vector<std::string>& words) {
    return Error({.what = option.get_positional()
                              ? fmt::format("{} cannot use the argument {}", title(app), word)
                              : fmt::format("{} {} is not known", option.get_name(), word),
                  .hint = "give " + one_of(words),
                  .exit = Exit::wrong_use});
}

/// The command that was typed, or the root.
const CLI::App& typed(const CLI::App& root) {
    const auto commands = root.get_subcommands();
    return commands.empty() ? root : *commands.front();
}

}  // namespace

CommandLine::CommandLine()
    : root_("perth makes firmware: scaffold a project, build it, run it on a board or without one.",
            "perth") {
    root_.require_subcommand(0, 1);
    add_global_options(root_);
    examples_["perth"] = {{{"perth new hello && cd hello", "makes a project in ./hello"},
                           {"perth run -b host", "builds it and runs it on this computer"}}};
}

void CommandLine::add_global_options(CLI::App& app) {
    const auto flag = [&app](const char* name, bool& value, const char* text) {
        app.add_flag(name, value, text)->group(global_group);
    };
    app.add_option("-C,--project", options_.project, "work as if started in DIR")
        ->type_name("DIR")
        ->group(global_group);
    app.add_option_function<std::vector<std::string>>(
           "-b,--board",
           [this](const std::vector<std::string>& names) {
               options_.boards.insert(options_.boards.end(), names.begin(), names.end());
           },
           "the board to use instead of the project's default_board")
        ->type_name("BOARD")
        ->allow_extra_args(false)
        ->group(global_group);
    flag("--json", options_.json, "machine-readable result on stdout");
    flag("-q,--quiet", options_.quiet, "only errors");
    flag("-v,--verbose", options_.verbose, "also every command and transfer that is run");
    app.add_option_function<std::string>(
           "--color", [this](const std::string& word) { options_.color = color_mode(word); },
           "colours; auto obeys NO_COLOR and CLICOLOR_FORCE")
        ->type_name("auto|always|never")
        ->group(global_group);
    app.set_version_flag("--version", "perth " PERTH_VERSION "\n", "print the version")
        ->group(global_group);
    app.set_help_flag("-h,--help", "print this help")->group(global_group);
}

CLI::App& CommandLine::add(const CommandInfo& info, std::function<void(Context&)> run) {
    CLI::App& app = *root_.add_subcommand(info.name, info.summary);
    add_global_options(app);
    examples_[info.name] = info.examples;
    formats_[info.name] = info.format;
    app.callback([this, run = std::move(run)] { run_ = run; });
    return app;
}

void CommandLine::take_only_words(CLI::App& app) {
    for (CLI::Option* const option : app.get_options()) {
        const auto words = words_of(option->get_type_name());
        if (words.empty()) continue;
        option->check(
            [this, &app, option, words](const std::string& word) -> std::string {
                if (std::find(words.begin(), words.end(), word) != words.end()) return {};
                refusal_ = refusal_of(word, *option, app, words);
                return refusal_->what();
            },
            "");
    }
}

void CommandLine::complain(const CLI::ParseError& error) const {
    const CLI::App& app = typed(root_);
    for (const CLI::App* place : {&root_, &app}) {
        const auto words = place->remaining();
        if (!words.empty()) complain_of_word(words.front(), *place);
    }
    if (refusal_) throw *refusal_;
    throw Error({.what = fmt::format("{}: {}", title(app), error.what()),
                 .hint = help_hint(app),
                 .exit = Exit::wrong_use});
}

CommandFacts CommandLine::facts_of(const CLI::App& app) const {
    CommandFacts facts{.name = app.get_name(),
                       .summary = app.get_description(),
                       .arguments = {},
                       .options = {},
                       .format = {},
                       .examples = examples_.at(app.get_name()),
                       .commands = {}};
    if (const auto format = formats_.find(app.get_name()); format != formats_.end()) {
        facts.format = format->second;
    }
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_group().empty()) continue;
        (option->get_positional() ? facts.arguments : facts.options)
            .push_back(cli::facts_of(*option));
    }
    return facts;
}

CommandFacts CommandLine::facts() const {
    CommandFacts tool = facts_of(root_);
    for (const CLI::App* command : root_.get_subcommands({})) {
        tool.commands.push_back(facts_of(*command));
    }
    return tool;
}

Parsed CommandLine::parse(std::vector<std::string> arguments) {
    const std::size_t columns = std::min(widest_help, Terminal(options_.color).columns());
    if (arguments.empty()) return {.options = {}, .text = help_text(facts(), columns), .run = {}};
    take_only_words(root_);
    for (CLI::App* const command : root_.get_subcommands([](CLI::App*) { return true; })) {
        take_only_words(*command);
    }
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    try {
        root_.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
        const CLI::App& app = typed(root_);
        const CommandFacts about = app.get_parent() == nullptr ? facts() : facts_of(app);
        return {.options = options_, .text = help_text(about, columns), .run = {}};
    } catch (const CLI::CallForVersion& version) {
        return {.options = options_, .text = version.what(), .run = {}};
    } catch (const CLI::ParseError& error) {
        complain(error);
    }
    if (!run_) {
        throw Error(
            {.what = "no command given", .hint = help_hint(root_), .exit = Exit::wrong_use});
    }
    return {.options = options_, .text = {}, .run = run_};
}

}  // namespace perth::cli
