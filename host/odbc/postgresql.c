/*
 * PostgreSQL by psqlodbc. What was measured is in docs/internals/odbc.md.
 */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "odbc/alter.h"
#include "odbc/classify_error.h"
#include "odbc/connect_advice.h"
#include "odbc/dialect.h"

static const char *const driver_words[] = {"postgres", "psqlodbc", NULL};

static const char *const defaults[] = {"CommLog",
                                       "0",
                                       "Debug",
                                       "0",
                                       "Protocol",
                                       "7.4-1", /* no savepoint per statement */
                                       "UseServerSidePrepare",
                                       "1", /* values are bound, and not written into the statement */
                                       "LFConversion",
                                       "0",
                                       "BoolsAsChar",
                                       "0",
                                       NULL};

/* B2 and B3 are short names of Debug and CommLog, CX is a bit mask that includes both. */
static const struct rowan_refused_key refused_keys[] = {
    {"Debug", ROWAN_WRITES_PASSWORD}, {"CommLog", ROWAN_WRITES_PASSWORD}, {"B2", ROWAN_WRITES_PASSWORD},
    {"B3", ROWAN_WRITES_PASSWORD},    {"CX", ROWAN_WRITES_PASSWORD},      {NULL, NULL},
};

/*
 * A time zone makes a key or a timestamp as text depend on where a worker runs, and a database or a role may
 * have settings of its own for anything. Without array_nulls a missing text is stored as the four letters
 * NULL. All in one statement, since each costs a round trip; the driver itself looks at the first one.
 */
static const char *const session[] = {
    "SET client_encoding TO 'UTF8'",
    "SELECT set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO', false), "
    "set_config('IntervalStyle', 'postgres', false), "
    "set_config('standard_conforming_strings', 'on', false), set_config('array_nulls', 'on', false), "
    "set_config('transform_null_equals', 'off', false), set_config('bytea_output', 'hex', false), "
    "set_config('extra_float_digits', '1', false), set_config('xmloption', 'content', false), "
    "set_config('default_transaction_read_only', 'off', false), "
    "set_config('client_min_messages', 'warning', false), set_config('jit', 'off', false)",
    NULL};

/* A pooler may give the statements above to another session. */
static const struct rowan_session_setting settings[] = {
    {"client_encoding", "current_setting('client_encoding')", "UTF8", NULL},
    {"TimeZone", "current_setting('TimeZone')", "UTC", NULL},
    {"standard_conforming_strings", "current_setting('standard_conforming_strings')", "on", NULL},
    {"array_nulls", "current_setting('array_nulls')", "on", NULL},
    {"default_transaction_read_only", "current_setting('default_transaction_read_only')", "off", NULL},
    {"server_encoding",
     "CASE current_setting('server_encoding') WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END", "UTF8",
     "a database of SQL_ASCII takes bytes for characters; any other encoding will do"},
    {NULL, NULL, NULL, NULL},
};

/* The driver's state is 08001 for everything. */
static const struct rowan_text_rule connect_errors[] = {
    {"password authentication failed", ROWAN_CONFIG, ROWAN_ADVISE_PASSWORD},
    {"no password supplied", ROWAN_CONFIG, ROWAN_ADVISE_PASSWORD},
    {"no pg_hba.conf entry", ROWAN_CONFIG, "the server's pg_hba.conf has to let this user in from here"},
    {"FATAL: role", ROWAN_CONFIG, ROWAN_ADVISE_PASSWORD},
    {"FATAL:  role", ROWAN_CONFIG, ROWAN_ADVISE_PASSWORD},
    {"does not exist", ROWAN_CONFIG, ROWAN_ADVISE_DATABASE},
    {"too many clients", ROWAN_LOST, NULL},
    {"connection to server at", ROWAN_LOST, ROWAN_ADVISE_SERVER},
    {"could not translate host name", ROWAN_LOST, ROWAN_ADVISE_SERVER},
    {NULL, ROWAN_CONFIG, NULL},
};

/* A quota has no state of its own. Those of errors in a document's values may quote anything. */
static bool has_no_room(const struct rowan_diagnosis *d)
{
    bool systems = strncmp(d->sqlstate, "58", 2) == 0 || strncmp(d->sqlstate, "XX", 2) == 0;

    return systems && (strstr(d->message, "No space left on device") || strstr(d->message, "quota exceeded"));
}

