// `perth tasks`: what a running firmware's tasks do, and changing that, over its console.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/agent/tasks.hpp"
#include "cli/commands/command_line.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/console_agent.hpp"
#include "cli/console/stuck.hpp"
#include "cli/console/task_table.hpp"
#include "cli/support/error.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/output.hpp"
#include "cli/support/signals.hpp"

namespace perth::cli {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

struct Options {
    std::string device;              // empty: found by the board
    std::vector<std::string> words;  // pause, resume or cancel, and ids
    bool watch = false;
};

struct Action {
    const char* name;
    const char* done;
    TaskChange change;
};
constexpr std::array actions = {Action{"pause", "paused", TaskChange::pause},
                                Action{"resume", "resumed", TaskChange::resume},
                                Action{"cancel", "cancelled", TaskChange::cancel}};

const Action& action_of(const std::string& word) {
    const auto found = std::find_if(actions.begin(), actions.end(),
                                    [&](const Action& action) { return action.name == word; });
    if (found != actions.end()) return *found;
    throw Error({.what = fmt::format("perth tasks cannot {}", printable(word)),
                 .why = "it can pause, resume and cancel",
                 .hint = "perth tasks pause 2",
                 .exit = Exit::wrong_use});
}

std::uint16_t id_of(const std::string& word) {
    std::uint16_t id = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), id);
    if (failure == std::errc{} && end == word.data() + word.size() && id != 0) return id;
    throw Error({.what = fmt::format("{} is not a task's id", printable(word)),
                 .hint = "perth tasks lists them",
                 .exit = Exit::wrong_use});
}

/// Returns the ids behind the action's word.
std::vector<std::uint16_t> ids_of(const std::vector<std::string>& words) {
    if (words.size() == 1) {
        throw Error({.what = fmt::format("which task is to {}?",
                                         words[0] == "resume" ? "be resumed" : words[0] + "d"),
                     .hint = "perth tasks lists them",
                     .exit = Exit::wrong_use});
    }
    std::vector<std::uint16_t> ids;
    for (std::size_t i = 1; i < words.size(); ++i) ids.push_back(id_of(words[i]));
    return ids;
}

/// The board's tasks with their names.
class Tasks {
public:
    Tasks(const Options& options, Context& context)
        : board_(context.board()),
          agent_(board_, options.device, "perth tasks", context),
          context_(context) {}

    /// Returns all of them; a program that does not answer is explained.
    [[nodiscard]] std::vector<AgentTask> list() {
        try {
            AgentTasks found = ask_tasks(agent_);
            if (!names_ || names_->build() != found.build) names_.emplace(files(), found.build);
            return std::move(found.tasks);
        } catch (const Error& error) {
            if (error.parts().fault != Fault::timeout) throw;
            throw explain_silence(agent_, error, [this] { return files(); });
        }
    }
    [[nodiscard]] const TaskNames& names() const { return *names_; }
    [[nodiscard]] Agent& agent() { return agent_; }
    [[nodiscard]] std::string device() const { return agent_.place(); }

private:
    [[nodiscard]] std::vector<BuiltFile> files() const {
        const Manifest* const project = context_.find_manifest();
        return project == nullptr ? std::vector<BuiltFile>{}
                                  : built_files(project->folder, board_.name);
    }

    Board board_;
    ConsoleAgent agent_;
    const Context& context_;
    std::optional<TaskNames> names_;
};

void note_what_is_missing(const std::vector<AgentTask>& tasks, const TaskNames& names,
                          const Context& context) {
    if (!names.complaint().empty()) context.note("{}", names.complaint());
    if (!tasks.empty() && !tasks.front().profile) {
        context.note("\"profile\": true in perth.json counts runs and times");
    }
}

void show_once(Tasks& tasks, const Context& context) {
    const auto list = tasks.list();
    for (const std::string& line : task_table(list, tasks.names())) context.say("{}", line);
    note_what_is_missing(list, tasks.names(), context);
    context.emit(task_json(list, tasks.names(), tasks.device()));
}

/// A table in one place of a terminal, or a line each time.
class Watch {
public:
    explicit Watch(const Context& context) : context_(context) {}

