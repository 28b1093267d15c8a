#ifndef GRAMMAR_H
#define GRAMMAR_H
/*
 * Random documents in which every production of XML 1.0 and of its namespaces has its chance, and every
 * mistake that each of them can hold. Half of them have no mistake.
 */
#include "base/buffer.h"
#include "chance.h"

/* Adds a document of some hundred bytes. The same for the same seed. */
void grammar_document(uint64_t seed, struct rowan_buffer *out);
/* Adds one piece, as it may stand somewhere in a document: for mutations. */
void grammar_piece(struct chance *chance, struct rowan_buffer *out);
#endif
