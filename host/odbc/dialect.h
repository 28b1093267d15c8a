#ifndef ROWAN_DIALECT_H
#define ROWAN_DIALECT_H
/*
 * What differs between databases, as data and small functions: one struct a database, each in its own file,
 * all in dialect.c's list. docs/internals/adding-a-database.md goes through the fields.
 */
#include "odbc/byte_rule.h"
#include "odbc/catalog_column.h"
#include "odbc/catalog_queries.h"
#include "odbc/comparison.h"
#include "odbc/insert_rule.h"
#include "odbc/key_rules.h"
#include "odbc/lookup_rule.h"
#include "odbc/sequence_rule.h"
#include "odbc/session_rule.h"
#include "value/type.h"

struct rowan_alter; /* odbc/alter.h */
struct rowan_dropped_index;
struct rowan_buffer;
struct rowan_connection;
struct rowan_diagnosis; /* odbc/classify_error.h */
struct rowan_sql;       /* odbc/sql_text.h */
struct rowan_server;    /* odbc/server.h */

struct rowan_dialect {
    const char *name;  /* of its file, its folder under sql/, conn.dialect, $ROWAN_DIALECT */
    const char *title; /* as its makers write it */

    /* connecting; lists end with NULL */
    const char *dbms_word;           /* in what the driver calls its database */
    const char *const *driver_words; /* in the Driver of a connection string */
    const char *const *defaults;     /* keys and values that a connection string gets unless it has the key */
    const struct rowan_refused_key *refused_keys; /* ends without a name */
    const char *const *session;                   /* statements run first of all: UTC, strict */
    const struct rowan_session_setting *settings; /* read back; ends without a name */
    enum rowan_status (*open)(struct rowan_connection *db, struct rowan_server *server,
                              struct rowan_error *err); /* ask the driver for what is not known here */
    const char *place_query; /* port and database, behind the server's name; NULL: the driver's word */
    bool is_file;            /* the query gives the whole place */
    struct rowan_driver_rules driver;

    /* errors */
    const struct rowan_text_rule *connect_errors; /* words of a message at connect; ends with NULL */
    bool (*classify)(const struct rowan_diagnosis *diagnosis, enum rowan_status *status);
    const char *(*explain)(const struct rowan_diagnosis *diagnosis); /* a number that comes without words */

    /* names and parameters */
    char quote;           /* around a name, whatever the session says; 0: the driver knows */
    size_t name_max;      /* of an identifier; 0: no limit, or what the driver says */
    bool name_characters; /* it counts characters, not bytes */
    bool zero_ended; /* the driver copies a text whose length it is told, and none that ends with a zero */
    bool row_counts; /* the driver says how many rows a statement wrote; false: `rowan check` tries it out */
    const char *several_results; /* the only statements with more than one result begin so; NULL: any may */
    const char *uncounted_word, *count_query; /* the driver counts none that begin so; asks for their count */
    bool typed_nulls;                         /* a NULL that is selected may need a type */
    bool uncounted_views;                     /* rows that a view's trigger took are not counted */
    const char *warnings_query;   /* level, number, words about the last statement; NULL: the driver says */
    const long *harmful_warnings; /* the driver's numbers, besides the standard's states; ends with 0 */
    bool fills_room;              /* the driver fills all the room that it is offered for a text */
    bool long_texts; /* the driver types a marker by what is bound first: all texts are long ones */

    /* pages: " ORDER BY %s LIMIT ?". Without a marker the driver stops after so many rows */
    const char *page;
    bool page_marker;
    const char *page_end; /* what comes behind all of a statement that reads a page, or NULL */

