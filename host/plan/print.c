/*
 * A plan as text: what was understood of a mapping, one line per column. CALL marks what enters Lua for
 * every row, SLOW what needs a tree of the whole document. Tests compare this text, so it has no addresses,
 * no times and no widths that depend on the terminal.
 */
#include "plan/print.h"

#include <string.h>

#include "expr/expr.h"
#include "value/datetime_format.h"
#include "plan/document_rows.h"
#include "plan/existing.h"
#include "plan/option.h"
#include "plan/parameter.h"
#include "plan/plan.h"
#include "expr/where.h"
#include "xml/path.h"

/* Characters, not bytes: names may be in any script. */
static int width_of(const char *s)
{
    long n = rowan_utf8_length(rowan_slice_of(s));

    return n < 0 ? (int)strlen(s) : (int)n;
}

static void pad(FILE *out, const char *s, int width)
{
    fputs(s, out);
    for (int n = width_of(s); n < width; n++)
        fputc(' ', out);
}

static void print_text(FILE *out, struct rowan_slice text)
{
    char shown[400];

    fputs(rowan_quote(shown, sizeof shown, text), out);
}

static void print_paths(FILE *out, const struct rowan_column *column)
{
    for (size_t i = 0; i < column->path_count; i++) {
        fputs(i ? ", " : "", out);
        fprintf(out, "\"%s\"", column->paths[i]->text);
    }
}

/* existing customer.customer_id by customer_no, country=land */
static void print_existing(FILE *out, const struct rowan_existing *existing)
{
    fprintf(out, "existing %s.%s by ", existing->table, existing->take);
    for (size_t i = 0; i < existing->by_count; i++) {
        const struct rowan_existing_pair *pair = &existing->by[i];
        fprintf(out, i ? ", %s" : "%s", pair->theirs);
        if (strcmp(pair->theirs, pair->ours) != 0)
            fprintf(out, "=%s", pair->ours);
    }
    if (existing->or_null)
        fputs("  missing=null", out);
}

static void print_origin(FILE *out, const struct rowan_plan *plan, const struct rowan_table *table,
                         const struct rowan_column *column)
{
    switch (column->origin) {
    case ROWAN_FROM_PATHS:
        print_paths(out, column);
        break;
    case ROWAN_FROM_PARENT:
        fprintf(out, "parent %s.%s", plan->tables[table->parent].name,
                plan->tables[table->parent].columns[column->of].name);
        break;
    case ROWAN_FROM_ABOVE:
        fprintf(out, "parent %s.%s", table->name, table->columns[column->of].name);
        break;
    case ROWAN_FROM_POSITION:
    case ROWAN_FROM_LEVEL:
    case ROWAN_FROM_ORDINAL:
        fputs(rowan_origin_name(column->origin), out);
        break;
    case ROWAN_FROM_SOURCE:
        fprintf(out, "source %s", plan->source.columns[column->of].name);
        break;
    case ROWAN_FROM_CONSTANT:
        fprintf(out, column->parameter ? "parameter %s" : "constant ", column->parameter);
        if (!column->parameter)
            print_text(out, column->constant);
        break;
    case ROWAN_FROM_RUN:
        fprintf(out, "run %s", rowan_run_value_name((enum rowan_run_value)column->of));
        break;
    case ROWAN_FROM_EXPR:
        fprintf(out, "expr %s", rowan_expr_line(column->expr));
        break;
    case ROWAN_FROM_XPATH:
        fprintf(out, "xpath %s", column->xpath);
        break;
    case ROWAN_FROM_HASH:
        for (size_t i = 0; i < column->other_count; i++)
            fprintf(out, i ? ", %s" : "hash %s", column->others[i].name);
        break;
    case ROWAN_FROM_SEQUENCE:
        fprintf(out, "sequence %s", column->sequence);
        break;
    case ROWAN_FROM_IDENTITY:
        fputs("identity", out);
        break;
    case ROWAN_FROM_EXISTING:
        print_existing(out, column->existing);
        break;
    case ROWAN_FROM_VALUE:
        fputs("value", out);
        break;
    case ROWAN_FROM_LABEL:
        fprintf(out, column->of > 0 ? "label %s" : "%s", table->given[column->of]);
        break;
    case ROWAN_FROM_FIELD:
        fprintf(out, "field %s", table->given[column->of]);
        break;
    }
}

