// Everything that a small program wants; larger ones may include the parts.
#pragma once

#include "perth/core/busy_wait.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/core/sleep.hpp"
#include "perth/core/task.hpp"
#include "perth/core/time.hpp"
#include "perth/io/log.hpp"
#include "perth/io/print.hpp"
#include "perth/sync/thread_safe_flag.hpp"