    void show(const std::vector<AgentTask>& list, Tasks& tasks) {
        if (context_.options().json) {
            return context_.emit(task_json(list, tasks.names(), tasks.device()));
        }
        if (!is_live()) return context_.say("{}", task_line(list, tasks.names()));
        draw(task_table(list, tasks.names()));
        if (!noted_) note_what_is_missing(list, tasks.names(), context_);
        noted_ = true;
    }
    void show(const Error& error) {
        if (!is_live()) return context_.note("{}", error.text());
        draw({printable(error.parts().what)});
    }

private:
    [[nodiscard]] bool is_live() const {
        return context_.terminal().out_is_tty() && !context_.options().json &&
               !context_.options().quiet;
    }
    void draw(const std::vector<std::string>& lines) {
        const Terminal& terminal = context_.terminal();
        write_out(live_.draw(lines, terminal.columns(), terminal.rows()));
    }

    const Context& context_;
    LiveLines live_;
    bool noted_ = false;
};

/// Until Ctrl-C: a program that hangs or starts anew ends nothing.
void show_for_ever(Tasks& tasks, const Context& context) {
    Watch watch(context);
    for (auto due = Clock::now();; due = std::max(due + 1s, Clock::now())) {
        sleep_for(due - Clock::now());
        try {
            const auto list = tasks.list();
            watch.show(list, tasks);
        } catch (const Error& error) {
            if (error.parts().fault == Fault::gone) throw;
            watch.show(error);
        }
    }
}

void change(const Options& options, Tasks& tasks, const Context& context) {
    const Action& action = action_of(options.words.front());
    const auto ids = ids_of(options.words);
    const auto list = tasks.list();
    std::vector<const AgentTask*> wanted;
    for (const std::uint16_t id : ids) {
        const auto found = std::find_if(list.begin(), list.end(),
                                        [&](const AgentTask& task) { return task.id == id; });
        if (found == list.end()) {
            throw Error({.what = fmt::format("there is no task {}", id),
                         .why = task_line(list, tasks.names()),
                         .hint = "perth tasks",
                         .exit = Exit::failed});
        }
        wanted.push_back(&*found);
    }
    std::vector<std::string> done;
    for (const AgentTask* const task : wanted) {
        change_task(tasks.agent(), *task, action.change);
        const std::string name = tasks.names().task(*task);
        context.say("{} task {} {}", action.done, task->id, name);
        done.push_back(
            json_object({{"id", std::to_string(task->id)}, {"task", json_string(name)}}));
    }
    context.emit(json_object({{"device", json_string(tasks.device())},
                              {"action", json_string(action.name)},
                              {"tasks", json_list(done)}}));
}

void run(const Options& options, Context& context) {
    if (!options.words.empty()) {  // before anything is opened
        (void)action_of(options.words.front());
        (void)ids_of(options.words);
    }
    Tasks tasks(options, context);
    if (options.watch) return show_for_ever(tasks, context);
    if (!options.words.empty()) return change(options, tasks, context);
    show_once(tasks, context);
}

}  // namespace

void add_tasks(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    CLI::App& app = line.add(
        {.name = "tasks",
         .summary = "show what a running firmware's tasks do, or pause, resume and cancel them",
         .examples =
             {{{"perth tasks --watch",
                "each task, its state, what it waits for, its runs and times; every second"},
               {"perth tasks pause 2 --device socket://localhost:4000",
                "stops one task of a board in perth run --serve 4000"}}}},
        [options](Context& context) { run(*options, context); });
    CLI::Option* const words =
        app.add_option("ACTION", options->words, "pause, resume or cancel, and the ids of tasks")
            ->type_name("ACTION");
    app.add_option("--device", options->device,
                   "the console's port: /dev/ttyACM0, socket://HOST:PORT, a USB place (1-4.2), or "
                   "name in perth.json")
        ->type_name("PORT");
    app.add_flag("--watch", options->watch,
                 "a table that is drawn anew every second, or a line a second; until Ctrl-C")
        ->excludes(words);
}

}  // namespace perth::cli
