/*
 * Files of /usr/share/zoneinfo are TZif (RFC 9636): a list of changes, and a rule for what comes after the
 * last. Only the second part of a file is read, which has 64 bits. TZDIR is not asked: what a mapping means
 * must not depend on the environment of a process.
 */
#include "value/timezone.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/suggest.h"
#include "value/datetime.h"
#include "value/posix_zone.h"

#define FOLDER    "/usr/share/zoneinfo/"
#define FILE_MAX  ((size_t)1 << 20)
#define NAME_SIZE 100
#define HEADER    44
#define TYPE_SIZE 6
#define SPAN      ((int64_t)26 * 3600) /* no clock is further from UTC */

struct rowan_timezone {
    size_t count;
    int64_t *changes;
    int *offsets; /* one more than changes: [i] holds before change i */
    bool has_rule;
    struct rowan_posix_zone rule;
};

/* ---- files ---- */

/* A file in hand. */
struct reading {
    const unsigned char *data;
    size_t size, at;
};

/* Of a header, in its order. */
enum count { C_UT, C_STANDARD, C_LEAP, C_CHANGES, C_TYPES, C_LETTERS, COUNTS };

static int64_t number_at(const unsigned char *p, int bytes)
{
    uint64_t number = p[0] & 0x80 ? UINT64_MAX : 0;

    for (int i = 0; i < bytes; i++)
        number = number << 8 | p[i];
    return (int64_t)number;
}

