#include "cli/doctor/packages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/cli/in_child.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {
namespace {

using testing::ElementsAre;

const std::vector<std::string> tools = {"clang", "lld", "llvm", "sysroot", "cmake", "ninja",
                                        "qemu",  "gdb", "node", "ccache",  "git"};

/// Puts sudo in front if this test is not root's.
std::vector<std::string> as_root(std::vector<std::string> command) {
    if (::geteuid() != 0) command.insert(command.begin(), "sudo");
    return command;
}

TEST(Packages, AreKnownToEachManager) {
    EXPECT_THAT(
        packages_of(PackageManager::apt, tools),
        ElementsAre("clang-19", "lld-19", "llvm-19", "gcc-arm-none-eabi", "libnewlib-arm-none-eabi",
                    "libstdc++-arm-none-eabi-newlib", "cmake", "ninja-build", "qemu-system-arm",
                    "gdb-multiarch", "nodejs", "npm", "ccache", "git"));
    EXPECT_THAT(packages_of(PackageManager::dnf, tools),
                ElementsAre("clang", "lld", "llvm", "arm-none-eabi-gcc-cs-c++",
                            "arm-none-eabi-newlib", "cmake", "ninja-build", "qemu-system-arm",
                            "gdb", "nodejs", "npm", "ccache", "git"));
    EXPECT_THAT(packages_of(PackageManager::pacman, tools),
                ElementsAre("clang", "lld", "llvm", "arm-none-eabi-gcc", "arm-none-eabi-newlib",
                            "cmake", "ninja", "qemu-system-arm", "arm-none-eabi-gdb", "nodejs",
                            "npm", "ccache", "git"));
    EXPECT_THAT(packages_of(PackageManager::brew, tools),
                ElementsAre("llvm", "lld", "gcc-arm-embedded", "cmake", "ninja", "qemu",
                            "arm-none-eabi-gdb", "node", "ccache", "git"));
}

TEST(Packages, AreInstalledByOneCommandAfterTheListsAreRefreshed) {
    EXPECT_THAT(install_commands(PackageManager::apt, {"lld-19", "git"}),
                ElementsAre(as_root({"apt-get", "update"}),
                            as_root({"apt-get", "install", "-y", "lld-19", "git"})));
    EXPECT_THAT(install_commands(PackageManager::dnf, {"lld"}),
                ElementsAre(as_root({"dnf", "install", "-y", "lld"})));
    EXPECT_THAT(install_commands(PackageManager::pacman, {"lld"}),
                ElementsAre(as_root({"pacman", "-S", "--needed", "--noconfirm", "lld"})));
    EXPECT_THAT(install_commands(PackageManager::brew, {"lld"}),
                ElementsAre(std::vector<std::string>{"brew", "install", "lld"}));
}

TEST(Packages, AreInstalledThroughSudoByAnOrdinaryUser) {
    EXPECT_EQ(in_child([] {
                  become_ordinary_user();
                  const std::string line = install_line(PackageManager::apt, {"lld"});
                  return line == "sudo apt-get install -y lld-19" ? 0 : 1;
              }),
              0);
}

TEST(Packages, AreNamedAsDebianDoesWhereNoManagerIsKnown) {
    EXPECT_EQ(install_line(std::nullopt, {"ninja", "lld"}),
              "install what Debian calls lld-19 ninja-build");
}

TEST(Packages, ComeFromTheManagerThatIsOnPath) {
    for (const auto& [program, name] :
         {std::pair{"apt-get", "apt"}, {"dnf", "dnf"}, {"pacman", "pacman"}, {"brew", "brew"}}) {
        const TemporaryFolder bin;
        std::filesystem::create_symlink("/bin/true", bin.path() / program);
        EXPECT_EQ(in_child([&, expected = std::string(name)] {
                      ::setenv("PATH", bin.path().c_str(), 1);
                      return name_of(*find_package_manager()) == expected ? 0 : 1;
                  }),
                  0)
            << program;
    }
    EXPECT_EQ(in_child([] {
                  ::setenv("PATH", "/nonexistent", 1);
                  return find_package_manager() ? 1 : 0;
              }),
              0);
}

}  // namespace
}  // namespace perth::cli
