#include "perth/diag/shell.hpp"

#include "perth/io/app.hpp"

namespace {

constinit int state = 20;
constexpr perth::ShellName names[] = {perth::shell_variable("state", state)};
constinit perth::Shell shell;

}  // namespace

const char perth::app::name[] = "alone";
const char perth::app::version[] = "1";

void perth_main(perth::Scheduler& sch) { sch(perth::run_shell, shell, names); }
