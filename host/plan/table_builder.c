/*
 * Adding tables to a plan: their key, and what decides which rows they get (conditions, distinct matches,
 * several rows of one match, rows that hold nothing).
 */
#include "plan/table_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "plan/build.h"
#include "plan/numbered.h"
#include "plan/own_tables.h"
#include "plan/column_builder.h"
#include "plan/recursion.h"

static bool grow_tables(struct rowan_plan *plan)
{
    size_t room = plan->table_count + 1;
    struct rowan_table *tables = realloc(plan->tables, room * sizeof *tables);

    if (!tables)
        return false;
    plan->tables = tables;
    memset(&tables[plan->table_count], 0, sizeof *tables);
    struct rowan_node_set **places = realloc(plan->build->places, room * sizeof(struct rowan_node_set *));
    if (!places)
        return false;
    plan->build->places = places;
    places[plan->table_count] = NULL;
    return true;
}

/* Whether the steps from *at on are those of the path, whatever their predicates; *at goes behind them. The
 * element itself, . , is no step on the way. */
static bool pass_steps(const struct rowan_path *steps, size_t *at, const struct rowan_path *path)
{
    for (size_t i = 0; i < path->count; i++) {
        const struct rowan_step *b = &path->steps[i];
        const struct rowan_step *a;
        if (b->axis == ROWAN_AXIS_SELF)
            continue;
        while (*at < steps->count && steps->steps[*at].axis == ROWAN_AXIS_SELF)
            ++*at;
        a = &steps->steps[*at];
        if (*at == steps->count || a->axis != b->axis || a->test != b->test || a->name != b->name ||
            a->among != b->among)
            return false;
        ++*at;
    }
    return true;
}

/* Of a | b the paths one by one; else the path itself. */
static const struct rowan_path *first_part(const struct rowan_path *path)
{
    return path->first ? path->first : path;
}

/* Whether a path from the root begins with a place of the table's, as far as *at. */
static bool begins_at(const struct rowan_plan *plan, int table, const struct rowan_path *each, size_t *at)
{
    const struct rowan_table *t = &plan->tables[table];

    for (const struct rowan_path *part = first_part(t->each); part; part = part->next) {
        size_t end = 0;
        if (!part->absolute && t->parent >= 0 && !begins_at(plan, t->parent, each, &end))
            continue;
        if (!pass_steps(each, &end, part))
            continue;
        *at = end;
        return true;
    }
    return false;
}

/* From the root, each match would be a row of every parent's row, though it lies in one of them. */
static enum rowan_status check_relative(const struct rowan_plan *plan, const struct rowan_table *table,
                                        struct rowan_error *err)
{
    size_t at;

    if (table->parent < 0)
        return ROWAN_OK;
    for (const struct rowan_path *part = first_part(table->each); part; part = part->next)
        if (part->absolute && begins_at(plan, table->parent, part, &at))
            return rowan_fail(err, ROWAN_MAPPING, "path",
                              "each = \"%.100s\" begins at the document, so that every match is a row of "
                              "every row of %s; write it relative to the each of %s",
                              part->text, plan->tables[table->parent].name, plan->tables[table->parent].name);
    return ROWAN_OK;
}

