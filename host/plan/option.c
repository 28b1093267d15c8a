/*
 * What an option is for is said in the table; what it does stands where values are made (rows/, value/). An
 * option that can do nothing where it stands is a misunderstanding, so it is refused.
 */
#include "plan/option.h"

#include <stddef.h>
#include <string.h>

#include "plan/plan.h"
#include "value/datetime_format.h"

/* ---- printing of what is no flag and no choice ---- */

static void print_text(FILE *out, struct rowan_slice text)
{
    char shown[400];

    fputs(rowan_quote(shown, sizeof shown, text), out);
}

static void print_default(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column)
{
    if (column->fallback.data) {
        fputs("  default=", out);
        print_text(out, column->fallback);
    }
    if (column->default_from == ROWAN_FROM_RUN)
        fprintf(out, "  default=run %s", rowan_run_value_name((enum rowan_run_value)column->default_of));
    if (column->default_from == ROWAN_FROM_SOURCE)
        fprintf(out, "  default=source %s", plan->source.columns[column->default_of].name);
}

/* The mapping's own formats stand in its head. */
static void print_format(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column)
{
    const struct rowan_datetime_formats *formats = column->rules.formats;

    (void)plan;
    if (column->writing.formatted)
        fprintf(out, "  format=%s", formats->shown);
}

static void print_bad(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column)
{
    (void)plan;
    if (column->bad == ROWAN_BAD_CONSTANT) {
        fputs("  bad=constant ", out);
        print_text(out, column->bad_text);
    } else if (column->bad) {
        fprintf(out, "  bad=%s", rowan_option_find("bad")->choices[column->bad]);
    }
}

static void print_null_if(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column)
{
    (void)plan;
    for (size_t i = 0; i < column->null_if.count; i++) {
        fputs(i ? ", " : "  null_if=", out);
        print_text(out, column->null_if.items[i]);
    }
}

static void print_ignore_case(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column)
{
    (void)plan;
    if (column->rules.ignore_case || (column->null_if.count && column->null_if.ignore_case))
        fputs("  ignore_case", out);
}

/* A key column is never missing. */
static void print_omit(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column)
{
    (void)plan;
    if (column->omit && !column->is_key)
        fputs("  omit_missing", out);
}

/* A function alone is marked with CALL, as what costs a call of Lua. */
static void print_via(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column)
{
    (void)plan;
    if (column->via_count == 1 && column->via[0].transform == ROWAN_TEXT_FUNCTION_CALL)
        return;
    for (size_t i = 0; i < column->via_count; i++) {
        bool call = column->via[i].transform == ROWAN_TEXT_FUNCTION_CALL;
        fprintf(out, "%s%s",
                i ? "," : "  via=", call ? "function" : rowan_text_function_name(column->via[i].transform));
    }
}

/* Of tables that skip empty rows it is said with the table. */
static void print_nothing(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column)
{
    (void)out, (void)plan, (void)column;
}

/* ---- the table ---- */

#define TYPE(kind)      (1u << ROWAN_##kind)
#define ANY_TYPE        (~0u)
#define WHOLE_NUMBERS   (TYPE(TINYINT) | TYPE(SMALLINT) | TYPE(INTEGER) | TYPE(BIGINT))
#define DATES_AND_TIMES (TYPE(DATE) | TYPE(TIME) | TYPE(TIMESTAMP))

#define FROM(origin) (1u << ROWAN_FROM_##origin)
#define ANY_ORIGIN   (~0u)
#define MATCHES      (FROM(PATHS) | FROM(EXPR) | FROM(XPATH) | FROM(VALUE))
/* What makes a text, which may be missing, differ from row to row, or not convert. */
#define TEXTS (MATCHES | FROM(FIELD) | FROM(LABEL) | FROM(SOURCE) | FROM(RUN))
/* What is known beforehand, until via makes something else of it. */
#define FIXED (FROM(CONSTANT) | FROM(POSITION) | FROM(LEVEL) | FROM(ORDINAL))

#define SPEC(field)   .spec = offsetof(struct rowan_column_spec, field)
#define COLUMN(field) .column = offsetof(struct rowan_column, field)
#define AS_BOOL       .size = sizeof(bool)
#define AS_ENUM       .size = sizeof(int)
#define AS_TEXT       .size = sizeof(char *)

#define NUMBERS (WHOLE_NUMBERS | TYPE(DECIMAL) | TYPE(REAL) | TYPE(DOUBLE))

