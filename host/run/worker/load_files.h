#ifndef ROWAN_LOAD_FILES_H
#define ROWAN_LOAD_FILES_H
/* Loading a chunk of the plan's files: the loop of load.h with files below the config's root as its source.
 */
#include "run/worker/load.h"

/* load->source is not looked at. */
enum rowan_exit rowan_load_files(const struct rowan_load *load, struct rowan_error *err);
#endif
