#include "perth/io/assets.hpp"

#include "perth/core/scheduler.hpp"

void perth_main(perth::Scheduler&) { (void)perth::assets::open("hello.txt"); }
