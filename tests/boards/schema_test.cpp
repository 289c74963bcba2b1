// The schemas that editors read say the same keys as the tool accepts.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/board/board.hpp"
#include "cli/project/manifest.hpp"
#include "cli/project/template.hpp"
#include "cli/support/json.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

/// Returns the keys of `properties` in a schema, in order, as the tool's messages list them.
std::string listed(const std::vector<Json>& schemas) {
    std::vector<std::string> keys;
    for (const Json& schema : schemas) {
        for (const auto& [key, value] : schema.at("properties").object()) {
            keys.push_back('"' + key + '"');
        }
    }
    std::sort(keys.begin(), keys.end());
    std::string text;
    for (const std::string& key : keys) text += key + " ";
    return text;
}

Json schema(const std::string& name) {
    return Json::read(fs::path(PERTH_SOURCE_DIR) / "board-defs/schema" / (name + ".schema.json"));
}

/// Returns the keys that the tool says it knows when it meets one that it does not.
template <typename Load>
std::string known_keys(const std::string& file, const std::string& json, const Load& load) {
    TemporaryFolder folder;
    fs::create_directories((folder.path() / file).parent_path());
    std::ofstream(folder.path() / file) << json;
    const std::string said = error_text([&] { load(folder.path()); });
    const std::string intro = "the keys here are ";
    std::vector<std::string> keys;
    for (auto at = said.find('"', said.find(intro)); at < said.size();) {
        const auto end = said.find('"', at + 1);
        keys.push_back(said.substr(at, end + 1 - at));
        at = said.find('"', end + 1);
    }
    std::sort(keys.begin(), keys.end());
    std::string text;
    for (const std::string& key : keys) text += key + " ";
    return text;
}

std::string known_to_boards(const std::string& members) {
    return known_keys(
        "b.json", R"({"title": "B", "inherits": "native", )" + members + "}",
        [](const fs::path& folder) {
            (void)load_board_file(
                folder / "b.json",
                {.folders = {}, .mcu_folders = {fs::path(PERTH_SOURCE_DIR) / "board-defs/mcu"}});
        });
}

std::string known_to_chips(const std::string& members) {
    return known_keys("mcu/c.json", "{" + members + "}", [](const fs::path& folder) {
        std::ofstream(folder / "b.json") << R"({"title": "B", "inherits": "c"})";
        (void)load_board_file(folder / "b.json", {});
    });
}

std::string known_to_projects(const std::string& json) {
    return known_keys("perth.json", json,
                      [](const fs::path& folder) { (void)load_manifest(folder); });
}

std::string known_to_templates(const std::string& json) {
    return known_keys("template.json", json,
                      [](const fs::path& folder) { (void)load_template(folder); });
}

constexpr const char* odd = R"("qwertyuiop": 1)";

TEST(Schema, OfBoardsHasTheToolsKeys) {
    const Json board = schema("board").at("properties");
    EXPECT_EQ(listed({schema("board")}), known_to_boards(odd));
    EXPECT_EQ(listed({board.at("console")}), known_to_boards(R"("console": {"qwertyuiop": 1})"));
    EXPECT_EQ(listed({board.at("pins").at("additionalProperties")}),
              known_to_boards(R"("pins": {"LED": {"qwertyuiop": 1}})"));
    EXPECT_EQ(listed({board.at("pinout").at("items")}),
              known_to_boards(R"("pinout": [{"qwertyuiop": 1}])"));
    EXPECT_EQ(listed({board.at("usb").at("items")}),
              known_to_boards(R"("usb": [{"qwertyuiop": 1}])"));
    EXPECT_EQ(listed({board.at("emulator")}), known_to_boards(R"("emulator": {"qwertyuiop": 1})"));
}

TEST(Schema, OfChipsHasTheToolsKeys) {
    EXPECT_EQ(listed({schema("mcu")}), known_to_chips(odd));
    EXPECT_EQ(listed({schema("mcu").at("properties").at("memory").at("items")}),
              known_to_chips(R"("port": "x", "memory": [{"qwertyuiop": 1}])"));
}

TEST(Schema, OfProjectsHasTheToolsKeys) {
    const Json project = schema("project");
    const Json overrides = project.at("else").at("properties").at("board_overrides");
    EXPECT_EQ(listed({project, project.at("else")}), known_to_projects(R"({"qwertyuiop": 1})"));
    EXPECT_EQ(listed({overrides.at("additionalProperties")}),
              known_to_projects(R"({"name": "a", "default_board": "b",
                                    "board_overrides": {"b": {"qwertyuiop": 1}}})"));
}

TEST(Schema, OfTemplatesHasTheToolsKeys) {
    EXPECT_EQ(listed({schema("template")}), known_to_templates(R"({"qwertyuiop": 1})"));
    const Json field = schema("template").at("properties").at("fields");
    EXPECT_EQ(listed({field.at("additionalProperties")}),
              known_to_templates(R"({"title": "T", "description": "D",
                                     "fields": {"a": {"qwertyuiop": 1}}})"));
}

}  // namespace
}  // namespace perth::cli
