#ifndef ROWAN_NAMES_H
#define ROWAN_NAMES_H
/*
 * Expanded names (namespace URI, local name) interned to small integers. Only names that a mapping
 * uses are here; every other name in a document is 0.
 */
#include <stdint.h>

#include "base/status.h"

struct rowan_names;

struct rowan_names *rowan_names_new(void);
void rowan_names_free(struct rowan_names *names);
/* From now on local names match without regard to the case of A to Z. Before the first name is added. */
void rowan_names_ignore_case(struct rowan_names *names);
/* Find or add; 0 means no memory. An empty uri is "no namespace". */
uint32_t rowan_names_add(struct rowan_names *names, struct rowan_text uri, struct rowan_text local);
/* 0 when the mapping does not use the name. */
uint32_t rowan_names_find(const struct rowan_names *names, struct rowan_text uri, struct rowan_text local);
/* How many names there are; ids are 1 to this number. */
uint32_t rowan_names_count(const struct rowan_names *names);
/* The local name, for messages. */
const char *rowan_names_local(const struct rowan_names *names, uint32_t id);
#endif