static const char of_document[] = "is how a document writes numbers; this column has no path";
static const char no_path[] = "chooses among the matches of a path; this column has no path";

/* clang-format off */
static const struct rowan_option options[] = {
    {.name = "identity", .kind = ROWAN_OPTION_FLAG, SPEC(identity), COLUMN(identity), AS_BOOL,
     .types = WHOLE_NUMBERS, .for_ = "whole numbers such as bigint", .origins = ANY_ORIGIN & ~FROM(IDENTITY),
     .why = "= true has the load fill a column that the database numbers, and identity() leaves it to the database"},
    {.name = "required", .kind = ROWAN_OPTION_FLAG, SPEC(required), COLUMN(required), AS_BOOL,
     .types = ANY_TYPE, .origins = ANY_ORIGIN & ~FROM(HASH) & ~FROM(SEQUENCE) & ~FROM(IDENTITY) &
     ~FROM(EXISTING)},
    {.name = "default", .kind = ROWAN_OPTION_LITERAL,
     .types = ANY_TYPE, .origins = TEXTS | FROM(PARENT), .with_via = FIXED, .print = print_default},
    {.name = "inner", .kind = ROWAN_OPTION_FLAG, SPEC(inner), COLUMN(inner), AS_BOOL,
     .types = TYPE(XML), .for_ = "xml", .origins = FROM(PATHS)},
    {.name = "pick", .kind = ROWAN_OPTION_CHOICE, {"", "first", "last", "join"}, SPEC(pick), COLUMN(pick), AS_ENUM,
     .types = ANY_TYPE, .origins = MATCHES, .why = no_path, .of_rows = true},
    {.name = "joiner", .kind = ROWAN_OPTION_TEXT, SPEC(joiner), COLUMN(joiner), AS_TEXT,
     .types = ANY_TYPE, .origins = MATCHES, .why = "stands between the matches of a path; this column has no path",
     .of_rows = true, .needs = "pick", .choice = ROWAN_PICK_JOIN},
    {.name = "trim", .kind = ROWAN_OPTION_FLAG, SPEC(rules.trim), COLUMN(rules.trim), AS_BOOL,
     .types = TYPE(TEXT) | TYPE(XML), .for_ = "text and xml (other types always trim)",
     .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED},
    {.name = "empty", .kind = ROWAN_OPTION_CHOICE, {"null", "keep"},
     SPEC(rules.keep_empty), COLUMN(rules.keep_empty), AS_BOOL,
     .types = ANY_TYPE, .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED,
     .needs = "via", .or_needs = "pick", .alone = TYPE(TEXT) | TYPE(BINARY) | TYPE(XML), .alone_of = FROM(EXPR)},
    {.name = "ignore_case", .kind = ROWAN_OPTION_FLAG, SPEC(ignore_case), AS_BOOL,
     .types = ANY_TYPE, .origins = TEXTS | FROM(CONSTANT), .with_via = FROM(CONSTANT), .of_rows = true,
     .needs = "null_if", .alone = TYPE(ENUM), .print = print_ignore_case},
    {.name = "too_long", .kind = ROWAN_OPTION_CHOICE, {"error", "cut"},
     SPEC(rules.too_long), COLUMN(rules.too_long), AS_ENUM,
     .types = TYPE(TEXT), .for_ = "text(n)", .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED},
    {.name = "point", .kind = ROWAN_OPTION_TEXT, SPEC(point), COLUMN(writing.point), AS_TEXT,
     .types = NUMBERS | TYPE(TEXT), .for_ = "numbers, and text with number or amount",
     .origins = FROM(PATHS) | FROM(VALUE), .why = of_document, .needs = "via", .alone = NUMBERS,
     .not_beside = {"hex"}, .leaves = "with a fraction"},
    {.name = "group", .kind = ROWAN_OPTION_TEXT, SPEC(group), COLUMN(writing.group), AS_TEXT,
     .types = (NUMBERS & ~TYPE(TINYINT)) | TYPE(TEXT), .for_ = "larger numbers, and text with number or amount",
     .origins = FROM(PATHS) | FROM(VALUE), .why = of_document, .needs = "via", .alone = NUMBERS,
     .not_beside = {"hex"}, .leaves = "in thousands"},
    {.name = "sign", .kind = ROWAN_OPTION_CHOICE, {"leading", "trailing"}, SPEC(trailing), COLUMN(writing.trailing), AS_BOOL,
     .types = NUMBERS, .for_ = "numbers", .origins = FROM(PATHS) | FROM(VALUE), .why = of_document,
     .not_beside = {"hex"}, .leaves = "with a sign"},
    {.name = "exponent", .kind = ROWAN_OPTION_FLAG, SPEC(exponent), COLUMN(writing.exponent), AS_BOOL,
     .types = WHOLE_NUMBERS | TYPE(DECIMAL), .for_ = "decimals and integers (real and double always read one)",
     .origins = FROM(PATHS) | FROM(VALUE), .why = of_document,
     .not_beside = {"hex"}, .leaves = "with an exponent"},
    {.name = "hex", .kind = ROWAN_OPTION_FLAG, SPEC(hex), COLUMN(writing.hex), AS_BOOL,
     .types = WHOLE_NUMBERS, .for_ = "whole numbers such as bigint",
     .origins = FROM(PATHS) | FROM(VALUE), .why = of_document},
    {.name = "rounding", .kind = ROWAN_OPTION_CHOICE, {"error", "half_up", "down"},
     SPEC(rules.rounding), COLUMN(rules.rounding), AS_ENUM,
     .types = WHOLE_NUMBERS | TYPE(DECIMAL) | DATES_AND_TIMES, .for_ = "decimals, integers, dates and times",
     .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED,
     .not_beside = {"hex"}, .leaves = "to round"},
    {.name = "zone", .kind = ROWAN_OPTION_CHOICE, {"error", "utc", "drop"},
     SPEC(rules.zone), COLUMN(rules.zone), AS_ENUM,
     .types = DATES_AND_TIMES, .for_ = "date, time and timestamp",
     .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED},
    {.name = "assume", .kind = ROWAN_OPTION_TEXT, SPEC(assume), COLUMN(writing.assume), AS_TEXT,
     .types = TYPE(TIMESTAMP), .for_ = "timestamp",
     .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED, .needs = "zone", .choice = ROWAN_ZONE_UTC},
    {.name = "gap", .kind = ROWAN_OPTION_CHOICE, {"fail", "earlier", "later"},
     SPEC(gap), COLUMN(writing.gap), AS_ENUM,
     .types = TYPE(TIMESTAMP), .for_ = "timestamp",
     .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED, .needs = "assume"},
    {.name = "overlap", .kind = ROWAN_OPTION_CHOICE, {"fail", "earlier", "later"},
     SPEC(overlap), COLUMN(writing.overlap), AS_ENUM,
     .types = TYPE(TIMESTAMP), .for_ = "timestamp",
     .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED, .needs = "assume"},
    {.name = "encoding", .kind = ROWAN_OPTION_CHOICE, {"base64", "hex"},
     SPEC(rules.encoding), COLUMN(rules.encoding), AS_ENUM,
     .types = TYPE(BINARY), .for_ = "binary", .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED},
    {.name = "partial", .kind = ROWAN_OPTION_CHOICE, {"", "first", "last"}, SPEC(partial), COLUMN(writing.partial), AS_ENUM,
     .types = TYPE(DATE) | TYPE(TIMESTAMP), .for_ = "date and timestamp",
     .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED},
    {.name = "pivot", .kind = ROWAN_OPTION_NUMBER, .least = 1, .most = 9900, SPEC(pivot), COLUMN(writing.pivot), AS_ENUM,
     .types = TYPE(DATE) | TYPE(TIMESTAMP), .for_ = "date and timestamp",
     .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED, .needs = "format"},
    {.name = "format", .kind = ROWAN_OPTION_FORMATS,
     .types = DATES_AND_TIMES, .for_ = "date, time and timestamp",
     .origins = TEXTS | FROM(CONSTANT), .with_via = FIXED, .print = print_format},
    {.name = "null_if", .kind = ROWAN_OPTION_TEXTS,
     .types = ANY_TYPE, .origins = TEXTS, .with_via = FIXED, .of_rows = true, .print = print_null_if},
    {.name = "bad", .kind = ROWAN_OPTION_CHOICE, {"error", "missing", "null"}, SPEC(bad), COLUMN(bad), AS_ENUM,
     .types = ANY_TYPE & ~TYPE(XML), .for_ = "what may not convert", .origins = TEXTS, .with_via = FIXED,
     .constant = true, .print = print_bad,
     .not_beside = {"too_long"}, .beside_of = FROM(EXPR) | FROM(XPATH) | FROM(VALUE), .leaves = "bad"},
    {.name = "omit_missing", .kind = ROWAN_OPTION_FLAG, SPEC(omit), AS_BOOL,
     .types = ANY_TYPE, .origins = TEXTS & ~FROM(RUN), .not_beside = {"required", "default"}, .leaves = "missing",
     .print = print_omit},
    {.name = "via", .kind = ROWAN_OPTION_STEPS,
     .types = ANY_TYPE, .origins = TEXTS | FIXED,
     .why = "works on texts from paths or the source", .of_rows = true, .print = print_via},
    {.name = "strict", .kind = ROWAN_OPTION_FLAG, .off = true, SPEC(lenient), COLUMN(lenient), AS_BOOL,
     .types = ANY_TYPE, .origins = TEXTS, .of_rows = true, .needs = "via"},
    {.name = "counts", .kind = ROWAN_OPTION_SWITCH, {"", "false", "true", "nonzero"}, SPEC(counts), AS_ENUM,
     .types = ANY_TYPE, .origins = ANY_ORIGIN & ~FROM(CONSTANT), .with_via = FROM(CONSTANT), .print = print_nothing},
};
/* clang-format on */

