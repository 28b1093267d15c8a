/*
 * What can never be accepted is an error, values of which some are refused a warning. A constraint that is
 * not understood is passed over: the database says what it thinks of a value when it gets one.
 */
#include "schema/check_values.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "catalog/check_constraint.h"
#include "odbc/dialect.h"
#include "schema/check_zone.h"
#include "schema/target_table.h"
#include "schema/written.h"

#define SHOWN_VALUES 5 /* of an enum in one message */

/* A column of the mapping before a constraint. */
struct judging {
    struct rowan_check_context *check;
    const struct rowan_check_constraint *constraint;
    struct rowan_clause_question question;
    struct rowan_check_location spot;
    const struct rowan_column *column; /* that the value comes from: of a parent, perhaps */
    const struct rowan_table *table;   /* its table */
};

static bool comes_from_documents(const struct rowan_column *column)
{
    return column->origin != ROWAN_FROM_CONSTANT || column->via_count > 0;
}

static struct rowan_clause_outcome ask(const struct judging *j, const struct rowan_written *written)
{
    return rowan_clause_outcome(j->constraint->clause, &j->question, written);
}

/* ---- messages ---- */

/* What the constraint is called, and what it says, on one line. */
static const char *describe(const struct judging *j, char *out, size_t size)
{
    const struct rowan_check_constraint *c = j->constraint;
    size_t shown = rowan_utf8_prefix(c->text, 200);
    int at;

    if (c->domain)
        at = snprintf(out, size, "the constraint \"%.70s\" of the domain %.100s", c->name, c->domain);
    else if (*c->name)
        at = snprintf(out, size, "the constraint \"%.70s\"", c->name);
    else
        at = snprintf(out, size, "a constraint of the table");
    snprintf(out + at, size - (size_t)at, ", CHECK (%.*s%s)", (int)shown, c->text.data,
             shown < c->text.size ? " ..." : "");
    for (char *s = out; *s; s++)
        if (rowan_ascii_is_space(*s))
            *s = ' ';
    return out;
}

static const char *show(const struct rowan_written *written, char *out, size_t size)
{
    char number[ROWAN_NUMBER_PRINTED];

    if (written->kind == ROWAN_WRITTEN_TEXT)
        return rowan_quote(out, size, written->text);
    snprintf(out, size, "%.*s", (int)rowan_number_print(&written->low, number), number);
    return out;
}

/* ---- single values ---- */

static void judge_value(const struct judging *j, const char *what, const struct rowan_value *value)
{
    struct rowan_written written = rowan_written_value(&j->column->type, value);
    char shown[100], about[600];

    if (ask(j, &written).is_false == ROWAN_EXTENT_ALL)
        rowan_check_error(j->check, &j->spot, "%s %s is refused by %s", what,
                          show(&written, shown, sizeof shown), describe(j, about, sizeof about));
}

/* Values that are written instead of what a document has not, or has wrong. */
static void judge_stand_ins(const struct judging *j)
{
    const struct rowan_column *column = j->column;

    if (column->default_from == ROWAN_FROM_CONSTANT && !column->otherwise.null)
        judge_value(j, "the default", &column->otherwise);
    if (column->bad == ROWAN_BAD_CONSTANT && !column->bad_value.null)
        judge_value(j, "bad = constant", &column->bad_value);
}

/* ---- several values ---- */

/* The values of an enum, or a list of labels; those that are refused are gathered. */
struct choices {
    size_t count, refused;
    char shown[400];
    size_t size;
};

static void judge_choice(const struct judging *j, struct choices *choices,
                         const struct rowan_written *written)
{
    char shown[100];
    int more;

    choices->count++;
    if (ask(j, written).is_false != ROWAN_EXTENT_ALL)
        return;
    if (++choices->refused > SHOWN_VALUES || choices->size >= sizeof choices->shown)
        return;
    more = snprintf(choices->shown + choices->size, sizeof choices->shown - choices->size, "%s%.70s",
                    choices->refused > 1 ? ", " : "", show(written, shown, sizeof shown));
    choices->size += (size_t)more;
}

