/*
 * A target table, column by column. Several "into" of the mapping may fill it: a column that does not fit is
 * reported once, at the first place that is wrong.
 */
#include "schema/check_table.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "catalog/type_compat.h"
#include "schema/check_labels.h"
#include "schema/check_name.h"
#include "schema/check_schema.h"
#include "schema/fix_rights.h"
#include "schema/written.h"

struct looking {
    struct rowan_check_context *check;
    const struct rowan_target_table *made;
    const struct rowan_catalog_table *found;
};

static struct rowan_check_location spot_at(const struct rowan_table *table, const struct rowan_column *column)
{
    return (struct rowan_check_location){column ? column->place : table->place, table->name,
                                         column ? column->name : NULL};
}

/* The column as the plan's table fills it, or NULL: it is another table, or does not. */
static const struct rowan_column *filled_by(const struct looking *at, size_t table, const char *column)
{
    const struct rowan_table *t = &at->made->plan->tables[table];
    int i = strcmp(t->name, at->made->table->name) == 0 ? rowan_table_find_column(t, column) : -1;

    return i < 0 ? NULL : &t->columns[i];
}

/* ---- columns that the mapping fills ---- */

/* The columns that nobody fills are what may have been meant. */
static void suggest_unfilled(struct rowan_suggest *nearest, const struct rowan_target_table *made,
                             const struct rowan_catalog_table *found, const char *column)
{
    rowan_suggest_init(nearest, rowan_slice_of(column));
    for (size_t i = 0; i < found->column_count; i++)
        if (!rowan_target_table_find(made, found->columns[i].name))
            rowan_suggest_offer(nearest, found->columns[i].name);
}

bool rowan_check_table_adds(const struct rowan_target_table *made, const char *column)
{
    const struct rowan_target_table_column *wanted = rowan_target_table_find(made, column);

    return wanted && !wanted->odd;
}

static void no_column(const struct looking *at, const struct rowan_target_table_column *column)
{
    struct rowan_check_location spot = spot_at(at->made->table, column->first);
    struct rowan_suggest nearest;
    char hint[120];

    if (!rowan_check_column_name(at->check, &spot))
        return;
    suggest_unfilled(&nearest, at->made, at->found, spot.column);
    if (rowan_check_table_adds(at->made, spot.column))
        rowan_fix_add_column(&at->check->fix, spot.table, column);
    rowan_check_error(at->check, &spot, "the table has no such column%s",
                      rowan_suggest_hint(&nearest, hint, sizeof hint));
}

/* A constant is as long as it is. */
static struct rowan_type type_of(const struct rowan_column *column)
{
    struct rowan_type type = column->type;
    long length = rowan_utf8_length(column->constant);

    if (column->origin == ROWAN_FROM_CONSTANT && column->via_count == 0 && type.kind == ROWAN_TEXT &&
        length > 0)
        type.length = (size_t)length;
    return type;
}

static bool ends_in_blank(struct rowan_slice text)
{
    return text.size > 0 && text.data[text.size - 1] == ' ';
}

/* What is lost at the end of a text is lost of none that has no blanks there. */
static struct rowan_catalog_column seen_by(const struct rowan_column *column,
                                           const struct rowan_catalog_column *c)
{
    bool constant = column->origin == ROWAN_FROM_CONSTANT && column->via_count == 0;
    struct rowan_catalog_column seen = *c;

    if (seen.holds == ROWAN_HOLDS_TEXT &&
        (constant ? !ends_in_blank(column->constant) : column->rules.trim && !column->via_count))
        seen.pads = false;
    return seen;
}

/* Does the column of the database hold what this column of the mapping makes? */
static enum rowan_type_compat fit_column(const struct looking *at, const struct rowan_column *column,
                                         const struct rowan_catalog_column *c, char *reason, size_t size)
{
    struct rowan_catalog_column seen;
    struct rowan_type type;

    if (!column)
        return ROWAN_COMPAT_YES;
    type = type_of(column);
    seen = seen_by(column, c);
    return rowan_type_compat_type(&type, &seen, at->check->dialect, reason, size);
}

/* The first of the worst. */
static const struct rowan_column *worst_fit(const struct looking *at, const struct rowan_catalog_column *c,
                                            enum rowan_type_compat *worst, char *reason, size_t size)
{
    const struct rowan_column *found = NULL;
    char other[300];

