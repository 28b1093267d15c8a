/*
 * Formats of dates and times. A format is read from left to right: a part (YYYY, MM, ...) becomes a step that
 * reads digits or a name, all else one that must be there as it stands. Letters that are no part are refused
 * outside of quotes, since yyyy and YYY are slips and not texts. "iso", "unix" and "unix_ms" are grammars of
 * their own.
 *
 * Matching first reads the whole text, and only then asks whether there is such a day: so the message about
 * the day comes from a format whose shape fits.
 */
#include "value/datetime_format.h"

#include <string.h>

#include "base/ascii.h"
#include "value/partial_date.h"
#include "value/unix_time.h"

#define PARTS "YYYY, YY, MM, M, MON, MONTH, DD, D, HH, H, MI, I, SS, S, FF, AM, TZ"

enum field { F_YEAR, F_MONTH, F_DAY, F_HOUR, F_MINUTE, F_SECOND, F_FRACTION, F_HALF, F_ZONE, FIELDS };

enum shape {
    S_YEAR,       /* four digits */
    S_SHORT_YEAR, /* two digits, whose century the pivot says */
    S_TWO,        /* two digits */
    S_SHORT,      /* one or two digits */
    S_NAME,       /* of a month, three letters */
    S_LONG_NAME,  /* all its letters */
    S_FRACTION,
    S_HALF,
    S_ZONE,
    S_LITERAL
};

struct rowan_datetime_step {
    enum shape shape;
    enum field field;
    struct rowan_slice literal;
};

static const struct part {
    const char *name;
    enum shape shape;
    enum field field;
} parts[] = {
    /* a name stands before those it begins with */
    {"YYYY", S_YEAR, F_YEAR}, {"YY", S_SHORT_YEAR, F_YEAR}, {"MONTH", S_LONG_NAME, F_MONTH},
    {"MON", S_NAME, F_MONTH}, {"MM", S_TWO, F_MONTH},       {"MI", S_TWO, F_MINUTE},
    {"M", S_SHORT, F_MONTH},  {"DD", S_TWO, F_DAY},         {"D", S_SHORT, F_DAY},
    {"HH", S_TWO, F_HOUR},    {"H", S_SHORT, F_HOUR},       {"I", S_SHORT, F_MINUTE},
    {"SS", S_TWO, F_SECOND},  {"S", S_SHORT, F_SECOND},     {"FF", S_FRACTION, F_FRACTION},
    {"AM", S_HALF, F_HALF},   {"TZ", S_ZONE, F_ZONE},
};

static const char *const field_names[] = {"year",   "month",    "day",      "hour",  "minute",
                                          "second", "fraction", "AM or PM", "offset"};

/* ---- compiling ---- */

struct compiling {
    const char *text; /* of the format; lives in the arena */
    const char *at;
    struct rowan_datetime_step *steps; /* room for one per byte */
    size_t count;
    bool has[FIELDS];
    bool short_year;
    const struct rowan_datetime_wanted *wanted;
    struct rowan_error *err;
};