static void report_choices(const struct judging *j, const struct choices *choices, const char *what)
{
    bool one = choices->refused == 1;
    char about[600], more[40] = "";

    if (choices->refused == 0)
        return;
    if (choices->refused > SHOWN_VALUES)
        snprintf(more, sizeof more, " and %zu more", choices->refused - SHOWN_VALUES);
    describe(j, about, sizeof about);
    if (choices->refused == choices->count)
        rowan_check_error(j->check, &j->spot, "every %s is refused by %s: %s%s", what, about, choices->shown,
                          more);
    else
        rowan_check_warning(j->check, &j->spot, "the %s%s %s%s %s refused by %s: documents with %s fail",
                            what, one ? "" : "s", choices->shown, more, one ? "is" : "are", about,
                            one ? "it" : "them");
}

static void judge_enum(const struct judging *j)
{
    const struct rowan_labels *labels = j->column->type.labels;
    struct choices choices = {.count = 0};

    for (size_t i = 0; i < labels->count; i++) {
        struct rowan_written written = labels->integers
                                           ? rowan_written_number(labels->items[i].number)
                                           : rowan_written_text(rowan_slice_of(labels->items[i].value));
        judge_choice(j, &choices, &written);
    }
    report_choices(j, &choices, "value");
}

static void judge_labels(const struct judging *j)
{
    struct choices choices = {.count = 0};

    for (size_t i = 0; i < j->table->unpivot_count; i++) {
        struct rowan_written written = rowan_written_text(j->table->unpivot[i].labels[j->column->of]);
        if (written.text.data)
            judge_choice(j, &choices, &written);
    }
    report_choices(j, &choices, "label");
}

/* ---- types ---- */

/* The column of the database holds no longer ones in any case. */
static void clip(struct rowan_written *written, const struct rowan_catalog_column *c)
{
    if (written->kind == ROWAN_WRITTEN_TEXTS && c->holds == ROWAN_HOLDS_TEXT && c->size > 0 &&
        (written->most == 0 || written->most > (size_t)c->size))
        written->most = (size_t)c->size;
}

/* Returns whether something was said. */
static bool judge_type(const struct judging *j)
{
    struct rowan_written written = rowan_written_column(j->column);
    enum rowan_extent refused;
    char name[60], about[600];

    clip(&written, j->question.column);
    refused = ask(j, &written).is_false;
    if (refused == ROWAN_EXTENT_NONE)
        return false;
    describe(j, about, sizeof about);
    rowan_type_print(&j->column->type, name, sizeof name);
    if (refused == ROWAN_EXTENT_ALL)
        rowan_check_error(j->check, &j->spot, "every value of %s is refused by %s", name, about);
    else
        rowan_check_warning(j->check, &j->spot, "some values of %s are refused by %s", name, about);
    return true;
}

/* ---- NULL ---- */

/* Whether the clause is false for NULL. */
static bool refuses_null(const struct rowan_clause *clause, const struct rowan_clause_question *q)
{
    switch (clause->kind) {
    case ROWAN_CLAUSE_AND:
        return refuses_null(clause->left, q) || refuses_null(clause->right, q);
    case ROWAN_CLAUSE_OR:
        return refuses_null(clause->left, q) && refuses_null(clause->right, q);
    case ROWAN_CLAUSE_NOT_NULL:
        return rowan_clause_asks(clause, q);
    default:
        return false;
    }
}

static bool is_always_null(const struct rowan_column *column)
{
    return !comes_from_documents(column) && column->otherwise.null;
}

static bool judge_null(const struct judging *j)
{
    char about[600];

    if (!refuses_null(j->constraint->clause, &j->question))
        return false;
    if (is_always_null(j->column))
        rowan_check_error(j->check, &j->spot, "the column is always NULL, which is refused by %s",
                          describe(j, about, sizeof about));
    else if (rowan_written_may_be_missing(j->check->plan, j->check->source, j->column, j->question.column))
        rowan_check_warning(j->check, &j->spot,
                            "a value may be missing, and NULL is refused by %s: say required or default",
                            describe(j, about, sizeof about));
    else
        return false;
    return true;
}

static void check_always_null(struct rowan_check_context *check, const struct rowan_check_location *spot,
                              const struct rowan_column *column, const struct rowan_catalog_column *c)
{
    if (is_always_null(column) && (!c->nullable || c->null_becomes) && !(column->omit && c->has_default))
        rowan_check_error(check, spot, "the column is always NULL, and the database's is NOT NULL");
}

/* ---- the tables ---- */