enum rowan_status rowan_plan_table(struct rowan_plan *plan, const char *name, struct rowan_location place,
                                   const char *each, int parent, int *index, struct rowan_error *err)
{
    const struct rowan_node_set *from;
    struct rowan_table *table;
    enum rowan_status st;

    if (name[0] == '\0')
        return rowan_plan_fail(plan, place, NULL, NULL, err, "the table's name is empty");
    if (rowan_is_own_table(name))
        return rowan_plan_fail(plan, place, name, NULL, err,
                               "this is a table of rowan's own; a mapping cannot fill it");
    if (!grow_tables(plan))
        return rowan_out_of_memory(err);
    table = &plan->tables[plan->table_count];
    table->name = rowan_arena_copy(&plan->arena, name, strlen(name));
    table->label = table->name;
    table->parent = parent;
    if (!table->name)
        return rowan_out_of_memory(err);
    st = rowan_plan_keep_place(plan, place, &table->place, err);
    if (st != ROWAN_OK)
        return st;
    from = parent >= 0 ? plan->build->places[parent] : plan->build->root;
    st = rowan_plan_path(plan, &table->each, &plan->build->places[plan->table_count], from, each, false, err);
    if (st == ROWAN_OK && !rowan_path_ends_at_element(table->each))
        st = rowan_fail(err, ROWAN_MAPPING, "path", "each = \"%s\" must end at an element", each);
    if (st == ROWAN_OK)
        st = check_relative(plan, table, err);
    if (st != ROWAN_OK) {
        rowan_plan_place(plan, place, name, NULL, err);
        return st;
    }
    *index = (int)plan->table_count++;
    return ROWAN_OK;
}

static bool is_name(const char *as)
{
    size_t size = strlen(as);

    for (size_t i = 0; i < size; i++)
        if ((unsigned char)as[i] < ' ' || as[i] == 0x7F || as[i] == '/' || as[i] == '.')
            return false;
    return size > 0 && size <= 60 && as[0] != ' ' && as[size - 1] != ' ';
}

enum rowan_status rowan_plan_as(struct rowan_plan *plan, int index, const char *as, struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    size_t size = strlen(table->name) + strlen(as) + 2;

    if (!is_name(as))
        return rowan_plan_fail(
            plan, table->place, table->label, NULL, err,
            "as = \"%.60s\": a name of 1 to 60 bytes is expected, without /, . and blanks at its ends", as);
    for (int i = 0; i < index; i++) {
        const struct rowan_table *other = &plan->tables[i];
        if (other->as && strcmp(other->name, table->name) == 0 && strcmp(other->as, as) == 0)
            return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                                   "as = \"%.60s\": the into in line %d is called so", as, other->place.line);
    }
    table->label = rowan_arena_alloc(&plan->arena, size);
    table->as = rowan_arena_copy(&plan->arena, as, strlen(as));
    if (!table->label || !table->as)
        return rowan_out_of_memory(err);
    snprintf(table->label, size, "%s/%s", table->name, as);
    return ROWAN_OK;
}

/* The column's index; what is "key" or "distinct". */
static enum rowan_status find_column(const struct rowan_plan *plan, const struct rowan_table *table,
                                     const char *what, const char *name, size_t *index,
                                     struct rowan_error *err)
{
    char hint[120];
    int found = rowan_table_find_column(table, name);

    if (found >= 0) {
        *index = (size_t)found;
        return ROWAN_OK;
    }
    return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                           "%s column \"%s\" is not one of the columns%s", what, name,
                           rowan_table_column_hint(table, name, hint, sizeof hint));
}

enum rowan_status rowan_plan_key(struct rowan_plan *plan, int index, const char *const *columns, size_t count,
                                 struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    enum rowan_status st = ROWAN_OK;

    table->key = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *table->key);
    if (!table->key)
        return rowan_out_of_memory(err);
    for (size_t i = 0; st == ROWAN_OK && i < count; i++) {
        size_t column = 0;
        st = find_column(plan, table, "key", columns[i], &column, err);
        if (st == ROWAN_OK && table->columns[column].is_key)
            return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                                   "key column \"%s\" is named twice", columns[i]);
        if (st == ROWAN_OK && table->columns[column].type.kind == ROWAN_XML)
            return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                                   "key column \"%s\" is xml, which databases do not compare", columns[i]);
        if (st != ROWAN_OK)
            return st;
        table->columns[column].is_key = true;
        table->key[table->key_count++] = column;
    }
    return st;
}

/* ---- what a row is found by ---- */

static bool has_number(const struct rowan_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (rowan_column_is_numbered_here(&table->columns[i]))
            return true;
    return false;
}

