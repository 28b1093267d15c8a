#ifndef ROWAN_FILE_READER_H
#define ROWAN_FILE_READER_H
/*
 * One file below a root, whole, as it was at one moment: regular files only, reached through folders only.
 * Nothing that a name leads to is waited for.
 */
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/status.h"

struct rowan_pulse;

/* What became of a file. */
enum rowan_file_outcome {
    ROWAN_FILE_READ,
    ROWAN_FILE_GONE,   /* it is not there any more */
    ROWAN_FILE_LONG,   /* it has more bytes than are read, and none was read */
    ROWAN_FILE_REFUSED /* reason and message say why */
};

struct rowan_file_reader {
    int root;
    size_t limit;              /* bytes of a file */
    struct rowan_buffer bytes; /* of the last file, a NUL behind them */
    struct stat facts;         /* of the last file, unless it is gone or could not be opened */
    char reason[24];           /* of the last one that was refused */
    char message[200];
    const struct rowan_pulse *pulse; /* for what reads archives; or NULL */
    int folder;                      /* of the file before; -1: none */
    struct rowan_buffer folder_path; /* its path, terminated */
};

void rowan_file_reader_init(struct rowan_file_reader *reader, int root, size_t limit);
void rowan_file_reader_clear(struct rowan_file_reader *reader);
/* Open a file by its path, as its facts; -1 unless the outcome is READ. The caller closes it. What is
 * returned beside is trouble that is of no file. */
enum rowan_status rowan_file_reader_open(struct rowan_file_reader *reader, const char *path, int *fd,
                                         enum rowan_file_outcome *outcome, struct rowan_error *err);
/* Read a file. Of a path that ends in '/', a folder, is found out why it cannot be read; it is gone if it
 * can. */
enum rowan_status rowan_file_reader_read(struct rowan_file_reader *reader, const char *path,
                                         enum rowan_file_outcome *outcome, struct rowan_error *err);
/* Is the open file still what it was when it was opened? */
bool rowan_file_reader_is_same(const struct rowan_file_reader *reader, int fd);
/* Refuse the file in hand. */
void rowan_file_reader_refuse(struct rowan_file_reader *reader, enum rowan_file_outcome *outcome,
                              const char *reason, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
#endif