#define OPTIONS (sizeof options / sizeof options[0])

const struct rowan_option *rowan_option_at(size_t index)
{
    return index < OPTIONS ? &options[index] : NULL;
}

const struct rowan_option *rowan_option_find(const char *name)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

/* ---- where it is kept ---- */

static unsigned load(const void *from, size_t size)
{
    int number = 0;
    bool flag = false;

    if (size == sizeof flag) {
        memcpy(&flag, from, sizeof flag);
        return flag;
    }
    memcpy(&number, from, sizeof number);
    return (unsigned)number;
}

static void store(void *to, size_t size, unsigned value)
{
    int number = (int)value;
    bool flag = value != 0;

    memcpy(to, size == sizeof flag ? (const void *)&flag : &number, size);
}

void rowan_option_set(const struct rowan_option *option, struct rowan_column_spec *spec, unsigned value)
{
    store((char *)spec + option->spec, option->size, option->off ? !value : value);
}

void rowan_option_set_text(const struct rowan_option *option, struct rowan_column_spec *spec,
                           const char *text)
{
    memcpy((char *)spec + option->spec, &text, sizeof text);
}

static const char *load_text(const void *from)
{
    const char *text;

    memcpy(&text, from, sizeof text);
    return text;
}

static bool copy_text(void *to, const void *from, struct rowan_arena *arena)
{
    const char *text = load_text(from);
    char *copy = text ? rowan_arena_copy(arena, text, strlen(text)) : NULL;

    memcpy(to, &copy, sizeof copy);
    return !text || copy;
}

