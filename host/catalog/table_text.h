#ifndef ROWAN_TABLE_TEXT_H
#define ROWAN_TABLE_TEXT_H
/* What only the text of CREATE TABLE says, where a catalogue keeps that. */
#include "base/slice.h"

/* The word behind ON CONFLICT that throws a row away, or NULL. */
const char *rowan_table_text_conflict(struct rowan_slice text);
/* The next CHECK from *text on, which goes behind it; name has no data where it has none. False: no other. */
bool rowan_table_text_check(struct rowan_slice *text, struct rowan_slice *name, struct rowan_slice *clause);
#endif
