#ifndef ROWAN_START_READY_H
#define ROWAN_START_READY_H
/* Giving chunks to slots and starting their processes. */
#include "run/supervisor/run_state.h"

/* Give every idle slot something to do, as far as there is something and its wait is over. */
void rowan_start_ready(struct rowan_supervisor *s);
#endif