static enum rowan_status fail(const struct compiling *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum rowan_status fail(const struct compiling *c, const char *format, ...)
{
    char what[ROWAN_MESSAGE_MAX];
    char quoted[320];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return rowan_fail(c->err, ROWAN_MAPPING, "mapping", "format %s: %s",
                      rowan_quote(quoted, sizeof quoted, rowan_slice_of(c->text)), what);
}

static struct rowan_datetime_step *last_step(const struct compiling *c)
{
    return c->count > 0 ? &c->steps[c->count - 1] : NULL;
}

/* What reads as many digits as there are must not be followed by one. */
static bool is_open(const struct rowan_datetime_step *step)
{
    return step && (step->shape == S_SHORT || step->shape == S_FRACTION);
}

/* The whole run of letters and digits that the one at hand is in. */
static enum rowan_status fail_letters(const struct compiling *c)
{
    const char *from = c->at;
    const char *end = c->at;
    char quoted[320];

    while (from > c->text && (rowan_ascii_is_letter(from[-1]) || rowan_ascii_is_digit(from[-1])))
        from--;
    while (rowan_ascii_is_letter(*end) || rowan_ascii_is_digit(*end))
        end++;
    rowan_quote(quoted, sizeof quoted, (struct rowan_slice){from, (size_t)(end - from)});
    return fail(c, "%s is not made of the parts " PARTS "; other letters stand in double quotes", quoted);
}

static enum rowan_status add_part(struct compiling *c, const struct part *part)
{
    bool digits =
        part->shape != S_NAME && part->shape != S_LONG_NAME && part->shape != S_HALF && part->shape != S_ZONE;

    if (c->has[part->field] && last_step(c)->field == part->field) /* MMM */
        return fail_letters(c);
    if (c->has[part->field])
        return fail(c, "the %s is there twice", field_names[part->field]);
    if (digits && is_open(last_step(c)))
        return fail(c, "something must stand between the %s and %s", field_names[last_step(c)->field],
                    part->name);
    c->has[part->field] = true;
    c->short_year = c->short_year || part->shape == S_SHORT_YEAR;
    c->steps[c->count++] = (struct rowan_datetime_step){part->shape, part->field, {NULL, 0}};
    c->at += strlen(part->name);
    return ROWAN_OK;
}

static enum rowan_status add_literal(struct compiling *c, const char *from, size_t size)
{
    struct rowan_datetime_step *last = last_step(c);

    if (size > 0 && rowan_ascii_is_digit(*from) && is_open(last))
        return fail(c, "a digit follows the %s, which takes as many as there are", field_names[last->field]);
    if (last && last->shape == S_LITERAL && last->literal.data + last->literal.size == from)
        last->literal.size += size;
    else if (size > 0)
        c->steps[c->count++] = (struct rowan_datetime_step){S_LITERAL, FIELDS, {from, size}};
    return ROWAN_OK;
}

static enum rowan_status add_quoted(struct compiling *c)
{
    const char *end = strchr(c->at + 1, '"');
    const char *from = c->at + 1;

    if (!end)
        return fail(c, "a double quote is not closed");
    c->at = end + 1;
    return add_literal(c, from, (size_t)(end - from));
}

/* The T of ISO 8601, which stands between day and hour. */
static bool is_iso_letter(const struct compiling *c)
{
    const struct rowan_datetime_step *last = last_step(c);

    return c->at[0] == 'T' && c->at[1] == 'H' && last && last->field == F_DAY;
}

static bool follows_part(const struct compiling *c)
{
    return c->at > c->text && rowan_ascii_is_letter(c->at[-1]) && last_step(c) &&
           last_step(c)->shape != S_LITERAL;
}

static enum rowan_status add_next(struct compiling *c)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strncmp(c->at, parts[i].name, strlen(parts[i].name)) == 0)
            return add_part(c, &parts[i]);
    if (*c->at == '"')
        return add_quoted(c);
    if (rowan_ascii_is_letter(*c->at) ? !is_iso_letter(c)
                                      : rowan_ascii_is_digit(*c->at) && follows_part(c)) /* HH24 */
        return fail_letters(c);
    c->at++;
    return add_literal(c, c->at - 1, 1);
}

/* What must be there for what is there. */
static enum rowan_status check_fields(const struct compiling *c)
{
    static const struct {
        enum field field, needs;
    } needs[] = {{F_MINUTE, F_HOUR}, {F_SECOND, F_MINUTE}, {F_FRACTION, F_SECOND}, {F_HALF, F_HOUR}};

    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++)
        if (c->has[needs[i].field] && !c->has[needs[i].needs])
            return fail(c, "it has %s, but no %s", field_names[needs[i].field], field_names[needs[i].needs]);
    return ROWAN_OK;
}

/* A year or a month stands for a day where the mapping says for which. */
static bool may_lack(const struct compiling *c, int field)
{
    return c->wanted->partial && !c->has[F_HOUR] && !c->has[F_DAY] && field != F_YEAR;
}

static enum rowan_status check_kind(const struct compiling *c, enum rowan_kind kind)
{
    for (int field = F_YEAR; field <= F_DAY; field++) {
        if (kind == ROWAN_TIME && c->has[field])
            return fail(c, "it has the %s, which a time does not hold", field_names[field]);
        if (kind != ROWAN_TIME && !c->has[field] && !may_lack(c, field))
            return fail(c, "the %s is missing (its parts are " PARTS ")", field_names[field]);
    }
    if (c->short_year && !c->wanted->pivot)
        return fail(c, "nothing says which century YY is in; say pivot = 1950 for 1950 to 2049");
    if (kind == ROWAN_TIME && !c->has[F_HOUR])
        return fail(c, "the hour is missing (its parts are " PARTS ")");
    return ROWAN_OK;
}

