/* In rowan_mapping, parts from 1 on are the mapping's text. 0 and below are names of tables, one each. */
#include "target/filled_tables.h"

#include <stdio.h>
#include <string.h>

#include "target/ledger_tables.h"

enum rowan_status rowan_filled_tables_insert(const struct rowan_endpoint *target, const char *hash,
                                             const struct rowan_plan *plan, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < plan->table_count && st == ROWAN_OK; i++) {
        const struct rowan_param params[] = {rowan_param_text(hash), rowan_param_int(-(int64_t)i),
                                             rowan_param_text("(table)"),
                                             rowan_param_text(plan->tables[i].name)};
        st = rowan_ledger_tables_insert(target, ROWAN_MAPPING_TABLE,
                                        " (mapping_hash, part, file_name, content) VALUES (?, ?, ?, ?)",
                                        params, 4, err);
    }
    return st;
}

void rowan_filled_tables_init(struct rowan_filled_tables *filled, const struct rowan_endpoint *target,
                              const char *hash, const struct rowan_plan *plan)
{
    *filled = (struct rowan_filled_tables){.target = *target, .plan = plan};
    snprintf(filled->own, sizeof filled->own, "%s", hash);
}

/* ---- another mapping ---- */

static bool has_table(const struct rowan_plan *plan, struct rowan_slice name)
{
    for (size_t i = 0; i < plan->table_count; i++)
        if (rowan_slice_equal(rowan_slice_of(plan->tables[i].name), name))
            return true;
    return false;
}

/* known: whether there is any; lacking: the first that the plan has not, or "". */
static enum rowan_status read_tables(const struct rowan_filled_tables *filled, const char *hash, bool *known,
                                     char *lacking, size_t size, struct rowan_error *err)
{
    struct rowan_param param = rowan_param_text(hash);
    struct rowan_statement *query = NULL;
    bool more = true;
    enum rowan_status st =
        rowan_ledger_tables_prepare(&query, &filled->target, "SELECT content FROM ", ROWAN_MAPPING_TABLE,
                                    " WHERE mapping_hash = ? AND part <= 0 ORDER BY part", err);

    if (st == ROWAN_OK)
        st = rowan_statement_run(query, &param, 1, err);
    while (st == ROWAN_OK && *lacking == '\0') {
        struct rowan_slice name = {NULL, 0};
        st = rowan_statement_fetch(query, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        *known = true;
        st = rowan_statement_text(query, 0, &name, err);
        if (st == ROWAN_OK && !has_table(filled->plan, name))
            rowan_quote(lacking, size, name);
    }
    rowan_statement_free(query);
    return st;
}

/* As a run of it says; left as it is when there is none, or the mapping has no version. */
static enum rowan_status read_version(const struct rowan_filled_tables *filled, const char *hash,
                                      char *version, size_t size, struct rowan_error *err)
{
    struct rowan_param param = rowan_param_text(hash);
    struct rowan_statement *query = NULL;
    struct rowan_slice text = {NULL, 0};
    bool there = false;
    enum rowan_status st = rowan_ledger_tables_prepare(&query, &filled->target, "SELECT version FROM ",
                                                       ROWAN_RUN_TABLE, " WHERE mapping_hash = ?", err);

    if (st == ROWAN_OK)
        st = rowan_statement_run(query, &param, 1, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &there, err);
    if (st == ROWAN_OK && there)
        st = rowan_statement_text(query, 0, &text, err);
    if (st == ROWAN_OK && text.size > 0)
        rowan_quote(version, size, text);
    rowan_statement_free(query);
    return st;
}

static enum rowan_status refuse(const struct rowan_filled_tables *filled, const char *hash,
                                const char *lacking, struct rowan_error *err)
{
    char version[400] = "none";
    enum rowan_status st = read_version(filled, hash, version, sizeof version, err);

    if (st != ROWAN_OK)
        return st;
    if (*lacking == '\0')
        return rowan_fail(
            err, ROWAN_DATABASE, "rows",
            "another mapping made its rows (version %s, mapping_hash %s), and which tables that "
            "one fills is not recorded: a run of it records them",
            version, *hash ? hash : "NULL");
    return rowan_fail(
        err, ROWAN_DATABASE, "rows",
        "another mapping made its rows (version %s, mapping_hash %s), which fills the table %s, "
        "too: unload it with that mapping, whose text rowan_mapping has, then load it with this "
        "one",
        version, hash, lacking);
}

static enum rowan_status judge(const struct rowan_filled_tables *filled, const char *hash,
                               struct rowan_error *err)
{
    char lacking[400] = "";
    bool known = false;
    enum rowan_status st = read_tables(filled, hash, &known, lacking, sizeof lacking, err);

    return st == ROWAN_OK && (!known || *lacking) ? refuse(filled, hash, lacking, err) : st;
}

enum rowan_status rowan_filled_tables_check(struct rowan_filled_tables *filled, const char *hash,
                                            struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    if (strcmp(hash, filled->own) == 0 || (*hash && strcmp(hash, filled->good) == 0))
        return ROWAN_OK;
    if (!filled->asked || strcmp(hash, filled->bad) != 0)
        st = judge(filled, hash, &filled->why);
    else
        st = filled->why.status;
    filled->asked = st == ROWAN_DATABASE && strcmp(filled->why.reason, "rows") == 0;
    snprintf(st == ROWAN_OK ? filled->good : filled->bad, sizeof filled->bad, "%s", hash);
    if (st != ROWAN_OK && err)
        *err = filled->why;
    return st;
}
