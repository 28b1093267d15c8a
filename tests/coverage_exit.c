/*
 * In the coverage build only: _exit that writes gcov's counters first. Workers end by _exit, and would count
 * for nothing. Linked with --wrap=_exit.
 */
#include <stdlib.h>

void __gcov_dump(void);
void __real__exit(int status) __attribute__((noreturn));
void __wrap__exit(int status) __attribute__((noreturn));

void __wrap__exit(int status)
{
    __gcov_dump();
    __real__exit(status);
}
