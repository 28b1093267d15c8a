#ifndef ROWAN_SKIP_H
#define ROWAN_SKIP_H
/* Why a document makes no rows and has not failed: it is not the mapping's kind. */
#include "base/status.h"

struct rowan_skip {
    const char *reason; /* "when" or "nothing", as the ledger has it; NULL: the document is not skipped */
    char message[ROWAN_MESSAGE_MAX];
};
#endif