static enum rowan_status compile(struct rowan_datetime_format *out, enum rowan_kind kind,
                                 const struct rowan_datetime_wanted *wanted, struct rowan_arena *arena,
                                 struct rowan_error *err)
{
    size_t size = strlen(out->text);
    struct compiling c = {.text = out->text, .at = out->text, .wanted = wanted, .err = err};
    enum rowan_status st = ROWAN_OK;

    c.steps = rowan_arena_alloc(arena, (size + 1) * sizeof *c.steps);
    if (!c.steps)
        return rowan_out_of_memory(err);
    if (size == 0 || rowan_slice_trim(rowan_slice_of(out->text)).size != size)
        return fail(&c, "it is empty, or has white space at an end, which values never have");
    while (st == ROWAN_OK && *c.at)
        st = add_next(&c);
    if (st == ROWAN_OK)
        st = check_fields(&c);
    if (st == ROWAN_OK)
        st = check_kind(&c, kind);
    out->steps = c.steps;
    out->count = c.count;
    out->timed = c.has[F_HOUR];
    out->whole_day = c.has[F_DAY] || kind == ROWAN_TIME;
    out->short_year = c.short_year;
    return st;
}

/* Names of whole grammars stand in small letters, which no part has. */
static enum rowan_status make(struct rowan_datetime_format *out, enum rowan_kind kind, const char *text,
                              const struct rowan_datetime_wanted *wanted, struct rowan_arena *arena,
                              struct rowan_error *err)
{
    out->text = rowan_arena_copy(arena, text, strlen(text));
    if (!out->text)
        return rowan_out_of_memory(err);
    out->iso = strcmp(text, "iso") == 0;
    out->milliseconds = strcmp(text, "unix_ms") == 0;
    out->unix_time = out->milliseconds || strcmp(text, "unix") == 0;
    out->timed = out->whole_day = out->unix_time;
    if (out->unix_time && kind == ROWAN_TIME)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "format \"%s\": it has year, month and day, which a time does not hold", text);
    return out->iso || out->unix_time ? ROWAN_OK : compile(out, kind, wanted, arena, err);
}

/* YYYY-DD-MM, which the built-in grammar reads as YYYY-MM-DD wherever both are possible. */
static bool contradicts_iso(const struct rowan_datetime_format *format)
{
    static const enum field order[] = {F_YEAR, FIELDS, F_DAY, FIELDS, F_MONTH};
    const struct rowan_datetime_step *step = format->steps;

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (i >= format->count || step[i].field != order[i])
            return false;
        if (order[i] == FIELDS && !rowan_slice_equal(step[i].literal, rowan_slice_of("-")))
            return false;
    }
    return true;
}

static const char *join(const struct rowan_datetime_formats *formats, struct rowan_arena *arena)
{
    size_t size = 1;
    char *shown;

    for (size_t i = 0; i < formats->count; i++)
        size += strlen(formats->items[i].text) + 2;
    shown = rowan_arena_alloc(arena, size);
    if (!shown)
        return NULL;
    shown[0] = '\0';
    for (size_t i = 0; i < formats->count; i++) {
        strcat(shown, i ? ", " : "");
        strcat(shown, formats->items[i].text);
    }
    return shown;
}

static enum rowan_status check_iso(const struct rowan_datetime_formats *formats, struct rowan_error *err)
{
    for (size_t i = 0; i < formats->count && formats->iso; i++)
        if (!formats->items[i].iso && contradicts_iso(&formats->items[i]))
            return rowan_fail(
                err, ROWAN_MAPPING, "mapping",
                "format \"%s\": ISO dates are understood here, too, and 2001-02-03 would be both "
                "3 February and 2 March",
                formats->items[i].text);
    return ROWAN_OK;
}

/* What is said and can do nothing is a misunderstanding. */
static enum rowan_status check_wanted(const struct rowan_datetime_formats *formats, struct rowan_error *err)
{
    bool short_year = false, partial = false;