bool rowan_option_copy(const struct rowan_column_spec *spec, struct rowan_column *column,
                       struct rowan_arena *arena)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const char *from = (const char *)spec + options[i].spec;
        char *to = (char *)column + options[i].column;
        if (!options[i].size || !options[i].column)
            continue;
        if (options[i].kind != ROWAN_OPTION_TEXT)
            memcpy(to, from, options[i].size);
        else if (!copy_text(to, from, arena))
            return false;
    }
    return true;
}

/* ---- what can do nothing ---- */

/* The number of what is kept; 0 when nothing is said. 2: a default beside which a value may be missing. */
static unsigned said(const struct rowan_option *option, const struct rowan_column_spec *spec)
{
    switch (option->kind) {
    case ROWAN_OPTION_FLAG:
    case ROWAN_OPTION_CHOICE:
    case ROWAN_OPTION_SWITCH:
    case ROWAN_OPTION_NUMBER:
        return load((const char *)spec + option->spec, option->size);
    case ROWAN_OPTION_TEXT:
        return load_text((const char *)spec + option->spec) != NULL;
    case ROWAN_OPTION_TEXTS:
        return spec->null_if_count > 0;
    case ROWAN_OPTION_FORMATS:
        return spec->format_count > 0;
    case ROWAN_OPTION_LITERAL:
        if (spec->fallback.data && spec->bad != ROWAN_BAD_NULL)
            return 1;
        return spec->fallback.data || spec->default_from ? 2 : 0;
    case ROWAN_OPTION_STEPS:
        return spec->via_count > 0;
    }
    return 0;
}

static bool origin_takes(const struct rowan_option *option, const struct rowan_column_spec *spec)
{
    unsigned origins = option->origins | (spec->via_count ? option->with_via : 0);

    return origins & 1u << spec->origin;
}

