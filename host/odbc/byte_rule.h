#ifndef ROWAN_BYTE_RULE_H
#define ROWAN_BYTE_RULE_H
/* How a document that is stored as bytes is read. Formats have %s for its column, any number of times. */
#include <stdbool.h>

struct rowan_byte_rule {
    const char *sql;    /* what is selected; NULL: such documents are not read */
    const char *octets; /* how many bytes it has; NULL: as of a text */
    const char *null;   /* stands for one that is not read, beside sql; NULL: null_text does */
    bool digits;        /* they come as hexadecimal digits; else the driver gives them as they are */
    const char *end;    /* what sql puts behind them where a column has bytes and texts (is_text); or NULL */
};
#endif
