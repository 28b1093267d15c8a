#ifndef ROWAN_CATALOG_COLUMN_H
#define ROWAN_CATALOG_COLUMN_H
/* What a database's catalogue says of a column: made by catalog/, with words that a dialect knows. */
#include <stdbool.h>
#include <stddef.h>

#include "odbc/column_labels.h"

/* What a column makes of the fraction of a second, without saying so. */
enum rowan_time_rounding {
    ROWAN_ROUNDS_NOTHING,  /* its digits tell */
    ROWAN_ROUNDS_TO_TICKS, /* to 1/300 s, written as .000, .003, .007 */
    ROWAN_ROUNDS_TO_MINUTES
};

/* What a column is made to hold, whatever the database calls it. */
enum rowan_holds {
    ROWAN_HOLDS_BOOLEAN,
    ROWAN_HOLDS_BIT,
    ROWAN_HOLDS_INTEGER,
    ROWAN_HOLDS_DECIMAL,
    ROWAN_HOLDS_FLOAT,
    ROWAN_HOLDS_TEXT,
    ROWAN_HOLDS_DATE,
    ROWAN_HOLDS_TIME,
    ROWAN_HOLDS_TIMESTAMP,
    ROWAN_HOLDS_BINARY,
    ROWAN_HOLDS_OTHER /* uuid, json, an enum of the database ...: the database checks what it gets */
};

/* A column that the database numbers itself. */
enum rowan_identity {
    ROWAN_IDENTITY_NONE,
    ROWAN_IDENTITY_DEFAULT, /* unless a value is given */
    ROWAN_IDENTITY_ALWAYS   /* a given value counts only when the INSERT says so */
};

struct rowan_catalog_column {
    char *name;
    char *type_name; /* as the database writes it, without length: "numeric", "character varying" */
    char *cast_type; /* what a value is cast to without being cut: quoted, no length; NULL: it cannot be */
    enum rowan_holds holds;
    int bits;      /* integer: 8 to 64; float: 24 or 53 */
    bool positive; /* unsigned integer */
    long size;     /* characters or digits; 0 unknown or unlimited, and for floats that do not round */
    int scale;     /* digits after the point; of a second for times, -1 unknown */
    int exact;     /* a decimal of which only so many digits are kept exactly; 0: all that size says */
    bool pads;     /* BINARY(n), CHAR(n): shorter values are filled up, so that zeros or blanks at the end are
                      not told from the filling */
    long bytes;    /* a text is cut after so many without an error; 0: it is not */
    bool short_text;   /* it is no text, and what stands for it has at most 40 characters */
    bool digits;       /* a text of anything but digits is read as another */
    bool zoned;        /* a moment: what is written without an offset is taken as UTC */
    bool inexact_text; /* text_cast of the dialect leaves digits away, so it is no key */
    bool two_orders; /* an index has values with characters below the blank in another order than a comparison
                      */
    bool rereads;    /* a text may be stored as another one without an error */
    bool utf16;      /* size counts units of UTF-16, of which a letter beyond the basic plane has two */
    int code_page;   /* other letters than those of this page are replaced without an error; 0: none are */
    enum rowan_time_rounding rounds;
    struct rowan_column_labels labels;
    const char *null_becomes; /* "the next number": a value that nobody wrote; NULL: NULL, or an error */
    bool nullable;
    bool has_default; /* default, identity or generated: may be left out */
    bool generated;   /* must be left out */
    enum rowan_identity identity;
    bool may_read;   /* the user of the connection */
    bool may_insert; /* likewise */
    bool may_number; /* likewise, numbers that the database gives else */
    char *collation; /* quoted, when it is not what a column of this type gets; else NULL */
    char *keeps;     /* what a statement that changes the column has to repeat, or it is lost; else NULL */
    char *domain;    /* of the type, as in SQL; NULL: it is none */
    bool domain_refuses_null;
    bool compared_as_cast; /* the type has no operators: as cast_type it has, and an index is still found */
};

/* What is read of a column, in this order, by a dialect's catalog.columns. */
enum rowan_catalog_field {
    ROWAN_FIELD_SCHEMA,
    ROWAN_FIELD_TABLE,
    ROWAN_FIELD_RELATION, /* 0 table, 1 partitioned, 2 view, 3 of another server */
    ROWAN_FIELD_NAME,
    ROWAN_FIELD_TYPE,      /* for people */
    ROWAN_FIELD_CLASS,     /* one of the names that rowan_catalog_column_classify knows */
    ROWAN_FIELD_LENGTH,    /* characters */
    ROWAN_FIELD_PRECISION, /* digits */
    ROWAN_FIELD_SCALE,     /* digits after the point */
    ROWAN_FIELD_FRACTION,  /* digits of a second */
    ROWAN_FIELD_NULLABLE,  /* 1 or 0, as those that follow */
    ROWAN_FIELD_DEFAULT,
    ROWAN_FIELD_GENERATED,
    ROWAN_FIELD_IDENTITY, /* enum rowan_identity */
    ROWAN_FIELD_TRANSACTIONAL,
    ROWAN_FIELD_CAST,
    ROWAN_FIELD_MAY_READ,
    ROWAN_FIELD_MAY_INSERT,
    ROWAN_FIELD_COLLATION,
    ROWAN_FIELD_KEEPS,
    ROWAN_FIELD_DOMAIN, /* this and what follows may be left away */
    ROWAN_FIELD_DOMAIN_REFUSES_NULL,
    ROWAN_FIELD_MAY_NUMBER,
    ROWAN_FIELDS
};

/* Set holds and bits by the name of a type; numbers in parentheses are passed over. */
void rowan_catalog_column_classify(struct rowan_catalog_column *column, const char *type);
/* Set size and scale by "decimal(10,2)", a type that carries its numbers in its name; others are left. */
void rowan_catalog_column_sizes(struct rowan_catalog_column *column, const char *type);

static inline bool rowan_holds_time(enum rowan_holds holds)
{
    return holds == ROWAN_HOLDS_TIME || holds == ROWAN_HOLDS_TIMESTAMP;
}

static inline bool rowan_holds_number(enum rowan_holds holds)
{
    return holds == ROWAN_HOLDS_INTEGER || holds == ROWAN_HOLDS_DECIMAL || holds == ROWAN_HOLDS_FLOAT;
}
#endif