/* A limit of time has the state of a cancelled statement. */
static bool classify(const struct rowan_diagnosis *d, enum rowan_status *status)
{
    if (has_no_room(d))
        *status = ROWAN_NO_ROOM;
    else if (strstr(d->message, "canceling statement due to user request"))
        *status = ROWAN_BUSY;
    else
        return false;
    return true;
}

static const char *explain(const struct rowan_diagnosis *d)
{
    if (rowan_classify_error_is_of_session(d->sqlstate))
        return "a prepared statement was in another session: behind a pooler in transaction mode put "
               "UseServerSidePrepare=0 into the connection string";
    return NULL;
}

/* ---- the catalogue ---- */

/*
 * Not information_schema, whose views take milliseconds to plan. A domain is seen as what it is made from,
 * which may be a domain again: the last of them has the modifier, and each may refuse NULL. Lengths are in
 * the type modifier, -1 for none: 1042 is bpchar, 1043 varchar, 1560 and 1562 bit and varbit, 1700 numeric,
 * 1083 and 1266 times, 1114 and 1184 timestamps. A type's qualified name has no length that a cast would
 * apply: bpchar instead of character(1).
 */
static const char columns_query[] =
    "WITH RECURSIVE made (domain, of, typmod, refuses_null) AS "
    "(SELECT oid, typbasetype, typtypmod, typnotnull FROM pg_catalog.pg_type WHERE typtype = 'd' UNION ALL "
    "SELECT made.domain, d.typbasetype, d.typtypmod, made.refuses_null OR d.typnotnull "
    "FROM made JOIN pg_catalog.pg_type d ON d.oid = made.of AND d.typtype = 'd') "
    "SELECT n.nspname, c.relname, "
    "CASE c.relkind WHEN 'p' THEN 1 WHEN 'v' THEN 2 WHEN 'f' THEN 3 ELSE 0 END, a.attname, "
    "pg_catalog.format_type(b.oid, NULL), CASE b.typtype WHEN 'e' THEN 'enum' ELSE b.typname END, "
    "CASE WHEN b.oid IN (1042, 1043) THEN m.typmod - 4 WHEN b.oid IN (1560, 1562) THEN m.typmod END, "
    "CASE WHEN b.oid = 1700 AND m.typmod > 0 THEN ((m.typmod - 4) >> 16) & 65535 END, "
    "CASE WHEN b.oid = 1700 AND m.typmod > 0 THEN (m.typmod - 4) & 2047 END, "
    "CASE WHEN b.oid IN (1083, 1266, 1114, 1184) THEN CASE WHEN m.typmod < 0 THEN 6 ELSE m.typmod END END, "
    "CASE WHEN a.attnotnull OR made.refuses_null THEN 0 ELSE 1 END, "
    "CASE WHEN a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL THEN 1 ELSE 0 END, "
    "CASE WHEN a.attgenerated <> '' THEN 1 ELSE 0 END, "
    "CASE a.attidentity WHEN 'a' THEN 2 WHEN 'd' THEN 1 ELSE 0 END, 1, "
    "CASE WHEN b.typelem = 0 OR b.typlen <> -1 THEN "
    "CAST(CAST(b.typnamespace AS regnamespace) AS text) || '.' || pg_catalog.quote_ident(b.typname) END, "
    "CASE WHEN pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT') THEN 1 ELSE 0 END, "
    "CASE WHEN pg_catalog.has_column_privilege(c.oid, a.attnum, 'INSERT') THEN 1 ELSE 0 END, "
    "CASE WHEN a.attcollation <> b.typcollation THEN "
    "(SELECT CAST(CAST(k.collnamespace AS regnamespace) AS text) || '.' || "
    "pg_catalog.quote_ident(k.collname) "
    "FROM pg_catalog.pg_collation k WHERE k.oid = a.attcollation) END, NULL, "
    "pg_catalog.format_type(CASE t.typtype WHEN 'd' THEN t.oid END, NULL), "
    "CASE WHEN made.refuses_null THEN 1 ELSE 0 END "
    "FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
    "LEFT JOIN made ON made.domain = t.oid "
    "JOIN pg_catalog.pg_type b ON b.oid = coalesce(made.of, t.oid) AND b.typtype <> 'd' "
    "CROSS JOIN LATERAL (SELECT coalesce(made.typmod, a.atttypmod) AS typmod) m "
    "WHERE n.nspname = coalesce(CAST({schema} AS name), current_schema()) AND c.relname IN ({names}) "
    "AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY c.relname, a.attnum";

