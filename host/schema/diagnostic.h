#ifndef ROWAN_DIAGNOSTIC_H
#define ROWAN_DIAGNOSTIC_H
/* What rowan check says: a list that owns its texts. */
#include "base/arena.h"
#include "base/status.h"

enum rowan_severity {
    ROWAN_SEVERITY_NOTE,    /* all is right, and something would be better */
    ROWAN_SEVERITY_WARNING, /* some documents may be refused, or a mistake is likely */
    ROWAN_SEVERITY_ERROR    /* no run may begin */
};

struct rowan_diagnostic {
    struct rowan_diagnostic *next;
    enum rowan_severity severity;
    enum rowan_status status; /* of a run that meets this error: ROWAN_MAPPING, ROWAN_CONFIG for the ledger */
    const char *file;
    int line;            /* 0: none */
    const char *table;   /* or the pattern of files */
    bool is_files;       /* which it is */
    const char *column;  /* or NULL */
    const char *message; /* one line */
    const char
        *kind; /* the message without what differs from place to place; rowan_diagnostics_add fills it */
    const char *fix; /* SQL, each statement with its semicolon; or a command of rowan; or NULL */
};

struct rowan_diagnostics {
    struct rowan_arena arena;
    struct rowan_diagnostic *first;
    struct rowan_diagnostic *last;
    size_t errors;
    size_t warnings;
    size_t notes;
};

void rowan_diagnostics_init(struct rowan_diagnostics *diagnostics);
void rowan_diagnostics_clear(struct rowan_diagnostics *diagnostics);
/* Everything is copied. ROWAN_NO_MEMORY or ROWAN_OK. */
enum rowan_status rowan_diagnostics_add(struct rowan_diagnostics *diagnostics,
                                        const struct rowan_diagnostic *diagnostic, struct rowan_error *err);
/* "note", "warning", "error" */
const char *rowan_severity_word(enum rowan_severity severity);
/* ROWAN_OK when a run may begin; else err has the first error and how many more there are. */
enum rowan_status rowan_diagnostics_verdict(const struct rowan_diagnostics *diagnostics,
                                            struct rowan_error *err);
#endif
