// The image of assets as a firmware reads it: made by the tool's own packer, and broken at every
// byte.
#include "perth/io/assets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "cli/project/assets.hpp"
#include "cli/support/error.hpp"

namespace perth {
namespace {

namespace fs = std::filesystem;
using detail::find_asset;
using testing::ElementsAre;

class Assets : public testing::Test {
protected:
    Assets() {
        std::string name = (fs::temp_directory_path() / "perth-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~Assets() override { fs::remove_all(folder_); }

    void put(const std::string& name, const std::string& text) const {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name) << text;
    }
    [[nodiscard]] cli::Bytes pack(const std::string& to = "") const {
        return cli::pack_assets(cli::asset_files({{folder_, to}}));
    }
    static Result<std::span<const std::byte>> find(const cli::Bytes& image, std::string_view name) {
        return find_asset(std::as_bytes(std::span(image)), name);
    }
    static std::string text(const cli::Bytes& image, std::string_view name) {
        const auto found = find(image, name);
        if (!found) return perth::name(found.error());
        return {reinterpret_cast<const char*>(found->data()), found->size()};
    }
    [[nodiscard]] const fs::path& folder() const { return folder_; }

private:
    fs::path folder_;
};

TEST_F(Assets, AreFoundByTheirNames) {
    put("a.txt", "first");
    put("sub/b.bin", std::string(1000, 'x'));
    put("empty", "");
    put(".hidden", "not");
    const cli::Bytes image = pack();
    EXPECT_EQ(text(image, "a.txt"), "first");
    EXPECT_EQ(text(image, "sub/b.bin"), std::string(1000, 'x'));
    EXPECT_EQ(text(image, "empty"), "");
    EXPECT_EQ(text(image, ".hidden"), "end_of_stream");
    EXPECT_EQ(text(image, "a.tx"), "end_of_stream");
    EXPECT_EQ(text(pack("data"), "data/a.txt"), "first");
    EXPECT_EQ(pack(), image);  // the same files, the same bytes
}

TEST_F(Assets, AreAbsentInWhatIsNoImage) {
    EXPECT_EQ(text({}, "a"), "no_device");
    EXPECT_EQ(text(cli::Bytes(64, 0xFF), "a"), "no_device");
    EXPECT_EQ(text(pack(), "a"), "end_of_stream");  // an image without files
}

TEST_F(Assets, AreNotReadFromADamagedIndex) {
    put("name", "content");
    const cli::Bytes image = pack();
    const std::size_t index = image.size() - 8;  // "content" is aligned to four
    for (std::size_t i = 0; i < index; ++i) {
        cli::Bytes broken = image;
        broken[i] ^= 0x40;
        EXPECT_FALSE(find(broken, "name")) << i;
    }
    for (std::size_t size = 0; size < image.size(); ++size) {
        EXPECT_FALSE(
            find({image.begin(), image.begin() + static_cast<std::ptrdiff_t>(size)}, "name"))
            << size;
    }
}

TEST_F(Assets, OfALaterFolderWin) {
    put("one/same", "old");
    put("one/only", "here");
    put("two/same", "new");
    const auto files = cli::asset_files({{folder() / "one", ""}, {folder() / "two", ""}});
    const cli::Bytes image = cli::pack_assets(files);
    EXPECT_EQ(text(image, "same"), "new");
    EXPECT_EQ(text(image, "only"), "here");
}

std::string complaint(const fs::path& folder) {
    try {
        (void)cli::asset_files({{folder, ""}});
    } catch (const cli::Error& error) {
        return error.text();
    }
    return "";
}

TEST_F(Assets, DoNotLeadOutOfTheirFolder) {
    put("in/file", "x");
    put("out/secret", "x");
    fs::create_symlink(folder() / "in/file", folder() / "in/link");
    EXPECT_EQ(complaint(folder() / "in"), "");
    fs::create_symlink(folder() / "out/secret", folder() / "in/way");
    EXPECT_EQ(complaint(folder() / "in"), "error: " + (folder() / "in/way").string() +
                                              " leads out of its folder of assets\n  to " +
                                              (folder() / "out/secret").string() +
                                              "\n  hint: name that folder in \"assets\", too");
}

TEST_F(Assets, HaveNamesThatFit) {
    const std::string longest(200, 'n');
    put(longest + "/" + std::string(54, 'm'), "x");
    EXPECT_EQ(complaint(folder()), "");
    put(longest + "/" + std::string(55, 'm'), "x");
    EXPECT_NE(complaint(folder()), "");
    EXPECT_NE(complaint(folder() / "none"), "");
}

}  // namespace
}  // namespace perth