    *worst = ROWAN_COMPAT_YES;
    for (size_t t = at->made->index; t < at->made->plan->table_count; t++) {
        const struct rowan_column *column = filled_by(at, t, c->name);
        enum rowan_type_compat fit = fit_column(at, column, c, other, sizeof other);
        if (fit <= *worst)
            continue;
        *worst = fit;
        found = column;
        snprintf(reason, size, "%s", other);
    }
    return found;
}

/* Returns the type that the column is to get, or NULL: it fits. */
static const struct rowan_type *check_fit(const struct looking *at,
                                          const struct rowan_target_table_column *column,
                                          const struct rowan_catalog_column *c)
{
    struct rowan_check_context *check = at->check;
    char reason[300];
    enum rowan_type_compat fit;
    const struct rowan_column *place = worst_fit(at, c, &fit, reason, sizeof reason);
    const struct rowan_type *type;
    struct rowan_check_location spot;

    if (!place)
        return NULL;
    spot = spot_at(at->made->table, place);
    type = column->odd ? &place->type : &column->type;
    if (fit == ROWAN_COMPAT_NO ||
        c->exact == 0) /* where digits are a doubt, the type is the one it would get */
        rowan_fix_type(&check->fix, spot.table, c, type, column->in_key);
    if (fit == ROWAN_COMPAT_NO)
        rowan_check_error(check, &spot, "the column %s", reason);
    else
        rowan_check_warning(check, &spot, "the column %s", reason);
    return type;
}

static void check_missing_values(const struct looking *at, const struct rowan_catalog_column *c,
                                 const struct rowan_type *type)
{
    bool allowed = c->nullable && !c->null_becomes;

    for (size_t t = at->made->index; t < at->made->plan->table_count && !allowed; t++) {
        const struct rowan_column *column = filled_by(at, t, c->name);
        struct rowan_check_location spot;
        if (!column || !rowan_written_may_be_missing(at->made->plan, at->check->source, column, c))
            continue;
        spot = spot_at(at->made->table, column);
        if (c->null_becomes) {
            rowan_check_warning(at->check, &spot,
                                "a value may be missing, and the database would store %s: such documents "
                                "fail; say required, default or omit_missing",
                                c->null_becomes);
            return;
        }
        rowan_fix_null(&at->check->fix, spot.table, c, type, true);
        rowan_check_warning(at->check, &spot,
                            "a value may be missing, the column is NOT NULL: say required or default, or "
                            "drop that");
        return;
    }
}

static void check_labels(const struct looking *at, const struct rowan_catalog_column *c)
{
    for (size_t t = at->made->index; t < at->made->plan->table_count && at->check->status == ROWAN_OK; t++) {
        const struct rowan_column *column = filled_by(at, t, c->name);
        struct rowan_check_location spot;
        if (!column)
            continue;
        spot = spot_at(at->made->table, column);
        rowan_check_labels(at->check, &spot, column, c);
    }
}

static void check_column(const struct looking *at, const struct rowan_target_table_column *column)
{
    struct rowan_check_location spot = spot_at(at->made->table, column->first);
    int i = rowan_catalog_find(at->found, column->first->name);
    const struct rowan_catalog_column *c = i < 0 ? NULL : &at->found->columns[i];

    if (!c) {
        no_column(at, column);
        return;
    }
    if (c->generated) {
        rowan_check_error(at->check, &spot,
                          "the database calculates this column and takes no values: leave it away");
        return;
    }
    if (c->identity == ROWAN_IDENTITY_ALWAYS && !column->identity)
        rowan_check_error(
            at->check, &spot,
            "the database numbers this column and takes no values: say identity() where rows below take its "
            "number, identity = true to fill it all the same, or leave it away");
    check_missing_values(at, c, check_fit(at, column, c));
    check_labels(at, c);
}

/* ---- columns that it does not fill ---- */

static bool in_primary_key(const struct rowan_constraints *constraints, const char *table, const char *column)
{
    for (size_t i = 0; i < constraints->unique_count; i++) {
        const struct rowan_unique *unique = &constraints->uniques[i];
        for (size_t k = 0; unique->primary && k < unique->column_count; k++)
            if (strcmp(unique->table, table) == 0 && strcmp(unique->columns[k], column) == 0)
                return true;
    }
    return false;
}

