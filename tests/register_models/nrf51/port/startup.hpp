// The interrupts' handlers as functions that a model calls.
#pragma once

#define PERTH_IRQ(NAME)                  \
    extern "C" void NAME##_IRQHandler(); \
    void NAME##_IRQHandler()