/* Several into of one table have one unique index for it. */
static const struct rowan_table *find_other_unique(const struct rowan_plan *plan,
                                                   const struct rowan_table *table)
{
    for (const struct rowan_table *other = plan->tables; other < table; other++) {
        size_t same = 0;
        if (!other->unique_count || strcmp(other->name, table->name) != 0)
            continue;
        for (size_t i = 0; i < other->unique_count && i < table->unique_count; i++)
            same += strcmp(other->columns[other->unique[i]].name, table->columns[table->unique[i]].name) == 0;
        if (same != other->unique_count || same != table->unique_count)
            return other;
    }
    return NULL;
}

/* Why rows cannot be found by it; NULL: they can. */
static const char *refuse_unique(const struct rowan_column *column)
{
    return column->is_unique  ? "is named twice"
           : column->existing ? "is looked up itself (existing): name the columns that it is looked up by"
           : rowan_column_is_numbered_here(column)
               ? "is numbered by the database, and rows are found by what they have of their document"
           : column->type.kind == ROWAN_XML ? "is xml, which databases do not compare"
           : column->omit ? "may be left to the database (omit_missing), and nobody knows its value before"
                          : NULL;
}

enum rowan_status rowan_plan_unique(struct rowan_plan *plan, int index, const char *const *columns,
                                    size_t count, struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    const struct rowan_table *other;
    enum rowan_status st = ROWAN_OK;

    table->unique = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *table->unique);
    if (!table->unique)
        return rowan_out_of_memory(err);
    if (count == 0)
        return rowan_plan_fail(
            plan, table->place, table->label, NULL, err,
            "unique is empty; it names the columns by which a row is found: unique = { \"customer_no\" }");
    if (!has_number(table))
        return rowan_plan_fail(
            plan, table->place, table->label, NULL, err,
            "unique is for tables with a column that the database numbers, such as sequence(): "
            "of others the key says which row it is");
    for (size_t i = 0; st == ROWAN_OK && i < count; i++) {
        size_t c = 0;
        const char *why;
        st = find_column(plan, table, "unique", columns[i], &c, err);
        why = st == ROWAN_OK ? refuse_unique(&table->columns[c]) : NULL;
        if (why)
            return rowan_plan_fail(plan, table->place, table->label, NULL, err, "unique column \"%s\" %s",
                                   columns[i], why);
        if (st != ROWAN_OK)
            return st;
        table->columns[c].is_unique = true;
        table->columns[c].required = true; /* without a value it would find no row */
        table->unique[table->unique_count++] = c;
    }
    other = find_other_unique(plan, table);
    return other ? rowan_plan_fail(
                       plan, table->place, table->label, NULL, err,
                       "its unique is not that of the into in line %d: every into of a table names the "
                       "same columns there, in the same order",
                       other->place.line)
                 : ROWAN_OK;
}

/* ---- which matches make a row ---- */

enum rowan_status rowan_plan_when(struct rowan_plan *plan, int index, struct rowan_location place,
                                  const char *expr, struct rowan_error *err)
{
    static const struct rowan_type boolean = {.kind = ROWAN_BOOLEAN};
    struct rowan_column_spec spec = {
        .name = "when", .place = place, .type = &boolean, .origin = ROWAN_FROM_EXPR, .of = expr};
    struct rowan_table *table = &plan->tables[index];

    return rowan_plan_hidden(plan, table, &spec, &table->when, err);
}

enum rowan_status rowan_plan_prefer(struct rowan_plan *plan, int index, struct rowan_location place,
                                    const char *expr, struct rowan_error *err)
{
    static const struct rowan_type whole = {.kind = ROWAN_BIGINT};
    struct rowan_column_spec spec = {
        .name = "prefer", .place = place, .type = &whole, .origin = ROWAN_FROM_EXPR, .of = expr};
    struct rowan_table *table = &plan->tables[index];

    return rowan_plan_hidden(plan, table, &spec, &table->prefer, err);
}

