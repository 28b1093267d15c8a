/*
 * libarchive reads zip by its list of members at the end, and goes from one to the next without reading what
 * lies between. A tar comes to it through a pipe of ours: libarchive does not compare gzip's checksum, and
 * takes a file that ends between two members, or in one that is skipped, for a whole archive.
 */
#include "source/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/expand.h"
#include "base/locale.h"

#define BLOCK      16384                 /* bytes that are read of a file at a time */
#define RATIO      500                   /* what expands to more than so many times its size is a bomb, ... */
#define RATIO_FROM ((uint64_t)1 << 30)   /* ... from so many bytes on */
#define MOST       ((uint64_t)100 << 30) /* bytes that one is expanded to */

struct rowan_archive {
    struct archive *reader;
    struct archive_entry *entry;
    const struct rowan_pulse *pulse;
    int fd;
    bool opened, is_zip;
    uint64_t position;
    uint64_t member; /* bytes that were read of the last one */
    char why[200];
    /* of a tar */
    struct rowan_expander *expander; /* NULL: it is not compressed */
    struct rowan_slice in;           /* compressed bytes that are left */
    bool in_frame;                   /* the compressed bytes cannot end here */
    bool ended;                      /* the reader asked for more than there is */
    uint64_t size;                   /* of the file */
    uint64_t taken, given;           /* bytes: read of the file, given to the reader */
    char block[BLOCK], out[4 * BLOCK];
};

/* ---- names ---- */

static bool ends_with(const char *name, const char *end)
{
    size_t size = strlen(name), n = strlen(end);

    return size > n && rowan_ascii_same(name + size - n, end);
}

enum rowan_archive_kind rowan_archive_kind_of(const char *name)
{
    static const char *const tars[] = {".tar", ".tar.gz", ".tgz", ".tar.zst"};

    if (ends_with(name, ".zip"))
        return ROWAN_ARCHIVE_ZIP;
    for (size_t i = 0; i < sizeof tars / sizeof tars[0]; i++)
        if (ends_with(name, tars[i]))
            return ROWAN_ARCHIVE_TAR;
    return ROWAN_ARCHIVE_NONE;
}

bool rowan_archive_clean_path(const char *path, struct rowan_buffer *out)
{
    size_t begin = out->size;
    bool ok = true;

    while (*path && ok) {
        size_t size = strcspn(path, "/");
        bool nowhere = size == 0 || (path[0] == '.' && (size == 1 || (size == 2 && path[1] == '.')));
        if (!nowhere)
            ok = (out->size == begin || rowan_buffer_append_char(out, '/')) &&
                 rowan_buffer_append(out, path, size);
        path += size + (path[size] == '/');
    }
    return ok;
}

static bool leads_outside(const char *path)
{
    if (*path == '/')
        return true;
    for (;;) {
        size_t size = strcspn(path, "/");
        if (size == 2 && path[0] == '.' && path[1] == '.')
            return true;
        if (!path[size])
            return false;
        path += size + 1;
    }
}

/* ---- the bytes of a tar ---- */

static la_ssize_t fail_read(struct rowan_archive *a, int code, const char *why)
{
    snprintf(a->why, sizeof a->why, "%s", why);
    archive_set_error(a->reader, code, "%s", why);
    return -1;
}

/* How many bytes of the file come next; 0 at its end, -1 and errno. */
static ssize_t read_block(struct rowan_archive *a)
{
    ssize_t n;

    rowan_pulse_beat(a->pulse);
    do
        n = pread(a->fd, a->block, sizeof a->block, (off_t)a->taken);
    while (n < 0 && errno == EINTR);
    a->taken += n > 0 ? (uint64_t)n : 0;
    return n;
}

const char *rowan_archive_limit(uint64_t given, uint64_t taken)
{
    if (given > RATIO_FROM && given / RATIO > taken)
        return "it expands to more than 1 GB and 500 times its size, the limit";
    if (given > MOST)
        return "it expands to more than 100 GB, the limit: have its members compressed, and not the whole";
    return NULL;
}

/* Expand until there is something. */
static la_ssize_t expand_block(struct rowan_archive *a)
{
    for (;;) {
        size_t room = sizeof a->out;
        const char *limit;
        enum rowan_expand_step step;
        if (a->in.size == 0) {
            ssize_t n = read_block(a);
            if (n < 0)
                return fail_read(a, errno, strerror(errno));
            if (n == 0 && a->in_frame)
                return fail_read(a, EINVAL, "it ends early");
            if (n == 0)
                return 0;
            a->in = (struct rowan_slice){a->block, (size_t)n};
        }
        step = rowan_expander_step(a->expander, &a->in, a->out, &room);
        if (step == ROWAN_EXPAND_NO_MEMORY)
            return fail_read(a, ENOMEM, "no memory");
        if (step == ROWAN_EXPAND_BROKEN)
            return fail_read(a, EINVAL, rowan_expander_why(a->expander));
        a->in_frame = step != ROWAN_EXPAND_END;
        a->given += room;
        limit = rowan_archive_limit(a->given, a->taken);
        if (limit)
            return fail_read(a, EINVAL, limit);
        if (room > 0)
            return (la_ssize_t)room;
    }
}