static const char uniques_query[] =
    "SELECT c.relname, i.relname, CASE WHEN x.indisprimary THEN 1 ELSE 0 END, "
    "CASE WHEN x.indpred IS NULL THEN 0 ELSE 1 END, a.attname "
    "FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid "
    "JOIN pg_catalog.pg_index x ON x.indrelid = c.oid AND x.indisunique AND x.indisvalid "
    "JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid "
    "CROSS JOIN LATERAL unnest(CAST(x.indkey AS int2[])) WITH ORDINALITY k (number, place) "
    "LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number AND a.attnum > 0 "
    "WHERE n.nspname = coalesce(CAST({schema} AS name), current_schema()) AND c.relname IN ({names}) "
    "AND k.place <= x.indnkeyatts ORDER BY c.relname, NOT x.indisprimary, i.relname, k.place";

/* An index of another collation than its column's finds nothing that is compared in the column's own way. */
static const char indexes_query[] =
    "SELECT c.relname, i.relname, CASE WHEN x.indisunique THEN 1 ELSE 0 END, "
    "CASE WHEN x.indcollation[CAST(k.place - 1 AS int4)] = a.attcollation THEN a.attname END "
    "FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid "
    "JOIN pg_catalog.pg_index x ON x.indrelid = c.oid AND x.indisvalid AND x.indpred IS NULL "
    "JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid "
    "JOIN pg_catalog.pg_am m ON m.oid = i.relam AND m.amname IN ('btree', 'hash') "
    "CROSS JOIN LATERAL unnest(CAST(x.indkey AS int2[])) WITH ORDINALITY k (number, place) "
    "LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number AND a.attnum > 0 "
    "WHERE n.nspname = coalesce(CAST({schema} AS name), current_schema()) AND c.relname IN ({names}) "
    "AND k.place <= x.indnkeyatts ORDER BY c.relname, i.relname, k.place";

static const char foreigns_query[] =
    "SELECT c.relname, f.conname, rn.nspname, r.relname, CASE WHEN f.condeferred THEN 1 ELSE 0 END, "
    "a.attname FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid "
    "JOIN pg_catalog.pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f' "
    "JOIN pg_catalog.pg_class r ON r.oid = f.confrelid "
    "JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace "
    "CROSS JOIN LATERAL unnest(f.conkey) WITH ORDINALITY k (number, place) "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number "
    "WHERE n.nspname = coalesce(CAST({schema} AS name), current_schema()) AND c.relname IN ({names}) "
    "ORDER BY c.relname, f.conname, k.place";

/* Also of keys that refer to a partition of the table, or to one that inherits from it: its rows go with the
 * table's. Those that the database makes itself for each partition (conparentid) are the table's own. */
static const char cascades_query[] =
    "WITH RECURSIVE named (name, part) AS (SELECT r.relname, r.oid FROM pg_catalog.pg_namespace rn "
    "JOIN pg_catalog.pg_class r ON r.relnamespace = rn.oid "
    "WHERE rn.nspname = coalesce(CAST({schema} AS name), current_schema()) AND r.relname IN ({names}) "
    "UNION SELECT named.name, i.inhrelid FROM named "
    "JOIN pg_catalog.pg_inherits i ON i.inhparent = named.part) "
    "SELECT named.name, n.nspname, c.relname, f.conname, CASE f.confdeltype WHEN 'c' THEN 'CASCADE' "
    "WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END FROM named "
    "JOIN pg_catalog.pg_constraint f ON f.confrelid = named.part AND f.contype = 'f' "
    "AND f.conparentid = 0 AND f.confdeltype IN ('c', 'n', 'd') "
    "JOIN pg_catalog.pg_class c ON c.oid = f.conrelid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ORDER BY 1, 2, 3, 4";

/* Of tables, and of the domains that their columns are made of, one behind the other. A trigger BEFORE INSERT
 * of each row (7) may make another value of one, but not before a domain has seen it. */
