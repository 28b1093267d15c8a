#ifndef ROWAN_FOUND_READER_H
#define ROWAN_FOUND_READER_H
/* What was found below a root: its bytes, what rows may know of it, or why it is not read. */
#include "source/member_reader.h"
#include "source/source.h"

/* The columns of a source of files; the key is the first. */
enum {
    ROWAN_FILES_PATH,
    ROWAN_FILES_NAME,
    ROWAN_FILES_MODIFIED,
    ROWAN_FILES_SIZE,
    ROWAN_FILES_MEMBER,
    ROWAN_FILES_COLUMNS
};

struct rowan_found_reader {
    struct rowan_file_reader files;
    struct rowan_member_reader members;
    struct rowan_buffer path; /* of the file in hand, terminated */
    struct rowan_slice columns[ROWAN_FILES_COLUMNS];
    char modified[32];
    char size[24];
};

/* root stays the caller's; limit: bytes of a document; pulse may be NULL. */
void rowan_found_reader_init(struct rowan_found_reader *reader, int root, size_t limit,
                             const struct rowan_pulse *pulse);
void rowan_found_reader_clear(struct rowan_found_reader *reader);
/* Close what is open, so that what is read next is what is there then. */
void rowan_found_reader_end(struct rowan_found_reader *reader);
/* Set path to that of a file, of a member's archive, or of what could not be listed. False: no memory. */
bool rowan_found_reader_path(struct rowan_found_reader *reader, const struct rowan_file_found *found);
enum rowan_status rowan_found_reader_read(struct rowan_found_reader *reader,
                                          const struct rowan_file_found *found,
                                          enum rowan_file_outcome *outcome, struct rowan_error *err);
/* The columns of what has these facts. */
void rowan_found_reader_columns(struct rowan_found_reader *reader, const struct rowan_file_found *found,
                                const struct stat *facts);
/* The item of what was read last. */
void rowan_found_reader_item(struct rowan_found_reader *reader, const struct rowan_file_found *found,
                             enum rowan_file_outcome outcome, struct rowan_item *item);
#endif