enum rowan_status rowan_plan_distinct(struct rowan_plan *plan, int index, const char *const *columns,
                                      size_t count, bool last, struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    enum rowan_status st = ROWAN_OK;

    table->distinct = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *table->distinct);
    if (!table->distinct)
        return rowan_out_of_memory(err);
    for (size_t i = 0; st == ROWAN_OK && i < count; i++) {
        size_t column = 0;
        st = find_column(plan, table, "distinct", columns[i], &column, err);
        if (st == ROWAN_OK && (table->columns[column].origin == ROWAN_FROM_POSITION ||
                               table->columns[column].origin == ROWAN_FROM_ORDINAL ||
                               rowan_column_is_numbered_here(&table->columns[column])))
            st = rowan_plan_fail(plan, table->place, table->label, NULL, err,
                                 "distinct column \"%s\" is the %s, which differs in every row", columns[i],
                                 rowan_origin_name(table->columns[column].origin));
        if (st == ROWAN_OK && table->columns[column].origin == ROWAN_FROM_EXISTING)
            st = rowan_plan_fail(plan, table->place, table->label, NULL, err,
                                 "distinct column \"%s\": " ROWAN_NUMBERED_LATER, columns[i]);
        if (st == ROWAN_OK && rowan_column_is_given(&table->columns[column]))
            st = rowan_plan_fail(plan, table->place, table->label, NULL, err,
                                 "distinct column \"%s\" is not of the match: distinct chooses matches, "
                                 "before several rows are made of one",
                                 columns[i]);
        table->distinct[table->distinct_count++] = column;
    }
    table->distinct_last = last;
    return st;
}

void rowan_plan_skip_empty(struct rowan_plan *plan, int index)
{
    plan->tables[index].skip_empty = true;
}

void rowan_plan_reject(struct rowan_plan *plan, int index)
{
    plan->tables[index].rejects = plan->rejects = true;
}

void rowan_plan_may_drop(struct rowan_plan *plan, int index)
{
    plan->tables[index].may_drop = true;
}

/* ---- several rows of one match ---- */

enum rowan_status rowan_plan_unpivot(struct rowan_plan *plan, int index, const char *const *names,
                                     size_t count, size_t entries, struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];

    table->given = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *table->given);
    table->unpivot = rowan_arena_alloc(&plan->arena, (entries + 1) * sizeof *table->unpivot);
    if (!table->given || !table->unpivot)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < count; i++) {
        table->given[i] = rowan_arena_copy(&plan->arena, names[i], strlen(names[i]));
        if (!table->given[i])
            return rowan_out_of_memory(err);
    }
    table->given_count = count;
    table->reading_count = 1;
    return ROWAN_OK;
}

static enum rowan_status copy_labels(struct rowan_plan *plan, const struct rowan_table *table,
                                     struct rowan_unpivot_entry *entry, const struct rowan_slice *labels,
                                     struct rowan_error *err)
{
    entry->labels = rowan_arena_alloc(&plan->arena, table->given_count * sizeof *entry->labels);
    if (!entry->labels)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < table->given_count; i++) {
        if (!labels[i].data)
            continue;
        entry->labels[i].size = labels[i].size;
        entry->labels[i].data = rowan_arena_copy(&plan->arena, labels[i].data, labels[i].size);
        if (!entry->labels[i].data)
            return rowan_out_of_memory(err);
    }
    return ROWAN_OK;
}

enum rowan_status rowan_plan_unpivot_entry(struct rowan_plan *plan, int index,
                                           const struct rowan_unpivot_entry_spec *spec,
                                           struct rowan_error *err)
{
    static const struct rowan_type text = {.kind = ROWAN_TEXT};
    struct rowan_table *table = &plan->tables[index];
    struct rowan_unpivot_entry *entry = &table->unpivot[table->unpivot_count];
    struct rowan_column_spec value = {.name = "unpivot", .place = spec->place, .type = &text};
    enum rowan_status st;

    value.origin = spec->path ? ROWAN_FROM_PATHS : ROWAN_FROM_EXPR;
    value.paths = &spec->path;
    value.path_count = spec->path ? 1 : 0;
    value.of = spec->expr;
    st = rowan_plan_hidden(plan, table, &value, &entry->readings, err);
    if (st == ROWAN_OK)
        st = copy_labels(plan, table, entry, spec->labels, err);
    if (st == ROWAN_OK)
        table->unpivot_count++;
    return st;
}