static la_ssize_t read_some(struct archive *reader, void *context, const void **bytes)
{
    struct rowan_archive *a = context;
    la_ssize_t n;

    (void)reader;
    *bytes = a->expander ? a->out : a->block;
    n = a->expander ? expand_block(a) : read_block(a);
    if (n < 0 && !a->expander)
        return fail_read(a, errno, strerror(errno));
    if (n == 0)
        a->ended = true;
    return n;
}

/* Not behind the end, so that a member that is not all there is noticed. */
static la_int64_t skip_some(struct archive *reader, void *context, la_int64_t request)
{
    struct rowan_archive *a = context;
    uint64_t left = a->size > a->taken ? a->size - a->taken : 0;
    uint64_t n = (uint64_t)request < left ? (uint64_t)request : left;

    (void)reader;
    if (a->expander)
        return 0;
    a->taken += n;
    return (la_int64_t)n;
}

static bool begin_tar(struct rowan_archive *a)
{
    ssize_t n = pread(a->fd, a->block, 16, 0);
    enum rowan_compression kind =
        n > 0 ? rowan_compression_of((struct rowan_slice){a->block, (size_t)n}) : ROWAN_COMPRESSION_NONE;

    if (kind != ROWAN_COMPRESSION_NONE)
        a->expander = rowan_expander_new(kind);
    return kind == ROWAN_COMPRESSION_NONE || a->expander;
}

/* ---- the whole ---- */

struct rowan_archive *rowan_archive_open(int fd, enum rowan_archive_kind kind,
                                         const struct rowan_pulse *pulse)
{
    struct rowan_archive *a = calloc(1, sizeof *a);
    struct stat st;

    rowan_locale_use(); /* libarchive asks it what names are made of */
    if (!a) {
        close(fd);
        return NULL;
    }
    a->fd = fd;
    a->size = fstat(fd, &st) == 0 ? (uint64_t)st.st_size : 0;
    a->pulse = pulse;
    a->is_zip = kind == ROWAN_ARCHIVE_ZIP;
    a->reader = archive_read_new();
    if (!a->reader || (!a->is_zip && !begin_tar(a))) {
        rowan_archive_close(a);
        return NULL;
    }
    return a;
}

void rowan_archive_close(struct rowan_archive *a)
{
    if (!a)
        return;
    if (a->reader)
        archive_read_free(a->reader);
    rowan_expander_free(a->expander);
    close(a->fd);
    free(a);
}

void rowan_archive_skip_checksum(struct rowan_archive *a)
{
    if (a->expander)
        rowan_expander_skip_checksum(a->expander);
}

const char *rowan_archive_why(const struct rowan_archive *a)
{
    return a->why;
}

/* libarchive has one message for what is not an archive and for a zip that was cut, as its list stands at the
 * end. */
static const char *why_broken(const struct rowan_archive *a)
{
    const char *why = archive_error_string(a->reader);

    if (!why)
        return "it is damaged";
    if (strcmp(why, "Unrecognized archive format") != 0)
        return why;
    return a->is_zip ? "it is no zip, or its end is missing" : "it is no tar";
}

static enum rowan_archive_outcome fail(struct rowan_archive *a)
{
    if (archive_errno(a->reader) == ENOMEM)
        return ROWAN_ARCHIVE_NO_MEMORY;
    if (!*a->why)
        snprintf(a->why, sizeof a->why, "%s", why_broken(a));
    return ROWAN_ARCHIVE_BROKEN;
}

static int open_reader(struct rowan_archive *a)
{
    a->opened = true;
    if (a->is_zip) {
        archive_read_support_format_zip_seekable(a->reader);
        return archive_read_open_fd(a->reader, a->fd, BLOCK);
    }
    archive_read_support_format_tar(a->reader);
    archive_read_set_read_callback(a->reader, read_some);
    archive_read_set_skip_callback(a->reader, skip_some);
    archive_read_set_callback_data(a->reader, a);
    return archive_read_open1(a->reader);
}

/* Where a tar has no end of its own, it was cut. What is compressed is read on, for its checksum. */
static enum rowan_archive_outcome end_tar(struct rowan_archive *a)
{
    if (a->ended) {
        snprintf(a->why, sizeof a->why, "it ends early, without the mark that ends a tar");
        return ROWAN_ARCHIVE_BROKEN;
    }
    while (a->expander) {
        const void *bytes;
        la_ssize_t n = read_some(a->reader, a, &bytes);
        if (n < 0)
            return fail(a);
        if (n == 0)
            break;
    }
    return ROWAN_ARCHIVE_END;
}

static enum rowan_member_kind kind_of(struct archive_entry *entry, const char *path)
{
    if (leads_outside(path))
        return ROWAN_MEMBER_OUTSIDE;
    if (archive_entry_hardlink(entry) || archive_entry_symlink(entry))
        return ROWAN_MEMBER_LINK;
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
        return ROWAN_MEMBER_FILE;
    case AE_IFDIR:
        return ROWAN_MEMBER_FOLDER;
    case AE_IFLNK:
        return ROWAN_MEMBER_LINK;
    default:
        return ROWAN_MEMBER_SPECIAL;
    }
}

