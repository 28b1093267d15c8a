#ifndef ROWAN_FINDING_H
#define ROWAN_FINDING_H
/* What rowan check says: a list that owns its texts. */
#include "base/arena.h"
#include "base/status.h"

enum rowan_severity {
    ROWAN_SEVERITY_WARNING, /* some documents may be refused, or a mistake is likely */
    ROWAN_SEVERITY_ERROR    /* no run may begin */
};

struct rowan_finding {
    struct rowan_finding *next;
    enum rowan_severity severity;
    enum rowan_status status; /* of a run that meets this error: ROWAN_MAPPING, ROWAN_CONFIG for the ledger */
    const char *file;
    int line; /* 0: none */
    const char *table;
    const char *column;  /* or NULL */
    const char *message; /* one line */
    const char *mend;    /* SQL, each statement with its semicolon; or a command of rowan; or NULL */
};

struct rowan_findings {
    struct rowan_arena arena;
    struct rowan_finding *first;
    struct rowan_finding *last;
    size_t errors;
    size_t warnings;
};

void rowan_findings_init(struct rowan_findings *findings);
void rowan_findings_clear(struct rowan_findings *findings);
/* Everything is copied. ROWAN_NO_MEMORY or ROWAN_OK. */
enum rowan_status rowan_findings_add(struct rowan_findings *findings, const struct rowan_finding *finding,
                                     struct rowan_error *err);
/* ROWAN_OK when a run may begin; else err has the first error and how many more there are. */
enum rowan_status rowan_findings_verdict(const struct rowan_findings *findings, struct rowan_error *err);
#endif
