#ifndef ODBC_SHIM_H
#define ODBC_SHIM_H
/*
 * ODBC calls that fail on purpose: the linker leads the calls of host/odbc here (-Wl,--wrap). A call fails
 * without being made, or after it was: then what it did is done, and the caller does not know. Which it was
 * is told by the next SQLGetDiagRec of that thread.
 */
#include <stdatomic.h>
#include <stdbool.h>

enum odbc_when { ODBC_BEFORE, ODBC_AFTER };

struct odbc_shim {
    atomic_long count;   /* calls that could fail, since odbc_shim_arm */
    atomic_bool hit;     /* one has failed */
    long fail_at;        /* from 1; 0: none */
    enum odbc_when when; /* only some can fail after they were made */
    const char *state;   /* SQLSTATE to tell */
    const char *name;    /* of the call that failed */
};

extern struct odbc_shim odbc_shim;

/* In every message that the shim tells. */
#define ODBC_SHIM_MESSAGE "the shim says no"

void odbc_shim_arm(long fail_at, enum odbc_when when, const char *state);
void odbc_shim_disarm(void);
#endif
