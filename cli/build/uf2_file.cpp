#include "cli/build/uf2_file.hpp"

#include <algorithm>

#include "cli/image/image.hpp"
#include "cli/image/uf2.hpp"
#include "cli/support/files.hpp"

namespace perth::cli {

void write_uf2_file(const BuildPlan& plan) {
    const auto& methods = plan.board.flash;
    const bool is_taken = std::find(methods.begin(), methods.end(), "uf2") != methods.end();
    if (!is_taken || !plan.board.uf2_family) return;
    const Bytes file = write_uf2(read_image(plan.elf()), *plan.board.uf2_family);
    write_file_if_changed(plan.folder / (plan.name + ".uf2"),
                          {reinterpret_cast<const char*>(file.data()), file.size()});
}

}  // namespace perth::cli
