#include "schema/check_ledger_columns.h"

#include <string.h>

#include "catalog/type_compat.h"
#include "target/ledger.h"
#include "target/ledger_tables.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define TEXT(n)                                                                                              \
    {                                                                                                        \
        .kind = ROWAN_TEXT, .length = (n)                                                                    \
    }
#define NUMBER                                                                                               \
    {                                                                                                        \
        .kind = ROWAN_INTEGER                                                                                \
    }
#define MOMENT                                                                                               \
    {                                                                                                        \
        .kind = ROWAN_TIMESTAMP                                                                              \
    }
#define DIGITS         3   /* of a moment's seconds */
#define NAME_LENGTH    255 /* of what databases call their tables */
#define MESSAGE_LENGTH 2000

/* What is written, table by table. An upgrade of sql/ changes it, too. */
static const struct wanted {
    const char *table, *name;
    struct rowan_type type;
    bool required; /* a value in each row */
    bool in_key;
} wanted[] = {
    {ROWAN_FEED_TABLE, "feed", TEXT(100), true, true},
    {ROWAN_FEED_TABLE, "source_kind", TEXT(20), true, false},
    {ROWAN_FEED_TABLE, "source_database", TEXT(NAME_LENGTH), false, false},
    {ROWAN_FEED_TABLE, "source_schema", TEXT(NAME_LENGTH), false, false},
    {ROWAN_FEED_TABLE, "source_name", TEXT(NAME_LENGTH), true, false},
    {ROWAN_FEED_TABLE, "since", MOMENT, true, false},
    {ROWAN_LEDGER_TABLE, "feed", TEXT(100), true, true},
    {ROWAN_LEDGER_TABLE, "doc_key", TEXT(ROWAN_KEY_CHARACTERS), true, true},
    {ROWAN_LEDGER_TABLE, "status", TEXT(10), true, false},
    {ROWAN_LEDGER_TABLE, "reason", TEXT(24), false, false},
    {ROWAN_LEDGER_TABLE, "message", TEXT(MESSAGE_LENGTH), false, false},
    {ROWAN_LEDGER_TABLE, "sent", NUMBER, true, false},
    {ROWAN_LEDGER_TABLE, "stored", NUMBER, true, false},
    {ROWAN_LEDGER_TABLE, "revision", TEXT(ROWAN_TRIED_SIZE - 1), false, false},
    {ROWAN_LEDGER_TABLE, "tried_revision", TEXT(ROWAN_TRIED_SIZE - 1), false, false},
    {ROWAN_LEDGER_TABLE, "mapping_hash", TEXT(16), false, false},
    {ROWAN_LEDGER_TABLE, "run_id", TEXT(40), true, false},
    {ROWAN_LEDGER_TABLE, "logged_at", MOMENT, true, false},
    {ROWAN_RUN_TABLE, "run_id", TEXT(40), true, true},
    {ROWAN_RUN_TABLE, "feed", TEXT(100), true, false},
    {ROWAN_RUN_TABLE, "version", TEXT(100), true, false},
    {ROWAN_RUN_TABLE, "mapping_hash", TEXT(16), true, false},
    {ROWAN_RUN_TABLE, "settings", TEXT(MESSAGE_LENGTH), false, false},
    {ROWAN_RUN_TABLE, "host", TEXT(NAME_LENGTH), false, false},
    {ROWAN_RUN_TABLE, "pid", NUMBER, false, false},
    {ROWAN_RUN_TABLE, "heartbeat", MOMENT, false, false},
    {ROWAN_RUN_TABLE, "started_at", MOMENT, true, false},
    {ROWAN_RUN_TABLE, "ended_at", MOMENT, false, false},
    {ROWAN_RUN_TABLE, "outcome", TEXT(10), false, false},
    {ROWAN_RUN_TABLE, "loaded", NUMBER, false, false},
    {ROWAN_RUN_TABLE, "failed", NUMBER, false, false},
    {ROWAN_RUN_TABLE, "skipped", NUMBER, false, false},
    {ROWAN_RUN_TABLE, "rejected", NUMBER, false, false},
    {ROWAN_RUN_TABLE, "sent", NUMBER, false, false},
    {ROWAN_RUN_TABLE, "stored", NUMBER, false, false},
    {ROWAN_MAPPING_TABLE, "mapping_hash", TEXT(16), true, true},
    {ROWAN_MAPPING_TABLE, "part", NUMBER, true, true},
    {ROWAN_MAPPING_TABLE, "file_name", TEXT(NAME_LENGTH), true, false},
    {ROWAN_MAPPING_TABLE, "content", TEXT(MESSAGE_LENGTH), true, false},
};