static void say_origin(const struct rowan_option *option, const struct rowan_column_spec *spec, char *out,
                       size_t size)
{
    bool via = option->with_via & 1u << spec->origin;
    bool parameter = spec->origin == ROWAN_FROM_CONSTANT && spec->of;

    if (option->kind == ROWAN_OPTION_STEPS && spec->origin != ROWAN_FROM_PARENT)
        snprintf(out, size, "%s %s, not on what %s gives", option->name, option->why,
                 rowan_origin_name(spec->origin));
    else if (option->kind == ROWAN_OPTION_STEPS)
        snprintf(out, size, "%s %s, not on a parent's column", option->name, option->why);
    else if (option->why)
        snprintf(out, size, "%s %s", option->name, option->why);
    else if (spec->origin == ROWAN_FROM_PARENT)
        snprintf(out, size, "%s does nothing for a parent's column, which is copied as it is: say it there",
                 option->name);
    else
        snprintf(out, size, "%s does nothing for %s%s", option->name,
                 parameter ? "a parameter" : rowan_origin_name(spec->origin), via ? " without via" : "");
}

/* What the option needs is not there. */
static bool needs_other(const struct rowan_option *option, const struct rowan_column_spec *spec,
                        enum rowan_kind kind)
{
    unsigned other;

    if (!option->needs || option->alone & 1u << kind || option->alone_of & 1u << spec->origin ||
        (option->or_needs && said(rowan_option_find(option->or_needs), spec)))
        return false;
    other = said(rowan_option_find(option->needs), spec);
    return option->choice ? other != option->choice : !other;
}

static void say_need(const struct rowan_option *option, enum rowan_kind kind, char *out, size_t size)
{
    const struct rowan_option *needs = rowan_option_find(option->needs);
    const char * or = option->or_needs ? option->or_needs : "";

    if (option->choice)
        snprintf(out, size, "%s does nothing without %s = \"%s\"", option->name, needs->name,
                 needs->choices[option->choice]);
    else if (option->alone)
        snprintf(out, size, "%s does nothing for %s without %s%s%s", option->name, rowan_kind_name(kind),
                 needs->name, * or ? " or " : "", or);
    else
        snprintf(out, size, "%s does nothing without %s", option->name, needs->name);
}

/* The option that leaves this one nothing to do, or NULL. */
static const struct rowan_option *find_rival(const struct rowan_option *option,
                                             const struct rowan_column_spec *spec)
{
    for (size_t i = 0; option->not_beside[i] && !(option->beside_of & 1u << spec->origin); i++) {
        const struct rowan_option *other = rowan_option_find(option->not_beside[i]);
        if (said(other, spec) == 1)
            return other;
    }
    return NULL;
}

static bool is_idle(const struct rowan_option *option, const struct rowan_column_spec *spec,
                    enum rowan_kind kind, char *out, size_t size)
{
    const struct rowan_option *master = find_rival(option, spec);

    if (!origin_takes(option, spec))
        say_origin(option, spec, out, size);
    else if (!(option->types & 1u << kind))
        snprintf(out, size, "%s is for %s, not for %s", option->name, option->for_, rowan_kind_name(kind));
    else if (needs_other(option, spec, kind))
        say_need(option, kind, out, size);
    else if (master)
        snprintf(out, size, "%s does nothing beside %s, which leaves nothing %s", option->name, master->name,
                 option->leaves);
    else
        return false;
    return true;
}

bool rowan_option_idle(const struct rowan_column_spec *spec, enum rowan_kind kind, char *out, size_t size)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (said(&options[i], spec) && is_idle(&options[i], spec, kind, out, size))
            return true;
    return false;
}

/* ---- printing ---- */

static void print_one(FILE *out, const struct rowan_option *option, const struct rowan_column *column)
{
    const char *kept = (const char *)column + option->column;
    bool text = option->kind == ROWAN_OPTION_TEXT;
    unsigned value = text ? load_text(kept) != NULL : load(kept, option->size);

    if (!value)
        return;
    fprintf(out, "  %s", option->name);
    if (option->off)
        fputs("=false", out);
    if (option->kind == ROWAN_OPTION_CHOICE)
        fprintf(out, "=%s", option->choices[value]);
    if (option->kind == ROWAN_OPTION_NUMBER)
        fprintf(out, "=%u", value);
    if (text) {
        fputc('=', out);
        print_text(out, rowan_slice_of(load_text(kept)));
    }
}

void rowan_option_print(FILE *out, const struct rowan_plan *plan, const struct rowan_column *column)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (options[i].print)
            options[i].print(out, plan, column);
        else
            print_one(out, &options[i], column);
}