static const char checks_query[] =
    "WITH RECURSIVE made (domain, part, of) AS "
    "(SELECT oid, oid, typbasetype FROM pg_catalog.pg_type WHERE typtype = 'd' UNION ALL "
    "SELECT made.domain, d.oid, d.typbasetype "
    "FROM made JOIN pg_catalog.pg_type d ON d.oid = made.of AND d.typtype = 'd') "
    "SELECT c.relname, a.attname, k.conname, pg_catalog.format_type(k.contypid, NULL), "
    "pg_catalog.pg_get_expr(k.conbin, 0) FROM pg_catalog.pg_namespace n "
    "JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "JOIN made ON made.domain = a.atttypid "
    "JOIN pg_catalog.pg_constraint k ON k.contypid = made.part AND k.contype = 'c' "
    "WHERE n.nspname = coalesce(CAST({schema} AS name), current_schema()) AND c.relname IN ({names}) "
    "UNION ALL SELECT c.relname, NULL, k.conname, NULL, pg_catalog.pg_get_expr(k.conbin, k.conrelid) "
    "FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid "
    "JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c' "
    "WHERE n.nspname = coalesce(CAST({schema} AS name), current_schema()) AND c.relname IN ({names}) "
    "AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_trigger g "
    "WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgtype & 7 = 7) ORDER BY 1, 3, 2";

static const char tables_query[] =
    "SELECT n.nspname, c.relname, CASE WHEN n.nspname = coalesce(CAST({schema} AS name), "
    "current_schema()) THEN 1 ELSE 0 END AS own "
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' "
    "AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 3 DESC, 1, 2";

/*
 * No schema is current when the user may use none of the search path: then the first of them that is there is
 * meant.
 */
static const char schema_rights_query[] =
    "SELECT s.name, CASE WHEN coalesce(CAST({schema} AS name), current_schema()) IS NULL THEN 0 ELSE 1 END, "
    "CASE WHEN n.oid IS NULL THEN 0 ELSE 1 END, "
    "CASE WHEN pg_catalog.has_schema_privilege(n.oid, 'USAGE') THEN 1 ELSE 0 END, 1, "
    "CASE WHEN n.oid IS NULL "
    "THEN CASE WHEN pg_catalog.has_database_privilege(current_database(), 'CREATE') THEN 1 ELSE 0 END "
    "WHEN pg_catalog.has_schema_privilege(n.oid, 'CREATE') THEN 1 ELSE 0 END "
    "FROM (SELECT coalesce(CAST({schema} AS name), current_schema(), (SELECT m.nspname FROM "
    "pg_catalog.regexp_split_to_table(current_setting('search_path'), ' *, *') WITH ORDINALITY p (word, "
    "place) "
    "JOIN pg_catalog.pg_namespace m ON m.nspname = CASE pg_catalog.btrim(p.word, '\"') "
    "WHEN '$user' THEN current_user ELSE CAST(pg_catalog.btrim(p.word, '\"') AS name) END "
    "ORDER BY p.place LIMIT 1), 'public') AS name) s LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = "
    "s.name";

static const char updatable_query[] =
    "SELECT c.relname, min(CASE WHEN pg_catalog.has_column_privilege(c.oid, a.attnum, 'UPDATE') THEN 1 ELSE "
    "0 "
    "END) FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "WHERE n.nspname = coalesce(CAST({schema} AS name), current_schema()) AND c.relname IN ({names}) "
    "GROUP BY c.relname";

static const char sequences_query[] =
    "SELECT c.relname, a.attname, pg_catalog.quote_ident(sn.nspname) || '.' || "
    "pg_catalog.quote_ident(s.relname) "
    "FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid "
    "JOIN pg_catalog.pg_attrdef f ON f.adrelid = c.oid "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.adnum "
    "JOIN pg_catalog.pg_depend d ON d.classid = CAST('pg_catalog.pg_attrdef' AS regclass) AND d.objid = "
    "f.oid "
    "AND d.refclassid = CAST('pg_catalog.pg_class' AS regclass) "
    "JOIN pg_catalog.pg_class s ON s.oid = d.refobjid AND s.relkind = 'S' "
    "JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace "
    "WHERE n.nspname = coalesce(CAST({schema} AS name), current_schema()) AND c.relname IN ({names}) "
    "AND CASE WHEN s.relkind = 'S' THEN NOT pg_catalog.has_sequence_privilege(s.oid, 'USAGE, UPDATE') END "
    "ORDER BY 1, 2";