/* Every into has to fill it: the rows of one that does not are refused, whatever the others do. */
static void check_unfilled(const struct looking *at, const struct rowan_constraints *constraints,
                           const struct rowan_catalog_column *c)
{
    struct rowan_check_context *check = at->check;
    bool primary = in_primary_key(constraints, at->found->name, c->name);
    const char *others =
        rowan_target_table_find(at->made, c->name) ? " here, as others of this table do" : "";

    if (c->has_default || (c->nullable && !primary))
        return;
    for (size_t t = at->made->index; t < at->made->plan->table_count; t++) {
        const struct rowan_table *table = &at->made->plan->tables[t];
        struct rowan_check_location spot = {table->place, table->name, c->name};
        if (strcmp(table->name, at->made->table->name) != 0 || filled_by(at, t, c->name))
            continue;
        if (primary) {
            rowan_check_error(check, &spot,
                              "the column is part of the primary key, and the mapping does not fill it%s",
                              others);
            return;
        }
        rowan_fix_null(&check->fix, spot.table, c, NULL, true);
        rowan_check_error(check, &spot,
                          "the column is NOT NULL without a default, and the mapping does not fill it%s",
                          others);
        return;
    }
}

/* ---- the table ---- */

static void check_rights(const struct looking *at, const struct rowan_check_location *spot)
{
    for (size_t i = 0; i < at->found->column_count; i++) {
        const struct rowan_target_table_column *column =
            rowan_target_table_find(at->made, at->found->columns[i].name);
        if (at->found->columns[i].may_insert || !column || column->left_out)
            continue;
        rowan_fix_grant(&at->check->fix, spot->table, "INSERT");
        rowan_check_error(at->check, spot, "the database user may not insert into this table");
        return;
    }
}

/* What the session says before the INSERT is a right of its own, and of the whole table. */
static void check_numbering(const struct looking *at)
{
    for (size_t i = 0; i < at->found->column_count; i++) {
        const struct rowan_catalog_column *c = &at->found->columns[i];
        const struct rowan_target_table_column *column = rowan_target_table_find(at->made, c->name);
        struct rowan_check_location spot;
        if (c->may_number || !column || !column->identity || column->left_out)
            continue;
        spot = spot_at(at->made->table, column->first);
        rowan_fix_grant(&at->check->fix, spot.table, "ALTER");
        rowan_check_error(at->check, &spot,
                          "the database numbers this column, and to fill it all the same the database user "
                          "needs the right ALTER on the table");
    }
}

/* Nobody could make a table with such columns; one that is there may hold what each of them makes. */
static void check_odd(const struct looking *at)
{
    for (size_t i = 0; i < at->made->count; i++) {
        const struct rowan_target_table_column *column = &at->made->columns[i];
        char before[60], here[60];
        struct rowan_check_location spot;
        if (!column->odd)
            continue;
        spot = spot_at(at->made->table, column->odd);
        rowan_check_error(at->check, &spot, "the column is %s here and %s in line %d: no type holds both",
                          rowan_type_print(&column->odd->type, here, sizeof here),
                          rowan_type_print(&column->first->type, before, sizeof before),
                          column->first->place.line);
    }
}

void rowan_check_table(struct rowan_check_context *check, const struct rowan_target_table *made,
                       const struct rowan_catalog_table *found, const struct rowan_constraints *constraints)
{
    struct looking at = {check, made, found};
    struct rowan_check_location spot = spot_at(made->table, NULL);

    if (!found && !rowan_check_names(check, made))
        return;
    if (!found) {
        rowan_fix_create_table(&check->fix, made, rowan_check_may_hide(check));
        if (rowan_check_needs_grants(check))
            rowan_fix_grant(&check->fix, spot.table, "INSERT");
        rowan_check_no_table(check, &spot, "target table", check->endpoint->schema);
        check_odd(&at);
        return;
    }
    if (!found->transactional) {
        rowan_fix_engine(&check->fix, spot.table);
        rowan_check_error(check, &spot, "the table is not transactional: half a document could stay");
    }
    check_rights(&at, &spot);
    check_numbering(&at);
    rowan_check_conflicts(check, &spot);
    for (size_t i = 0; i < made->count; i++)
        check_column(&at, &made->columns[i]);
    for (size_t i = 0; i < found->column_count; i++)
        check_unfilled(&at, constraints, &found->columns[i]);
}
