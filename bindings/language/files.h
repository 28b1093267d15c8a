#ifndef ROWAN_FILES_H
#define ROWAN_FILES_H
/*
 * The files that a mapping is made of: its own, and those that it uses. In the process that loads it first
 * they are read from disk, each once; everywhere else they are the ones that were read then.
 */
#include "base/file.h"
#include "base/status.h"

struct rowan_files {
    struct rowan_file *items; /* [0] is the mapping; names and texts are owned, and end with a NUL */
    size_t count;
    size_t size; /* of all texts */
    bool closed; /* these and no more: nothing is read from disk */
};

/* Read the mapping at path; what it uses is read when it is asked for. */
enum rowan_status rowan_files_open(struct rowan_files **out, const char *path, struct rowan_error *err);
/* A copy of these, and no others. */
enum rowan_status rowan_files_copy(struct rowan_files **out, const struct rowan_file *list, size_t count,
                                   struct rowan_error *err);
/* The file that the mapping calls name: relative to its folder, inside of it. *file is valid as long as files
 * is. */
enum rowan_status rowan_files_use(struct rowan_files *files, const char *name, struct rowan_file *file,
                                  struct rowan_error *err);
void rowan_files_free(struct rowan_files *files);
#endif
