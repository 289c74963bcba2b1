#include "cli/build/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <system_error>

#include "cli/build/budget.hpp"
#include "cli/build/cmake.hpp"
#include "cli/build/dfu_file.hpp"
#include "cli/build/elf.hpp"
#include "cli/build/explain.hpp"
#include "cli/build/generate.hpp"
#include "cli/build/summary.hpp"
#include "cli/build/uf2_file.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

/// Links PROJECT/compile_commands.json to this build's, for editors. A file of the user's own is
/// left alone.
void link_compile_commands(const BuildPlan& plan) {
    const fs::path link = plan.project / "compile_commands.json";
    const fs::path target = fs::path("build") / plan.board.name / "compile_commands.json";
    const auto kind = fs::symlink_status(link).type();
    if (kind == fs::file_type::symlink && fs::read_symlink(link) == target) return;
    if (kind != fs::file_type::symlink && kind != fs::file_type::not_found) return;
    const fs::path fresh = plan.gen() / "compile_commands.link";
    std::error_code failure;
    fs::remove(fresh, failure);
    fs::create_symlink(target, fresh, failure);
    if (!failure) fs::rename(fresh, link, failure);
}

}  // namespace

void generate_only(const BuildPlan& plan) { generate(plan); }

Firmware build(const BuildPlan& plan, const BuildListener& listener) {
    if (generate(plan) != Configure::no) configure(plan, listener);
    const NinjaResult result = run_ninja(plan, {}, listener);
    if (!result.ok) throw explain_failure(plan, plan.elf(), result, listener);
    if (!fs::exists(plan.elf())) {
        throw Error({.what = fmt::format("the build made no {}.elf", plan.name),
                     .why = fmt::format("{} has no perth_firmware({} …)",
                                        (plan.home() / "CMakeLists.txt").string(), plan.name),
                     .hint = "name the firmware as perth.json names the project"});
    }
    link_compile_commands(plan);
    write_dfu_file(plan);
    write_uf2_file(plan);
    Firmware firmware = firmware_of(plan);
    check_budgets(plan, firmware);
    return firmware;
}

fs::path build_tests(const BuildPlan& plan, const BuildListener& listener) {
    if (generate(plan) != Configure::no) configure(plan, listener);
    const NinjaResult result = run_ninja(plan, in_folder(plan, plan.test_elf()), listener);
    if (!result.ok) throw explain_test_failure(plan, result, listener);
    link_compile_commands(plan);
    return plan.test_elf();
}

}  // namespace perth::cli