    for (size_t i = 0; i < formats->count; i++) {
        short_year = short_year || formats->items[i].short_year;
        partial = partial || !formats->items[i].whole_day;
    }
    if (formats->pivot && !short_year)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "pivot does nothing: format \"%s\" has no YY",
                          formats->shown);
    if (formats->partial && !partial)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "partial does nothing: format \"%s\" has year, month and day", formats->shown);
    return ROWAN_OK;
}

enum rowan_status rowan_datetime_formats_make(const struct rowan_datetime_formats **out, enum rowan_kind kind,
                                              const struct rowan_datetime_wanted *wanted,
                                              struct rowan_arena *arena, struct rowan_error *err)
{
    struct rowan_datetime_formats *formats = rowan_arena_alloc(arena, sizeof *formats);
    struct rowan_datetime_format *items = rowan_arena_alloc(arena, (wanted->count + 1) * sizeof *items);
    enum rowan_status st = ROWAN_OK;

    if (!formats || !items)
        return rowan_out_of_memory(err);
    memset(items, 0, (wanted->count + 1) * sizeof *items);
    *formats = (struct rowan_datetime_formats){
        .items = items, .pivot = wanted->pivot, .partial = wanted->partial, .assumed = wanted->assumed};
    for (size_t i = 0; i < wanted->count && st == ROWAN_OK; i++) {
        st = make(&items[formats->count++], kind, wanted->texts[i], wanted, arena, err);
        formats->iso = formats->iso || items[i].iso;
    }
    if (st == ROWAN_OK && wanted->and_iso && !formats->iso) {
        st = make(&items[formats->count++], kind, "iso", wanted, arena, err);
        formats->iso = true;
    }
    if (st != ROWAN_OK)
        return st;
    formats->shown = join(formats, arena);
    if (!formats->shown)
        return rowan_out_of_memory(err);
    st = check_iso(formats, err);
    if (st == ROWAN_OK)
        st = check_wanted(formats, err);
    *out = formats;
    return st;
}

/* ---- matching ---- */

static void skip(struct rowan_slice *rest, size_t bytes)
{
    rest->data += bytes;
    rest->size -= bytes;
}

/* The number of the digits at the front, at least so many and at most so many; -1 when they are not there. */
static int take_number(struct rowan_slice *rest, size_t least, size_t most)
{
    size_t n = 0;
    int number = 0;

    while (n < most && n < rest->size && rowan_ascii_is_digit(rest->data[n]))
        number = number * 10 + (rest->data[n++] - '0');
    if (n < least)
        return -1;
    skip(rest, n);
    return number;
}

static int take_name(struct rowan_slice *rest, bool whole)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};

    for (int i = 0; i < 12; i++) {
        size_t size = whole ? strlen(names[i]) : 3;
        if (rest->size >= size && rowan_ascii_same_prefix(rest->data, names[i], size)) {
            skip(rest, size);
            return i + 1;
        }
    }
    return -1;
}

/* 0 is the first half of the day, 1 the second. */
static int take_half(struct rowan_slice *rest)
{
    int half = rest->size < 2                                 ? -1
               : rowan_ascii_same_prefix(rest->data, "am", 2) ? 0
               : rowan_ascii_same_prefix(rest->data, "pm", 2) ? 1
                                                              : -1;

    if (half >= 0)
        skip(rest, 2);
    return half;
}

static bool take_literal(struct rowan_slice *rest, struct rowan_slice literal)
{
    if (rest->size < literal.size || memcmp(rest->data, literal.data, literal.size) != 0)
        return false;
    skip(rest, literal.size);
    return true;
}

static int take_field(struct rowan_slice *rest, const struct rowan_datetime_step *step)
{
    switch (step->shape) {
    case S_YEAR:
        return take_number(rest, 4, 4);
    case S_SHORT_YEAR:
    case S_TWO:
        return take_number(rest, 2, 2);
    case S_SHORT:
        return take_number(rest, 1, 2);
    case S_NAME:
        return take_name(rest, false);
    case S_LONG_NAME:
        return take_name(rest, true);
    case S_HALF:
        return take_half(rest);
    default:
        return take_literal(rest, step->literal) ? 0 : -1;
    }
}

