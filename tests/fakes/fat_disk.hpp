// A disk with a FAT16 volume that is made up as it is read, as bootloaders do it: there is a root
// folder with a few files, and what is written is only kept so that the host finds it again.
// Source: Microsoft, "FAT: General Overview of On-Disk Format", version 1.03.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/fakes/disk.hpp"

namespace perth::fakes {

class FatDisk : public Disk {
public:
    struct File {
        std::string name;  ///< 8.3, in capitals: "INFO_UF2.TXT"
        std::string content;
    };

    struct Layout {
        std::string label;                 ///< 11 characters at most
        std::uint32_t blocks = 128 << 11;  ///< of the volume: 128 MiB
        bool partitioned = false;          ///< behind a master boot record
    };

    explicit FatDisk(Layout layout) : layout_(std::move(layout)) {}

    /// Replaces all files; what the host has written is forgotten.
    void set_files(std::vector<File> files);
    /// Called with what the host writes, before it is kept. Returns false if the disk refuses it.
    void on_write(std::function<bool(std::uint32_t block, cli::BytesView bytes)> heard) {
        heard_ = std::move(heard);
    }

    /// Whether a block of the disk is one of the first block of the root folder, or of data.
    [[nodiscard]] bool is_folder(std::uint32_t block) const;
    [[nodiscard]] bool is_data(std::uint32_t block) const;

    [[nodiscard]] std::uint32_t blocks() const override;
    [[nodiscard]] cli::Bytes read(std::uint32_t block) const override;
    bool write(std::uint32_t block, cli::BytesView bytes) override;

private:
    [[nodiscard]] cli::Bytes master_record() const;
    [[nodiscard]] cli::Bytes boot_sector() const;
    [[nodiscard]] cli::Bytes table(std::uint32_t block) const;
    [[nodiscard]] cli::Bytes folder() const;
    [[nodiscard]] cli::Bytes data(std::uint32_t block) const;
    [[nodiscard]] cli::Bytes made_up(std::uint32_t block) const;
    [[nodiscard]] std::uint32_t table_size() const;
    [[nodiscard]] std::uint32_t folder_begin() const;
    [[nodiscard]] std::uint32_t data_begin() const;

    Layout layout_;
    std::vector<File> files_;
    std::map<std::uint32_t, cli::Bytes> written_;
    std::function<bool(std::uint32_t, cli::BytesView)> heard_;
};

}  // namespace perth::fakes
