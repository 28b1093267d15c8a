/*
 * Each database is asked in its own words for the same thirteen columns, because ODBC's SQLColumns does not
 * tell identity from generated, nor the schema of a type. A database nobody described is asked by
 * SQLColumns, whose numbers of types are those of the standard.
 */
#include "db/catalog.h"

#include <stdlib.h>
#include <strings.h>

#include "db/dialect.h"

/* The columns of the queries below, in their order. */
enum field {
    F_SCHEMA,
    F_TABLE,
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
    F_TRANSACTIONAL,
    F_CAST,
    FIELDS
};

/* A type's qualified name has no length that a cast would apply: bpchar instead of character(1). */
static const char postgresql_columns[] =
    "SELECT table_schema, table_name, column_name, CASE WHEN data_type IN ('ARRAY', 'USER-DEFINED') THEN "
    "udt_name "
    "ELSE data_type END, udt_name, character_maximum_length, "
    "CASE WHEN numeric_precision_radix = 10 THEN numeric_precision END, numeric_scale, datetime_precision, "
    "CASE is_nullable WHEN 'YES' THEN 1 ELSE 0 END, "
    "CASE WHEN column_default IS NOT NULL OR is_identity = 'YES' THEN 1 ELSE 0 END, "
    "CASE WHEN is_generated = 'ALWAYS' OR identity_generation = 'ALWAYS' THEN 1 ELSE 0 END, 1, "
    "CASE WHEN data_type <> 'ARRAY' THEN quote_ident(udt_schema) || '.' || quote_ident(udt_name) END "
    "FROM information_schema.columns "
    "WHERE table_schema = coalesce(CAST(? AS text), CAST(current_schema() AS text)) AND table_name = ? "
    "ORDER BY ordinal_position";

static const char mariadb_columns[] =
    "SELECT c.table_schema, c.table_name, c.column_name, c.column_type, c.data_type, "
    "c.character_maximum_length, c.numeric_precision, c.numeric_scale, c.datetime_precision, "
    "CASE c.is_nullable WHEN 'YES' THEN 1 ELSE 0 END, "
    "CASE WHEN c.column_default IS NOT NULL OR c.extra LIKE '%auto_increment%' THEN 1 ELSE 0 END, "
    "CASE c.is_generated WHEN 'ALWAYS' THEN 1 ELSE 0 END, "
    "CASE e.transactions WHEN 'NO' THEN 0 ELSE 1 END, c.column_type "
    "FROM information_schema.columns c "
    "JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name "
    "LEFT JOIN information_schema.engines e ON e.engine = t.engine "
    "WHERE c.table_schema = coalesce(?, database()) AND c.table_name = ? ORDER BY c.ordinal_position";

static const char sqlite_columns[] =
    "SELECT t.schema, t.name, c.name, c.type, c.type, NULL, NULL, NULL, NULL, "
    "CASE WHEN c.\"notnull\" THEN 0 ELSE 1 END, "
    "CASE WHEN c.dflt_value IS NOT NULL OR (c.pk = 1 AND lower(c.type) = 'integer') THEN 1 ELSE 0 END, "
    "CASE WHEN c.hidden IN (2, 3) THEN 1 ELSE 0 END, 1, c.type "
    "FROM pragma_table_list t JOIN pragma_table_xinfo(t.name, t.schema) c "
    "WHERE t.schema = coalesce(?, 'main') AND t.name = ? AND c.hidden <> 1 ORDER BY c.cid";

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

/* Numbers of ODBC's types, which no header of the database layer but odbc.c's knows. */
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
        if (strncasecmp(text, word, strlen(word)) == 0)
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
        if (strlen(classes[i].name) != size || strncasecmp(classes[i].name, name, size) != 0)
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
    struct rowan_text fields[FIELDS];
};

static long number_of(struct rowan_text text, long missing)
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

static bool flag_of(struct rowan_text text)
{
    return number_of(text, 0) != 0;
}

static char *copy_of(struct rowan_text text)
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

static bool fill_column(struct rowan_catalog_column *column, const struct row *row, bool sqlite)
{
    char *class_name = copy_of(row->fields[F_CLASS]);

    column->name = copy_of(row->fields[F_NAME]);
    column->type_name = copy_of(row->fields[F_TYPE]);
    if (!class_name || !column->name || !column->type_name) {
        free(class_name);
        return false;
    }
    if (row->fields[F_CAST].data)
        column->cast_type = copy_of(row->fields[F_CAST]);
    find_class(column, class_name, sqlite);
    fill_sizes(column, row);
    if (sqlite)
        sizes_from_name(column, class_name);
    if (sqlite && is_moment(column->holds))
        column->scale = -1;
    column->positive = contains(column->type_name, "unsigned");
    column->nullable = flag_of(row->fields[F_NULLABLE]);
    column->generated = flag_of(row->fields[F_GENERATED]);
    column->has_default = flag_of(row->fields[F_DEFAULT]) || column->generated;
    column->type_name[strcspn(column->type_name, "(")] = '\0';
    column->pads =
        !sqlite && column->holds == ROWAN_HOLDS_BINARY && strcasecmp(column->type_name, "binary") == 0;
    free(class_name);
    return !row->fields[F_CAST].data || column->cast_type;
}

