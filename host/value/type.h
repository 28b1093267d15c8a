#ifndef ROWAN_TYPE_H
#define ROWAN_TYPE_H
/*
 * Column types of the mapping language. A type says how text becomes a value and what a target
 * column must be able to hold. Values are stored either as 64-bit integers or as canonical text.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"

#define ROWAN_PRECISION_MAX 38        /* digits of a decimal: what every database we know can hold */
#define ROWAN_LENGTH_MAX    (1 << 30) /* characters of text(n), bytes of binary(n) */

enum rowan_kind {
    ROWAN_BOOLEAN,   /* stored 0 or 1; the target column is boolean where the database has one */
    ROWAN_BIT,       /* stored 0 or 1; the target column is a small number or bit */
    ROWAN_TINYINT,   /* 0 to 255, as in SQL Server */
    ROWAN_SMALLINT,  /* 16 bits, signed */
    ROWAN_INTEGER,   /* 32 bits, signed */
    ROWAN_BIGINT,    /* 64 bits, signed */
    ROWAN_DECIMAL,   /* precision and scale; stored as digits with exactly scale of them after the point */
    ROWAN_REAL,      /* IEEE single, stored as shortest text that reads back the same */
    ROWAN_DOUBLE,    /* IEEE double, likewise */
    ROWAN_TEXT,      /* length in Unicode characters, 0 = unlimited */
    ROWAN_DATE,      /* stored YYYY-MM-DD */
    ROWAN_TIME,      /* stored HH:MM:SS[.f] */
    ROWAN_TIMESTAMP, /* stored YYYY-MM-DD HH:MM:SS[.f], no offset */
    ROWAN_UUID,      /* stored 8-4-4-4-12 hexadecimal digits, small */
    ROWAN_BINARY,    /* length in bytes, 0 = unlimited; stored as it is, NUL and all */
    ROWAN_ENUM,      /* text looked up in labels; stored as the label's value */
    ROWAN_XML        /* the markup of an element; stored as text */
};

/* One pair of an enum: text in the document -> value in the column. */
struct rowan_label {
    char *text;
    char *value;    /* the text that is stored; NULL when the enum's values are integers */
    int64_t number; /* the integer that is stored, when value is NULL */
};

struct rowan_labels {
    size_t count;
    size_t value_length; /* characters of the longest value, for the target column; 0 for integers */
    bool integers;
    struct rowan_label *items; /* sorted by text, bytewise */
    size_t longest;            /* bytes of the longest text */
    struct rowan_folded_label {
        char *text; /* in capitals */
        const struct rowan_label *label;
    } * folded;        /* sorted by text, bytewise */
    const char *alike; /* a label that equals another but for case; NULL: there is none */
};

struct rowan_type {
    enum rowan_kind kind;
    int precision;                     /* decimal: 1 to 38 */
    int scale;                         /* decimal: 0 to precision */
    size_t length;                     /* text: characters, binary: bytes; 0 = unlimited */
    const struct rowan_labels *labels; /* enum; not owned by the type */
};

/* Whether cells of this type are stored as integers (else as text). */
bool rowan_type_is_integer(const struct rowan_type *type);
/* Whether databases find a row by a value that is equal to the column's: not by floats, markup and bytes. */
bool rowan_kind_is_comparable(enum rowan_kind kind);
bool rowan_type_same(const struct rowan_type *a, const struct rowan_type *b);
/* The smallest and the largest integer of an integer type, or of an enum of integers; false for others. */
bool rowan_type_range(const struct rowan_type *type, int64_t *low, int64_t *high);
/* Date, time or timestamp. */
static inline bool rowan_kind_is_datetime(enum rowan_kind kind)
{
    return kind == ROWAN_DATE || kind == ROWAN_TIME || kind == ROWAN_TIMESTAMP;
}
/* The word of the mapping language for a kind: "smallint", "text", ... */
const char *rowan_kind_name(enum rowan_kind kind);
/* As written in a mapping: "text(20)", "decimal(12,2)", "enum". Returns out. */
char *rowan_type_print(const struct rowan_type *type, char *out, size_t size);
/* ROWAN_MAPPING with a message when precision, scale or length make no sense. */
enum rowan_status rowan_type_check(const struct rowan_type *type, struct rowan_error *err);
#endif