static void print_options(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column)
{
    if (column->is_key)
        fputs("  key", out);
    rowan_option_print(out, plan, column);
    if (column->xpath)
        fputs("  SLOW", out);
    if (rowan_column_calls(column))
        fputs("  CALL", out);
}

static void print_columns(FILE *out, const struct rowan_plan *plan, const struct rowan_table *table)
{
    char type[64];
    int names = 0;
    int types = 0;

    for (size_t i = 0; i < table->column_count; i++) {
        int name = width_of(table->columns[i].name);
        int size = width_of(rowan_type_print(&table->columns[i].type, type, sizeof type));
        names = name > names ? name : names;
        types = size > types ? size : types;
    }
    for (size_t i = 0; i < table->column_count; i++) {
        const struct rowan_column *column = &table->columns[i];
        fputs("  ", out);
        pad(out, column->name, names + 2);
        pad(out, rowan_type_print(&column->type, type, sizeof type), types + 2);
        print_origin(out, plan, table, column);
        print_options(out, plan, column);
        if (table->skip_empty && column->counts != ROWAN_COUNTS_NO)
            fputs(column->counts == ROWAN_COUNTS_NONZERO ? "  counts=nonzero" : "  counts", out);
        fputc('\n', out);
    }
}

static void print_unique(FILE *out, const struct rowan_table *table)
{
    for (size_t i = 0; i < table->unique_count; i++)
        fprintf(out, "%s%s", i ? ", " : "  unique ", table->columns[table->unique[i]].name);
    fputs(table->unique_count ? "\n" : "", out);
}

static void print_conflict(FILE *out, const struct rowan_table *table)
{
    if (table->conflict == ROWAN_CONFLICT_NEWEST)
        fprintf(out, "  conflict newest %s\n", table->columns[table->newest].name);
    else if (table->conflict)
        fprintf(out, "  conflict %s  ORDER: %s\n", rowan_conflict_name(table->conflict),
                table->conflict == ROWAN_CONFLICT_SKIP ? "the row that comes first stays"
                                                       : "the row that comes last counts");
}

static void print_choice(FILE *out, const struct rowan_table *table)
{
    if (table->when)
        fprintf(out, "  when %s\n", rowan_expr_line(table->when->expr));
    for (size_t i = 0; i < table->distinct_count; i++)
        fprintf(out, "%s%s", i ? ", " : "  distinct ", table->columns[table->distinct[i]].name);
    if (table->distinct_count)
        fprintf(out, "  keep=%s", table->distinct_last ? "last" : "first");
    if (table->prefer)
        fprintf(out, "  prefer %s", rowan_expr_line(table->prefer->expr));
    fputs(table->distinct_count ? "\n" : "", out);
    if (table->skip_empty)
        fputs("  skip_empty\n", out);
    if (table->rejects)
        fputs("  bad_row reject\n", out);
    if (table->may_drop)
        fputs("  database_may_drop\n", out);
    print_unique(out, table);
    print_conflict(out, table);
}

static void print_entry(FILE *out, const struct rowan_plan *plan, const struct rowan_table *table,
                        const struct rowan_unpivot_entry *entry)
{
    fputs("  pair ", out);
    print_text(out, entry->labels[0]);
    fputs("  ", out);
    print_origin(out, plan, table, entry->readings);
    for (size_t i = 1; i < table->given_count; i++) {
        if (!entry->labels[i].data)
            continue;
        fprintf(out, "  %s=", table->given[i]);
        print_text(out, entry->labels[i]);
    }
    fputc('\n', out);
}

/* What makes several rows of a match. */
static void print_several(FILE *out, const struct rowan_plan *plan, const struct rowan_table *table)
{
    for (size_t i = 0; i < table->unpivot_count; i++)
        print_entry(out, plan, table, &table->unpivot[i]);
    if (!table->row_function)
        return;
    fputs("  rows ", out);
    print_paths(out, table->row_function);
    print_options(out, plan, table->row_function);
    fputc('\n', out);
}

