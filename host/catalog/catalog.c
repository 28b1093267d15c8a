/*
 * Each database is asked in its own words for the same columns (catalog_query.c), because ODBC's SQLColumns
 * does not tell identity from generated, nor the schema of a type. A database nobody described is asked by
 * SQLColumns, whose numbers of types are those of the standard.
 */
#include "catalog/catalog.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "catalog/catalog_query.h"
#include "odbc/dialect.h"

/* The columns of the queries, in their order. */
enum field {
    F_SCHEMA,
    F_TABLE,
    F_RELATION, /* enum rowan_relation */
    F_NAME,
    F_TYPE,      /* for people */
    F_CLASS,     /* to look up in classes[] */
    F_LENGTH,    /* characters */
    F_PRECISION, /* digits */
    F_SCALE,     /* digits after the point */
    F_FRACTION,  /* digits of a second */
    F_NULLABLE,  /* 1 or 0, as those that follow */
    F_DEFAULT,
    F_GENERATED,
    F_IDENTITY, /* enum rowan_identity */
    F_TRANSACTIONAL,
    F_CAST,
    F_MAY_READ,
    F_MAY_INSERT,
    F_COLLATION,
    F_KEEPS,
    FIELDS
};

struct type_class {
    const char *name;
    enum rowan_holds holds;
    int bits;
};

static const struct type_class classes[] = {
    {"bool", ROWAN_HOLDS_BOOLEAN, 0},
    {"boolean", ROWAN_HOLDS_BOOLEAN, 0},
    {"bit", ROWAN_HOLDS_BIT, 0},
    {"varbit", ROWAN_HOLDS_BIT, 0},
    {"tinyint", ROWAN_HOLDS_INTEGER, 8},
    {"int2", ROWAN_HOLDS_INTEGER, 16},
    {"smallint", ROWAN_HOLDS_INTEGER, 16},
    {"mediumint", ROWAN_HOLDS_INTEGER, 24},
    {"int4", ROWAN_HOLDS_INTEGER, 32},
    {"int", ROWAN_HOLDS_INTEGER, 32},
    {"integer", ROWAN_HOLDS_INTEGER, 32},
    {"int8", ROWAN_HOLDS_INTEGER, 64},
    {"bigint", ROWAN_HOLDS_INTEGER, 64},
    {"numeric", ROWAN_HOLDS_DECIMAL, 0},
    {"decimal", ROWAN_HOLDS_DECIMAL, 0},
    {"decimal_text", ROWAN_HOLDS_DECIMAL, 0},
    {"float4", ROWAN_HOLDS_FLOAT, 24},
    {"real", ROWAN_HOLDS_FLOAT, 24},
    {"float", ROWAN_HOLDS_FLOAT, 24},
    {"float8", ROWAN_HOLDS_FLOAT, 53},
    {"double", ROWAN_HOLDS_FLOAT, 53},
    {"double precision", ROWAN_HOLDS_FLOAT, 53},
    {"varchar", ROWAN_HOLDS_TEXT, 0},
    {"bpchar", ROWAN_HOLDS_TEXT, 0},
    {"char", ROWAN_HOLDS_TEXT, 0},
    {"nvarchar", ROWAN_HOLDS_TEXT, 0},
    {"nchar", ROWAN_HOLDS_TEXT, 0},
    {"text", ROWAN_HOLDS_TEXT, 0},
    {"citext", ROWAN_HOLDS_TEXT, 0},
    {"name", ROWAN_HOLDS_TEXT, 0},
    {"tinytext", ROWAN_HOLDS_TEXT, 0},
    {"mediumtext", ROWAN_HOLDS_TEXT, 0},
    {"longtext", ROWAN_HOLDS_TEXT, 0},
    {"clob", ROWAN_HOLDS_TEXT, 0},
    {"date", ROWAN_HOLDS_DATE, 0},
    {"time", ROWAN_HOLDS_TIME, 0},
    {"timetz", ROWAN_HOLDS_TIME, 0},
    {"timestamp", ROWAN_HOLDS_TIMESTAMP, 0},
    {"timestamptz", ROWAN_HOLDS_TIMESTAMP, 0},
    {"datetime", ROWAN_HOLDS_TIMESTAMP, 0},
    {"bytea", ROWAN_HOLDS_BINARY, 0},
    {"blob", ROWAN_HOLDS_BINARY, 0},
    {"tinyblob", ROWAN_HOLDS_BINARY, 0},
    {"mediumblob", ROWAN_HOLDS_BINARY, 0},
    {"longblob", ROWAN_HOLDS_BINARY, 0},
    {"binary", ROWAN_HOLDS_BINARY, 0},
    {"varbinary", ROWAN_HOLDS_BINARY, 0},
};

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

