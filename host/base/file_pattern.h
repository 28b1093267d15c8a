#ifndef ROWAN_FILE_PATTERN_H
#define ROWAN_FILE_PATTERN_H
/*
 * Which files below a folder: a path with `*` (any characters), `?` (one), `[a-z]`, `[!a-z]` (one of these,
 * or none of them) in the parts between its slashes, and `**` as a part of its own: any number of folders,
 * none too. A part that begins with a dot is matched by one that says so only. Letters match themselves, case
 * and all; a byte that is not UTF-8 is a character.
 */
#include <stdbool.h>
#include <stddef.h>

#define ROWAN_FILE_PATTERN_MAX 1000 /* bytes */

/* NULL when it is a pattern, else what is wrong with it. */
const char *rowan_file_pattern_check(const char *pattern);
/* A path below the folder, without a slash at its beginning or end. */
bool rowan_file_pattern_matches(const char *pattern, const char *path);
/* May the pattern match a path below this folder, which is given in the same way? */
bool rowan_file_pattern_reaches(const char *pattern, const char *folder);
#endif
