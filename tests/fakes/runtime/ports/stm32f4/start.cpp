// Calls main() and nothing else.
int main();

extern "C" [[noreturn]] void Reset_Handler() {
    main();
    for (;;) {
    }
}
