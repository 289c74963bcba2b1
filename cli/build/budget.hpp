// The limits that a project sets itself.
#pragma once

#include "cli/build/firmware.hpp"
#include "cli/build/plan.hpp"

namespace perth::cli {

/// Compares the firmware with the plan's budgets.
///
/// Errors: Exit::failed if it is over one, by how much, and the ten largest symbols or frames.
void check_budgets(const BuildPlan& plan, const Firmware& firmware);

}  // namespace perth::cli