enum rowan_status rowan_plan_row_function(struct rowan_plan *plan, int index,
                                          const struct rowan_column_spec *spec, struct rowan_error *err)
{
    static const struct rowan_type text = {.kind = ROWAN_TEXT};
    struct rowan_column_spec row_function = *spec;
    struct rowan_table *table = &plan->tables[index];

    row_function.name = "rows";
    row_function.type = &text;
    if (spec->via_count != 1 || spec->via[0].transform != ROWAN_TEXT_FUNCTION_CALL)
        return rowan_plan_fail(
            plan, spec->place, table->label, "rows", err,
            "one function makes the rows: rows = { \"path\", via = function(text) ... end }");
    return rowan_plan_hidden(plan, table, &row_function, &table->row_function, err);
}

/* ---- the whole table ---- */

/* The parent's key must be copied into the child, or its rows could not be told apart by parent. */
static enum rowan_status check_child(const struct rowan_plan *plan, const struct rowan_table *table,
                                     struct rowan_error *err)
{
    const struct rowan_table *parent;

    if (table->parent < 0)
        return ROWAN_OK;
    parent = &plan->tables[table->parent];
    for (size_t k = 0; k < parent->key_count; k++) {
        const struct rowan_column *key = &parent->columns[parent->key[k]];
        bool copied = false;
        for (size_t i = 0; i < table->column_count; i++)
            copied |= table->columns[i].origin == ROWAN_FROM_PARENT &&
                      (size_t)table->columns[i].of == parent->key[k];
        if (!copied)
            return rowan_plan_fail(
                plan, table->place, table->label, NULL, err,
                "a child of %s must carry its key: add a column such as %s = parent \"%s\"", parent->name,
                key->name, key->name);
    }
    return ROWAN_OK;
}

static bool is_key(const struct rowan_table *table, const char *column)
{
    for (size_t i = 0; i < table->key_count; i++)
        if (strcmp(table->columns[table->key[i]].name, column) == 0)
            return true;
    return false;
}

static bool same_key(const struct rowan_table *a, const struct rowan_table *b)
{
    if (a->key_count != b->key_count)
        return false;
    for (size_t i = 0; i < a->key_count; i++)
        if (!is_key(b, a->columns[a->key[i]].name))
            return false;
    return true;
}

/* Several into of one table share its primary key: rows of another would be refused, or take each other's
 * place. */
static enum rowan_status check_one_key(const struct rowan_plan *plan, size_t index, struct rowan_error *err)
{
    const struct rowan_table *table = &plan->tables[index];

    for (size_t i = 0; i < index; i++) {
        const struct rowan_table *before = &plan->tables[i];
        if (strcmp(before->name, table->name) == 0 && !same_key(before, table))
            return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                                   "its key is not that of the into in line %d: a table has one primary key, "
                                   "so every into of it names the same columns in key: a constant fills one "
                                   "that it has no value for",
                                   before->place.line);
    }
    return ROWAN_OK;
}

/* The column that table has under this name; both tables have the same key. */
static const struct rowan_column *key_column(const struct rowan_table *table, const char *name)
{
    for (size_t i = 0; i < table->key_count; i++)
        if (strcmp(table->columns[table->key[i]].name, name) == 0)
            return &table->columns[table->key[i]];
    return NULL;
}

/* Whether both give the same in all rows of a document; a position counts as that. */
static bool gives_same(const struct rowan_column *a, const struct rowan_column *b)
{
    if (a->origin != b->origin || a->via_count || b->via_count)
        return false;
    if (a->origin == ROWAN_FROM_CONSTANT)
        return rowan_slice_equal(a->constant, b->constant);
    return a->origin == ROWAN_FROM_POSITION ||
           ((a->origin == ROWAN_FROM_SOURCE || a->origin == ROWAN_FROM_RUN ||
             a->origin == ROWAN_FROM_PARENT) &&
            a->of == b->of);
}

