// The tool beside the bare compiler and linker: starting, building nothing, cold, and after a
// change. Wall-clock and processor time, medians; a quiet computer is asked for. It fails if a
// command does; a missed target is a row that says so.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/bench/table.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::bench {
namespace {

namespace fs = std::filesystem;

using Args = std::vector<std::string>;

/// Milliseconds.
struct Times {
    double wall = 0;
    double processor = 0;
};

/// Returns milliseconds of processor time that ended children have taken.
double children_time() {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    const auto ms = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Returns the medians of some runs of `work`; `prepare` is not counted.
Times measure(int runs, const std::function<void()>& prepare, const std::function<void()>& work) {
    std::vector<double> wall;
    std::vector<double> processor;
    for (int i = 0; i < runs; ++i) {
        prepare();
        const double before = children_time();
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> passed =
            std::chrono::steady_clock::now() - start;
        wall.push_back(passed.count());
        processor.push_back(children_time() - before);
    }
    return {.wall = median(wall), .processor = median(processor)};
}

/// Project `counter` for the pyboard v1.1, and the commands that build it.
class Project {
public:
    Project() {
        perth({"new", "counter", "-t", "counter", "-b", "pyboard-v11", "--no-git"}, home_.path());
        build();
        const Args ninja = {"ninja", "-C", build_.string(), "-t", "commands", "counter.elf"};
        std::istringstream lines(call({.args = ninja}));
        for (std::string line; std::getline(lines, line);) {
            const auto launcher = line.find("/ccache ");
            if (launcher < line.find(' ')) line.erase(0, launcher + 8);
            if (line.find(" -c ") == std::string::npos) {
                links_.push_back(line);
            } else {
                const bool is_programs = line.find("/src/main.cpp") != std::string::npos;
                (is_programs ? own_ : runtime_).push_back(line);
            }
        }
    }

    /// Builds as a user does; ccache only if asked for.
    void build(bool with_ccache = false) const {
        std::map<std::string, std::string> environment = {
            {"CCACHE_DIR", (home_.path() / "ccache").string()}};
        if (!with_ccache) environment["CCACHE_DISABLE"] = "1";
        call({.args = {PERTH_PROGRAM, "build"}, .folder = project_, .environment = environment});
    }
    void clean() const { fs::remove_all(project_ / "build"); }

    /// Changes the constant that the counter starts with.
    void change() {
        std::string text = cli::read_file(source_);
        const std::string before = fmt::format("seconds = {}", changes_);
        const auto at = text.find(before);
        if (at == text.npos) throw cli::Error({.what = "no " + before});
        text.replace(at, before.size(), fmt::format("seconds = {}", ++changes_));
        cli::write_file(source_, text);
    }

    /// Runs the bare commands of the whole build, so many at a time.
    void compile_all(int jobs) const {
        std::string all;
        for (const auto* list : {&runtime_, &own_}) {
            for (const std::string& line : *list) all += line + '\n';
        }
        shell(fmt::format("xargs -P {} -d '\\n' -n 1 sh -c", jobs), all);
        link();
    }
    /// Runs those that a change of the program needs.
    void compile_change() const {
        for (const std::string& line : own_) shell(line);
        shell(links_.back());
    }

private:
    static std::string call(const cli::Command& command) {
        const cli::Finished done = cli::run(command);
        if (done.exit_code == 0) return done.out;
        throw cli::Error({.what = cli::shell_quoted(command.args) + " failed", .why = done.err});
    }
    static void perth(Args args, const fs::path& folder) {
        args.insert(args.begin(), PERTH_PROGRAM);
        call({.args = args, .folder = folder});
    }
    void link() const {
        for (const std::string& line : links_) shell(line);
    }
    void shell(const std::string& script, const std::string& input = "") const {
        call({.args = {"sh", "-c", script},
              .folder = build_,
              .environment = {{"CCACHE_DISABLE", "1"}},
              .input = input});
    }

    cli::TemporaryFolder home_;
    fs::path project_ = home_.path() / "counter";
    fs::path build_ = project_ / "build/pyboard-v11";
    fs::path source_ = project_ / "src/main.cpp";
    std::vector<std::string> runtime_;
    std::vector<std::string> own_;
    std::vector<std::string> links_;
    int changes_ = 0;
};

Row row(const std::string& name, const Times& times, double target = 0) {
    Row cells = {name, number(times.wall), number(times.processor)};
    if (target != 0)
        cells.insert(cells.end(), {"< " + number(target), verdict(times.wall, target)});
    return cells;
}

Row beside(const std::string& name, const Times& times, const Times& bare) {
    Row cells = row(name, times);
    cells.push_back("");
    cells.push_back(fmt::format("{:+.0f} ms beside the bare commands", times.wall - bare.wall));
    return cells;
}

void print_all() {
    Project project;
    const auto nothing = [] {};
    std::vector<Row> rows = {{"ms, medians", "wall", "processor", "target", "target is"}};
    rows.push_back(row(
        "perth --version",
        measure(51, nothing, [] { (void)cli::run({.args = {PERTH_PROGRAM, "--version"}}); }), 10));
    for (const std::string kind : {"boards", "templates", "ports", "devices"}) {
        const Args complete = {PERTH_PROGRAM, "completions", "--values", kind};
        rows.push_back(row("Tab: " + kind,
                           measure(21, nothing, [&] { (void)cli::run({.args = complete}); }), 20));
    }
    rows.push_back(
        row("perth build, nothing to do", measure(21, nothing, [&] { project.build(); }), 60));

    const Times one = measure(3, nothing, [&] { project.compile_all(1); });
    const Times two = measure(3, nothing, [&] { project.compile_all(2); });
    const auto clean = [&] { project.clean(); };
    const Times cold = measure(3, clean, [&] { project.build(); });
    rows.push_back(row("all commands, one after the other", one));
    rows.push_back(row("all commands, two at a time", two));
    rows.push_back(beside("perth build, cold", cold, two));
    clean();
    project.build(true);
    rows.push_back(
        row("perth build, cold, all in ccache", measure(3, clean, [&] { project.build(true); })));

    const auto change = [&] { project.change(); };
    const Times bare = measure(5, change, [&] { project.compile_change(); });
    const Times changed = measure(5, change, [&] { project.build(); });
    rows.push_back(row("one line changed: compiler and linker", bare));
    rows.push_back(beside("one line changed: perth build", changed, bare));
    print_table("the tool, project counter for the pyboard v1.1", rows,
                "The commands are Ninja's own; ccache is off where it is not named.");
}

}  // namespace
}  // namespace perth::bench

int main() {
    try {
        perth::bench::print_all();
    } catch (const perth::cli::Error& error) {
        fmt::print(stderr, "{}\n", error.text());
        return 1;
    }
}
