#ifndef ROWAN_QNAME_TABLE_H
#define ROWAN_QNAME_TABLE_H
/*
 * Expanded names (namespace URI, local name) interned to small integers. Only names that a mapping
 * uses are here; every other name in a document is 0.
 */
#include <stdint.h>

#include "base/status.h"

struct rowan_qname_table;

struct rowan_qname_table *rowan_qname_table_new(void);
void rowan_qname_table_free(struct rowan_qname_table *names);
/* From now on local names match without regard to the case of A to Z. Before the first name is added. */
void rowan_qname_table_ignore_case(struct rowan_qname_table *names);
/* Find or add; 0 means no memory. An empty uri is "no namespace". */
uint32_t rowan_qname_table_add(struct rowan_qname_table *names, struct rowan_slice uri,
                               struct rowan_slice local);
/* 0 when the mapping does not use the name. */
uint32_t rowan_qname_table_find(const struct rowan_qname_table *names, struct rowan_slice uri,
                                struct rowan_slice local);
/* How many names there are; ids are 1 to this number. */
uint32_t rowan_qname_table_count(const struct rowan_qname_table *names);
/* The local name, for messages. */
const char *rowan_qname_table_local(const struct rowan_qname_table *names, uint32_t id);
/* Its namespace; empty: none. */
struct rowan_slice rowan_qname_table_uri(const struct rowan_qname_table *names, uint32_t id);
#endif
