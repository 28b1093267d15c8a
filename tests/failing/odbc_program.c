/*
 * The whole program with the shim in it: $ROWAN_SHIM names a file of a struct odbc_shim_state, which all
 * processes of a command share, so that the calls of supervisor, planner and workers are counted together.
 *
 *   failing_odbc_program --arm FILE AT WHEN [STATE]    make the file; WHEN is a number of enum odbc_when
 *   failing_odbc_program --ask FILE                    what came of it: "CALLS HIT NAME"
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "failing/odbc_shim.h"

static void share(const char *file, int flags)
{
    int fd = open(file, flags | O_RDWR | O_CLOEXEC, 0600);
    void *place = MAP_FAILED;

    if (fd >= 0 && ftruncate(fd, sizeof(struct odbc_shim_state)) == 0)
        place = mmap(NULL, sizeof(struct odbc_shim_state), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (place == MAP_FAILED) {
        perror(file);
        _exit(99);
    }
    close(fd);
    odbc_shim_state = place;
}

/* Before main, which is the program's own. */
static void __attribute__((constructor)) begin(int argc, char **argv)
{
    const char *file = getenv("ROWAN_SHIM");

    if (argc >= 5 && strcmp(argv[1], "--arm") == 0) {
        share(argv[2], O_CREAT);
        odbc_shim_arm(strtol(argv[3], NULL, 10), (enum odbc_when)strtol(argv[4], NULL, 10),
                      argc > 5 ? argv[5] : "");
        _exit(0);
    }
    if (argc == 3 && strcmp(argv[1], "--ask") == 0) {
        share(argv[2], 0);
        printf("%ld %d %s\n", (long)odbc_shim.count, odbc_shim.hit, odbc_shim.name);
        fflush(stdout);
        _exit(0);
    }
    if (file)
        share(file, 0);
}
