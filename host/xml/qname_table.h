#ifndef ROWAN_QNAME_TABLE_H
#define ROWAN_QNAME_TABLE_H
/*
 * Expanded names (namespace URI, local name) interned to small integers. Only names that a mapping
 * uses are here; every other name in a document is 0. Names that a path lets be in several namespaces are a
 * set of such integers. What a set lets be in namespaces that no path names has one integer of its own, by
 * its local name and what its namespace matches.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct rowan_qname_table;

/* A namespace of a mapping. The prefix "" is for names without one; a prefix may stand here several times. */
struct rowan_namespace {
    const char *prefix;
    const char *uri;
    bool pattern; /* each * of uri stands for any characters; no namespace matches two of a mapping's */
};

#define ROWAN_XML_URI "http://www.w3.org/XML/1998/namespace" /* of the prefix xml, which nobody declares */

/* Names of one local name. */
struct rowan_name_set {
    struct rowan_name_set *next;
    char *local;
    struct rowan_namespace *namespaces; /* where they are; */
    size_t count;                       /* 0: anywhere */
    bool *has;                          /* by id, [0] is false */
};

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
/* Find or add the set of the names in these namespaces (count 0: in any, or none), of which the texts are
 * copied. NULL means no memory. */
const struct rowan_name_set *rowan_qname_table_set(struct rowan_qname_table *names,
                                                   const struct rowan_namespace *namespaces, size_t count,
                                                   struct rowan_slice local);
/* Whether the namespace is what the pattern says. */
bool rowan_namespace_matches(const struct rowan_namespace *pattern, struct rowan_slice uri);
/* How many names there are; ids are 1 to this number. */
uint32_t rowan_qname_table_count(const struct rowan_qname_table *names);
/* The local name, for messages. */
const char *rowan_qname_table_local(const struct rowan_qname_table *names, uint32_t id);
/* Its namespace; empty: none. */
struct rowan_slice rowan_qname_table_uri(const struct rowan_qname_table *names, uint32_t id);

/* What a reader of documents makes of their names: it knows those of the table, or adds what comes. */
struct rowan_document_names {
    struct rowan_qname_table *table;
    bool add;
    uint32_t last; /* ids above it came after the reader was made, and count as 0 */
};

struct rowan_document_names rowan_document_names_of(struct rowan_qname_table *table, bool add);
/* Sets *out_of_memory when 0 is for want of memory. */
uint32_t rowan_document_names_id(const struct rowan_document_names *names, struct rowan_slice uri,
                                 struct rowan_slice local, bool *out_of_memory);
#endif