/* Returns whether something was said that is true of other columns of the mapping as well. */
static bool judge(const struct judging *j)
{
    bool said = judge_null(j);

    if (!comes_from_documents(j->column)) {
        if (!j->column->otherwise.null)
            judge_value(j, "the constant", &j->column->otherwise);
        return said;
    }
    judge_stand_ins(j);
    if (j->column->type.kind == ROWAN_ENUM)
        judge_enum(j);
    else if (j->column->origin == ROWAN_FROM_LABEL && j->column->via_count == 0 &&
             j->column->type.kind == ROWAN_TEXT)
        judge_labels(j);
    else
        said |= judge_type(j);
    return said;
}

static struct rowan_check_location spot_of(const struct rowan_table *table, const struct rowan_column *column)
{
    return (struct rowan_check_location){column->place, table->name, column->name};
}

/* Several into may fill the column: what is said of its type is said once. */
static void check_constraint(struct rowan_check_context *check, const struct rowan_catalog_table *found,
                             const struct rowan_catalog_column *c,
                             const struct rowan_check_constraint *constraint)
{
    struct judging j = {.check = check, .constraint = constraint};
    bool said = false;

    j.question = (struct rowan_clause_question){.table = found,
                                                .column = c,
                                                .is_value = constraint->column != NULL,
                                                .loosely_typed = check->dialect->loosely_typed};
    j.question.exact =
        !c->collation && check->dialect->equality_is_exact && check->dialect->equality_is_exact(c);
    j.question.by_letter = j.question.exact || check->dialect->equality_is_by_letter;
    for (size_t t = 0; t < check->plan->table_count && !said && check->status == ROWAN_OK; t++) {
        const struct rowan_table *table = &check->plan->tables[t];
        int i = strcmp(table->name, found->name) == 0 ? rowan_table_find_column(table, c->name) : -1;
        if (i < 0)
            continue;
        j.spot = spot_of(table, &table->columns[i]);
        j.table = table;
        j.column = rowan_written_origin(check->plan, &j.table, &table->columns[i]);
        said = judge(&j);
    }
}

static void check_columns(struct rowan_check_context *check,
                          const struct rowan_check_constraints *constraints,
                          const struct rowan_catalog_table *found)
{
    for (size_t i = 0; i < constraints->count; i++) {
        const struct rowan_check_constraint *constraint = &constraints->items[i];
        for (size_t k = 0; k < found->column_count && strcmp(constraint->table, found->name) == 0; k++)
            if (!constraint->column || strcmp(constraint->column, found->columns[k].name) == 0)
                check_constraint(check, found, &found->columns[k], constraint);
    }
}

/* What is asked of each column, whatever the constraints are. */
static void check_plain(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        const struct rowan_column *column, const struct rowan_catalog_column *c)
{
    check_always_null(check, spot, column, c);
    rowan_check_zone(check, spot, column, c);
}

static void check_each(struct rowan_check_context *check, const struct rowan_table *table,
                       const struct rowan_catalog_table *found)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct rowan_table *origin = table;
        const struct rowan_column *column = rowan_written_origin(check->plan, &origin, &table->columns[i]);
        struct rowan_check_location spot = spot_of(table, &table->columns[i]);
        int c = rowan_catalog_find(found, table->columns[i].name);
        if (c >= 0)
            check_plain(check, &spot, column, &found->columns[c]);
    }
}

void rowan_check_values(struct rowan_check_context *check, const struct rowan_catalog *catalog)
{
    const struct rowan_plan *plan = check->plan;
    struct rowan_check_constraints constraints = {.count = 0};
    const char **names = calloc(plan->table_count, sizeof *names);
    size_t count = 0;

    if (!names)
        check->status = rowan_out_of_memory(check->err);
    for (size_t i = 0; names && i < plan->table_count; i++)
        if (rowan_target_table_is_first(plan, i))
            names[count++] = plan->tables[i].name;
    if (check->status == ROWAN_OK)
        check->status = rowan_check_constraints_open(&constraints, check->db, check->endpoint->schema, names,
                                                     count, check->err);
    for (size_t i = 0; i < plan->table_count && check->status == ROWAN_OK; i++) {
        const struct rowan_catalog_table *found = rowan_catalog_lookup(catalog, plan->tables[i].name);
        if (!found)
            continue;
        check_each(check, &plan->tables[i], found);
        if (rowan_target_table_is_first(plan, i))
            check_columns(check, &constraints, found);
    }
    rowan_check_constraints_close(&constraints);
    free(names);
}
