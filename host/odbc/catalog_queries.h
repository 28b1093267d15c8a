#ifndef ROWAN_CATALOG_QUERIES_H
#define ROWAN_CATALOG_QUERIES_H
/*
 * What a dialect asks its catalogue. NULL: SQLColumns is asked, and keys are not known. {schema} is a marker
 * of the schema, NULL for the connection's own, {names} markers of tables, each as name_marker.
 */
#include "odbc/catalog_column.h"

struct rowan_catalog_queries {
    const char *columns; /* enum rowan_catalog_field, ordered by table */
    const char *uniques; /* table, index, primary, partial, column (NULL: an expression) */
    /* Table, index, 1 when unique, column (NULL: an expression): of all rows, and in use; NULL: not known. */
    const char *indexes;
    const char *foreigns; /* table, name, schema and table referred to, deferred, column */
    /* Foreign keys by which deleting a row of the tables changes others: table, schema and table of those,
     * name of the key, what becomes of them ("CASCADE", "SET NULL", "SET DEFAULT"); NULL: not known. */
    const char *cascades;
    const char *checks;        /* table, column of a domain, constraint, domain, what stands in CHECK (...) */
    bool check_escapes;        /* where \ stands before letters of texts */
    const char *tables;        /* schema, table, 1 for those of the schema asked for, which come first */
    const char *labels;        /* labels of the enum type of a marker, as a list of SQL's texts; or NULL */
    const char *table_text;    /* the text of the table of a marker, which may throw rows away; or NULL */
    const char *schema_rights; /* one row: the fields of struct rowan_schema_rights from name on */
    const char *updatable;     /* table, 1 when all of its columns may be updated; NULL: all may */
    const char *sequences;     /* table, column, the quoted sequence that its default may not use; or NULL */
    const char *name_marker;   /* of a table's name; {schema} may stand before it */
    /* Puts the general reading of a column right; class_name has the type's numbers. False: no memory. */
    bool (*describe)(struct rowan_catalog_column *column, const char *class_name);
};
#endif
