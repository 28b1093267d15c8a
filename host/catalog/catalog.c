/*
 * Each database is asked in its own words for the same columns (its dialect has them), because ODBC's
 * SQLColumns does not tell identity from generated, nor the schema of a type. A database nobody described is
 * asked by SQLColumns, whose numbers of types are those of the standard.
 */
#include "catalog/catalog.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "catalog/catalog_query.h"
#include "odbc/dialect.h"
#include "odbc/statement.h"

/* Numbers of ODBC's types, which no header of the database layer but handles.h knows. */
static const struct {
    int code;
    const char *name;
} standard_codes[] = {
    {-11, "uuid"},  {-10, "text"},     {-9, "varchar"},   {-8, "char"},    {-7, "bit"},       {-6, "tinyint"},
    {-5, "bigint"}, {-4, "varbinary"}, {-3, "varbinary"}, {-2, "binary"},  {-1, "text"},      {1, "char"},
    {2, "numeric"}, {3, "decimal"},    {4, "integer"},    {5, "smallint"}, {6, "float8"},     {7, "real"},
    {8, "double"},  {12, "varchar"},   {91, "date"},      {92, "time"},    {93, "timestamp"},
};

static bool contains(const char *text, const char *word)
{
    for (; *text; text++)
        if (rowan_ascii_same_prefix(text, word, strlen(word)))
            return true;
    return false;
}

/* --- reading one row --- */

struct row {
    struct rowan_slice fields[ROWAN_FIELDS];
};

static long number_of(struct rowan_slice text, long missing)
{
    long n = 0;

    if (!text.data || text.size == 0 || text.size > 18)
        return missing;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '.')
            break;
        if (text.data[i] < '0' || text.data[i] > '9')
            return missing;
        n = n * 10 + (text.data[i] - '0');
    }
    return n;
}

static bool flag_of(struct rowan_slice text)
{
    return number_of(text, 0) != 0;
}

static char *copy_of(struct rowan_slice text)
{
    return strndup(text.data ? text.data : "", text.size);
}

static void fill_sizes(struct rowan_catalog_column *column, const struct row *row)
{
    if (column->holds == ROWAN_HOLDS_TEXT || column->holds == ROWAN_HOLDS_BIT ||
        column->holds == ROWAN_HOLDS_BINARY)
        column->size = number_of(row->fields[ROWAN_FIELD_LENGTH], 0);
    else
        column->size = number_of(row->fields[ROWAN_FIELD_PRECISION], 0);
    if (column->size >= 16777215) /* MEDIUMTEXT and up: no limit that a document reaches */
        column->size = 0;
    if (column->holds == ROWAN_HOLDS_FLOAT)
        column->size = 0;
    column->scale = (int)number_of(row->fields[ROWAN_FIELD_SCALE], 0);
    if (rowan_holds_time(column->holds))
        column->scale = (int)number_of(row->fields[ROWAN_FIELD_FRACTION], -1);
}

/* *to = a copy of a field that may be NULL. */
static bool copy_field(char **to, struct rowan_slice text)
{
    *to = text.data ? copy_of(text) : NULL;
    return !text.data || *to;
}

static void fill_flags(struct rowan_catalog_column *column, const struct row *row)
{
    column->positive = contains(column->type_name, "unsigned");
    column->nullable = flag_of(row->fields[ROWAN_FIELD_NULLABLE]);
    column->domain_refuses_null = flag_of(row->fields[ROWAN_FIELD_DOMAIN_REFUSES_NULL]);
    column->generated = flag_of(row->fields[ROWAN_FIELD_GENERATED]);
    column->identity = (enum rowan_identity)number_of(row->fields[ROWAN_FIELD_IDENTITY], ROWAN_IDENTITY_NONE);
    column->has_default = flag_of(row->fields[ROWAN_FIELD_DEFAULT]) || column->generated;
    column->may_read = number_of(row->fields[ROWAN_FIELD_MAY_READ], 1) != 0;
    column->may_insert = number_of(row->fields[ROWAN_FIELD_MAY_INSERT], 1) != 0;
    column->may_number = number_of(row->fields[ROWAN_FIELD_MAY_NUMBER], 1) != 0;
}

static bool is_word(const char *type, const char *word)
{
    size_t size = strlen(word);

    return strcspn(type, "(") == size && rowan_ascii_same_prefix(type, word, size);
}

static bool pads(const struct rowan_catalog_column *column, const char *class_name)
{
    if (column->holds == ROWAN_HOLDS_BINARY)
        return is_word(column->type_name, "binary");
    return column->holds == ROWAN_HOLDS_TEXT &&
           (is_word(class_name, "char") || is_word(class_name, "nchar") || is_word(class_name, "bpchar"));
}