static bool is_any_of(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(name, *words) == 0)
            return true;
    return false;
}

/* A negative scale stands in eleven bits. The type "char" is not character: it has one byte. What is not
 * known to keep each text may round it, put it in order, or leave something out. Operators of enums are not
 * found for a domain over one. */
static bool describe(struct rowan_catalog_column *column, const char *class_name)
{
    static const char *const keeping[] = {"enum", "json", "refcursor", "uuid", "xml", NULL};

    if (column->holds == ROWAN_HOLDS_DECIMAL && column->scale > 1000)
        column->scale -= 2048;
    if (strcmp(class_name, "name") == 0)
        column->bytes = 63;
    if (strcmp(class_name, "char") == 0) {
        column->bytes = 1;
        column->pads = false;
    }
    column->rereads = column->holds == ROWAN_HOLDS_OTHER && !is_any_of(class_name, keeping);
    column->compared_as_cast = column->domain && strcmp(class_name, "enum") == 0;
    column->zoned = strcmp(class_name, "timestamptz") == 0 || strcmp(class_name, "timetz") == 0;
    return true;
}

/* ---- comparisons ---- */

static enum rowan_comparison comparison(const struct rowan_catalog_column *column)
{
    if (column->holds == ROWAN_HOLDS_BOOLEAN)
        return ROWAN_COMPARE_TRUTH;
    if (column->holds == ROWAN_HOLDS_BIT)
        return ROWAN_COMPARE_OWN;
    if (column->holds == ROWAN_HOLDS_OTHER)
        return column->cast_type ? ROWAN_COMPARE_OWN : ROWAN_COMPARE_NONE;
    return rowan_catalog_column_comparison(column);
}

/* The planner would take the same said twice for two things of which each is rare, and expect far too few
 * rows. A collation of somebody's own may be nondeterministic, and bpchar passes over blanks. */
static bool equality_is_exact(const struct rowan_catalog_column *column)
{
    return column->cast_type && strncmp(column->cast_type, "pg_catalog.", 11) == 0 &&
           !strstr(column->cast_type, "bpchar");
}

/* A marker has the type that the statement gives it, which it needs to use the column's index. */
static bool marker(struct rowan_marker *marker, const struct rowan_catalog_column *column,
                   enum rowan_operand operand, int precision, int scale)
{
    const char *type = column->cast_type;

    (void)precision;
    (void)scale;
    if (operand == ROWAN_OPERAND_INTEGER)
        type = "pg_catalog.int8";
    else if (operand == ROWAN_OPERAND_DECIMAL)
        type = "pg_catalog.\"numeric\"";
    rowan_marker_cast(marker, type);
    return true;
}

/* The driver makes 9999-12-31 of infinity, and a year of our era of one before it. A cast to text is what a
 * key is read by: without the blanks that fill a character(n), with the mask of an inet, all of an xml. */
static const char *carried(const struct rowan_catalog_column *column)
{
    if (column->cast_type && strstr(column->cast_type, "timestamptz"))
        return "CAST(%s AT TIME ZONE 'UTC' AS text)";
    if (column->holds == ROWAN_HOLDS_DATE || column->holds == ROWAN_HOLDS_TIMESTAMP ||
        column->holds == ROWAN_HOLDS_BIT || column->holds == ROWAN_HOLDS_OTHER ||
        (column->holds == ROWAN_HOLDS_TEXT && column->pads))
        return "CAST(%s AS text)";
    return NULL;
}

/* ---- types ---- */

static bool text_type(const struct rowan_server *server, size_t length, bool in_key, struct rowan_buffer *out)
{
    (void)server;
    (void)in_key;
    return length ? rowan_buffer_format(out, "varchar(%zu)", length) : rowan_buffer_append_slice(out, "text");
}

static bool binary_type(const struct rowan_server *server, size_t length, bool in_key,
                        struct rowan_buffer *out)
{
    (void)server;
    (void)length;
    (void)in_key;
    return rowan_buffer_append_slice(out, "bytea");
}

