// The man pages, as a formatter of man pages understands them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path pages = fs::path(PERTH_SHARE) / "man/man1";

std::string rendered(const std::string& page) {
    return run({.args = {"mandoc", "-T", "utf8", "-O", "width=80", (pages / page).string()}}).out;
}

/// Returns the text without the overstriking that makes bold and underlined letters.
std::string plain(std::string text) {
    for (auto at = text.find('\b'); at != text.npos; at = text.find('\b')) text.erase(at - 1, 2);
    return text;
}

TEST(Man, PagesAreInOrder) {
    for (const auto& page : fs::directory_iterator(pages)) {
        const Finished done =
            run({.args = {"mandoc", "-T", "lint", "-W", "warning", page.path().string()}});
        EXPECT_EQ(done.exit_code, 0) << page;
        EXPECT_EQ(done.out + done.err, "");
    }
}

TEST(Man, NamesExitCodesVariablesAndFiles) {
    const std::string text = plain(rendered("perth.1"));
    EXPECT_THAT(text, HasSubstr("\n     perth [options] COMMAND [...]\n"));
    EXPECT_THAT(text, HasSubstr("\n     130     Interrupted.\n"));
    for (const char* const name :
         {"PERTH_DATA", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "NO_COLOR", "CLICOLOR_FORCE"}) {
        EXPECT_THAT(text, HasSubstr(std::string("\n     ") + name + "\n"));
    }
    EXPECT_THAT(text, HasSubstr("\n     /etc/udev/rules.d/60-perth.rules\n"));
    EXPECT_THAT(text, HasSubstr("\n           perth run -b host\n"));
}

TEST(Man, PageOfACommandShowsOptionsAsTheyAreTyped) {
    const std::string text = plain(rendered("perth-run.1"));
    EXPECT_THAT(text, HasSubstr("\n     perth run [options] [FILE]\n"));
    EXPECT_THAT(text, HasSubstr("\n     -b BOARD, --board BOARD\n"));
    EXPECT_THAT(text, HasSubstr("\n     --color auto|always|never\n"));
    EXPECT_THAT(text, HasSubstr("\n           perth run --until 'count: 3' --for 30s\n"));
}

}  // namespace
}  // namespace perth::cli
