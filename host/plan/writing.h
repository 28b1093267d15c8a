#ifndef ROWAN_WRITING_H
#define ROWAN_WRITING_H
/* How a document writes a column's values, as the mapping says it. The rules have what conversion needs of
 * it. */
#include "value/assumed_zone.h"

struct rowan_writing {
    char *point, *group;            /* of numbers; NULL: not said */
    bool trailing, exponent, hex;   /* a sign at the end, 1.5E3, 1F */
    struct rowan_notation notation; /* the same for the step of via that has it; else the rules have it */
    bool formatted;                 /* it names formats of its own, */
    int pivot;                      /* and what YY is in them */
    enum rowan_partial partial;
    char *assume; /* the zone of what has no offset; NULL: not said */
    enum rowan_choice gap, overlap;
};
#endif
