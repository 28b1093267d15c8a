#ifndef ARCHIVE_MAKER_H
#define ARCHIVE_MAKER_H
/* Archives in the folder of source_folder.h, member by member. */
#include "source_folder.h"

#include <archive.h>
#include <archive_entry.h>

static struct archive *made;

static inline bool has_end(const char *name, const char *end)
{
    size_t size = strlen(name), n = strlen(end);

    return size >= n && strcmp(name + size - n, end) == 0;
}

static inline void begin_archive(const char *path)
{
    int fd;

    write_file(path, "");
    fd = openat(root, path, O_WRONLY | O_CLOEXEC);
    made = archive_write_new();
    if (has_end(path, ".zip"))
        archive_write_set_format_zip(made);
    else
        archive_write_set_format_gnutar(made);
    if (has_end(path, "gz"))
        archive_write_add_filter_gzip(made);
    if (has_end(path, ".zst"))
        archive_write_add_filter_zstd(made);
    assert_int_equal(archive_write_open_fd(made, fd), ARCHIVE_OK);
}

static inline void add_entry(const char *path, unsigned type, const char *target, struct rowan_slice text)
{
    struct archive_entry *entry = archive_entry_new();

    archive_entry_set_pathname(entry, path);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_mtime(entry, 86400, 0);
    archive_entry_set_size(entry, (la_int64_t)text.size);
    if (target && type == AE_IFLNK)
        archive_entry_set_symlink(entry, target);
    else if (target)
        archive_entry_set_hardlink(entry, target);
    assert_int_equal(archive_write_header(made, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(made, text.data, text.size), (la_ssize_t)text.size);
    archive_entry_free(entry);
}

static inline void add_member(const char *path, const char *text)
{
    add_entry(path, AE_IFREG, NULL, rowan_slice_of(text));
}

static inline void end_archive(void)
{
    assert_int_equal(archive_write_close(made), ARCHIVE_OK);
    archive_write_free(made);
}

/* Cut a file to so many bytes. */
static inline void cut_file(const char *path, off_t size)
{
    int fd = openat(root, path, O_WRONLY | O_CLOEXEC);

    assert_int_equal(ftruncate(fd, size), 0);
    close(fd);
}

static inline off_t size_of_file(const char *path)
{
    struct stat st;

    assert_int_equal(fstatat(root, path, &st, 0), 0);
    return st.st_size;
}

/* Turn a bit of a byte. */
static inline void damage_file(const char *path, off_t at)
{
    int fd = openat(root, path, O_RDWR | O_CLOEXEC);
    char c;

    assert_int_equal(pread(fd, &c, 1, at), 1);
    c ^= 4;
    assert_int_equal(pwrite(fd, &c, 1, at), 1);
    close(fd);
}
#endif
