// What the tables for unwinding refer to. clang 19 writes some at -O0 although it is told not to:
// its wrappers around await_suspend are not marked as unable to throw. The linker script discards
// the tables; libgcc's function of this name would bring the unwinder, and with it malloc, along.

// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" void __aeabi_unwind_cpp_pr0() {}
