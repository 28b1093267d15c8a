#ifndef ROWAN_PATH_PREFIX_H
#define ROWAN_PATH_PREFIX_H
/* How much of a path's text some of its steps are, for people. */
#include "xml/path.h"

/* The bytes of the text that say the first so many steps; named: and the name of the next one. */
size_t rowan_path_prefix(const struct rowan_path *path, size_t steps, bool named);
#endif
