#include "cli/build/treemap.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace perth::cli {
namespace {

double area(const Tile& tile) { return tile.width * tile.height; }

bool overlap(const Tile& a, const Tile& b) {
    constexpr double touch = 1e-6;
    return a.x + touch < b.x + b.width && b.x + touch < a.x + a.width &&
           a.y + touch < b.y + b.height && b.y + touch < a.y + a.height;
}

TEST(Treemap, TilesHaveTheirAreaStayInsideAndDoNotOverlap) {
    const std::vector<std::uint64_t> weights = {6, 6, 4, 3, 2, 2, 1};
    const std::vector<Tile> tiles = squarified(weights, {10, 20, 6, 4});
    ASSERT_EQ(tiles.size(), weights.size());
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        EXPECT_NEAR(area(tiles[i]), static_cast<double>(weights[i]), 1e-6);
        EXPECT_GE(tiles[i].x, 10 - 1e-6);
        EXPECT_GE(tiles[i].y, 20 - 1e-6);
        EXPECT_LE(tiles[i].x + tiles[i].width, 16 + 1e-6);
        EXPECT_LE(tiles[i].y + tiles[i].height, 24 + 1e-6);
        for (std::size_t k = 0; k < i; ++k) EXPECT_FALSE(overlap(tiles[i], tiles[k])) << i << k;
    }
}

// The example of the article has its first two tiles in one upright strip of 3 x 4.
TEST(Treemap, TilesAreAsSquareAsTheArticlesExample) {
    const std::vector<Tile> tiles = squarified({6, 6, 4, 3, 2, 2, 1}, {0, 0, 6, 4});
    EXPECT_NEAR(tiles[0].width, 3, 1e-6);
    EXPECT_NEAR(tiles[0].height, 2, 1e-6);
    EXPECT_NEAR(tiles[1].y, 2, 1e-6);
    EXPECT_NEAR(tiles[2].width, 12.0 / 7, 1e-6);
}

TEST(Treemap, OfNothingIsNothing) {
    EXPECT_TRUE(squarified({}, {0, 0, 1, 1}).empty());
    EXPECT_TRUE(squarified({0}, {0, 0, 1, 1}).empty());
}

TEST(Treemap, PageNamesEachItemAndTrustsNoName) {
    const Firmware firmware{.name = "hello",
                            .board = "sample",
                            .elf = "x.elf",
                            .memory = {{.name = "flash", .used = 100, .size = 1000}},
                            .tasks = {{.function = "blink", .bytes = 56}},
                            .build_id = "1a2b3c4d5e"};
    const std::string page = treemap_page(firmware, {{"f<int>(\"&\")", "program", "flash", 80},
                                                     {"perth::run()", "runtime", "flash", 20}});
    EXPECT_NE(page.find("<h1>hello for sample</h1>\n<p>build 1a2b3c4d</p>"), std::string::npos);
    EXPECT_NE(page.find("flash: 100 of 1000 B used (10.0 %)"), std::string::npos);
    EXPECT_NE(page.find("f&lt;int&gt;(&quot;&amp;&quot;): 80 B, 100.0 % of program"),
              std::string::npos);
    EXPECT_NE(page.find("<td class=\"n\">20</td><td>runtime</td><td>perth::run()</td>"),
              std::string::npos);
    EXPECT_NE(page.find("<td class=\"n\">56</td><td>blink</td>"), std::string::npos);
    EXPECT_NE(page.find(">f&lt;int&gt;</text>"), std::string::npos);
    EXPECT_NE(page.find(">run</text>"), std::string::npos);
    EXPECT_EQ(page.find("http"), std::string::npos);  // needs nothing from elsewhere
    EXPECT_EQ(page.find("<int>"), std::string::npos);
}

}  // namespace
}  // namespace perth::cli
