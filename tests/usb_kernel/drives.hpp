// Drives that are mounted as they come, as a desktop does it, and boards that are flashed by them.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/usb_kernel/eventually.hpp"
#include "tests/usb_kernel/program.hpp"

namespace perth::usb_kernel {

/// Mounts every drive at /tmp/drives/sda, or sda1 for one with a partition.
class Automounter {
public:
    Automounter()
        : loop_({"sh", "-c", R"(
            while sleep 0.05; do
                for node in /dev/sd?1 /dev/sd?; do
                    [ -b "$node" ] && ! [ -b "${node}1" ] || continue
                    grep -q "^$node " /proc/mounts && continue
                    folder=/tmp/drives/${node#/dev/}
                    mkdir -p "$folder" && mount -t vfat "$node" "$folder" 2>/dev/null
                done
            done)"}) {}
    ~Automounter() {
        loop_.terminate();
        (void)sh("umount -l /tmp/drives/* 2>/dev/null; rm -rf /tmp/drives");
    }

    /// Waits until a drive has this file; returns its folder, or nothing.
    [[nodiscard]] static std::string folder_with(const std::string& file) {
        std::string found;
        const auto is_there = [&] {
            found = sh("dirname $(ls /tmp/drives/*/" + file + " 2>/dev/null | tail -n 1)").out;
            return found.starts_with("/tmp/drives");
        };
        // A mount takes a second, and on a computer with much else to do twenty.
        (void)eventually(is_there, std::chrono::minutes(1));
        return found.substr(0, found.find('\n'));
    }

private:
    Background loop_;
};

/// Makes a project for this board.
inline void choose_board(const std::string& name) {
    std::filesystem::create_directories("/tmp/project/boards");
    std::ofstream("/tmp/project/perth.json")
        << R"({ "name": "project", "default_board": ")" << name << R"(" })";
}

/// Makes a project whose board is defined in it by these keys.
inline void define_board(const std::string& name, const std::string& keys) {
    choose_board(name);
    std::ofstream("/tmp/project/boards/" + name + ".json")
        << R"({ "title": "Board", )" << keys << "}";
}

}  // namespace perth::usb_kernel
