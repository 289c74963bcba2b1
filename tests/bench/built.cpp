#include "tests/bench/built.hpp"

#include <fmt/format.h>

#include "cli/support/error.hpp"
#include "cli/support/files.hpp"
#include "cli/support/process.hpp"

namespace perth::bench {
namespace {

namespace fs = std::filesystem;

void perth(std::vector<std::string> args, const fs::path& folder) {
    args.insert(args.begin(), PERTH_PROGRAM);
    const cli::Finished done = cli::run({.args = args, .folder = folder});
    if (done.exit_code == 0) return;
    throw cli::Error({.what = cli::shell_quoted(args) + " failed", .why = done.err});
}

}  // namespace

fs::path Projects::build(const std::string& name, const std::string& board) const {
    perth({"-C", name, "build"}, temporary_.path());
    return temporary_.path() / name / "build" / board / (name + ".elf");
}

fs::path Projects::of_template(const std::string& name, const std::string& board) const {
    const std::string project = board == pyboard ? name : name + '-' + board;
    perth({"new", project, "-t", name, "-b", board, "--no-git"}, temporary_.path());
    return build(project, board);
}

fs::path Projects::of_source(const std::string& name, const std::string& board) const {
    const std::string project = name + '-' + board;
    const fs::path folder = temporary_.path() / project;
    fs::create_directories(folder / "src");
    fs::copy_file(fmt::format("{}/tests/bench/firmware/{}.cpp", PERTH_SOURCE_DIR, name),
                  folder / "src/main.cpp");
    cli::write_file(folder / "perth.json",
                    fmt::format(R"({{"name": "{}", "default_board": "{}"}})", project, board));
    return build(project, board);
}

fs::path Projects::yield(int tasks) const {
    const std::string name = fmt::format("yield{}", tasks);
    const fs::path folder = temporary_.path() / name;
    fs::create_directories(folder / "src/tests");
    fs::create_directory_symlink(PERTH_SOURCE_DIR "/tests/bench", folder / "src/tests/bench");
    fs::create_directory_symlink(PERTH_SOURCE_DIR "/tests/emulator", folder / "src/tests/emulator");
    cli::write_file(folder / "perth.json",
                    fmt::format(R"({{"name": "{}", "default_board": "pyboard-v11",
  "sources": ["src/tests/bench/firmware/yield.cpp"], "include": ["src"],
  "defines": {{"TASKS": {}, "ROUNDS": {}}}}})",
                                name, tasks, 40'000 / tasks));
    return build(name, pyboard);
}

}  // namespace perth::bench
