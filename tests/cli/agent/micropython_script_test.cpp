#include "cli/agent/micropython_script.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace perth::cli {
namespace {

using namespace std::string_literals;
using Kind = BoardFile::Kind;

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

TEST(MicroPythonScript, QuotesEveryText) {
    EXPECT_EQ(python_text("main.py"), "'main.py'");
    EXPECT_EQ(python_text("it's"), R"('it\'s')");
    EXPECT_EQ(python_text("say \"hi\""), R"('say "hi"')");
    EXPECT_EQ(python_text("a\\b"), R"('a\\b')");
    EXPECT_EQ(python_text("a\nb\r\t\x01\x7f"), R"('a\nb\x0d\x09\x01\x7f')");
    EXPECT_EQ(python_text("a\0b"s), R"('a\x00b')");
    EXPECT_EQ(python_text("caf\u00e9"), R"(b'caf\xc3\xa9'.decode())");
    EXPECT_EQ(python_text("'+os.remove('main.py')+'"), R"('\'+os.remove(\'main.py\')+\'')");
}

TEST(MicroPythonScript, QuotesEveryByteInPrintableAscii) {
    Bytes all;
    for (unsigned i = 0; i < 256; ++i) all.push_back(static_cast<std::uint8_t>(i));
    const std::string literal = python_bytes(all);
    EXPECT_EQ(literal.find_first_of("\n\r\x01\x03\x04\x05"), literal.npos);
    for (const char c : literal) EXPECT_TRUE(c >= 0x20 && c < 0x7f);
    EXPECT_EQ(python_bytes(bytes_of("\xff'")), R"(b'\xff\'')");
}

TEST(MicroPythonScript, PutsACallOnALine) {
    EXPECT_EQ(python_call("c", {python_text("a"), "1"}), "c('a',1)\n");
    EXPECT_EQ(python_call("s"), "s()\n");
}

TEST(MicroPythonScript, HasHelpersThatTheRawReplTakes) {
    for (const char c : helpers()) EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f));
}

