// The list of commands, and the only place that turns an error into an exit code.
#include <cstdio>

int main() {
    std::puts("perth " PERTH_VERSION);
    return 0;
}