    /* keys and comparisons; formats have %s for an expression */
    const char *text_cast;   /* as text, bytewise collated, comparable with the ledger's doc_key */
    const char *text_padded; /* likewise of a CHAR(n) without its filling; NULL: text_cast has none */
    struct rowan_key_rules keys;
    const char *exact_text, *exact_padded; /* as text compared letter for letter; likewise, as text_padded */
    const char *exact_marker;              /* of a text that is compared with it */
    const char *(*carried)(const struct rowan_catalog_column *column); /* the source's; NULL: as it is */
    const char *is_text; /* a condition, false for bytes in a column of texts; NULL: there are none */
    const char *whole_text,
        *whole_end;        /* a text with an end of ours, for a driver that stops at a NUL; or NULL */
    const char *null_text; /* NULL where a type is chosen by the branches of a CASE; NULL: the word */
    const char *octets; /* bytes of a text, any number of %s, never more than UTF-8 takes; NULL: not known */
    struct rowan_byte_rule bytes;
    const char *kind_of_value; /* SQL that gives the type of a value; NULL: all have their column's */
    const char *like, *like_escape;
    bool glob, like_brackets; /* like takes the patterns of GLOB, or has sets of letters in brackets */
    enum rowan_own_equality own_equality;
    enum rowan_comparison (*comparison)(const struct rowan_catalog_column *column);
    /* Whether texts are equal only when their bytes are; NULL: never. */
    bool (*equality_is_exact)(const struct rowan_catalog_column *column);
    bool equality_is_by_letter; /* else one letter may be equal to several, as U+00DF to ss */
    /* The marker that a value of this kind is compared by; false, and why, when it is not compared exactly.
     * Digits are those of a decimal. */
    bool (*marker)(struct rowan_marker *marker, const struct rowan_catalog_column *column,
                   enum rowan_operand operand, int precision, int scale);

    /* inserts */
    enum rowan_insert insert;
    struct rowan_insert_words words;
    const char *insert_into; /* how an INSERT begins */
    const char *overriding;  /* before the values of a column that is numbered ALWAYS */
    size_t values_params; /* how many parameters a multi-row VALUES statement should have at most; measured */
    size_t values_rows;   /* and how many rows */
    const char *row_limit_query, *row_limit_name; /* bytes that the server takes for a row; NULL: any */
    size_t commit_documents; /* default documents per transaction, chosen by measurement */
    struct rowan_lookup_rule lookup;
    struct rowan_sequence_rule sequence;

    bool deletes_many;     /* DELETE: rows of many keys go quicker by one statement than by one each */
    bool deletes_in_order; /* foreign keys are looked at row by row: those that refer go first */
    bool deletes_joined;   /* DELETE t FROM t INNER JOIN ...: a subquery would be asked for each row of t */

    /* types: names of those that need no numbers (NULL: a long text), and functions for the others */
    const char *types[ROWAN_XML + 1];
    const char *integer_key; /* of any integer in a key; NULL: its own */
    bool (*text_type)(const struct rowan_server *server, size_t length, bool in_key,
                      struct rowan_buffer *out);
    bool (*binary_type)(const struct rowan_server *server, size_t length, bool in_key,
                        struct rowan_buffer *out);
    const char *decimal, *text_decimal; /* the latter keeps all digits, where the former does not; or NULL */
    bool loosely_typed;                 /* a column takes any value, and refuses none for its size */

    /* tables */
    const char *if_missing;   /* between CREATE TABLE and the name, or "" */
    const char *table_suffix; /* after the closing parenthesis of CREATE TABLE, or "" */
    const char *identity;     /* after the type of a column that the database numbers, or "" */
    bool identity_anywhere;   /* not only where the column is the whole primary key */
    bool local_references;    /* a foreign key has no place for a schema */
    bool index_in_schema;     /* it is the name of an index that has one, not its table's */
    bool ignores_case;        /* of tables' names */

    /* changes, as whole statements for people to run */
    void (*alter_type)(struct rowan_sql *sql, const struct rowan_alter *alter);
    void (*alter_null)(struct rowan_sql *sql, const struct rowan_alter *alter);
    const char *add_column; /* between table and column; NULL: " ADD COLUMN " */
    bool adds_keys;         /* ALTER TABLE ... ADD PRIMARY KEY */
    /* False: it cannot be dropped, and the text says so; NULL: nothing is known of keys. */
    bool (*drop_unique)(struct rowan_sql *sql, const struct rowan_dropped_index *index);
    const char *engine;           /* of tables with transactions, or NULL */
    const char *defer_constraint; /* after ALTER CONSTRAINT, or NULL */
    const char *user_query;       /* who gets a GRANT; NULL: there are none */
    bool (*key_needs_type)(const struct rowan_catalog_column *column); /* no index takes it; NULL: one does */

    struct rowan_catalog_queries catalog;
};

extern const struct rowan_dialect *const rowan_dialects[]; /* ends with NULL */
/* By what the driver calls its database; the last of the list when nobody described it. */
const struct rowan_dialect *rowan_dialect_find(const char *dbms_name);
const struct rowan_dialect *rowan_dialect_named(const char *name); /* NULL: there is none */
/* ROWAN_CONFIG: there is none of this name; err says which there are. */
enum rowan_status rowan_dialect_unknown(const char *name, struct rowan_error *err);
#endif
