/* The foreign keys of the database against the order in which the mapping's tables are written. */
#include "schema/check_foreign.h"

#include "base/ascii.h"
#include "odbc/dialect.h"

/* One foreign key, filled by one table of the plan. */
struct reference {
    const struct rowan_plan *plan;
    const struct rowan_foreign *foreign;
    size_t from; /* the plan's table */
};

static bool fills(const struct rowan_table *table, const struct rowan_foreign *foreign)
{
    for (size_t i = 0; i < foreign->column_count; i++)
        if (rowan_table_find_column(table, foreign->columns[i]) < 0)
            return false;
    return true;
}

static bool same_table(const struct rowan_check_context *check, const char *a, const char *b)
{
    return check->dialect->ignores_case ? rowan_ascii_same(a, b) : strcmp(a, b) == 0;
}

static bool same_schema(const struct rowan_foreign *foreign, const struct rowan_catalog_table *found)
{
    return !foreign->ref_schema || !found->schema || strcmp(foreign->ref_schema, found->schema) == 0;
}

/* Is the row that is referred to a row above, which is written before? Then its key was copied down from it.
 */
static bool is_above(const struct rowan_check_context *check, const struct reference *r)
{
    const struct rowan_table *table = &r->plan->tables[r->from];
    int t = table->parent;

    for (size_t i = 0; i < r->foreign->column_count; i++) {
        int c = rowan_table_find_column(table, r->foreign->columns[i]);
        if (c < 0 || table->columns[c].origin != ROWAN_FROM_PARENT)
            return false;
    }
    while (t >= 0 && !same_table(check, r->plan->tables[t].name, r->foreign->ref_table))
        t = r->plan->tables[t].parent;
    return t >= 0;
}

/* Every document has its own row in the source: nothing can be missing there. */
static bool is_document(const struct rowan_check_context *check, const struct reference *r)
{
    const struct rowan_table *table = &r->plan->tables[r->from];
    int c = rowan_table_find_column(table, r->foreign->columns[0]);

    return !r->plan->source.is_files && same_table(check, r->plan->source.name, r->foreign->ref_table) &&
           r->foreign->column_count == 1 && c >= 0 && table->columns[c].origin == ROWAN_FROM_SOURCE &&
           table->columns[c].of == 0;
}

static bool is_below(const struct rowan_plan *plan, size_t below, size_t above)
{
    int t = plan->tables[below].parent;

    while (t >= 0 && (size_t)t != above)
        t = plan->tables[t].parent;
    return t >= 0;
}

/* ---- findings ---- */

static struct rowan_check_location spot_of(const struct reference *r)
{
    const struct rowan_table *table = &r->plan->tables[r->from];
    int c = rowan_table_find_column(table, r->foreign->columns[0]);
    bool one = r->foreign->column_count == 1;

    return (struct rowan_check_location){one ? table->columns[c].place : table->place, table->name,
                                         one ? table->columns[c].name : NULL};
}

static const char *columns_of(const struct reference *r, char *out, size_t size)
{
    return rowan_check_list(out, size, (const char *const *)r->foreign->columns, r->foreign->column_count);
}

static void written_later(struct rowan_check_context *check, const struct reference *r, size_t to)
{
    const struct rowan_plan *plan = r->plan;
    struct rowan_check_location spot = spot_of(r);
    char columns[200];

    columns_of(r, columns, sizeof columns);
    if (is_below(plan, to, r->from)) {
        rowan_fix_defer(&check->fix, spot.table, r->foreign->name);
        rowan_check_error(check, &spot,
                          "the foreign key %s refers to table \"%.80s\", whose rows are children and written "
                          "after these: the database has to look at it when the transaction ends",
                          columns, r->foreign->ref_table);
        return;
    }
    rowan_check_error(check, &spot,
                      "the foreign key %s refers to table \"%.80s\", which is written later: move into "
                      "\"%.80s\" (line %d) before into \"%.80s\" (line %d)",
                      columns, r->foreign->ref_table, plan->tables[to].name, plan->tables[to].place.line,
                      spot.table, plan->tables[r->from].place.line);
}

static void written_partly_later(struct rowan_check_context *check, const struct reference *r, size_t to)
{
    struct rowan_check_location spot = spot_of(r);
    char columns[200];

    rowan_check_warning(check, &spot,
                        "the foreign key %s refers to table \"%.80s\", some rows of which (line %d) are "
                        "written later: a row that refers to one of these is refused",
                        columns_of(r, columns, sizeof columns), r->foreign->ref_table,
                        r->plan->tables[to].place.line);
}

static void not_filled(struct rowan_check_context *check, const struct reference *r)
{
    struct rowan_check_location spot = spot_of(r);
    char columns[200];

    rowan_check_warning(check, &spot,
                        "the foreign key %s refers to table \"%.80s\", which the mapping does not fill: a "
                        "document is refused when its value is not there",
                        columns_of(r, columns, sizeof columns), r->foreign->ref_table);
}

/* true: something was found, and other tables of the plan need not be looked at. */
static bool check_reference(struct rowan_check_context *check, const struct reference *r,
                            const struct rowan_catalog_table *found)
{
    const struct rowan_plan *plan = r->plan;
    size_t before = 0, after = 0, later = 0;

    for (size_t t = 0; same_schema(r->foreign, found) && t < plan->table_count; t++) {
        if (!same_table(check, plan->tables[t].name, r->foreign->ref_table))
            continue;
        if (t < r->from)
            before++;
        else if (after++ == 0)
            later = t;
    }
    if (before + after == 0 && !is_document(check, r))
        not_filled(check, r);
    else if (after == 0 || r->foreign->deferred || is_above(check, r))
        return false;
    else if (before == 0)
        written_later(check, r, later);
    else
        written_partly_later(check, r, later);
    return true;
}

void rowan_check_foreign(struct rowan_check_context *check, const struct rowan_target_table *made,
                         const struct rowan_catalog_table *found, const struct rowan_constraints *constraints)
{
    for (size_t i = 0; i < constraints->foreign_count; i++) {
        const struct rowan_foreign *foreign = &constraints->foreigns[i];
        bool done = strcmp(foreign->table, made->table->name) != 0 ||
                    (same_schema(foreign, found) && same_table(check, foreign->ref_table, foreign->table));
        for (size_t t = made->index; t < made->plan->table_count && !done; t++) {
            const struct rowan_table *table = &made->plan->tables[t];
            struct reference r = {made->plan, foreign, t};
            if (strcmp(table->name, made->table->name) == 0 && fills(table, foreign))
                done = check_reference(check, &r, found);
        }
    }
}
