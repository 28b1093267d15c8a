#ifndef ROWAN_DIALECT_H
#define ROWAN_DIALECT_H
/*
 * What differs between databases, as data and small functions; found by the driver's DBMS name.
 * A database nobody described gets the portable dialect.
 */
#include "base/buffer.h"
#include "value/type.h"

enum rowan_insert {
    ROWAN_INSERT_VALUES, /* INSERT ... VALUES (?,..),(?,..),... */
    ROWAN_INSERT_ARRAYS, /* ODBC parameter arrays over a one-row INSERT */
    ROWAN_INSERT_UNNEST  /* INSERT ... SELECT ... FROM unnest(?::t[], ...) */
};

/* How a column of a table that is there gets another type, or may be NULL. */
enum rowan_alter {
    ROWAN_ALTER_TYPE,     /* ALTER TABLE t ALTER COLUMN c TYPE new USING ... */
    ROWAN_ALTER_MODIFY,   /* ALTER TABLE t MODIFY c, everything about the column once more */
    ROWAN_ALTER_STANDARD, /* ALTER TABLE t ALTER COLUMN c SET DATA TYPE new */
    ROWAN_ALTER_NONE      /* not at all: the table has to be made anew */
};

struct rowan_dialect {
    const char *name; /* "postgresql", "sqlite", "mariadb", "portable": the folder under sql/ */
    enum rowan_insert insert;
    const char *insert_into; /* how an INSERT begins. The SQLite driver prepares an INSERT anew for each
                                execution and keeps what begins like a query, so there it does */
    bool zero_ended; /* the SQLite driver allocates a copy of a text whose length it is told, and takes one
                        that ends with a zero as it lies */
    bool fills_room; /* the driver fills all the room that it is offered for a text */
    size_t values_params; /* how many parameters a multi-row VALUES statement should have at most; measured */
    size_t values_rows;   /* and how many rows */
    const char *text_cast;  /* printf format with one %s: an expression as text, bytewise collated, so that it
                               may be compared with the ledger's doc_key: "CAST(%s AS text)" */
    const char *limit;      /* end of a SELECT, with one marker for the number of rows */
    const char *if_missing; /* between CREATE TABLE and the name, or "" */
    const char *table_suffix; /* after the closing parenthesis of CREATE TABLE, or "" */
    enum rowan_alter alter;
    const char *identity;    /* after the type of a column that the database numbers, or "" */
    bool identity_anywhere;  /* not only where the column is the whole primary key */
    const char *session;     /* statements run once per connection, separated by ";", or NULL: UTC, strict */
    size_t commit_documents; /* default documents per transaction, chosen by measurement */
};

const struct rowan_dialect *rowan_dialect_find(const char *dbms_name);
/* The type of a target column that holds this type, as in CREATE TABLE. */
bool rowan_dialect_type(const struct rowan_dialect *dialect, const struct rowan_type *type, bool in_key,
                        struct rowan_buffer *out);
#endif