static const struct wanted *find(const char *table, const char *name)
{
    for (size_t i = 0; i < COUNT(wanted); i++)
        if (strcmp(wanted[i].table, table) == 0 && strcmp(wanted[i].name, name) == 0)
            return &wanted[i];
    return NULL;
}

static bool holds(const struct rowan_check_context *check, const struct wanted *want,
                  const struct rowan_catalog_column *column, char *why, size_t size)
{
    *why = '\0';
    if (check->dialect->loosely_typed || column->holds == ROWAN_HOLDS_OTHER)
        return true;
    if (want->type.kind != ROWAN_TIMESTAMP)
        return rowan_type_compat_type(&want->type, column, check->dialect, why, size) != ROWAN_COMPAT_NO;
    if (column->holds != ROWAN_HOLDS_TIMESTAMP)
        snprintf(why, size, "is %s, and has to be a timestamp", column->type_name);
    else if ((column->scale >= 0 && column->scale < DIGITS) || column->rounds == ROWAN_ROUNDS_TO_MINUTES)
        snprintf(why, size, "keeps %d digits of a second, and has to keep %d", column->scale, DIGITS);
    return !*why;
}

static void check_column(struct rowan_check_context *check, const struct wanted *want,
                         const struct rowan_catalog_column *column)
{
    struct rowan_check_location spot = {{check->plan->file, 0}, want->table, want->name};
    char why[300];

    if (!holds(check, want, column, why, sizeof why)) {
        rowan_fix_type(&check->fix, want->table, column, &want->type, want->in_key);
        rowan_check_error(check, &spot, "the column of rowan's own table %s", why);
    } else if (!want->required && !column->nullable && column->null_becomes == NULL) {
        rowan_fix_null(&check->fix, want->table, column, NULL, true);
        rowan_check_error(check, &spot,
                          "the column of rowan's own table must not be NULL, and is left empty");
    }
}

/* A column of somebody else's, which no statement of ours fills. */
static void check_strange(struct rowan_check_context *check, const struct rowan_catalog_table *table,
                          const struct rowan_catalog_column *column)
{
    struct rowan_check_location spot = {{check->plan->file, 0}, table->name, column->name};

    if (column->nullable || column->has_default || column->generated)
        return;
    rowan_fix_null(&check->fix, table->name, column, NULL, true);
    rowan_check_error(check, &spot,
                      "the column in rowan's own table must not be NULL, and rowan fills no such one");
}

static void check_table(struct rowan_check_context *check, const struct rowan_catalog_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct rowan_catalog_column *column = &table->columns[i];
        const struct wanted *want = find(table->name, column->name);
        if (want)
            check_column(check, want, column);
        else
            check_strange(check, table, column);
    }
    for (size_t i = 0; i < COUNT(wanted); i++) {
        struct rowan_check_location spot = {{check->plan->file, 0}, table->name, wanted[i].name};
        if (strcmp(wanted[i].table, table->name) == 0 && rowan_catalog_find(table, wanted[i].name) < 0)
            rowan_check_error(check, &spot,
                              "rowan's own table has no such column: it was renamed or dropped");
    }
}

void rowan_check_ledger_columns(struct rowan_check_context *check, const struct rowan_catalog *catalog)
{
    static const char *const tables[] = {ROWAN_FEED_TABLE, ROWAN_LEDGER_TABLE, ROWAN_RUN_TABLE,
                                         ROWAN_MAPPING_TABLE};

    for (size_t i = 0; i < COUNT(tables); i++) {
        const struct rowan_catalog_table *table = rowan_catalog_lookup(catalog, tables[i]);
        if (table)
            check_table(check, table);
    }
}
