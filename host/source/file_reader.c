/*
 * A file is opened by the descriptor of its folder, to which no link leads, and without waiting for whoever
 * writes into a pipe. The folder stays open for the next file, which is mostly in it.
 */
#include "source/file_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "source/file_tree.h"

void rowan_file_reader_init(struct rowan_file_reader *reader, int root, size_t limit)
{
    memset(reader, 0, sizeof *reader);
    reader->root = root;
    reader->limit = limit;
    reader->folder = -1;
}

static void forget_folder(struct rowan_file_reader *reader)
{
    if (reader->folder >= 0)
        close(reader->folder);
    reader->folder = -1;
}

void rowan_file_reader_clear(struct rowan_file_reader *reader)
{
    forget_folder(reader);
    rowan_buffer_clear(&reader->bytes);
    rowan_buffer_clear(&reader->folder_path);
}

void rowan_file_reader_refuse(struct rowan_file_reader *reader, enum rowan_file_outcome *outcome,
                              const char *reason, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(reader->message, sizeof reader->message, format, args);
    va_end(args);
    snprintf(reader->reason, sizeof reader->reason, "%s", reason);
    *outcome = ROWAN_FILE_REFUSED;
}

/* ---- opening ---- */

/* An errno of opening or reading: of the file, or of the process. */
static enum rowan_status take_errno(struct rowan_file_reader *reader, int why,
                                    enum rowan_file_outcome *outcome, struct rowan_error *err)
{
    if (why == ENOMEM)
        return rowan_out_of_memory(err);
    if (why == EMFILE || why == ENFILE)
        return rowan_fail(err, ROWAN_LOST, "file", "no file can be opened: %s", strerror(why));
    if (why == ENOENT || why == ENOTDIR)
        *outcome = ROWAN_FILE_GONE;
    else if (why == ELOOP) /* what O_NOFOLLOW says of a link */
        rowan_file_reader_refuse(reader, outcome, "file", "this is a symbolic link, which is not followed");
    else if (why == ENXIO || why == EOPNOTSUPP)
        rowan_file_reader_refuse(reader, outcome, "file", "this is no regular file but a socket or a device");
    else
        rowan_file_reader_refuse(reader, outcome, "file", "the file cannot be read: %s", strerror(why));
    return ROWAN_OK;
}

static const char *kind_of(mode_t mode)
{
    if (S_ISFIFO(mode))
        return "a named pipe";
    if (S_ISDIR(mode))
        return "a folder";
    return S_ISSOCK(mode) ? "a socket" : "a device";
}

/* Where the file's own name begins in its path. */
static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* 0, or an errno. */
static int enter_folder(struct rowan_file_reader *reader, const char *path)
{
    size_t size = (size_t)(name_of(path) - path);

    if (reader->folder >= 0 && reader->folder_path.size == size &&
        (size == 0 || memcmp(reader->folder_path.data, path, size) == 0))
        return 0;
    forget_folder(reader);
    reader->folder_path.size = 0;
    if (!rowan_buffer_append(&reader->folder_path, path, size) || !rowan_buffer_string(&reader->folder_path))
        return ENOMEM;
    reader->folder = rowan_file_tree_folder(reader->root, reader->folder_path.data);
    return reader->folder < 0 ? errno : 0;
}