/* SQLite: any word is a type, and these letters in it decide. */
static void affinity_class(struct rowan_catalog_column *column, const char *name)
{
    if (contains(name, "int"))
        column->holds = ROWAN_HOLDS_INTEGER;
    else if (contains(name, "char") || contains(name, "clob") || contains(name, "text"))
        column->holds = ROWAN_HOLDS_TEXT;
    else if (contains(name, "real") || contains(name, "floa") || contains(name, "doub"))
        column->holds = ROWAN_HOLDS_FLOAT;
    else if (*name && !contains(name, "blob"))
        column->holds = ROWAN_HOLDS_DECIMAL;
}

static void find_class(struct rowan_catalog_column *column, const char *name, bool sqlite)
{
    size_t size = strcspn(name, "(");

    while (size > 0 && name[size - 1] == ' ')
        size--;
    column->holds = ROWAN_HOLDS_OTHER;
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (strlen(classes[i].name) != size || !rowan_ascii_same_prefix(classes[i].name, name, size))
            continue;
        column->holds = classes[i].holds;
        column->bits = classes[i].bits;
        break;
    }
    if (!sqlite)
        return;
    if (column->holds == ROWAN_HOLDS_OTHER)
        affinity_class(column, name);
    if (column->holds == ROWAN_HOLDS_INTEGER)
        column->bits = 64; /* whatever the word says */
    if (column->holds == ROWAN_HOLDS_FLOAT)
        column->bits = 53;
}

/* --- reading one row --- */

