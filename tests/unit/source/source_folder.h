#ifndef SOURCE_FOLDER_H
#define SOURCE_FOLDER_H
/* A folder of the tests' own under the system's folder for such, with files in it. Root may read everything,
 * so the tests are somebody else. */
#include "unit.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char root_path[64];
static int root = -1;

static inline int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static inline void make_root(void)
{
    if (geteuid() == 0) {
        assert_int_equal(setegid(65534), 0);
        assert_int_equal(seteuid(65534), 0);
    }
    snprintf(root_path, sizeof root_path, "/tmp/rowan-files-XXXXXX");
    assert_non_null(mkdtemp(root_path));
    root = open(root_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(root >= 0);
}

static inline void remove_root(void)
{
    close(root);
    nftw(root_path, remove_one, 20, FTW_DEPTH | FTW_PHYS);
    if (getuid() == 0) { /* again: a sanitizer looks into the process at its end */
        assert_int_equal(seteuid(0), 0);
        assert_int_equal(setegid(0), 0);
    }
}

/* Below the root, with its folders. */
static inline void write_file(const char *path, const char *text)
{
    char folder[4200];
    int fd;

    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
        mkdirat(root, folder, 0700);
    }
    fd = openat(root, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}
#endif