static void print_table(FILE *out, const struct rowan_plan *plan, const struct rowan_table *table)
{
    size_t calls = 0;
    size_t slow = 0;

    for (size_t i = 0; i < table->column_count; i++) {
        calls += rowan_column_calls(&table->columns[i]);
        slow += table->columns[i].xpath != NULL;
    }
    calls += table->row_function != NULL;
    fprintf(out, "\n%s  each \"%s\"", table->label, table->each->text);
    if (table->below && strcmp(table->below->text, table->each->text) != 0)
        fprintf(out, "  recursive \"%s\"", table->below->text);
    else if (table->recursive)
        fputs("  recursive", out);
    if (table->parent >= 0)
        fprintf(out, "  in %s", plan->tables[table->parent].name);
    if (strcmp(table->place.file, plan->file) == 0)
        fprintf(out, "  line %d", table->place.line);
    else
        fprintf(out, "  at %s:%d", table->place.file, table->place.line);
    fprintf(out, "  %zu column%s", table->column_count, table->column_count == 1 ? "" : "s");
    if (slow)
        fprintf(out, "  %zu SLOW", slow);
    if (calls)
        fprintf(out, "  %zu CALL", calls);
    fputc('\n', out);
    print_choice(out, table);
    if (rowan_document_rows(plan, (size_t)(table - plan->tables)).by == ROWAN_ROWS_BY_LINEAGE)
        fputs("  lineage\n", out);
    print_several(out, plan, table);
    print_columns(out, plan, table);
}

static void print_assumed(FILE *out, const struct rowan_assumed_zone *assumed)
{
    const char *const *choices = rowan_option_find("gap")->choices; /* those of overlap, too */

    if (!assumed)
        return;
    fprintf(out, "assume %s", assumed->name);
    if (assumed->gap)
        fprintf(out, "  gap %s", choices[assumed->gap]);
    if (assumed->overlap)
        fprintf(out, "  overlap %s", choices[assumed->overlap]);
    fputc('\n', out);
}

static void print_source(FILE *out, const struct rowan_plan *plan, const char *source_schema,
                         const char *target_schema)
{
    char type[64];

    fputs(plan->source.is_files ? "source files " : "source ", out);
    if (source_schema)
        fprintf(out, "%s.", source_schema);
    fputs(plan->source.name, out);
    if (plan->source.split)
        fprintf(out, "  split %s", plan->source.split->text);
    if (plan->source.split_key)
        fprintf(out, "  records' key %s", plan->source.split_key->text);
    if (plan->source.document)
        fprintf(out, "  document %s", plan->source.document);
    for (size_t i = 0; i < plan->source.column_count; i++)
        fprintf(out, "  %s %s %s", i < plan->source.key_count ? "key" : "carries",
                plan->source.columns[i].name,
                rowan_type_print(&plan->source.columns[i].type, type, sizeof type));
    fputc('\n', out);
    if (plan->source.revision == ROWAN_REVISION_COLUMN)
        fprintf(out, "revision %s\n", plan->source.columns[plan->source.revision_column].name);
    if (plan->source.revision == ROWAN_REVISION_DIGEST)
        fputs("revision digest\n", out);
    if (plan->source.where)
        fprintf(out, "where %s\n", plan->source.where->line);
    if (target_schema)
        fprintf(out, "target schema %s\n", target_schema);
    print_assumed(out, plan->assumed);
    if (plan->dates)
        fprintf(out, "dates %s", plan->dates->shown);
    if (plan->dates && plan->dates->pivot)
        fprintf(out, "  pivot %d", plan->dates->pivot);
    if (plan->dates)
        fputc('\n', out);
    if (plan->head)
        fprintf(out, "when %s\n", rowan_expr_line(plan->head->when->expr));
    if (plan->rejects)
        fprintf(out, "rejects %lld\n", (long long)plan->rejects_most);
    if (plan->skip_nothing)
        fputs("nothing skip\n", out);
}

static void print_parameters(FILE *out, const struct rowan_plan *plan)
{
    char type[64];

    for (size_t i = 0; i < plan->parameter_count; i++) {
        const struct rowan_parameter *parameter = &plan->parameters[i];
        fprintf(out, "parameter %s %s  ", parameter->name,
                rowan_type_print(&parameter->type, type, sizeof type));
        fputs(parameter->is_default ? "default " : "", out);
        if (parameter->given.data)
            print_text(out, parameter->given);
        fputs(parameter->given.data ? "\n" : "not set\n", out);
    }
}

void rowan_plan_dump(const struct rowan_plan *plan, const char *source_schema, const char *target_schema,
                     FILE *out)
{
    fprintf(out, "mapping %s%s%s  (%s)\n", plan->name, plan->version[0] ? " version " : "", plan->version,
            plan->file);
    for (size_t i = 0; i < plan->used_count; i++)
        fprintf(out, "uses %s\n", plan->used[i]);
    print_parameters(out, plan);
    print_source(out, plan, source_schema, target_schema);
    for (size_t i = 0; i < plan->table_count; i++)
        print_table(out, plan, &plan->tables[i]);
}
