#ifndef ODBC_SHIM_H
#define ODBC_SHIM_H
/*
 * ODBC calls that fail on purpose: the linker leads the calls of host/odbc here (-Wl,--wrap). A call fails
 * without being made, or after it was: then what it did is done, and the caller does not know. Which it was
 * is told by the next SQLGetDiagRec of that thread. Or a call lies.
 */
#include <stdatomic.h>
#include <stdbool.h>

enum odbc_when {
    ODBC_BEFORE,
    ODBC_AFTER,
    ODBC_WARNS, /* the call is made, and a warning stands beside its success */
    ODBC_SHORT, /* of the rows that a statement wrote, one less is told */
    ODBC_GONE /* it fails, and so does each later one until somebody connects anew: what was not committed is
                 gone */
};

struct odbc_shim_state {
    atomic_long count;     /* calls that could fail, since odbc_shim_arm; of all processes together */
    atomic_bool hit;       /* one has failed */
    atomic_bool harmed;    /* a row less or a harmful warning was told, and nothing rolled back since */
    atomic_bool committed; /* that was committed all the same */
    long fail_at;          /* from 1; 0: none */
    enum odbc_when when;   /* only some can fail after they were made */
    char state[6];         /* SQLSTATE to tell */
    char name[40];         /* of the call that failed */
};

/* Of this process, or what several share. */
extern struct odbc_shim_state *odbc_shim_state;
#define odbc_shim (*odbc_shim_state)

/* In every message that the shim tells. */
#define ODBC_SHIM_MESSAGE "the shim says no"

void odbc_shim_arm(long fail_at, enum odbc_when when, const char *state);
void odbc_shim_disarm(void);
#endif
