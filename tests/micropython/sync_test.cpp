// `perth sync --micropython`, the real program, and MicroPython, the real interpreter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cli/agent/micropython_script.hpp"
#include "tests/cli/commands/perth.hpp"
#include "tests/micropython/board.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Files = std::map<std::string, std::string>;

class RealMicroPythonSync : public testing::Test {
protected:
    RealMicroPythonSync() { perth_.set("XDG_RUNTIME_DIR", perth_.folder().string()); }

    void start(const std::vector<std::string>& options = {}) {
        board_.emplace(perth_.folder() / "port", perth_.folder() / "flash", options);
    }
    void write_sources(const Files& files) const {
        for (const auto& [path, content] : files) perth_.write("src/" + path, content);
    }
    [[nodiscard]] Finished sync(std::vector<std::string> more = {}) const {
        std::vector<std::string> args = {"sync", "--micropython", "--device",
                                         (perth_.folder() / "port").string()};
        if (more.empty() || more.front().starts_with("-")) args.push_back("src");
        args.insert(args.end(), more.begin(), more.end());
        return perth_.run(args);
    }
    void expect_sync(const std::vector<std::string>& more = {}) const {
        const Finished done = sync(more);
        EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    }

    Perth perth_;
    std::optional<RealMicroPython> board_;
};

const Files program = {{"main.py", "print('hello')\n"},
                       {"lib/pins.py", "LED = 4\n"},
                       {"caf\u00e9/it's \"a\" \\ name\nof two lines.txt", "text\r\n\x01\x04"},
                       {"empty", ""}};

TEST_F(RealMicroPythonSync, CopiesThenFindsNothingToDo) {
    write_sources(program);
    start();
    const Finished first = sync({"--json"});
    EXPECT_THAT(first.out, HasSubstr("\"same\":0,"));
    EXPECT_THAT(first.out, HasSubstr("\"restarted\":true"));
    EXPECT_EQ(board_->files(), program);
    const Finished second = sync({"--json"});
    EXPECT_THAT(second.out, HasSubstr("\"copied\":[],\"removed\":[],\"stale\":[],\"same\":4,"));
    EXPECT_EQ(board_->files(), program);
}

TEST_F(RealMicroPythonSync, CopiesTheFileThatHasChanged) {
    write_sources(program);
    start();
    expect_sync();
    perth_.write("src/lib/pins.py", "LED = 5\n");
    const Finished done = sync();
    EXPECT_THAT(done.out,
                HasSubstr("changed lib/pins.py\nHOME/port: copied 1 file (8 B), 3 already "
                          "there; "));
    EXPECT_EQ(board_->files().at("lib/pins.py"), "LED = 5\n");
}

TEST_F(RealMicroPythonSync, RemovesOnlyWhatItCopied) {
    perth_.write("flash/data/log.csv", "1,2\n");
    perth_.write("flash/boot.py", "import sys\n");
    write_sources(program);
    start();
    expect_sync();
    fs::remove_all(perth_.folder() / "src/lib");
    const Finished kept = sync({"--dry-run", "--delete"});
    EXPECT_THAT(kept.out, HasSubstr("would be removed lib/pins.py\n"));
    EXPECT_EQ(board_->files().count("lib/pins.py"), 1U);
    EXPECT_THAT(sync().err, HasSubstr("1 file of earlier syncs is no longer here (--delete removes "
                                      "it): lib/pins.py\n"));
    expect_sync({"--delete"});
    Files expected = program;
    expected.erase("lib/pins.py");
    expected["data/log.csv"] = "1,2\n";
    expected["boot.py"] = "import sys\n";
    EXPECT_EQ(board_->files(), expected);
    EXPECT_FALSE(perth_.has("flash/lib"));
}

// To the board a program that does not compile is a file like any other.
TEST_F(RealMicroPythonSync, CopiesAProgramWithASyntaxError) {
    const Files broken = {{"main.py", "def (\n"}};
    write_sources(broken);
    start();
    expect_sync();
    EXPECT_EQ(board_->files(), broken);
    write_sources({{"main.py", "print('mended')\n"}});
    expect_sync();
    EXPECT_EQ(board_->files().at("main.py"), "print('mended')\n");
}