enum rowan_archive_outcome rowan_archive_next(struct rowan_archive *a, struct rowan_member *member)
{
    int code = a->opened ? ARCHIVE_OK : open_reader(a);
    const char *path;

    rowan_pulse_beat(a->pulse);
    a->entry = NULL;
    a->member = 0;
    if (code == ARCHIVE_OK)
        a->why[0] = '\0';
    if (code == ARCHIVE_OK)
        code = archive_read_next_header(a->reader, &a->entry);
    if (code == ARCHIVE_EOF)
        return a->is_zip ? ROWAN_ARCHIVE_END : end_tar(a);
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
        return fail(a);
    path = archive_entry_pathname(a->entry);
    if (!path)
        return fail(a);
    while (path[0] == '.' && path[1] == '/')
        path += 2;
    *member = (struct rowan_member){.path = path,
                                    .kind = kind_of(a->entry, path),
                                    .position = a->position++,
                                    .size = archive_entry_size(a->entry),
                                    .modified = archive_entry_mtime(a->entry)};
    return ROWAN_ARCHIVE_OK;
}

/* The size that the archive says is compared at the member's end. A member may expand beyond all measure
 * where the archive as a whole does not: in a zip, or as a file with holes in a tar. */
static enum rowan_archive_outcome check_member(struct rowan_archive *a, bool ends)
{
    const char *limit = rowan_archive_limit(a->member, a->size);
    int64_t size = archive_entry_size_is_set(a->entry) ? archive_entry_size(a->entry) : -1;

    if (limit)
        snprintf(a->why, sizeof a->why, "%s", limit);
    else if (ends && size >= 0 && (uint64_t)size != a->member)
        snprintf(a->why, sizeof a->why, "it has %llu bytes, not %lld", (unsigned long long)a->member,
                 (long long)size);
    return *a->why ? ROWAN_ARCHIVE_BROKEN : ROWAN_ARCHIVE_OK;
}

enum rowan_archive_outcome rowan_archive_read_some(struct rowan_archive *a, char *out, size_t room,
                                                   size_t *got)
{
    la_ssize_t n;

    *got = 0;
    a->why[0] = '\0';
    rowan_pulse_beat(a->pulse);
    n = archive_read_data(a->reader, out, room);
    if (n < 0)
        return fail(a);
    *got = (size_t)n;
    a->member += (uint64_t)n;
    return check_member(a, n == 0);
}

enum rowan_archive_outcome rowan_archive_read(struct rowan_archive *a, size_t most, struct rowan_buffer *out)
{
    size_t begin = out->size, got = 1;

    if (archive_entry_size_is_set(a->entry) && archive_entry_size(a->entry) > 0 &&
        (uint64_t)archive_entry_size(a->entry) > most)
        return ROWAN_ARCHIVE_LONG;
    while (got) {
        enum rowan_archive_outcome outcome;
        if (!rowan_buffer_reserve(out, 4 * BLOCK + 1))
            return ROWAN_ARCHIVE_NO_MEMORY;
        outcome = rowan_archive_read_some(a, out->data + out->size, out->capacity - out->size - 1, &got);
        if (outcome != ROWAN_ARCHIVE_OK)
            return outcome;
        out->size += got;
        if (out->size - begin > most)
            return ROWAN_ARCHIVE_LONG;
    }
    out->data[out->size] = '\0';
    return ROWAN_ARCHIVE_OK;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

enum rowan_archive_outcome rowan_archive_list(int fd, enum rowan_archive_kind kind,
                                              const struct rowan_pulse *pulse, rowan_member_fn take,
                                              void *context, char *why, size_t size)
{
    struct rowan_archive *a = rowan_archive_open(fd, kind, pulse);
    struct rowan_member member;
    struct stat before = {0}, after = {0};
    enum rowan_archive_outcome outcome = ROWAN_ARCHIVE_OK;

    if (!a)
        return ROWAN_ARCHIVE_NO_MEMORY;
    fstat(a->fd, &before);
    while (outcome == ROWAN_ARCHIVE_OK) {
        outcome = rowan_archive_next(a, &member);
        if (outcome == ROWAN_ARCHIVE_OK && member.position == ROWAN_ARCHIVE_MEMBERS) {
            snprintf(a->why, sizeof a->why, "it has more than %d members, the limit", ROWAN_ARCHIVE_MEMBERS);
            outcome = ROWAN_ARCHIVE_BROKEN;
        }
        if (outcome == ROWAN_ARCHIVE_OK && take)
            outcome = take(context, &member);
    }
    fstat(a->fd, &after);
    if (outcome == ROWAN_ARCHIVE_END && !is_same(&before, &after)) {
        snprintf(a->why, sizeof a->why, "it changed while it was read");
        outcome = ROWAN_ARCHIVE_BROKEN;
    }
    if (size)
        snprintf(why, size, "%s", a->why);
    rowan_archive_close(a);
    return outcome;
}
