// Board definitions that a test writes.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "cli/board/board.hpp"
#include "tests/cli/error_text.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {

/// A project's folder `boards` with a chip and whatever boards the test writes.
class Definitions {
public:
    Definitions() {
        std::filesystem::create_directories(boards() / "mcu");
        write_mcu("chip", R"({"port": "stm32f4", "core": "cortex-m4",
 "memory": [{"name": "flash", "start": "0x08000000", "size": "64 KiB", "access": "rx"},
            {"name": "ram", "start": "0x20000000", "size": "20 KiB", "access": "rwx"}],
 "clocks": {"core_hz": 72000000}, "uarts": ["USART1", "USART2"]})");
    }

    void write(const std::string& name, const std::string& json) {
        std::ofstream(boards() / (name + ".json")) << json;
    }
    void write_mcu(const std::string& name, const std::string& json) {
        std::ofstream(boards() / "mcu" / (name + ".json")) << json;
    }
    [[nodiscard]] BoardPath path() const {
        return {.folders = {boards()}, .mcu_folders = {boards() / "mcu"}};
    }
    [[nodiscard]] Board load(const std::string& name) const { return load_board(name, path()); }
    /// Returns what loading says, the folder's name left out.
    [[nodiscard]] std::string complaint(const std::string& name) const {
        std::string text = error_text([&] { (void)load(name); });
        const std::string folder = boards().string();
        for (auto at = text.find(folder); at != text.npos; at = text.find(folder)) {
            text.replace(at, folder.size(), "boards");
        }
        return text;
    }

private:
    [[nodiscard]] std::filesystem::path boards() const { return folder_.path() / "boards"; }

    TemporaryFolder folder_;
};

}  // namespace perth::cli
