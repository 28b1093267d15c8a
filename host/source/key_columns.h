#ifndef ROWAN_KEY_COLUMNS_H
#define ROWAN_KEY_COLUMNS_H
/*
 * The columns of a source's key in SQL: how they are read, ordered, and compared with a key that is given as
 * a text. Internal to what reads tables.
 */
#include "catalog/catalog.h"
#include "expr/source_table.h"
#include "odbc/sql_text.h"
#include "odbc/statement.h"
#include "base/key_text.h"

struct rowan_key_column {
    const char *name;
    bool integer;                 /* it holds integers: values are bound as such */
    int code_page;                /* of a text that has one: other letters would become some of it; 0: none */
    bool nullable;                /* there may be rows without a value, which no range finds */
    struct rowan_buffer sql;      /* s."id" */
    struct rowan_buffer text;     /* the same as text */
    struct rowan_buffer compared; /* what is compared with a value: the column, or a cast of it */
    struct rowan_buffer mark;     /* the marker of a value, cast to the column's type where that is needed */
};

struct rowan_key_columns {
    const struct rowan_source_table *table;
    const struct rowan_dialect *dialect;
    struct rowan_key_column columns[ROWAN_SOURCE_KEY_MAX];
    size_t count;
    bool is_loose;             /* the database may take two keys for equal that are not one text: a and A */
    bool is_long;              /* a key may be longer than ROWAN_KEY_CHARACTERS */
    struct rowan_buffer text;  /* the whole key as text, comparable with the target's; "": no SQL says it */
    struct rowan_buffer order; /* s."a", s."b" */
};

/* One end of a range. */
struct rowan_key_bound {
    bool given;
    struct rowan_buffer room;
    struct rowan_slice parts[ROWAN_SOURCE_KEY_MAX];
};

/* How rows stand to a bound. */
enum rowan_key_side { ROWAN_KEY_AFTER, ROWAN_KEY_FROM, ROWAN_KEY_TO };

/* On failure the columns are cleared by the caller, too. */
enum rowan_status rowan_key_columns_open(struct rowan_key_columns *key, const struct rowan_server *server,
                                         const struct rowan_source_table *table,
                                         const struct rowan_catalog_table *source, struct rowan_error *err);
void rowan_key_columns_clear(struct rowan_key_columns *key);
/* The texts of the columns, each an output column. */
void rowan_key_columns_add_texts(const struct rowan_key_columns *key, struct rowan_sql *sql);
/* Append the key of a row, whose texts are the first columns of the result. ROWAN_DATABASE for a NULL. */
enum rowan_status rowan_key_columns_read(const struct rowan_key_columns *key,
                                         struct rowan_statement *statement, struct rowan_buffer *out,
                                         struct rowan_error *err);
enum rowan_status rowan_key_columns_null(const struct rowan_key_columns *key, size_t column,
                                         struct rowan_error *err);
/* ROWAN_CONFIG for the text of a column that is cut by this database's way of making it text. */
enum rowan_status rowan_key_columns_check(const struct rowan_key_columns *key, struct rowan_slice text,
                                          struct rowan_error *err);

/* ROWAN_USAGE for a text that is no key of these columns. data NULL: there is no bound. */
enum rowan_status rowan_key_columns_bound(const struct rowan_key_columns *key, struct rowan_slice text,
                                          struct rowan_key_bound *bound, struct rowan_error *err);
/* The condition that a row stands so to a bound, followed by " AND ". */
void rowan_key_columns_add_bound(const struct rowan_key_columns *key, enum rowan_key_side side,
                                 struct rowan_sql *sql);
/* How many markers it has at most, and their values; *count goes on. */
#define ROWAN_KEY_MARKERS ((size_t)2 * ROWAN_SOURCE_KEY_MAX)
enum rowan_status rowan_key_columns_params(const struct rowan_key_columns *key,
                                           const struct rowan_key_bound *bound, struct rowan_param *params,
                                           size_t *count, struct rowan_error *err);
/* The condition that a row's key is one of count. */
void rowan_key_columns_add_chosen(const struct rowan_key_columns *key, size_t count, struct rowan_sql *sql);
/* The values of its markers: the keys, whose last one stands in for those that are not there. They and room
 * live on while the statement runs; *used goes on. */
enum rowan_status rowan_key_columns_chosen_params(const struct rowan_key_columns *key,
                                                  const struct rowan_slice *keys, size_t count,
                                                  size_t markers, struct rowan_buffer *room,
                                                  struct rowan_param *params, size_t *used,
                                                  struct rowan_error *err);
#endif
