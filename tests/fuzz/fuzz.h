#ifndef FUZZ_H
#define FUZZ_H
/* What the fuzz targets share. Each file has one entry, which libFuzzer calls with bytes that it makes up. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold whatever the input. */
#define MUST(condition)                                                                                      \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            abort();                                                                                         \
    } while (0)

/* A failure says why, in text that a terminal can show. */
static inline void must_explain(const struct rowan_error *err)
{
    MUST(err->message[0] != '\0' && err->reason[0] != '\0');
    for (const char *s = err->message; *s; s++)
        MUST((unsigned char)*s >= ' ' || *s == '\n');
}

/* A terminated copy; the caller frees. */
static inline char *as_string(const uint8_t *data, size_t size)
{
    char *s = malloc(size + 1);

    MUST(s);
    if (size)
        memcpy(s, data, size);
    s[size] = '\0';
    return s;
}
#endif
