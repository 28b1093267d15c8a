#ifndef ROWAN_DIALECT_H
#define ROWAN_DIALECT_H
/*
 * What differs between databases, as data and small functions; found by the driver's DBMS name.
 * A database nobody described gets the portable dialect.
 */
#include "base/buffer.h"
#include "plan/type.h"

enum rowan_insert {
    ROWAN_INSERT_VALUES, /* INSERT ... VALUES (?,..),(?,..),... */
    ROWAN_INSERT_ARRAYS, /* ODBC parameter arrays over a one-row INSERT */
    ROWAN_INSERT_UNNEST  /* INSERT ... SELECT ... FROM unnest(?::t[], ...) */
};

struct rowan_dialect {
    const char *name; /* "postgresql", "sqlite", "mariadb", "portable": the folder under sql/ */
    enum rowan_insert insert;
    size_t values_params; /* how many parameters a multi-row VALUES statement should have at most; measured */
    size_t values_rows;   /* and how many rows */
    const char *text_cast;  /* printf format with one %s: an expression as text, bytewise collated, so that it
                               may be compared with the ledger's doc_key: "CAST(%s AS text)" */
    const char *limit;      /* end of a SELECT, with one marker for the number of rows */
    const char *if_missing; /* between CREATE TABLE and the name, or "" */
    const char *table_suffix; /* after the closing parenthesis of CREATE TABLE, or "" */
    const char *session;      /* statements run once per connection, separated by ";", or NULL: UTC, strict */
    size_t commit_documents;  /* default documents per transaction, chosen by measurement */
};

const struct rowan_dialect *rowan_dialect_find(const char *dbms_name);
/* The type of a target column that holds this type, as in CREATE TABLE. */
bool rowan_dialect_type(const struct rowan_dialect *dialect, const struct rowan_type *type, bool in_key,
                        struct rowan_buffer *out);
#endif
