// A machine laid out in a folder.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "cli/board/board.hpp"
#include "cli/doctor/machine.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::cli {

class LaidOut {
public:
    void write(const std::string& path, const std::string& content) const {
        std::filesystem::create_directories(machine.at(path).parent_path());
        std::ofstream(machine.at(path)) << content;
    }
    /// Returns the text with the folder's name left out.
    [[nodiscard]] std::string shortened(std::string text) const {
        const std::string name = folder_.path().string();
        for (auto at = text.find(name); at != text.npos; at = text.find(name)) {
            text.erase(at, name.size());
        }
        return text;
    }

private:
    TemporaryFolder folder_;

public:
    Machine machine{folder_.path()};
};

inline Board board_with(const std::string& name, std::vector<UsbId> ids) {
    Board board;
    board.name = name;
    board.usb = std::move(ids);
    return board;
}

/// Two boards with the ROM's DFU, one of which has a serial port while it runs.
inline std::vector<Board> two_boards() {
    return {board_with("red", {{0x0483, 0xDF11, "dfu"}}),
            board_with("blue", {{0x0483, 0xDF11, "dfu"}, {0x1209, 0xA0B1, "serial"}})};
}

}  // namespace perth::cli
