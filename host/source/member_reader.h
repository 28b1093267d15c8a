#ifndef ROWAN_MEMBER_READER_H
#define ROWAN_MEMBER_READER_H
/*
 * Members of archives, one after the other. The archive of the last one stays open where it was read to, so
 * whoever asks for members in the order of their positions goes through it once.
 */
#include "source/archive.h"
#include "source/file_reader.h"
#include "source/file_tree.h"

struct rowan_member_reader {
    struct rowan_archive *archive; /* NULL: none is open */
    int fd;                        /* its */
    struct stat facts;             /* of its file */
    struct rowan_buffer path;      /* its */
    struct rowan_buffer key;       /* of a member that was looked at */
    uint64_t position;             /* that comes next */
    struct stat member;            /* time and size that the archive says of the last one */
};

void rowan_member_reader_init(struct rowan_member_reader *members);
void rowan_member_reader_close(struct rowan_member_reader *members);
/*
 * Read the member that was found, of the archive with this path, as if it were a file: its bytes, time and
 * size are then those of the reader, which is the one to open files with.
 */
enum rowan_status rowan_member_reader_read(struct rowan_member_reader *members,
                                           struct rowan_file_reader *reader, const char *archive,
                                           const struct rowan_file_found *found,
                                           enum rowan_file_outcome *outcome, struct rowan_error *err);
/* Go to the member that was found, to read it with the function behind this one, whose context are members.
 * Facts of the reader are then those of the archive. */
enum rowan_status rowan_member_reader_open(struct rowan_member_reader *members,
                                           struct rowan_file_reader *reader, const char *archive,
                                           const struct rowan_file_found *found,
                                           enum rowan_file_outcome *outcome, struct rowan_error *err);
/* A rowan_bytes_fn (source/text_stream.h). */
enum rowan_status rowan_member_reader_bytes(void *members, char *out, size_t room, size_t *got,
                                            struct rowan_error *err);
/* Find out why the members of an archive could not be listed; it is gone if they can. */
enum rowan_status rowan_member_reader_look(struct rowan_file_reader *reader, const char *archive,
                                           enum rowan_file_outcome *outcome, struct rowan_error *err);
#endif