static bool read_header(struct reading *r, size_t counts[COUNTS])
{
    const unsigned char *p = r->data + r->at;

    if (r->size - r->at < HEADER || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
        return false;
    for (int i = 0; i < COUNTS; i++) {
        int64_t count = number_at(p + 20 + i * 4, 4);
        if (count < 0 || (size_t)count > r->size)
            return false;
        counts[i] = (size_t)count;
    }
    r->at += HEADER;
    return true;
}

static bool skip(struct reading *r, size_t bytes)
{
    if (r->size - r->at < bytes)
        return false;
    r->at += bytes;
    return true;
}

/* Bytes of what follows a header, whose times have so many bytes. */
static size_t body_size(const size_t counts[COUNTS], size_t time)
{
    return counts[C_CHANGES] * (time + 1) + counts[C_TYPES] * TYPE_SIZE + counts[C_LETTERS] +
           counts[C_LEAP] * (time + 4) + counts[C_STANDARD] + counts[C_UT];
}

static bool read_changes(struct rowan_timezone *zone, const unsigned char *body, size_t types)
{
    const unsigned char *indices = body + zone->count * 8;
    const unsigned char *table = indices + zone->count;

    zone->offsets[0] = (int)number_at(table, 4);
    for (size_t i = 0; i < zone->count; i++) {
        zone->changes[i] = number_at(body + i * 8, 8);
        if (indices[i] >= types || (i > 0 && zone->changes[i] <= zone->changes[i - 1]))
            return false;
        zone->offsets[i + 1] = (int)number_at(table + indices[i] * TYPE_SIZE, 4);
    }
    for (size_t i = 0; i <= zone->count; i++)
        if (zone->offsets[i] < -SPAN || zone->offsets[i] > SPAN)
            return false;
    return true;
}

/* The line at the end. An empty one leaves the last offset for ever. */
static bool read_rule(struct rowan_timezone *zone, struct reading *r)
{
    const char *text = (const char *)r->data + r->at + 1;
    const char *end;

    if (r->size - r->at < 2 || r->data[r->at] != '\n')
        return false;
    end = memchr(text, '\n', r->size - r->at - 1);
    if (!end)
        return false;
    zone->has_rule = end > text;
    return end == text ||
           rowan_posix_zone_read((struct rowan_slice){text, (size_t)(end - text)}, &zone->rule);
}

static bool parse(struct rowan_timezone *zone, struct reading *r, struct rowan_arena *arena, bool *memory)
{
    size_t counts[COUNTS];
    const unsigned char *body;

    if (!read_header(r, counts) || !skip(r, body_size(counts, 4)) || !read_header(r, counts))
        return false;
    body = r->data + r->at;
    if (counts[C_TYPES] == 0 || counts[C_LEAP] > 0 || !skip(r, body_size(counts, 8)))
        return false;
    zone->count = counts[C_CHANGES];
    zone->changes = rowan_arena_alloc(arena, (zone->count + 1) * sizeof *zone->changes);
    zone->offsets = rowan_arena_alloc(arena, (zone->count + 1) * sizeof *zone->offsets);
    *memory = zone->changes && zone->offsets;
    return *memory && read_changes(zone, body, counts[C_TYPES]) && read_rule(zone, r);
}

static enum rowan_status parse_file(struct rowan_timezone *zone, const char *name, const unsigned char *data,
                                    size_t size, struct rowan_arena *arena, struct rowan_error *err)
{
    struct reading r = {data, size, 0};
    bool memory = true;

    if (parse(zone, &r, arena, &memory))
        return ROWAN_OK;
    return memory ? rowan_fail(err, ROWAN_SYSTEM, "system",
                               FOLDER "%s is no time zone that can be read (TZif without leap seconds)", name)
                  : rowan_out_of_memory(err);
}

/* ---- names ---- */

/* The name in a line of the list that comes with them: Z Europe/Berlin ..., L Europe/Berlin
 * Arctic/Longyearbyen. "": there is none. */
static const char *zone_of(char *line)
{
    char *save = NULL;
    const char *kind = strtok_r(line, " \n", &save);
    const char *first = strtok_r(NULL, " \n", &save);
    const char *second = strtok_r(NULL, " \n", &save);

    if (kind && first && strcmp(kind, "Z") == 0)
        return first;
    return kind && second && strcmp(kind, "L") == 0 ? second : "";
}

static const char *suggest(const char *name, char *hint, size_t size)
{
    FILE *file = fopen(FOLDER "tzdata.zi", "re");
    struct rowan_suggest nearest;
    char line[400], best[sizeof line];

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    while (file && fgets(line, sizeof line, file)) {
        rowan_suggest_offer(&nearest, zone_of(line));
        if (nearest.best != best && nearest.best)
            nearest.best = strcpy(best, nearest.best); /* the line goes */
    }
    rowan_suggest_hint(&nearest, hint, size);
    if (file)
        fclose(file);
    return hint;
}

static enum rowan_status no_zone(const char *name, struct rowan_error *err)
{
    char hint[120], quoted[200];

    return rowan_fail(err, ROWAN_MAPPING, "mapping",
                      "%s is no time zone of this system, such as \"Europe/Berlin\", nor an offset, +01:00%s",
                      rowan_quote(quoted, sizeof quoted, rowan_slice_of(name)),
                      suggest(name, hint, sizeof hint));
}

/* Nothing leads out of the folder. What begins with a small letter is no zone: posix/, right/, tzdata.zi. */
static bool is_name(const char *name)
{
    size_t size = strlen(name);

    for (size_t i = 0; i < size; i++)
        if (!rowan_ascii_is_letter(name[i]) && !rowan_ascii_is_digit(name[i]) && !strchr("_+-/", name[i]))
            return false;
    return size > 0 && size < NAME_SIZE && name[0] >= 'A' && name[0] <= 'Z' && name[size - 1] != '/';
}

static enum rowan_status load_file(struct rowan_timezone *zone, const char *name, struct rowan_arena *arena,
                                   struct rowan_error *err)
{
    char path[sizeof FOLDER + NAME_SIZE];
    enum rowan_status st;
    unsigned char *data;
    FILE *file;

    snprintf(path, sizeof path, FOLDER "%.*s", NAME_SIZE - 1, name);
    file = fopen(path, "re");
    if (!file && errno != ENOENT && errno != ENOTDIR)
        return rowan_fail(err, ROWAN_SYSTEM, "system", "cannot open %s: %s", path, strerror(errno));
    if (!file)
        return no_zone(name, err);
    data = malloc(FILE_MAX);
    if (!data) {
        fclose(file);
        return rowan_out_of_memory(err);
    }
    st = parse_file(zone, name, data, fread(data, 1, FILE_MAX, file), arena, err);
    if (st == ROWAN_SYSTEM && ferror(file)) /* a folder: Europe */
        st = no_zone(name, err);
    free(data);
    fclose(file);
    return st;
}

/* ---- the whole ---- */

static bool load_fixed(struct rowan_timezone *zone, const char *name)
{
    struct rowan_slice rest = rowan_slice_of(name);
    struct rowan_datetime m = {0};

    if ((name[0] != '+' && name[0] != '-') || rowan_datetime_take_zone(&rest, &m) || rest.size > 0)
        return false;
    zone->has_rule = true;
    zone->rule.standard = m.offset * 60;
    return true;
}

enum rowan_status rowan_timezone_load(const struct rowan_timezone **out, const char *name,
                                      struct rowan_arena *arena, struct rowan_error *err)
{
    struct rowan_timezone *zone = rowan_arena_alloc(arena, sizeof *zone);

    if (!zone)
        return rowan_out_of_memory(err);
    *zone = (struct rowan_timezone){0};
    *out = zone;
    if (load_fixed(zone, name))
        return ROWAN_OK;
    return is_name(name) ? load_file(zone, name, arena, err) : no_zone(name, err);
}

const char *rowan_timezone_version(char out[32])
{
    FILE *file = fopen(FOLDER "tzdata.zi", "re");
    char line[100] = "";

    out[0] = '\0';
    if (!file)
        return out;
    if (fgets(line, sizeof line, file))
        sscanf(line, "# version %31[0-9A-Za-z.-]", out);
    fclose(file);
    return out;
}

/* ---- offsets ---- */

/* How many changes are at the instant or before it. */
static size_t find(const struct rowan_timezone *zone, int64_t instant)
{
    size_t low = 0, high = zone->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes[middle] <= instant)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int rowan_timezone_offset(const struct rowan_timezone *zone, int64_t instant)
{
    size_t at = find(zone, instant);

    if (at == zone->count && zone->has_rule)
        return rowan_posix_zone_offset(&zone->rule, instant);
    return zone->offsets[at];
}

static bool next_change(const struct rowan_timezone *zone, int64_t after, int64_t *change)
{
    size_t at = find(zone, after);

    if (at < zone->count) {
        *change = zone->changes[at];
        return true;
    }
    return zone->has_rule && rowan_posix_zone_next(&zone->rule, after, change);
}

/* ---- local times ---- */

static void add(struct rowan_local_time *out, int64_t instant)
{
    if (out->count > 0 && (instant == out->first || instant == out->last))
        return;
    out->first = out->count == 0 || instant < out->first ? instant : out->first;
    out->last = out->count == 0 || instant > out->last ? instant : out->last;
    out->count++;
}

/* The change that goes over the local time. */
static void find_gap(const struct rowan_timezone *zone, int64_t local, struct rowan_local_time *out)
{
    int64_t change = local - SPAN;

    while (next_change(zone, change, &change) && change <= local + SPAN) {
        int before = rowan_timezone_offset(zone, change - 1);
        int after = rowan_timezone_offset(zone, change);
        if (change + before > local || change + after <= local)
            continue;
        out->first = local - after;
        out->last = local - before;
        out->change = change;
        return;
    }
}

/* Each offset that holds within a day or so may be that of the local time. */
void rowan_timezone_local(const struct rowan_timezone *zone, int64_t local, struct rowan_local_time *out)
{
    int64_t change = local - SPAN;
    bool more = true;

    *out = (struct rowan_local_time){0};
    while (more && change <= local + SPAN) {
        int offset = rowan_timezone_offset(zone, change);
        if (rowan_timezone_offset(zone, local - offset) == offset)
            add(out, local - offset);
        more = next_change(zone, change, &change);
    }
    if (out->count == 0)
        find_gap(zone, local, out);
}
