// What is said of options of every kind, from a command that has them all.
#include "cli/commands/command_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "cli/commands/command_line.hpp"
#include "cli/commands/help.hpp"
#include "cli/commands/man.hpp"
#include "cli/commands/shells.hpp"
#include "tests/cli/error_text.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class OneCommand : public testing::Test {
protected:
    OneCommand() {
        CLI::App& app =
            line_.add({.name = "try",
                       .summary = "try the board's options",
                       .examples = {{{"perth try 'a'", "one"}, {"perth try -x", "two"}}}},
                      [](Context&) {});
        app.add_option("WHICH", which_, "left or right")->type_name("left|right");
        app.add_option("--file", text_, "read: [all] of it")->type_name("FILE");
        app.add_option("-n,--number", text_, "how many")->type_name("N");
        app.add_option("--level", level_, "of the line")->type_name("on|off|keep");
        app.add_flag("--stamps{iso}", stamps_, "with the time")->type_name("iso|delta");
        app.add_flag("-x,--extra", flag_, "more");
        app.add_flag("--ours", flag_)->group("");
    }

    [[nodiscard]] CommandFacts command() const { return line_.facts().commands.front(); }
    void parse(std::vector<std::string> arguments) { (void)line_.parse(std::move(arguments)); }

    CommandLine line_;
    std::string which_;
    std::string text_;
    std::string level_;
    std::string stamps_;
    bool flag_ = false;
};

TEST_F(OneCommand, IsHelpedWith) {
    EXPECT_THAT(help_text(command(), 80), HasSubstr(R"(
usage: perth try [options] [WHICH]

Arguments:
  WHICH   left or right

Options:
      --file FILE            read: [all] of it
  -n, --number N             how many
      --level on|off|keep    of the line
      --stamps[=iso|delta]   with the time
  -x, --extra                more

Everywhere:
)"));
}

TEST_F(OneCommand, IsHelpedWithInTwoLinesWhereAnOptionIsLong) {
    EXPECT_THAT(help_text({.name = "x",
                           .summary = "y",
                           .arguments = {},
                           .options = {{.names = {"--speed"},
                                        .takes = OptionFacts::Takes::value,
                                        .value = "crawling|walking|running|flying",
                                        .text = "how fast"},
                                       {.names = {"-q", "--quiet"}, .value = {}, .text = "less"}},
                           .examples = {},
                           .commands = {}},
                          80),
                HasSubstr("Options:\n"
                          "      --speed crawling|walking|running|flying\n"
                          "                how fast\n"
                          "  -q, --quiet   less\n"));
}

TEST_F(OneCommand, IsCompletedInBash) {
    const std::string script = bash_completion(line_.facts());
    EXPECT_THAT(script, HasSubstr("try) _perth_offer --file -n --number --level --stamps -x --extra"
                                  " ;;\n"));
    EXPECT_THAT(script, HasSubstr("'try 1') _perth_offer left right ;;\n"));
    EXPECT_THAT(script, HasSubstr("'try --stamps') _perth_offer iso delta ;;\n"));
    EXPECT_THAT(script, HasSubstr("'try -n' | 'try --number') return 0 ;;\n"));
    EXPECT_THAT(script, Not(HasSubstr("'try --stamps') return 0")));
    EXPECT_THAT(script, Not(HasSubstr("ours")));
}

TEST_F(OneCommand, IsCompletedInZsh) {
    const std::string script = zsh_completion(line_.facts());
    EXPECT_THAT(script, HasSubstr("'try:try the board'\\''s options'\n"));
    EXPECT_THAT(script, HasSubstr(" --file='[read\\: \\[all\\] of it]:FILE:_files' "));
    EXPECT_THAT(script, HasSubstr(" '(-n --number)'{-n+,--number=}'[how many]:N:' "));
    EXPECT_THAT(script, HasSubstr(" --stamps=-'[with the time]::iso|delta:(iso delta)' "));
    EXPECT_THAT(script, HasSubstr(" '(-x --extra)'{-x,--extra}'[more]' "));
    EXPECT_THAT(script, HasSubstr(" '::WHICH:(left right)' "));
}

TEST_F(OneCommand, IsCompletedInFish) {
    const std::string script = fish_completion(line_.facts());
    const std::string start = "\ncomplete -c perth -n '__perth_typed try' ";
    EXPECT_THAT(script, HasSubstr("-a try -d 'try the board\\'s options'\n"));
    EXPECT_THAT(script, HasSubstr(start + "-l file -r -F -d 'read: [all] of it'\n"));
    EXPECT_THAT(script, HasSubstr(start + "-s n -l number -x -d 'how many'\n"));
    EXPECT_THAT(script, HasSubstr(start + "-l stamps -a 'iso delta' -d 'with the time'\n"));
    EXPECT_THAT(script, HasSubstr(start + "-a 'left right'\n"));
}

TEST_F(OneCommand, HasAManPage) {
    const auto pages = man_pages(line_.facts());
    ASSERT_EQ(pages.size(), 2U);
    EXPECT_EQ(pages[1].file, "perth-try.1");
    EXPECT_THAT(pages[1].text, HasSubstr(".Nd try the board\\(aqs options\n"));
    EXPECT_THAT(pages[1].text, HasSubstr(".It Fl \\&n Ar \\&N , Fl \\&\\-number Ar \\&N\n"));
    EXPECT_THAT(pages[1].text, HasSubstr(".It Fl \\&\\-stamps Ns Op Ns = Ns Ar \\&iso|delta\n"));
    EXPECT_THAT(pages[1].text, HasSubstr("\nperth try \\(aqa\\(aq\n"));
}

TEST_F(OneCommand, TakesTheWordsThatItNames) {
    parse({"try", "right", "--level", "keep", "--stamps"});
    EXPECT_EQ(which_ + " " + level_ + " " + stamps_, "right keep iso");
}

TEST_F(OneCommand, TakesAWordForAFlagThatNamesThem) {
    parse({"try", "--stamps=delta", "left"});
    EXPECT_EQ(which_ + " " + stamps_, "left delta");
}

TEST_F(OneCommand, RefusesOtherWordsForAnOption) {
    EXPECT_EQ(error_text([&] { parse({"try", "--level", "high"}); }),
              "error: --level high is not known\n  hint: give on, off or keep");
}

TEST_F(OneCommand, RefusesOtherWordsForAFlag) {
    EXPECT_EQ(error_text([&] { parse({"try", "--stamps=noon"}); }),
              "error: --stamps noon is not known\n  hint: give iso or delta");
}

TEST_F(OneCommand, RefusesOtherWordsForAnArgument) {
    EXPECT_EQ(error_text([&] { parse({"try", "up"}); }),
              "error: perth try cannot use the argument up\n  hint: give left or right");
}

TEST(Words, AreThoseOfAChoiceAndNotPlaceholders) {
    EXPECT_THAT(words_of("on|off|keep"), ElementsAre("on", "off", "keep"));
    EXPECT_THAT(words_of("stm32-uart|dfu"), ElementsAre("stm32-uart", "dfu"));
    EXPECT_THAT(words_of("SERIAL|PATH"), IsEmpty());
    EXPECT_THAT(words_of("FILE"), IsEmpty());
    EXPECT_THAT(words_of(""), IsEmpty());
}

}  // namespace
}  // namespace perth::cli
