#include "cli/usb/volume.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "cli/support/files.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli::usb {
namespace {

namespace fs = std::filesystem;

/// A /sys, a /dev and a table of mounts with disks behind USB devices.
class Volumes : public testing::Test {
protected:
    Volumes() {
        const fs::path device = root() / "sys/devices/usb1/1-2";
        fs::create_directories(device);
        fs::create_directories(root() / "sys/bus/usb/devices");
        fs::create_directories(root() / "sys/class/block");
        fs::create_directories(root() / "dev/disk/by-label");
        fs::create_directory_symlink(device, root() / "sys/bus/usb/devices/1-2");
        write_file(root() / "mounts", "");
    }

    [[nodiscard]] const fs::path& root() const { return folder_.path(); }

    void add(const std::string& name, const std::string& number, bool is_partition = false,
             const std::string& size = "1000", const std::string& place = "1-2") const {
        const fs::path block = root() / "sys/devices/usb1" / place / (place + ":1.0/host0") / name;
        fs::create_directories(block);
        write_file(block / "dev", number + "\n");
        write_file(block / "size", size + "\n");
        if (is_partition) write_file(block / "partition", "1\n");
        fs::create_directory_symlink(block, root() / "sys/class/block" / name);
    }

    void mount_at(const std::string& number, const std::string& point) const {
        write_file(root() / "mounts", "22 1 0:20 / /proc rw - proc proc rw\n36 29 " + number +
                                          " / " + point + " rw shared:1 - vfat /dev/sda rw\n");
    }

    [[nodiscard]] std::string found() const {
        const auto drive =
            find_drive({.bus = 1, .ports = {2}}, root() / "sys", "/dev", root() / "mounts");
        if (!drive) return "nothing";
        return drive->node + " '" + drive->label + "' '" + drive->mounted_at + "'";
    }

    TemporaryFolder folder_;
};

TEST_F(Volumes, AreFoundByTheirDevice) {
    EXPECT_EQ(found(), "nothing");
    fs::create_directories(root() / "sys/devices/usb1/1-21");
    add("sdb", "8:16", false, "1000", "1-21");
    EXPECT_EQ(found(), "nothing");
    add("sda", "8:0");
    EXPECT_EQ(found(), "/dev/sda '' ''");
    add("sda1", "8:1", true);
    EXPECT_EQ(found(), "/dev/sda1 '' ''");
}

TEST_F(Volumes, AreNotThereWithoutAMedium) {
    add("sda", "8:0", false, "0");
    EXPECT_EQ(found(), "nothing");
}

TEST_F(Volumes, AreWhereTheyAreMounted) {
    add("sda", "8:0");
    add("sda1", "8:1", true);
    mount_at("8:0", "/media/me/RPI\\040RP2");
    EXPECT_EQ(found(), "/dev/sda 'RPI RP2' '/media/me/RPI RP2'");
    mount_at("8:0", "/mnt/stick");
    EXPECT_EQ(found(), "/dev/sda '' '/mnt/stick'");
    mount_at("8:2", "/media/me/other");
    EXPECT_EQ(found(), "/dev/sda1 '' ''");
}

TEST_F(Volumes, HaveTheLabelThatUdevSays) {
    add("sda", "8:0");
    fs::create_symlink("../../sda", root() / "dev/disk/by-label/MY\\x20DRIVE");
    const auto drive =
        find_drive({.bus = 1, .ports = {2}}, root() / "sys", root() / "dev", root() / "mounts");
    ASSERT_TRUE(drive);
    EXPECT_EQ(drive->label, "MY DRIVE");
}

TEST_F(Volumes, HaveFiles) {
    const auto volume = open_folder(root());
    EXPECT_EQ(volume->read("INFO_UF2.TXT"), std::nullopt);
    write_file(root() / "INFO_UF2.TXT", "UF2 Bootloader\r\n");
    EXPECT_EQ(volume->read("INFO_UF2.TXT"), "UF2 Bootloader\r\n");

    std::vector<std::size_t> steps;
    const Bytes content(40'000, 7);
    const Written written =
        volume->write("PERTH.UF2", content, [&](std::size_t done) { steps.push_back(done); });
    EXPECT_FALSE(written.is_lost);
    EXPECT_EQ(written.bytes, 40'000U);
    EXPECT_EQ(steps, (std::vector<std::size_t>{16384, 32768, 40000}));
    EXPECT_EQ(read_file(root() / "PERTH.UF2"), std::string(40'000, '\x07'));
}

TEST_F(Volumes, AreLostWhenTheirFolderIs) {
    const auto volume = open_folder(root() / "gone");
    const Written written = volume->write("A", Bytes(1), [](std::size_t) {});
    EXPECT_TRUE(written.is_lost);
    EXPECT_EQ(written.bytes, 0U);
}

TEST_F(Volumes, MayBeFull) {
    const auto volume = open_folder("/dev");
    EXPECT_EQ(error_text([&] { (void)volume->write("full", Bytes(10), [](std::size_t) {}); }),
              "error: cannot write /dev/full\n  No space left on device");
    EXPECT_EQ(error_exit([&] { (void)volume->write("full", Bytes(10), [](std::size_t) {}); }),
              Exit::device_error);
}

TEST_F(Volumes, SayHowToBeMounted) {
    const std::string path = std::getenv("PATH");
    ::setenv("PATH", root().c_str(), 1);
    const std::string nobody = error_text([] { mount({.node = "/dev/sda1"}); });
    write_file(root() / "udisksctl", "#!/bin/sh\necho \"$@: not authorized\" >&2\nexit 1\n");
    fs::permissions(root() / "udisksctl", fs::perms::owner_all);
    const std::string refused = error_text([] { mount({.node = "/dev/sda1"}); });
    write_file(root() / "udisksctl", "#!/bin/sh\nexit 0\n");
    fs::permissions(root() / "udisksctl", fs::perms::owner_all);
    const std::string done = error_text([] { mount({.node = "/dev/sda1"}); });
    ::setenv("PATH", path.c_str(), 1);
    EXPECT_EQ(nobody,
              "error: the drive /dev/sda1 is not mounted\n"
              "  no udisksctl is here, which could mount it\n"
              "  hint: sudo mount -o uid=$(id -u) /dev/sda1 /mnt");
    EXPECT_EQ(refused,
              "error: the drive /dev/sda1 is not mounted\n"
              "  mount --no-user-interaction --block-device /dev/sda1: not authorized\n"
              "  hint: sudo mount -o uid=$(id -u) /dev/sda1 /mnt");
    EXPECT_EQ(done, "no error");
}

}  // namespace
}  // namespace perth::cli::usb