TEST_F(RealMicroPythonSync, TakesALaterFoldersFileAndAnotherPlace) {
    perth_.write("common/a.py", "common");
    perth_.write("common/b.py", "b");
    perth_.write("special/a.py", "special");
    start();
    expect_sync({"common", "special", "--to", "/app/deep"});
    EXPECT_EQ(board_->files(), (Files{{"app/deep/a.py", "special"}, {"app/deep/b.py", "b"}}));
}

TEST_F(RealMicroPythonSync, WorksInAProjectWithItsDevices) {
    perth_.write("perth.json", R"({"name": "clock", "default_board": "host",
        "micropython": {"sources": ["src", "more"], "to": "/app"},
        "devices": {"desk": ")" + (perth_.folder() / "port").string() +
                                   "\"}}");
    write_sources({{"main.py", "1"}});
    perth_.write("more/extra.py", "2");
    start();
    const Finished done = perth_.run({"sync", "--micropython"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(board_->files(), (Files{{"app/main.py", "1"}, {"app/extra.py", "2"}}));
}

struct Kind {
    std::string name;
    std::vector<std::string> options;
    std::string boot;  ///< boot.py, which makes another board of it
};

class RealMicroPythonKinds : public RealMicroPythonSync,
                             public testing::WithParamInterface<Kind> {};

TEST_P(RealMicroPythonKinds, KeepsItInStep) {
    if (!GetParam().boot.empty()) perth_.write("flash/boot.py", GetParam().boot);
    Files files = program;
    for (int i = 0; i < 5000; ++i) files["all.bin"] += static_cast<char>(i * 7919 >> 3);
    write_sources(files);
    start(GetParam().options);
    expect_sync();
    EXPECT_THAT(sync().out, HasSubstr("nothing to copy, 5 already there; "));
    files["all.bin"][2500] ^= 1;
    files["main.py"] = "print('other')\n";
    write_sources(files);
    expect_sync();
    if (!GetParam().boot.empty()) files["boot.py"] = GetParam().boot;
    EXPECT_EQ(board_->files(), files);
}

INSTANTIATE_TEST_SUITE_P(
    Boards, RealMicroPythonKinds,
    testing::Values(Kind{"RawPaste", {}, ""}, Kind{"SmallWindow", {"--window", "32"}, ""},
                    Kind{"PlainRawRepl", {"--plain"}, ""},
                    Kind{"Crc32", {}, "import sys\nsys.modules['hashlib'] = sys\n"},
                    Kind{"NeitherHashlibNorBinascii",
                         {},
                         "import sys\nsys.modules['hashlib'] = sys.modules['binascii'] = sys\n"},
                    Kind{"Fat",
                         {},
                         "import os\n_rename = os.rename\n"
                         "def rename(a, b):\n"
                         "    try:\n        os.stat(b)\n"
                         "    except OSError:\n        return _rename(a, b)\n"
                         "    raise OSError(17)\n"
                         "os.rename = rename\n"},
                    Kind{"LittleMemory", {}, "hog = bytearray(225000)\n"}),
    [](const auto& info) { return info.param.name; });

TEST_F(RealMicroPythonSync, RefusesABoardThatCannotRename) {
    perth_.write("flash/boot.py", "import os\ndel os.rename\n");
    write_sources(program);
    start();
    const Finished done = sync();
    EXPECT_EQ(done.exit_code, 6);
    EXPECT_EQ(done.err,
              "error: the MicroPython at HOME/port cannot rename files\n"
              "  it has no os.rename, and without it a broken line could leave half a file\n"
              "  hint: put a newer MicroPython on the board\n");
}

// The line is cut at many places of a sync; the files are old or new, and the next sync succeeds.
TEST_F(RealMicroPythonSync, SurvivesABrokenLine) {
    const Files before = {{"main.py", "print('old')\n"}, {"lib/a.py", std::string(900, 'a')}};
    const Files after = {{"main.py", "print('new')\n"}, {"lib/a.py", std::string(700, 'b')}};
    start();
    std::size_t cuts = 0;
    for (std::size_t at = 5;; at += 397) {
        write_sources(before);
        expect_sync();
        write_sources(after);
        board_->cut_after(at);
        const Finished done = sync();
        if (done.exit_code == 0) break;
        ++cuts;
        EXPECT_EQ(done.exit_code, 6) << done.err;
        for (const auto& [path, content] : board_->files()) {
            if (path.ends_with(temporary_suffix)) continue;
            EXPECT_TRUE(content == before.at(path) || content == after.at(path)) << path;
        }
        board_->plug();
        expect_sync();
        EXPECT_EQ(board_->files(), after);
    }
    std::printf("%zu cuts of the line, every next sync succeeded\n", cuts);
    EXPECT_GT(cuts, 5U);
}

TEST_F(RealMicroPythonSync, SaysThatNothingAnswers) {
    write_sources(program);
    const Finished done = sync();
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_EQ(done.err,
              "error: there is no HOME/port\n"
              "  hint: plug the board in; perth devices lists what is attached\n");
}

/// A module such as people write, `lines` lines long.
std::string module_of(int number, int lines) {
    std::string text = "# Module " + std::to_string(number) + "\nimport time\n\n";
    for (int i = 0; i < lines; ++i) {
        text += "def step_" + std::to_string(i) + "(value, other=" + std::to_string(i * number) +
                "):\n    return '%d: %s' % (value, other)\n\n";
    }
    return text;
}

/// What copying file by file with a digest of each first would send: MicroPython's own tool has the
/// board hash a file by one script, and sends its repr in pieces of 256 bytes, a script each.
std::size_t usual_bytes(const std::string& content, bool is_same) {
    constexpr std::size_t paste = 3 + 1;  // into raw-paste mode, and the end of the source
    constexpr std::string_view digest =
        "import hashlib\nh=hashlib.sha256()\nb=bytearray(256)\nm=memoryview(b)\n"
        "with open('lib/module_00.py','rb') as f:\n while True:\n  n=f.readinto(b)\n"
        "  if n==0:\n   break\n  h.update(m[:n])\nprint(h.digest())";
    std::size_t bytes = digest.size() + paste;
    if (is_same) return bytes;
    bytes += std::string_view("f=open('lib/module_00.py','wb')\nw=f.write").size() + paste;
    for (std::size_t at = 0; at < content.size(); at += 256) {
        const std::string piece = content.substr(at, 256);
        const auto* const data = reinterpret_cast<const std::uint8_t*>(piece.data());
        bytes += std::string_view("w()").size() + python_bytes({data, piece.size()}).size() + paste;
    }
    return bytes + std::string_view("f.close()").size() + paste;
}

// Figures for twenty files of 100 KB, and for one line of them that changes.
TEST_F(RealMicroPythonSync, SendsLittle) {
    std::map<std::string, std::string> modules;
    std::size_t content = 0;
    for (int i = 10; i < 30; ++i) {
        modules["lib/module_" + std::to_string(i) + ".py"] = module_of(i, 71);
        content += module_of(i, 71).size();
    }
    write_sources(modules);
    start();
    const auto measure = [&](const char* what, const std::string& changed) {
        std::size_t usual = 0;
        for (const auto& [path, text] : modules) {
            usual += usual_bytes(text, changed != "all" && path != changed);
        }
        const std::size_t sent = board_->sent();
        const std::size_t received = board_->received();
        const auto begin = std::chrono::steady_clock::now();
        expect_sync();
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
        const std::size_t all = board_->sent() - sent;
        const std::size_t back = board_->received() - received;
        std::printf(
            "%-20s %6zu B sent (file by file: %6zu) %5zu B received %5.2f s here, %5.2f s "
            "of line at 115200\n",
            what, all, usual, back, time.count(), static_cast<double>(all + back) / 11520);
        EXPECT_LT(all, usual);
    };
    std::printf("20 files, %zu B\n", content);
    measure("first sync", "all");
    measure("nothing changed", "none");
    modules["lib/module_15.py"] += "# one more line\n";
    write_sources(modules);
    measure("one line of a file", "lib/module_15.py");
}

}  // namespace
}  // namespace perth::cli