TEST(MicroPythonScript, GivesDigestsAsABoardPrintsThem) {
    EXPECT_EQ(digest_text(BoardDigest::sha256, bytes_of("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(digest_text(BoardDigest::crc32, bytes_of("123456789")), "cbf43926");
    EXPECT_EQ(digest_text(BoardDigest::crc32, {}), "00000000");
    EXPECT_EQ(digest_text(BoardDigest::none, bytes_of("abc")), "");
}

TEST(MicroPythonScript, ReadsWhatABoardCanDo) {
    EXPECT_EQ(parse_facts("perth 2 1 1 123456\r\n"), (BoardFacts{.digest = BoardDigest::sha256,
                                                                 .renames = true,
                                                                 .base64 = true,
                                                                 .free_memory = 123456}));
    EXPECT_EQ(parse_facts("perth 0 0 0 -\n"), BoardFacts{});
}

TEST(MicroPythonScript, RefusesOtherFacts) {
    for (const char* const out :
         {"", "perth 2 1 1 1", "perth 3 1 1 1\r\n", "perth 2 2 1 1\r\n", "perth 2 1 2 1\r\n",
          "perth 2 1 1\r\n", "perth 2 1 1 \r\n", "perth 2 1 1 -1\r\n", "perth 2 1 1 1 1\r\n",
          "Perth 2 1 1 1\r\n", "perth 2 1 1 1\r\nmore\r\n", "perth  2 1 1 1\r\n",
          "perth 2 1 1 99999999999999999999\r\n"}) {
        EXPECT_EQ(parse_facts(out), std::nullopt) << out;
    }
}

TEST(MicroPythonScript, ReadsWhatIsAtPaths) {
    const std::string digest(64, 'a');
    const auto entries = parse_entries(
        "97 - -\r\n98 d -\r\n99 f12," + digest + " f0,-\r\n" + "364 f4294967296,0123abcd d\n",
        {"a", "b", "c", "\u00e9"});
    ASSERT_TRUE(entries);
    EXPECT_EQ((*entries)[0], BoardEntry{});
    EXPECT_EQ((*entries)[1], (BoardEntry{.file = {.kind = Kind::folder}}));
    EXPECT_EQ((*entries)[2], (BoardEntry{.file = {.kind = Kind::file, .size = 12, .digest = digest},
                                         .temporary = {.kind = Kind::file}}));
    EXPECT_EQ((*entries)[3],
              (BoardEntry{.file = {.kind = Kind::file, .size = 4294967296, .digest = "0123abcd"},
                          .temporary = {.kind = Kind::folder}}));
}

TEST(MicroPythonScript, RefusesOtherEntries) {
    for (const char* const out : {"",
                                  "97 -\r\n",
                                  "97 - -",
                                  "97 - - -\r\n",
                                  "97 - -\r\n97 - -\r\n",
                                  "97 -  -\r\n",
                                  "97 e -\r\n",
                                  "97 f1 -\r\n",
                                  "97 f,- -\r\n",
                                  "97 f-1,- -\r\n",
                                  "97 f1,abc -\r\n",
                                  "97 f1,ABCDEF01 -\r\n",
                                  "97 f1,0123abcg -\r\n",
                                  "97 f1,- \r\n",
                                  "97 f99999999999999999999,- -\r\n",
                                  "noise\r\n97 - -\r\n",
                                  "97 dd -\r\n",
                                  "98 - -\r\n",
                                  "- -\r\n",
                                  " - -\r\n",
                                  "97\r\n"}) {
        EXPECT_EQ(parse_entries(out, {"a"}), std::nullopt) << out;
    }
}

TEST(MicroPythonScript, ReadsContent) {
    EXPECT_EQ(parse_content("00ff10\r\n", 3), (Bytes{0x00, 0xff, 0x10}));
    EXPECT_EQ(parse_content("\r\n", 3), Bytes{});
    for (const char* const out :
         {"", "00", "0\r\n", "00ff1011\r\n", "0g\r\n", "0F\r\n", "00\r\n\r\n"}) {
        EXPECT_EQ(parse_content(out, 3), std::nullopt) << out;
    }
}

TEST(MicroPythonScript, CountsFilesThatGotTheirName) {
    EXPECT_EQ(parse_commits(""), Commits{});
    EXPECT_EQ(parse_commits("ok\r\nok\r\n"), (Commits{.done = 2}));
    EXPECT_EQ(parse_commits("ok\r\nbad\r\n"), (Commits{.done = 1, .mismatch = true}));
    for (const char* const out : {"ok", "yes\r\n", "bad\r\nok\r\n", "\r\n"}) {
        EXPECT_EQ(parse_commits(out), std::nullopt) << out;
    }
}

TEST(MicroPythonScript, FindsTheNumberOfAnOsError) {
    const auto number = [](std::string_view last) {
        return parse_exception("Traceback (most recent call last):\r\n  File \"<stdin>\"\r\n" +
                               std::string(last))
            .number;
    };
    EXPECT_EQ(number("OSError: [Errno 28] ENOSPC\r\n"), 28);
    EXPECT_EQ(number("OSError: 30\r\n"), 30);
    EXPECT_EQ(number("OSError: \r\n"), std::nullopt);
    EXPECT_EQ(number("OSError: 99999999999\r\n"), std::nullopt);
    EXPECT_EQ(number("ValueError: 28\r\n"), std::nullopt);
}

TEST(MicroPythonScript, TakesTheLastLineOfATraceback) {
    const auto exception = parse_exception("Traceback\r\n  File\r\nMemoryError: no 512 bytes\r\n");
    EXPECT_EQ(exception.type, "MemoryError");
    EXPECT_EQ(exception.text, "MemoryError: no 512 bytes");
    EXPECT_EQ(parse_exception("MemoryError").type, "MemoryError");
    EXPECT_EQ(parse_exception("").text, "");
    EXPECT_EQ(parse_exception(std::string(1000, 'x')).text.size(), 200U);
}

}  // namespace
}  // namespace perth::cli
