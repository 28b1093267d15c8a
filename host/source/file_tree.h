#ifndef ROWAN_FILE_TREE_H
#define ROWAN_FILE_TREE_H
/*
 * The files below a root that a pattern matches, in the order of their keys, byte by byte. Folders are read
 * one after the other, when their turn comes; in memory are the names of the folders on the way to the
 * current one, and no descriptor is open between two calls. No link is followed.
 */
#include "base/status.h"
#include "source/file_key.h"

struct rowan_range;

#define ROWAN_FILE_DEPTH 200  /* folders, one in the other */
#define ROWAN_FILE_PATH  4095 /* bytes of a path below the root */

struct rowan_file_tree;

/* Texts are not copied; root is a descriptor that stays open. ROWAN_LOST when the root cannot be read. */
enum rowan_status rowan_file_tree_open(struct rowan_file_tree **out, int root, const char *pattern,
                                       const struct rowan_range *range, struct rowan_error *err);
void rowan_file_tree_close(struct rowan_file_tree *tree);
/*
 * The next key, which lives until the next call; *more is false at the end of the range. It may be that of
 * something else than a file, which whoever opens it will find. One that ends in '/' is a folder that cannot
 * be read.
 */
enum rowan_status rowan_file_tree_next(struct rowan_file_tree *tree, struct rowan_slice *key, bool *more,
                                       struct rowan_error *err);
/* Open a folder below root by its path, or root itself (""); -1 and errno. No part of it may be a link. */
int rowan_file_tree_folder(int root, const char *path);
#endif
