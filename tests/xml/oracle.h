#ifndef ORACLE_H
#define ORACLE_H
/*
 * A document read in both ways, by the scanner and by libxml2: the verdicts, the messages and all of the
 * trees must be the same, for some ways to project it.
 */
#include <stdio.h>

#include "base/buffer.h"

struct oracle;

/* NULL is no memory. */
struct oracle *oracle_new(void);
void oracle_free(struct oracle *oracle);
/* Bytes of a file, or text, behind which there is a NUL. False: it is not the same, and out says what. */
bool oracle_agrees(struct oracle *oracle, struct rowan_slice text, bool bytes, char *out, size_t size);
/* How many documents were read by the scanner, refused by libxml2, and declined: in one line and, for each
 * reason, another. */
void oracle_report(const struct oracle *oracle, FILE *out);
#endif