static bool fill_column(struct rowan_catalog_column *column, const struct row *row,
                        const struct rowan_dialect *dialect)
{
    char *class_name = copy_of(row->fields[ROWAN_FIELD_CLASS]);
    bool ok;

    column->name = copy_of(row->fields[ROWAN_FIELD_NAME]);
    column->type_name = copy_of(row->fields[ROWAN_FIELD_TYPE]);
    if (!class_name || !column->name || !column->type_name ||
        !copy_field(&column->cast_type, row->fields[ROWAN_FIELD_CAST]) ||
        !copy_field(&column->collation, row->fields[ROWAN_FIELD_COLLATION]) ||
        !copy_field(&column->keeps, row->fields[ROWAN_FIELD_KEEPS]) ||
        !copy_field(&column->domain, row->fields[ROWAN_FIELD_DOMAIN])) {
        free(class_name);
        return false;
    }
    rowan_catalog_column_classify(column, class_name);
    fill_sizes(column, row);
    fill_flags(column, row);
    column->pads = pads(column, class_name);
    column->short_text = is_word(class_name, "uuid") || is_word(class_name, "uniqueidentifier");
    ok = !dialect->catalog.describe || dialect->catalog.describe(column, class_name);
    column->type_name[strcspn(column->type_name, "(")] = '\0';
    free(class_name);
    return ok;
}

static bool text_is(struct rowan_slice text, const char *s)
{
    return text.data && rowan_slice_equal(text, rowan_slice_of(s));
}

/* The catalogue's number of a foreign table, which else is like a view. */
#define FOREIGN_TABLE 3

static void set_relation(struct rowan_catalog_table *table, long number)
{
    table->is_foreign = number == FOREIGN_TABLE;
    table->relation = table->is_foreign ? ROWAN_RELATION_VIEW : (enum rowan_relation)number;
}

static enum rowan_status add_table(struct rowan_catalog *catalog, const char *name, const struct row *row,
                                   struct rowan_error *err)
{
    struct rowan_catalog_table **tables =
        realloc(catalog->tables, (catalog->count + 1) * sizeof(struct rowan_catalog_table *));
    struct rowan_catalog_table *table;

    if (!tables)
        return rowan_out_of_memory(err);
    catalog->tables = tables;
    table = calloc(1, sizeof *table);
    if (!table)
        return rowan_out_of_memory(err);
    tables[catalog->count++] = table;
    set_relation(table, number_of(row->fields[ROWAN_FIELD_RELATION], ROWAN_RELATION_TABLE));
    table->transactional = flag_of(row->fields[ROWAN_FIELD_TRANSACTIONAL]);
    table->name = strdup(name);
    if (!table->name || !copy_field(&table->schema, row->fields[ROWAN_FIELD_SCHEMA]))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

static enum rowan_status add_column(struct rowan_catalog_table *table, const struct row *row,
                                    const struct rowan_dialect *dialect, struct rowan_error *err)
{
    struct rowan_catalog_column *columns =
        realloc(table->columns, (table->column_count + 1) * sizeof *columns);

    if (!columns)
        return rowan_out_of_memory(err);
    table->columns = columns;
    memset(&columns[table->column_count], 0, sizeof *columns);
    return fill_column(&columns[table->column_count++], row, dialect) ? ROWAN_OK : rowan_out_of_memory(err);
}

/* The name that was asked for, or NULL: names may differ in case, and SQLColumns takes them as patterns. */
static const char *asked_name(const char *const *names, size_t count, struct rowan_slice found)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(found, names[i]))
            return names[i];
    return NULL;
}

/* Rows of one table come one after another; those of a second schema are passed over. */
static enum rowan_status add_row(struct rowan_catalog *catalog, const char *name, const struct row *row,
                                 const struct rowan_dialect *dialect, struct rowan_error *err)
{
    struct rowan_catalog_table *last = catalog->count ? catalog->tables[catalog->count - 1] : NULL;
    enum rowan_status st = ROWAN_OK;

    if (!last || strcmp(last->name, name) != 0)
        st = add_table(catalog, name, row, err);
    else if (last->schema && !text_is(row->fields[ROWAN_FIELD_SCHEMA], last->schema))
        return ROWAN_OK;
    if (st != ROWAN_OK)
        return st;
    return add_column(catalog->tables[catalog->count - 1], row, dialect, err);
}

static enum rowan_status read_row(struct rowan_statement *query, struct row *row, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    size_t fields = rowan_statement_width(query);

    memset(row, 0, sizeof *row);
    for (size_t i = 0; i < ROWAN_FIELDS && i < fields && st == ROWAN_OK; i++)
        st = rowan_statement_text(query, i, &row->fields[i], err);
    return st;
}

/* SQLColumns' own order of columns into ours. */
static enum rowan_status read_standard_row(struct rowan_statement *query, struct row *row,
                                           struct rowan_error *err)
{
    static const struct rowan_slice yes = {"1", 1};
    struct rowan_slice raw[13];
    enum rowan_status st = ROWAN_OK;
    const char *class_name = "";
    long code;