/* ---- changes ---- */

/* Are the values that are there converted without being told how? */
static bool converts(const struct rowan_catalog_column *column, const struct rowan_type *t)
{
    bool moment = t->kind == ROWAN_DATE || t->kind == ROWAN_TIMESTAMP;
    bool holds_moment = column->holds == ROWAN_HOLDS_DATE || column->holds == ROWAN_HOLDS_TIMESTAMP;

    return rowan_alter_is_text(t) || (rowan_alter_is_number(t) && rowan_holds_number(column->holds)) ||
           (moment && holds_moment) || (t->kind == ROWAN_TIME && column->holds == ROWAN_HOLDS_TIME);
}

/* Booleans become numbers as such. Everything else goes by way of text, which exists for every pair of types
 * and fails, in whole, on a value that is none. */
static void using(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    bool number = alter->column->holds == ROWAN_HOLDS_BOOLEAN && rowan_alter_is_number(alter->type);

    rowan_sql_add(sql, " USING CAST(CAST(");
    rowan_sql_add_name(sql, NULL, alter->column->name);
    rowan_sql_add(sql, number ? " AS integer) AS " : " AS text) AS ");
    rowan_sql_add_type(sql, alter->type, alter->in_key);
    rowan_sql_add(sql, ")");
}

/* A moment in time stays one: timestamp knows of no zones. */
static const char *zoned_type(const struct rowan_alter *alter)
{
    if (alter->type->kind == ROWAN_TIMESTAMP && strstr(alter->column->type_name, "timestamp with time zone"))
        return "timestamp with time zone";
    if (alter->type->kind == ROWAN_TIME && strstr(alter->column->type_name, "time with time zone"))
        return "time with time zone";
    return NULL;
}

static void comment_domain(struct rowan_sql *sql, const struct rowan_alter *alter, const char *words)
{
    if (!alter->column->domain)
        return;
    rowan_sql_add(sql, "-- the domain ");
    rowan_sql_add(sql, alter->column->domain);
    rowan_sql_add(sql, words);
    rowan_sql_add(sql, alter->type ? "\n" : "");
}

static void alter_type(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    comment_domain(sql, alter, " and what it demands go away with this");
    rowan_alter_begin(sql, alter, " ALTER COLUMN ");
    rowan_sql_add(sql, " TYPE ");
    rowan_alter_new_type(sql, alter, zoned_type(alter));
    if (!converts(alter->column, alter->type))
        using(sql, alter);
    rowan_sql_add(sql, ";");
}

/* Other columns may have the domain. */
static void alter_null(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    if (alter->column->domain_refuses_null && !alter->type)
        comment_domain(sql, alter, " refuses NULL: change it, or give the column another type");
    else
        rowan_alter_null(sql, alter);
}

/* An index that no constraint made is dropped by itself. */
static bool drop_unique(struct rowan_sql *sql, const struct rowan_dropped_index *index)
{
    rowan_alter_table(sql, index->schema, index->table, " DROP CONSTRAINT ");
    rowan_sql_add(sql, index->primary ? "" : "IF EXISTS ");
    rowan_sql_add_name(sql, NULL, index->name);
    rowan_sql_add(sql, ";");
    if (index->primary)
        return true;
    rowan_sql_add(sql, "\nDROP INDEX IF EXISTS ");
    rowan_sql_add_name(sql, index->schema, index->name);
    rowan_sql_add(sql, ";");
    return true;
}

