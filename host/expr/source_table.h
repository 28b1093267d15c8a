#ifndef ROWAN_SOURCE_TABLE_H
#define ROWAN_SOURCE_TABLE_H
/*
 * What a mapping says of the table, or the files, that its documents are in. These are names: whether they
 * are there, and what they hold, is found out when there is a database, or a folder (source/). A plan holds
 * one of these.
 */
#include "base/location.h"
#include "value/type.h"

#define ROWAN_SOURCE_KEY_MAX 16 /* columns of a key; no index of any database has more */

struct rowan_path;
struct rowan_where;

/* A column that rows may take values from; the first ones are the key. */
struct rowan_source_column {
    char *name;
    struct rowan_type type;
};

/* Which text of a document it is, where documents come again with another one. */
enum rowan_revision_kind {
    ROWAN_REVISION_NONE,   /* what is loaded stays */
    ROWAN_REVISION_COLUMN, /* a column's value */
    ROWAN_REVISION_DIGEST  /* of the text, which has to be read for it */
};

struct rowan_source_table {
    bool is_files;  /* columns are those of source/file_source.h; there is no schema, no document and no where
                     */
    char *schema;   /* the mapping's own, which an endpoint may replace; NULL: the connection's default */
    char *name;     /* of files: the pattern */
    char *document; /* the column of the texts */
    struct rowan_source_column *columns;
    size_t column_count;
    size_t key_count; /* of the first of them: the key */
    enum rowan_revision_kind revision;
    size_t revision_column;   /* COLUMN: of the columns */
    struct rowan_path *split; /* of files: the elements in them that are the documents; NULL: whole files */
    struct rowan_path *split_key; /* the records' own key, from the root on, whose type is that of the second
                                     column; NULL: their number is the key */
    struct rowan_where *where;    /* which rows are documents; NULL: all */
    struct rowan_location place;  /* line 0: unknown */
};
#endif