/* 0, or an errno. */
static int open_by_folder(struct rowan_file_reader *reader, const char *path, int *fd)
{
    int why = enter_folder(reader, path);

    if (why)
        return why;
    *fd = openat(reader->folder, name_of(path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return *fd < 0 ? errno : 0;
}

static int open_file(struct rowan_file_reader *reader, const char *path, int *fd)
{
    bool kept = reader->folder >= 0;
    int why = open_by_folder(reader, path, fd);

    if (why == ENOENT && kept) { /* the folder may be another one by now */
        forget_folder(reader);
        why = open_by_folder(reader, path, fd);
    }
    return why;
}

enum rowan_status rowan_file_reader_open(struct rowan_file_reader *reader, const char *path, int *fd,
                                         enum rowan_file_outcome *outcome, struct rowan_error *err)
{
    int why;

    *fd = -1;
    *outcome = ROWAN_FILE_READ;
    why = open_file(reader, path, fd);
    if (!why && fstat(*fd, &reader->facts) != 0)
        why = errno;
    if (!why && S_ISREG(reader->facts.st_mode))
        return ROWAN_OK;
    if (!why)
        rowan_file_reader_refuse(reader, outcome, "file", "this is no regular file but %s",
                                 kind_of(reader->facts.st_mode));
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    return why ? take_errno(reader, why, outcome, err) : ROWAN_OK;
}

/* ---- reading ---- */

static bool is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool rowan_file_reader_is_same(const struct rowan_file_reader *reader, int fd)
{
    const struct stat *before = &reader->facts;
    struct stat now;

    return fstat(fd, &now) == 0 && now.st_size == before->st_size && now.st_ino == before->st_ino &&
           now.st_dev == before->st_dev && is_same_time(now.st_mtim, before->st_mtim) &&
           is_same_time(now.st_ctim, before->st_ctim);
}

/* As many bytes as the file has, and no more. 0, or an errno. */
static int read_bytes(struct rowan_buffer *bytes, int fd, size_t size)
{
    while (bytes->size < size) {
        ssize_t n = read(fd, bytes->data + bytes->size, size - bytes->size);
        if (n == 0)
            return 0;
        if (n < 0 && errno != EINTR)
            return errno;
        bytes->size += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

static enum rowan_status read_open(struct rowan_file_reader *reader, int fd, enum rowan_file_outcome *outcome,
                                   struct rowan_error *err)
{
    size_t size = (size_t)reader->facts.st_size;
    int why;

    if (size > reader->limit) {
        *outcome = ROWAN_FILE_LONG;
        return ROWAN_OK;
    }
    rowan_buffer_reset(&reader->bytes, (size_t)4 << 20);
    if (!rowan_buffer_reserve(&reader->bytes, size + 1))
        return rowan_out_of_memory(err);
    why = read_bytes(&reader->bytes, fd, size);
    if (why)
        return take_errno(reader, why, outcome, err);
    reader->bytes.data[reader->bytes.size] = '\0';
    if (reader->bytes.size != size || !rowan_file_reader_is_same(reader, fd))
        rowan_file_reader_refuse(reader, outcome, "changed", "the file changed while it was read");
    return ROWAN_OK;
}

static enum rowan_status look_at_folder(struct rowan_file_reader *reader, const char *path,
                                        enum rowan_file_outcome *outcome, struct rowan_error *err)
{
    int depth = 0, why;

    *outcome = ROWAN_FILE_GONE;
    for (const char *at = path; *at; at++)
        depth += *at == '/';
    if (depth >= ROWAN_FILE_DEPTH || strlen(path) > ROWAN_FILE_PATH) {
        rowan_file_reader_refuse(reader, outcome, "file",
                                 "the folder is too deep: files in it are not looked for");
        return ROWAN_OK;
    }
    forget_folder(reader);
    why = enter_folder(reader, path);
    if (!why || why == ENOENT || why == ENOTDIR || why == ELOOP)
        return ROWAN_OK;
    if (why == ENOMEM || why == EMFILE || why == ENFILE)
        return take_errno(reader, why, outcome, err);
    rowan_file_reader_refuse(reader, outcome, "file", "the folder cannot be read: %s", strerror(why));
    return ROWAN_OK;
}

enum rowan_status rowan_file_reader_read(struct rowan_file_reader *reader, const char *path,
                                         enum rowan_file_outcome *outcome, struct rowan_error *err)
{
    size_t size = strlen(path);
    enum rowan_status st;
    int fd;

    if (size && path[size - 1] == '/')
        return look_at_folder(reader, path, outcome, err);
    st = rowan_file_reader_open(reader, path, &fd, outcome, err);
    if (fd < 0)
        return st;
    st = read_open(reader, fd, outcome, err);
    close(fd);
    return st;
}