static bool text_is(struct rowan_text text, const char *s)
{
    return text.data && rowan_text_equal(text, rowan_text_of(s));
}

/* Start the table with its first row, or add to it; rows of other tables (names that differ in case, patterns
 * of SQLColumns) are passed over. */
static enum rowan_status add_row(struct rowan_catalog_table **table, const char *name, const struct row *row,
                                 bool sqlite, struct rowan_error *err)
{
    struct rowan_catalog_table *t = *table;
    struct rowan_catalog_column *columns;

    if (!text_is(row->fields[F_TABLE], name))
        return ROWAN_OK;
    if (!t) {
        t = *table = calloc(1, sizeof *t);
        if (!t || !(t->name = strdup(name)))
            goto memory;
        t->transactional = flag_of(row->fields[F_TRANSACTIONAL]);
        if (row->fields[F_SCHEMA].data && !(t->schema = copy_of(row->fields[F_SCHEMA])))
            goto memory;
    } else if (t->schema && !text_is(row->fields[F_SCHEMA], t->schema)) {
        return ROWAN_OK;
    }
    columns = realloc(t->columns, (t->column_count + 1) * sizeof *columns);
    if (!columns)
        goto memory;
    t->columns = columns;
    memset(&columns[t->column_count], 0, sizeof *columns);
    t->column_count++;
    if (fill_column(&columns[t->column_count - 1], row, sqlite))
        return ROWAN_OK;
memory:
    return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "out of memory");
}

static enum rowan_status read_row(struct rowan_query *query, struct row *row, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < FIELDS && st == ROWAN_OK; i++)
        st = rowan_query_text(query, i, &row->fields[i], err);
    return st;
}

/* SQLColumns' own order of columns into ours. */
static enum rowan_status read_standard_row(struct rowan_query *query, struct row *row,
                                           struct rowan_error *err)
{
    static const struct rowan_text yes = {"1", 1};
    struct rowan_text raw[13];
    enum rowan_status st = ROWAN_OK;
    const char *class_name = "";
    long code;

    memset(row, 0, sizeof *row);
    for (size_t i = 0; i < sizeof raw / sizeof raw[0] && st == ROWAN_OK; i++)
        st = rowan_query_text(query, i, &raw[i], err);
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
    row->fields[F_CLASS] = rowan_text_of(class_name);
    row->fields[F_LENGTH] = row->fields[F_PRECISION] = raw[6];
    row->fields[F_SCALE] = row->fields[F_FRACTION] = raw[8];
    row->fields[F_NULLABLE] = raw[10];
    row->fields[F_DEFAULT] = raw[12].data ? yes : raw[12];
    row->fields[F_TRANSACTIONAL] = yes;
    return ROWAN_OK;
}

/* --- the table --- */

static const char *columns_sql(const struct rowan_db *db)
{
    const char *name = rowan_db_dialect(db)->name;

    if (strcmp(name, "postgresql") == 0)
        return postgresql_columns;
    if (strcmp(name, "mariadb") == 0)
        return mariadb_columns;
    if (strcmp(name, "sqlite") == 0)
        return sqlite_columns;
    return NULL;
}

static enum rowan_status ask(struct rowan_query **query, struct rowan_db *db, const char *schema,
                             const char *table, struct rowan_error *err)
{
    const char *sql = columns_sql(db);
    struct rowan_param params[2] = {
        {.kind = ROWAN_PARAM_TEXT, .null = !schema, .text = rowan_text_of(schema)},
        {.kind = ROWAN_PARAM_TEXT, .text = rowan_text_of(table)},
    };
    enum rowan_status st;

    if (!sql)
        return rowan_query_columns(query, db, schema, table, err);
    st = rowan_query_new(query, db, sql, err);
    return st == ROWAN_OK ? rowan_query_run(*query, params, 2, err) : st;
}

enum rowan_status rowan_catalog_read(struct rowan_catalog_table **out, struct rowan_db *db,
                                     const char *schema, const char *table, struct rowan_error *err)
{
    bool sqlite = strcmp(rowan_db_dialect(db)->name, "sqlite") == 0;
    bool standard = columns_sql(db) == NULL;
    struct rowan_query *query = NULL;
    struct rowan_catalog_table *t = NULL;
    enum rowan_status st;
    bool more = true;

    *out = NULL;
    st = ask(&query, db, schema, table, err);
    while (st == ROWAN_OK) {
        struct row row;
        st = rowan_query_fetch(query, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = standard ? read_standard_row(query, &row, err) : read_row(query, &row, err);
        if (st == ROWAN_OK)
            st = add_row(&t, table, &row, sqlite, err);
    }
    rowan_query_free(query);
    if (st != ROWAN_OK) {
        rowan_catalog_free(t);
        return st;
    }
    *out = t;
    return ROWAN_OK;
}

void rowan_catalog_free(struct rowan_catalog_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->column_count; i++) {
        free(table->columns[i].name);
        free(table->columns[i].type_name);
        free(table->columns[i].cast_type);
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
