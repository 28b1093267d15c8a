#ifndef ROWAN_WRITTEN_NUMBER_H
#define ROWAN_WRITTEN_NUMBER_H
/*
 * A number as a document writes it becomes one that every type reads: 12- -> -12, 1.5E3 -> 1500, 1F -> 31.
 * It is exact, and short whatever the exponent is.
 */
#include "value/value.h"

#define ROWAN_WRITTEN_NUMBER_MAX 320 /* bytes of what is made */

/*
 * text becomes the plain number, which is in plain. ROWAN_DOCUMENT when it is no number of the notation, or
 * has more digits on a side of the point than any column holds; behind it only where nothing rounds.
 */
enum rowan_status rowan_written_number_read(struct rowan_notation notation, enum rowan_rounding rounding,
                                            struct rowan_slice *text, char *plain, struct rowan_error *err);
#endif
