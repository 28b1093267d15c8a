#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H
/* A file of the benchmarks, read at once. */
#include <stddef.h>

/* The bytes, with a NUL behind them; the caller frees them. NULL: it cannot be read, or there is no memory
 * for it. */
char *whole_file_read(const char *path, size_t *size);
#endif
