#ifndef ROWAN_JUDGE_H
#define ROWAN_JUDGE_H
/* Reads a document that the scanner has accepted once more, by libxml2, and compares what they made of it. */
#include "xml/document.h"
#include "xml/parse.h"

struct rowan_judge;

/* Reads as parse does, which outlives it. NULL is no memory. */
struct rowan_judge *rowan_judge_new(const struct rowan_parse *parse);
void rowan_judge_free(struct rowan_judge *judge);
/* ROWAN_DOCUMENT, reason "scanner": libxml2 refuses it, or reads it otherwise; the message has the first
 * difference. */
enum rowan_status rowan_judge_compare(struct rowan_judge *judge, const struct rowan_document *document,
                                      struct rowan_error *err);
#endif
