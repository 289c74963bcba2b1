#include "cli/build/elf.hpp"

#include <gmock/gmock.h>

#include <regex>

#include "cli/support/files.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

/// Coroutines whose promise has members that are set, in namespaces, classes and templates.
constexpr const char* program = R"(#include <coroutine>
#include <cstdlib>
template <typename T> struct Task {
    struct promise_type {
        int number = 0;
        promise_type* next = this;
        Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() {}
    };
    std::coroutine_handle<promise_type> handle;
};
volatile int turns;
namespace {
Task<int> blink() { for (int i = 0; i < turns; ++i) { turns = i; co_await std::suspend_always{}; } }
}
template <typename T> struct Gate {
    Task<T> open(long a) { co_await std::suspend_always{}; turns = a; co_await std::suspend_always{}; }
};
Task<int> same(int a) { co_await std::suspend_always{}; turns = a; }
Task<int> same(char a) { co_await std::suspend_always{}; turns = a; }
template <typename T> void keep(T task) { std::atexit([] {}); task.handle.resume(); turns = task.handle.done(); }
int main() { keep(blink()); keep(Gate<void>().open(turns)); keep(same(1)); keep(same('a')); }
)";

class Elf : public testing::Test {
protected:
    /// Compiles the program and returns the file.
    std::filesystem::path compiled(const std::string& compiler,
                                   const std::vector<std::string>& options) {
        const auto source = temporary_.path() / "program.cpp";
        const auto binary = temporary_.path() / "program.elf";
        write_file(source, program);
        Command command{
            .args = {compiler, "-std=c++20", "-g", "-Wl,--build-id=sha1", source, "-o", binary},
            .folder = temporary_.path()};
        command.args.insert(command.args.end(), options.begin(), options.end());
        const Finished done = run(command);
        EXPECT_EQ(done.exit_code, 0) << done.err;
        return binary;
    }

    TemporaryFolder temporary_;
};

std::vector<std::string> names(const std::vector<TaskFrame>& tasks) {
    std::vector<std::string> names;
    for (const TaskFrame& task : tasks) names.push_back(task.function);
    return names;
}

TEST_F(Elf, NamesEachCoroutineAsPeopleSayIt) {
    const auto file = compiled("clang++-19", {"-O0"});
    EXPECT_THAT(names(read_task_frames(file)),
                testing::UnorderedElementsAre("blink", "Gate<…>::open", "same(int)", "same(char)"));
}

TEST_F(Elf, TakesFramesFromTheDebugInformationAsClangRecordsThem) {
    const auto file = compiled(
        "clang++-19", {"-Oz", "-Xclang", "-fexperimental-assignment-tracking=disabled",
                       "-fsave-optimization-record", "-foptimization-record-passes=coro-split"});
    std::string record;
    for (const auto& entry : std::filesystem::directory_iterator(temporary_.path())) {
        if (entry.path().extension() == ".yaml") record = read_file(entry.path());
    }
    std::vector<std::uint32_t> recorded;
    const std::regex size("frame_size: +'([0-9]+)'");
    for (std::sregex_iterator match(record.begin(), record.end(), size), end; match != end;
         ++match) {
        recorded.push_back(static_cast<std::uint32_t>(std::stoul((*match)[1])));
    }
    std::vector<std::uint32_t> read;
    for (const TaskFrame& task : read_task_frames(file)) read.push_back(task.bytes);
    EXPECT_EQ(recorded.size(), 4U);
    EXPECT_THAT(read, testing::UnorderedElementsAreArray(recorded));
}

TEST_F(Elf, FindsFramesThatGccDescribes) {
    const auto file = compiled("g++", {"-O0"});
    EXPECT_THAT(names(read_task_frames(file)),
                testing::UnorderedElementsAre("blink", "Gate<…>::open", "same(int)", "same(char)"));
}

TEST_F(Elf, ReadsSymbolsAndTheBuildId) {
    const ElfFacts facts = read_elf(compiled("clang++-19", {"-O0"}));
    EXPECT_THAT(facts.build_id, testing::MatchesRegex("[0-9a-f]{40}"));
    EXPECT_THAT(facts.symbols, testing::Contains(testing::Field(&ElfSymbol::name, "main")));
    EXPECT_GE(facts.symbols.front().size, facts.symbols.back().size);
    EXPECT_THAT(facts.segments, testing::Not(testing::IsEmpty()));
}

TEST_F(Elf, RefusesWhatIsNoElfFile) {
    const auto file = temporary_.path() / "text.elf";
    write_file(file, "not at all");
    EXPECT_EQ(error_text([&] { static_cast<void>(read_elf(file)); }),
              "error: " + file.string() +
                  " is no ELF file\n"
                  "  hint: perth clean, then build again");
}

TEST_F(Elf, SurvivesAFileThatEndsTooEarly) {
    const std::string whole = read_file(compiled("clang++-19", {"-O0"}));
    const auto file = temporary_.path() / "cut.elf";
    for (std::size_t size = 64; size < whole.size(); size += whole.size() / 50) {
        write_file(file, whole.substr(0, size));
        static_cast<void>(read_elf(file));
        static_cast<void>(read_task_frames(file));
    }
}

}  // namespace
}  // namespace perth::cli
