#ifndef ROWAN_ARCHIVE_H
#define ROWAN_ARCHIVE_H
/*
 * An archive (.zip, .tar, .tar.gz, .tgz, .tar.zst), member by member in its own order. Nothing is unpacked.
 * An archive that ends early, is damaged, or expands beyond all measure is broken as a whole.
 */
#include <stdint.h>

#include "base/buffer.h"

#define ROWAN_ARCHIVE_MEMBERS 10000000 /* that are listed */

enum rowan_archive_outcome {
    ROWAN_ARCHIVE_OK,
    ROWAN_ARCHIVE_END,    /* no more members, and the archive is whole */
    ROWAN_ARCHIVE_LONG,   /* the member has more bytes than are read */
    ROWAN_ARCHIVE_BROKEN, /* rowan_archive_why */
    ROWAN_ARCHIVE_NO_MEMORY
};

enum rowan_member_kind {
    ROWAN_MEMBER_FILE,
    ROWAN_MEMBER_FOLDER,
    ROWAN_MEMBER_LINK,
    ROWAN_MEMBER_SPECIAL, /* a named pipe, a device */
    ROWAN_MEMBER_OUTSIDE, /* its path is absolute, or has ".." */
    ROWAN_MEMBER_TWICE    /* for who lists members: there are several of this path */
};

/* Texts live until the next call. */
struct rowan_member {
    const char *path; /* as the archive has it, without "./" at its beginning */
    enum rowan_member_kind kind;
    uint64_t position; /* among all members, from 0 */
    int64_t size, modified;
};

struct rowan_archive;

/* Told again and again while there is progress: going through an archive may take long. */
struct rowan_pulse {
    void (*beat)(void *context);
    void *context;
};

static inline void rowan_pulse_beat(const struct rowan_pulse *pulse)
{
    if (pulse)
        pulse->beat(pulse->context);
}

enum rowan_archive_kind { ROWAN_ARCHIVE_NONE, ROWAN_ARCHIVE_ZIP, ROWAN_ARCHIVE_TAR };

/* By a file's name, whatever it holds. */
enum rowan_archive_kind rowan_archive_kind_of(const char *name);
/* fd is closed with the archive; pulse may be NULL. NULL: no memory. */
struct rowan_archive *rowan_archive_open(int fd, enum rowan_archive_kind kind,
                                         const struct rowan_pulse *pulse);
void rowan_archive_close(struct rowan_archive *archive);
/* Some members are read, and the archive was listed before: a checksum of all of it is not made again. */
void rowan_archive_skip_checksum(struct rowan_archive *archive);
/* At the end, and only there, all of the archive was read. */
enum rowan_archive_outcome rowan_archive_next(struct rowan_archive *archive, struct rowan_member *member);
/* Give the next bytes of the last member, at most so many; 0 at its end. BROKEN: this member is. */
enum rowan_archive_outcome rowan_archive_read_some(struct rowan_archive *archive, char *out, size_t room,
                                                   size_t *got);
/* Append the bytes of the last member, if they are not more than so many. BROKEN: this member is. */
enum rowan_archive_outcome rowan_archive_read(struct rowan_archive *archive, size_t most,
                                              struct rowan_buffer *out);
/*
 * Go through all members of the archive that is open as fd, which is closed; take and pulse may be NULL.
 * Other than OK ends it: BROKEN with why, of so many bytes.
 */
typedef enum rowan_archive_outcome (*rowan_member_fn)(void *context, const struct rowan_member *member);
enum rowan_archive_outcome rowan_archive_list(int fd, enum rowan_archive_kind kind,
                                              const struct rowan_pulse *pulse, rowan_member_fn take,
                                              void *context, char *why, size_t size);
/* Why what is compressed is expanded no further than to given bytes, after taken ones of it; NULL: it is. */
const char *rowan_archive_limit(uint64_t given, uint64_t taken);
/* A part of a sentence. */
const char *rowan_archive_why(const struct rowan_archive *archive);
/* A path without parts that lead nowhere ("", ".", ".."), appended; false: no memory. */
bool rowan_archive_clean_path(const char *path, struct rowan_buffer *out);
#endif