const struct rowan_dialect rowan_dialect_postgresql = {
    .name = "postgresql",
    .title = "PostgreSQL",
    .dbms_word = "postgres",
    .driver_words = driver_words,
    .defaults = defaults,
    .refused_keys = refused_keys,
    .session = session,
    .settings = settings,
    .place_query = "SELECT ':' || pg_catalog.current_setting('port') || '/' || pg_catalog.current_database()",
    .connect_errors = connect_errors,
    .classify = classify,
    .explain = explain,
    .quote = '"',
    .row_counts = true,
    .name_max = 63,
    .long_texts = true,
    .page = " ORDER BY %s LIMIT ?",
    .page_marker = true,
    .text_cast = "CAST(%s AS text) COLLATE \"C\"",
    .keys = {.part = "replace(replace(%s, '%', '%25'), '/', '%2F')",
             .begin = "(",
             .between = " || '/' || ",
             .end = ")",
             .listed = "unnest(CAST(? AS pg_catalog.text[])) WITH ORDINALITY k (doc_key, n)",
             /* Of IS NULL the planner believes that it is rarely true: it would read all that is left of the
              * table for a page, and sort it. */
             .missing = "IS DISTINCT FROM 1",
             .rows = true,
             .limited = true,
             .tried = true,
             .kept = "CASE WHEN char_length(%s) < 190 OR (char_length(%s) = 190 AND substr(%s, 126, 1) <> "
                     "'#') THEN %s "
                     "ELSE left(%s, 125) || '#' || encode(sha256(convert_to(%s, 'UTF8')), 'hex') END"},
    .exact_text = "CAST(%s AS text) COLLATE \"C\"",
    .exact_marker = "CAST(? AS pg_catalog.text)",
    .like = " LIKE ",
    .like_escape = " ESCAPE '!'",
    .own_equality = ROWAN_OWN_EQUALITY_ALL,
    .deletes_many = true,
    .comparison = comparison,
    .equality_is_exact = equality_is_exact,
    .marker = marker,
    .carried = carried,
    /* The driver spoils bytes that it gives as they are. */
    .bytes = {.sql = "pg_catalog.encode(%s, 'hex')", .octets = "pg_catalog.octet_length(%s)", .digits = true},
    .octets = "pg_catalog.octet_length(CAST(%s AS pg_catalog.text))", /* a stored text says so unread */
    .insert = ROWAN_INSERT_UNNEST,
    .insert_into = "INSERT INTO ",
    .overriding = "OVERRIDING SYSTEM VALUE ",
    .values_params = 6000,
    .values_rows = 500,
    .sequence = {.take = "SELECT nextval('%s') FROM generate_series(1, CAST(? AS bigint))",
                 .in_text = true,
                 .create = "CREATE SEQUENCE IF NOT EXISTS %s",
                 .grant = "USAGE ON SEQUENCE %s",
                 .catalog = "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
                            "ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND n.nspname = "
                            "coalesce(CAST({schema} AS name), current_schema()) AND c.relname IN ({names})"},
    .lookup = {.lock = " FOR NO KEY UPDATE", .by_keys = "SET enable_seqscan = off", .keys = 100},
    .commit_documents = 500,
    .types = {[ROWAN_BOOLEAN] = "boolean",
              [ROWAN_BIT] = "smallint",
              [ROWAN_TINYINT] = "smallint",
              [ROWAN_SMALLINT] = "smallint",
              [ROWAN_INTEGER] = "integer",
              [ROWAN_BIGINT] = "bigint",
              [ROWAN_REAL] = "real",
              [ROWAN_DOUBLE] = "double precision",
              [ROWAN_DATE] = "date",
              [ROWAN_TIME] = "time",
              [ROWAN_TIMESTAMP] = "timestamp",
              [ROWAN_UUID] = "uuid",
              [ROWAN_XML] = "xml"},
    .text_type = text_type,
    .binary_type = binary_type,
    .decimal = "numeric",
    .if_missing = "IF NOT EXISTS ",
    .table_suffix = "",
    .identity = " GENERATED BY DEFAULT AS IDENTITY",
    .identity_anywhere = true,
    .alter_type = alter_type,
    .alter_null = alter_null,
    .drop_unique = drop_unique,
    .adds_keys = true,
    .defer_constraint = " DEFERRABLE INITIALLY DEFERRED",
    .user_query = "SELECT pg_catalog.quote_ident(current_user)",
    .catalog = {.columns = columns_query,
                .uniques = uniques_query,
                .indexes = indexes_query,
                .foreigns = foreigns_query,
                .cascades = cascades_query,
                .checks = checks_query,
                .tables = tables_query,
                .schema_rights = schema_rights_query,
                .updatable = updatable_query,
                .sequences = sequences_query,
                .labels =
                    "SELECT pg_catalog.string_agg('''' || replace(e.enumlabel, '''', '''''') || '''', ',' "
                    "ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = "
                    "CAST(CAST(? AS pg_catalog.text) AS pg_catalog.regtype)",
                .name_marker = "CAST(? AS pg_catalog.name)",
                .describe = describe},
};
