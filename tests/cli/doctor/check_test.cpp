#include "cli/doctor/check.hpp"

#include <gtest/gtest.h>

namespace perth::cli {
namespace {

using State = Check::State;

const Check good{.name = "git", .evidence = "git version 2.39.5, /usr/bin/git"};
const Check poor{.name = "udevd", .state = State::warn, .evidence = "does not run"};
const Check tool{.name = "lld",
                 .state = State::bad,
                 .evidence = "ld.lld not found",
                 .remedy = "apt-get install -y lld-19",
                 .exit = Exit::missing_tool,
                 .tool = "lld"};
const Check permission{.name = "USB 1-4",
                       .state = State::bad,
                       .evidence = "this user may not",
                       .remedy = "sudo perth doctor --udev",
                       .exit = Exit::no_permission};

TEST(Checks, ThatAreGoodOrPoorAreNoFailure) { EXPECT_FALSE(failure_of({good, poor}, true)); }

TEST(Checks, OfAMissingToolSuggestToInstall) {
    const auto failure = failure_of({good, tool, poor}, true);
    EXPECT_EQ(failure->text(),
              "error: 1 of 3 checks failed\n  lld\n  hint: perth doctor --install");
    EXPECT_EQ(failure->parts().exit, Exit::missing_tool);
}

TEST(Checks, OfAMissingToolShowItsRemedyWhereNothingCanBeInstalled) {
    EXPECT_EQ(failure_of({tool}, false)->text(),
              "error: 1 of 1 checks failed\n  lld\n  hint: apt-get install -y lld-19");
}

TEST(Checks, OfAPermissionShowItsRemedy) {
    const auto failure = failure_of({good, permission}, true);
    EXPECT_EQ(failure->text(),
              "error: 1 of 2 checks failed\n  USB 1-4\n  hint: sudo perth doctor --udev");
    EXPECT_EQ(failure->parts().exit, Exit::no_permission);
}

TEST(Checks, OfAToolCountMoreThanOfAPermission) {
    const auto failure = failure_of({permission, tool}, true);
    EXPECT_EQ(failure->text(),
              "error: 2 of 2 checks failed\n  USB 1-4, lld\n  hint: perth doctor --install");
    EXPECT_EQ(failure->parts().exit, Exit::missing_tool);
}

TEST(Checks, AreOneJsonDocumentAlsoInAFailure) {
    const std::string json =
        R"({"checks":[{"name":"git","state":"ok","evidence":"git version 2.39.5, /usr/bin/git",)"
        R"("remedy":""},{"name":"lld","state":"bad","evidence":"ld.lld not found",)"
        R"("remedy":"apt-get install -y lld-19"}]})";
    EXPECT_EQ(json_of({good, tool}), json);
    EXPECT_EQ(failure_of({good, tool}, true)->parts().result, json);
}

}  // namespace
}  // namespace perth::cli
