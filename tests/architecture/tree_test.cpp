// The rules, applied to this repository.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/architecture/rules.hpp"

namespace perth::architecture {
namespace {

namespace fs = std::filesystem;

std::vector<SourceFile> read_tree() {
    const fs::path root = PERTH_SOURCE_DIR;
    std::vector<SourceFile> files;
    for (const char* folder : {"cli", "runtime"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const auto extension = entry.path().extension();
            if (extension != ".hpp" && extension != ".cpp" && extension != ".h") continue;
            std::ifstream file(entry.path(), std::ios::binary);
            files.push_back({entry.path().lexically_relative(root).generic_string(),
                             {std::istreambuf_iterator<char>(file), {}}});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

TEST(Tree, FollowsTheRules) { EXPECT_THAT(violations(read_tree()), testing::IsEmpty()); }

TEST(Tree, IsReallyRead) { EXPECT_GT(read_tree().size(), 50); }

}  // namespace
}  // namespace perth::architecture