struct row {
    struct rowan_slice fields[FIELDS];
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

/* "decimal(10,2)" of SQLite carries its numbers in its name. */
static void sizes_from_name(struct rowan_catalog_column *column, const char *type)
{
    const char *open = strchr(type, '(');
    char *end;

    if (!open)
        return;
    column->size = strtol(open + 1, &end, 10);
    column->scale = *end == ',' ? (int)strtol(end + 1, &end, 10) : 0;
}

static bool is_moment(enum rowan_holds holds)
{
    return holds == ROWAN_HOLDS_TIME || holds == ROWAN_HOLDS_TIMESTAMP;
}

static void fill_sizes(struct rowan_catalog_column *column, const struct row *row)
{
    if (column->holds == ROWAN_HOLDS_TEXT || column->holds == ROWAN_HOLDS_BIT ||
        column->holds == ROWAN_HOLDS_BINARY)
        column->size = number_of(row->fields[F_LENGTH], 0);
    else
        column->size = number_of(row->fields[F_PRECISION], 0);
    if (column->size >= 16777215) /* MEDIUMTEXT and up: no limit that a document reaches */
        column->size = 0;
    column->scale = (int)number_of(row->fields[F_SCALE], 0);
    if (column->scale > 1000) /* PostgreSQL's negative scales in eleven bits */
        column->scale -= 2048;
    if (is_moment(column->holds))
        column->scale = (int)number_of(row->fields[F_FRACTION], -1);
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
    column->nullable = flag_of(row->fields[F_NULLABLE]);
    column->generated = flag_of(row->fields[F_GENERATED]);
    column->identity = (enum rowan_identity)number_of(row->fields[F_IDENTITY], ROWAN_IDENTITY_NONE);
    column->has_default = flag_of(row->fields[F_DEFAULT]) || column->generated;
    column->may_read = number_of(row->fields[F_MAY_READ], 1) != 0;
    column->may_insert = number_of(row->fields[F_MAY_INSERT], 1) != 0;
}

static bool fill_column(struct rowan_catalog_column *column, const struct row *row, bool sqlite)
{
    char *class_name = copy_of(row->fields[F_CLASS]);

    column->name = copy_of(row->fields[F_NAME]);
    column->type_name = copy_of(row->fields[F_TYPE]);
    if (!class_name || !column->name || !column->type_name ||
        !copy_field(&column->cast_type, row->fields[F_CAST]) ||
        !copy_field(&column->collation, row->fields[F_COLLATION]) ||
        !copy_field(&column->keeps, row->fields[F_KEEPS])) {
        free(class_name);
        return false;
    }
    find_class(column, class_name, sqlite);
    fill_sizes(column, row);
    if (sqlite)
        sizes_from_name(column, class_name);
    if (sqlite && is_moment(column->holds))
        column->scale = -1;
    fill_flags(column, row);
    column->type_name[strcspn(column->type_name, "(")] = '\0';
    column->pads =
        !sqlite && column->holds == ROWAN_HOLDS_BINARY && rowan_ascii_same(column->type_name, "binary");
    free(class_name);
    return true;
}

static bool text_is(struct rowan_slice text, const char *s)
{
    return text.data && rowan_slice_equal(text, rowan_slice_of(s));
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
    table->relation = (enum rowan_relation)number_of(row->fields[F_RELATION], ROWAN_RELATION_TABLE);
    table->transactional = flag_of(row->fields[F_TRANSACTIONAL]);
    table->name = strdup(name);
    if (!table->name || !copy_field(&table->schema, row->fields[F_SCHEMA]))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

static enum rowan_status add_column(struct rowan_catalog_table *table, const struct row *row, bool sqlite,
                                    struct rowan_error *err)
{
    struct rowan_catalog_column *columns =
        realloc(table->columns, (table->column_count + 1) * sizeof *columns);

    if (!columns)
        return rowan_out_of_memory(err);
    table->columns = columns;
    memset(&columns[table->column_count], 0, sizeof *columns);
    return fill_column(&columns[table->column_count++], row, sqlite) ? ROWAN_OK : rowan_out_of_memory(err);
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
                                 bool sqlite, struct rowan_error *err)
{
    struct rowan_catalog_table *last = catalog->count ? catalog->tables[catalog->count - 1] : NULL;
    enum rowan_status st = ROWAN_OK;

    if (!last || strcmp(last->name, name) != 0)
        st = add_table(catalog, name, row, err);
    else if (last->schema && !text_is(row->fields[F_SCHEMA], last->schema))
        return ROWAN_OK;
    if (st != ROWAN_OK)
        return st;
    return add_column(catalog->tables[catalog->count - 1], row, sqlite, err);
}

static enum rowan_status read_row(struct rowan_statement *query, struct row *row, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < FIELDS && st == ROWAN_OK; i++)
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
    row->fields[F_SCHEMA] = raw[1];
    row->fields[F_TABLE] = raw[2];
    row->fields[F_NAME] = raw[3];
    row->fields[F_TYPE] = raw[5];
    row->fields[F_CAST] = raw[5];
    row->fields[F_CLASS] = rowan_slice_of(class_name);
    row->fields[F_LENGTH] = row->fields[F_PRECISION] = raw[6];
    row->fields[F_SCALE] = row->fields[F_FRACTION] = raw[8];
    row->fields[F_NULLABLE] = raw[10];
    row->fields[F_DEFAULT] = raw[12].data ? yes : raw[12];
    row->fields[F_TRANSACTIONAL] = yes;
    return ROWAN_OK;
}

/* --- the tables --- */

static enum rowan_status read_tables(struct rowan_catalog *catalog, struct rowan_connection *db,
                                     struct rowan_statement *query, const char *const *names, size_t count,
                                     struct rowan_error *err)
{
    bool sqlite = strcmp(rowan_connection_dialect(db)->name, "sqlite") == 0;
    bool standard = rowan_catalog_query_text(&rowan_catalog_columns, db) == NULL;
    enum rowan_status st = ROWAN_OK;
    bool more = true;

    while (st == ROWAN_OK) {
        struct row row;
        const char *name;
        st = rowan_statement_fetch(query, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = standard ? read_standard_row(query, &row, err) : read_row(query, &row, err);
        if (st != ROWAN_OK)
            break;
        name = asked_name(names, count, row.fields[F_TABLE]);
        if (name)
            st = add_row(catalog, name, &row, sqlite, err);
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
    const char *text = rowan_catalog_query_text(&rowan_catalog_columns, db);
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
