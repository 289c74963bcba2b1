#include "cli/build/generate.hpp"

#include <gtest/gtest.h>

#include "cli/support/files.hpp"
#include "tests/cli/build/sample_plan.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

class Generate : public testing::Test {
protected:
    Generate() {
        plan_.project = temporary_.path();
        plan_.folder = plan_.project / "build" / "sample";
        fs::create_directories(plan_.gen());
    }

    /// What CMake leaves behind when it has configured.
    void pretend_configured() {
        fs::create_directories(plan_.folder / "CMakeFiles");
        write_file(plan_.folder / "CMakeCache.txt", "");
        write_file(plan_.folder / "build.ninja", "");
    }

    TemporaryFolder temporary_;
    BuildPlan plan_ = sample_plan();
};

TEST_F(Generate, StartsFreshWhereNothingIsConfigured) {
    EXPECT_EQ(generate(plan_), Configure::fresh);
    for (const char* const name :
         {"toolchain.cmake", "plan.cmake", "board.hpp", "app.cpp", "CMakeLists.txt", "memory.ld"}) {
        EXPECT_TRUE(fs::exists(plan_.gen() / name)) << name;
    }
}

TEST_F(Generate, TouchesNothingIfNothingChanged) {
    generate(plan_);
    pretend_configured();
    const auto before = fs::last_write_time(plan_.gen() / "board.hpp");
    EXPECT_EQ(generate(plan_), Configure::no);
    EXPECT_EQ(fs::last_write_time(plan_.gen() / "board.hpp"), before);
}

TEST_F(Generate, LetsCMakeRunAgainIfAListChanged) {
    generate(plan_);
    pretend_configured();
    plan_.sources.push_back(plan_.project / "src" / "new.cpp");
    EXPECT_EQ(generate(plan_), Configure::again);
    EXPECT_FALSE(fs::exists(plan_.folder / "build.ninja"));
    EXPECT_TRUE(fs::exists(plan_.folder / "CMakeCache.txt"));
}

TEST_F(Generate, ForgetsTheConfigurationIfTheOptionsChanged) {
    generate(plan_);
    pretend_configured();
    plan_.settings.optimize = Optimize::debug;
    EXPECT_EQ(generate(plan_), Configure::fresh);
    EXPECT_FALSE(fs::exists(plan_.folder / "CMakeCache.txt"));
    EXPECT_FALSE(fs::exists(plan_.folder / "CMakeFiles"));
}

TEST_F(Generate, ConfiguresAgainAfterAnInterruptedConfiguration) {
    generate(plan_);
    write_file(plan_.folder / "CMakeCache.txt", "");
    EXPECT_EQ(generate(plan_), Configure::again);
}

TEST_F(Generate, LeavesTheProjectsOwnCMakeListsInCharge) {
    plan_.own_cmake = true;
    generate(plan_);
    EXPECT_FALSE(fs::exists(plan_.gen() / "CMakeLists.txt"));
}

TEST(AppSource, HoldsNameAndVersion) {
    EXPECT_EQ(app_source(sample_plan()),
              "// The program's name and version, for the console's first line.\n"
              "namespace perth::app {\n"
              "extern const char name[];\n"
              "extern const char version[];\n"
              "const char name[] = \"hello\";\n"
              "const char version[] = \"1.2.3\";\n"
              "}  // namespace perth::app\n");
}

}  // namespace
}  // namespace perth::cli