    memset(row, 0, sizeof *row);
    for (size_t i = 0; i < sizeof raw / sizeof raw[0] && st == ROWAN_OK; i++)
        st = rowan_statement_text(query, i, &raw[i], err);
    if (st != ROWAN_OK)
        return st;
    code = raw[4].data ? strtol(raw[4].data, NULL, 10) : 0;
    for (size_t i = 0; i < sizeof standard_codes / sizeof standard_codes[0]; i++)
        if (standard_codes[i].code == code)
            class_name = standard_codes[i].name;
    row->fields[ROWAN_FIELD_SCHEMA] = raw[1];
    row->fields[ROWAN_FIELD_TABLE] = raw[2];
    row->fields[ROWAN_FIELD_NAME] = raw[3];
    row->fields[ROWAN_FIELD_TYPE] = raw[5];
    row->fields[ROWAN_FIELD_CAST] = raw[5];
    row->fields[ROWAN_FIELD_CLASS] = rowan_slice_of(class_name);
    row->fields[ROWAN_FIELD_LENGTH] = row->fields[ROWAN_FIELD_PRECISION] = raw[6];
    row->fields[ROWAN_FIELD_SCALE] = row->fields[ROWAN_FIELD_FRACTION] = raw[8];
    row->fields[ROWAN_FIELD_NULLABLE] = raw[10];
    row->fields[ROWAN_FIELD_DEFAULT] = raw[12].data ? yes : raw[12];
    row->fields[ROWAN_FIELD_TRANSACTIONAL] = yes;
    return ROWAN_OK;
}

/* --- the tables --- */

static enum rowan_status read_tables(struct rowan_catalog *catalog, struct rowan_connection *db,
                                     struct rowan_statement *query, const char *const *names, size_t count,
                                     struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(db);
    enum rowan_status st = ROWAN_OK;
    bool more = true;

    while (st == ROWAN_OK) {
        struct row row;
        const char *name;
        st = rowan_statement_fetch(query, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = dialect->catalog.columns ? read_row(query, &row, err) : read_standard_row(query, &row, err);
        if (st != ROWAN_OK)
            break;
        name = asked_name(names, count, row.fields[ROWAN_FIELD_TABLE]);
        if (name)
            st = add_row(catalog, name, &row, dialect, err);
    }
    return st;
}

/* SQLColumns takes one name at a time. */
static enum rowan_status read_standard(struct rowan_catalog *catalog, struct rowan_connection *db,
                                       const char *schema, const char *const *names, size_t count,
                                       struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        struct rowan_statement *query = NULL;
        if (asked_name(names, i, rowan_slice_of(names[i])))
            continue;
        st = rowan_statement_columns(&query, db, schema, names[i], err);
        if (st == ROWAN_OK)
            st = read_tables(catalog, db, query, &names[i], 1, err);
        rowan_statement_free(query);
    }
    return st;
}

enum rowan_status rowan_catalog_open(struct rowan_catalog *catalog, struct rowan_connection *db,
                                     const char *schema, const char *const *names, size_t count,
                                     struct rowan_error *err)
{
    const char *text = rowan_connection_dialect(db)->catalog.columns;
    struct rowan_statement *query = NULL;
    enum rowan_status st;

    memset(catalog, 0, sizeof *catalog);
    if (text) {
        st = rowan_catalog_ask(&query, db, text, schema, names, count, err);
        if (st == ROWAN_OK)
            st = read_tables(catalog, db, query, names, count, err);
    } else {
        st = read_standard(catalog, db, schema, names, count, err);
    }
    rowan_statement_free(query);
    if (st != ROWAN_OK)
        rowan_catalog_close(catalog);
    return st;
}

void rowan_catalog_close(struct rowan_catalog *catalog)
{
    for (size_t i = 0; i < catalog->count; i++)
        rowan_catalog_free(catalog->tables[i]);
    free(catalog->tables);
    memset(catalog, 0, sizeof *catalog);
}

const struct rowan_catalog_table *rowan_catalog_lookup(const struct rowan_catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->count; i++)
        if (strcmp(catalog->tables[i]->name, name) == 0)
            return catalog->tables[i];
    return NULL;
}

enum rowan_status rowan_catalog_read(struct rowan_catalog_table **out, struct rowan_connection *db,
                                     const char *schema, const char *table, struct rowan_error *err)
{
    struct rowan_catalog catalog;
    enum rowan_status st = rowan_catalog_open(&catalog, db, schema, &table, 1, err);

    *out = NULL;
    if (st == ROWAN_OK && catalog.count > 0) {
        *out = catalog.tables[0];
        catalog.count = 0;
    }
    rowan_catalog_close(&catalog);
    return st;
}

void rowan_catalog_free(struct rowan_catalog_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->column_count; i++) {
        free(table->columns[i].name);
        free(table->columns[i].type_name);
        free(table->columns[i].cast_type);
        free(table->columns[i].collation);
        free(table->columns[i].keeps);
        free(table->columns[i].domain);
        rowan_column_labels_clear(&table->columns[i].labels);
    }
    free(table->columns);
    free(table->schema);
    free(table->name);
    free(table);
}

int rowan_catalog_find(const struct rowan_catalog_table *table, const char *column)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, column) == 0)
            return (int)i;
    return -1;
}