static const char *check_half(struct rowan_datetime *m, int half)
{
    if (half < 0)
        return NULL;
    if (m->hour < 1 || m->hour > 12)
        return "hours are 1 to 12 before AM and PM";
    m->hour = m->hour % 12 + half * 12;
    return NULL;
}

static const char *check(enum rowan_kind kind, struct rowan_datetime *m, int half)
{
    const char *why = check_half(m, half);

    if (!why && kind != ROWAN_TIME)
        why = rowan_datetime_check_date(m);
    if (why)
        return why;
    return kind != ROWAN_TIME && m->hour == 24 ? rowan_datetime_end_day(m) : rowan_datetime_check_time(m);
}

/* The one of the hundred years from the pivot on. */
static int whole_year(int pivot, int year)
{
    year += pivot - pivot % 100;
    return year < pivot ? year + 100 : year;
}

/* *fits: the shape does, whatever the result says about the day. */
static const char *match(const struct rowan_datetime_formats *formats,
                         const struct rowan_datetime_format *format, enum rowan_kind kind,
                         struct rowan_slice rest, struct rowan_datetime *m, bool *fits)
{
    int fields[FIELDS + 1] = {0};
    const char *why = NULL;

    fields[F_HALF] = fields[F_MONTH] = -1; /* not there */
    *fits = false;
    for (size_t i = 0; i < format->count; i++) {
        const struct rowan_datetime_step *step = &format->steps[i];
        if (step->shape == S_FRACTION)
            why = rowan_datetime_take_fraction(&rest, m);
        else if (step->shape == S_ZONE)
            why = rowan_datetime_take_zone(&rest, m);
        else if ((fields[step->field] = take_field(&rest, step)) < 0)
            why = "";
        if (why)
            return why;
    }
    if (rest.size > 0)
        return "";
    *fits = true;
    m->timed = format->timed;
    m->year = format->short_year ? whole_year(formats->pivot, fields[F_YEAR]) : fields[F_YEAR];
    m->month = fields[F_MONTH];
    m->day = fields[F_DAY];
    m->hour = fields[F_HOUR];
    m->minute = fields[F_MINUTE];
    m->second = fields[F_SECOND];
    if (!format->whole_day)
        rowan_partial_date_fill(formats->partial, m);
    return check(kind, m, fields[F_HALF]);
}

/* One of the grammars that have a name. */
static const char *read_named(const struct rowan_datetime_formats *formats,
                              const struct rowan_datetime_format *format, enum rowan_kind kind,
                              struct rowan_slice text, struct rowan_datetime *m)
{
    const char *why, *other;

    if (format->unix_time)
        return rowan_unix_time_read(text, format->milliseconds, m);
    why = rowan_datetime_read_iso(kind, text, m);
    if (!why || !formats->partial)
        return why;
    memset(m, 0, sizeof *m);
    other = rowan_partial_date_read(formats->partial, text, m);
    return other && *other == '\0' ? why : other;
}

const char *rowan_datetime_read(const struct rowan_datetime_formats *formats, enum rowan_kind kind,
                                struct rowan_slice text, struct rowan_datetime *m)
{
    const char *first = "";

    if (!formats)
        return rowan_datetime_read_iso(kind, text, m);
    for (size_t i = 0; i < formats->count; i++) {
        const struct rowan_datetime_format *format = &formats->items[i];
        const char *why;
        bool fits = true;
        memset(m, 0, sizeof *m);
        why = format->iso || format->unix_time ? read_named(formats, format, kind, text, m)
                                               : match(formats, format, kind, text, m, &fits);
        if (!why)
            return NULL;
        if (fits && *first == '\0')
            first = why;
    }
    return first;
}

enum rowan_status rowan_datetime_fail(const struct rowan_datetime_formats *formats, enum rowan_kind kind,
                                      struct rowan_slice text, const char *why, struct rowan_error *err)
{
    const char *shape = formats              ? formats->shown
                        : kind == ROWAN_DATE ? "YYYY-MM-DD"
                        : kind == ROWAN_TIME ? "HH:MM:SS"
                                             : "YYYY-MM-DD HH:MM:SS";

    return rowan_value_fail(err, text, "is not a %s (%s)%s%s", rowan_kind_name(kind), shape, *why ? ": " : "",
                            why);
}
