#ifndef FILES_H
#define FILES_H
/* XML files of a folder and of those in it. */
#include "base/buffer.h"

/* Called for each file whose name ends in .xml, in the order of their names; false ends the walk. */
typedef bool files_visit(void *context, const char *path, struct rowan_slice bytes);

/* False: a visit was, or the folder cannot be read. Behind the bytes there is a NUL. */
bool files_walk(const char *folder, files_visit *visit, void *context);
#endif