static bool counts_alike(const struct rowan_table *a, const struct rowan_table *b)
{
    bool position = false;

    for (size_t i = 0; i < a->key_count; i++) {
        const struct rowan_column *one = &a->columns[a->key[i]];
        const struct rowan_column *other = key_column(b, one->name);
        if (!other || !gives_same(one, other))
            return false;
        position = position || one->origin == ROWAN_FROM_POSITION;
    }
    return position;
}

/* Documents of two kinds, of which each has rows for one of them. */
static bool have_other_roots(const struct rowan_path *a, const struct rowan_path *b)
{
    const struct rowan_step *x = a->steps, *y = b->steps;

    return a->count > 0 && b->count > 0 && x->axis == ROWAN_AXIS_CHILD && y->axis == ROWAN_AXIS_CHILD &&
           x->test == ROWAN_TEST_NAME && y->test == ROWAN_TEST_NAME && x->name != y->name;
}

/* Two into of one table that number their rows from 1, and say nothing else of them. Conditions may part
 * them. */
static enum rowan_status check_positions(const struct rowan_plan *plan, size_t index, struct rowan_error *err)
{
    const struct rowan_table *table = &plan->tables[index];

    for (size_t i = 0; i < index; i++) {
        const struct rowan_table *before = &plan->tables[i];
        if (strcmp(before->name, table->name) != 0 || before->parent != table->parent || before->when ||
            table->when || (table->parent < 0 && have_other_roots(before->each, table->each)))
            continue;
        if (counts_alike(before, table))
            return rowan_plan_fail(
                plan, table->place, table->label, NULL, err,
                "its rows and those of the into in line %d are both numbered from 1 by position(), and "
                "nothing "
                "else in the key tells them apart; add a column to the key, such as kind = constant \"fee\"",
                before->place.line);
    }
    return ROWAN_OK;
}

static bool takes_label(const struct rowan_table *table, size_t label)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].origin == ROWAN_FROM_LABEL && (size_t)table->columns[i].of == label)
            return true;
    return false;
}

/* A field of a pair that no column takes is a slip: its values would go nowhere. The first is the pair's own.
 */
static enum rowan_status check_labels(const struct rowan_plan *plan, const struct rowan_table *table,
                                      struct rowan_error *err)
{
    struct rowan_suggest suggest;
    char hint[100];

    for (size_t label = 1; table->unpivot_count && label < table->given_count; label++) {
        if (takes_label(table, label))
            continue;
        rowan_suggest_init(&suggest, rowan_slice_of(table->given[label]));
        for (size_t other = 1; other < table->given_count; other++)
            if (takes_label(table, other))
                rowan_suggest_offer(&suggest, table->given[other]);
        return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                               "no column takes \"%.60s\" of the pairs of unpivot%s", table->given[label],
                               rowan_suggest_hint(&suggest, hint, sizeof hint));
    }
    return ROWAN_OK;
}

enum rowan_status rowan_table_check(const struct rowan_plan *plan, const struct rowan_table *table,
                                    struct rowan_error *err)
{
    enum rowan_status st;

    if (table->column_count == 0)
        return rowan_plan_fail(plan, table->place, table->label, NULL, err, "the table has no columns");
    if (table->recursive && table->rejects)
        return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                               "rows of a recursive table do not fail alone, since others hang at them: say "
                               "bad_row = \"fail\"");
    if (table->row_function && table->given_count == 0)
        return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                               "rows makes records, but no column takes a field of them: add a column "
                               "such as text(20)(field \"name\")");
    st = check_labels(plan, table, err);
    if (st == ROWAN_OK)
        st = rowan_recursion_check(plan, table, err);
    if (st == ROWAN_OK)
        st = check_child(plan, table, err);
    if (st == ROWAN_OK)
        st = check_one_key(plan, (size_t)(table - plan->tables), err);
    return st == ROWAN_OK ? check_positions(plan, (size_t)(table - plan->tables), err) : st;
}
