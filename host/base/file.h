#ifndef ROWAN_FILE_H
#define ROWAN_FILE_H
/* A file's name, for messages, and its text. Neither is owned. */
#include "base/slice.h"

struct rowan_file {
    const char *name;
    struct rowan_slice text;
};
#endif
