// The files of a timeline, compared with files in this folder. After a change on purpose:
//   PERTH_REFRESH=1 build/dev/tests/cli/cli_tests --gtest_filter='TraceForms.*'
// writes them anew; look at them in a browser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "cli/support/files.hpp"
#include "cli/support/json.hpp"
#include "cli/trace/chrome_json.hpp"
#include "cli/trace/html.hpp"
#include "cli/trace/svg.hpp"
#include "tests/cli/trace/story.hpp"

namespace perth::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

void expect_file(const std::string& content, const std::string& name) {
    const auto file = std::filesystem::path(PERTH_SOURCE_DIR) / "tests/cli/trace" / name;
    if (std::getenv("PERTH_REFRESH") != nullptr) std::ofstream(file) << content;
    EXPECT_EQ(content, read_file(file));
}

TEST(TraceForms, JsonIsWhatTheFileSays) {
    expect_file(chrome_json(story_timeline(), "story on host"), "story.json");
}

TEST(TraceForms, SvgIsWhatTheFileSays) {
    expect_file(trace_svg(story_timeline(), "story on host"), "story.svg");
}

TEST(TraceForms, JsonHasTheFieldsThatTheFormatAsksFor) {
    const Json document = Json::parse(chrome_json(story_timeline(), "it"), "a.json");
    std::size_t flows = 0;
    for (const Json& event : document.at("traceEvents").array()) {
        const std::string phase = event.at("ph").string();
        EXPECT_THAT("MXiCsf", HasSubstr(phase));
        (void)event.at("pid").integer(1, 2);
        (void)event.at("tid").integer(0, 100);
        EXPECT_FALSE(event.at("name").string().empty());
        if (phase != "M") (void)event.at("ts").integer(1000, 3000);
        if (phase == "X") (void)event.at("dur").integer(0, 2000);
        if (phase == "s") ++flows;
    }
    EXPECT_EQ(flows, story_timeline().arrows.size());
}

TEST(TraceForms, NoTextOfAProgramLeavesItsPlace) {
    const std::string page = trace_page(story_timeline(), "</script><b>");
    EXPECT_THAT(page, HasSubstr("<title>&lt;/script&gt;&lt;b&gt;</title>"));
    EXPECT_THAT(page, HasSubstr("a \\u003cmark>"));
    EXPECT_THAT(page, Not(HasSubstr("<mark>")));
    EXPECT_THAT(trace_svg(story_timeline(), "it"), Not(HasSubstr("<mark>")));
}

TEST(TraceForms, APageNeedsNothingElse) {
    const std::string page = trace_page(story_timeline(), "it");
    for (const char* const word : {"http:", "https:", "src=", "import ", "@import", "url("}) {
        EXPECT_THAT(page, Not(HasSubstr(word)));
    }
}

/// A blink of an hour: what a picture shows has an end.
TEST(TraceForms, APictureDoesNotGrowWithTheEvents) {
    std::vector<TraceEvent> events;
    for (std::int64_t time = 0; time < 100'000; ++time) {
        events.push_back({.time = 10 * time, .kind = TraceKind::turn, .value = 1});
        events.push_back({.time = 10 * time + 2, .kind = TraceKind::sleep});
        events.push_back({.time = 10 * time + 2,
                          .kind = TraceKind::pin,
                          .value = static_cast<std::uint32_t>(time % 2) << 10});
    }
    EXPECT_LT(trace_svg(make_timeline(events, 1'000'000, StoryNames()), "it").size(), 20'000U);
}

}  // namespace
}  // namespace perth::cli
