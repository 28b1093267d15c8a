#ifndef ROWAN_FILE_TREE_H
#define ROWAN_FILE_TREE_H
/*
 * The files below a root that a pattern matches, in the order of their keys, byte by byte. Folders are read
 * one after the other, when their turn comes; in memory are the names of the folders on the way to the
 * current one, and no descriptor is open between two calls. No link is followed.
 *
 * An archive is a folder to the pattern. In keys two slashes stand behind its name: "a.zip//b/c.xml". So they
 * do behind that of a file that is split: "a.xml//" is how the keys of its records begin.
 */
#include "base/status.h"
#include "source/archive.h"
#include "base/file_key.h"

struct rowan_range;

#define ROWAN_FILE_DEPTH 200  /* folders, one in the other */
#define ROWAN_FILE_PATH  4095 /* bytes of a path below the root */

struct rowan_file_tree;

struct rowan_file_found {
    struct rowan_slice key;      /* lives until the next call */
    size_t archive;              /* bytes of the key that are the archive's, slashes included; 0: none */
    uint64_t position;           /* of a member */
    int64_t size, modified;      /* likewise, as its archive says; where that is kept */
    size_t index;                /* in a list of these */
    enum rowan_member_kind kind; /* likewise; FILE, or why it is not read */
    size_t members;              /* of its archive, as many as are found */
    size_t listed;               /* names of the folders on the way to it that are in the range */
    bool records;                /* it is split: the key has two slashes behind it */
};

/* Texts are not copied; root is a descriptor that stays open; pulse may be NULL. split: keys of the range are
 * those of records in files. ROWAN_LOST when the root cannot be read. */
enum rowan_status rowan_file_tree_open(struct rowan_file_tree **out, int root, const char *pattern,
                                       bool split, const struct rowan_range *range,
                                       const struct rowan_pulse *pulse, struct rowan_error *err);
void rowan_file_tree_close(struct rowan_file_tree *tree);
/*
 * The next one; *more is false at the end of the range. It may be something else than a file, which whoever
 * opens it will find. A key that ends in '/' is a folder or an archive that cannot be read.
 */
enum rowan_status rowan_file_tree_next(struct rowan_file_tree *tree, struct rowan_file_found *found,
                                       bool *more, struct rowan_error *err);
/* Sizes and times of members are wanted. Before the first is asked for. */
void rowan_file_tree_keep_facts(struct rowan_file_tree *tree);
/* Open a folder below root by its path, or root itself (""); -1 and errno. No part of it may be a link. */
int rowan_file_tree_folder(int root, const char *path);
#endif
