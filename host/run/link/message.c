/*
 * JSON for the fields, because keys and messages may hold anything; raw bytes for the mapping's files,
 * because a comment in them may be in any encoding. What comes up from a worker is checked like foreign
 * input: a worker that was hurt by a document may say anything.
 */
#include "run/link/message.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "rows/coverage.h"
#include "xml/select.h"

static const char *const role_names[] = {"plan", "load", "finish"};
static const char *const kind_names[] = {"log",   "fatal",  "begun",  "boundary", "planned", "failed",
                                         "fewer", "waited", "warned", "profile",  "coverage"};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Sets name unless the text is absent. False: not UTF-8, or no memory. */
static bool put_text(json_t *object, const char *name, struct rowan_slice text)
{
    if (!text.data)
        return true;
    return json_object_set_new(object, name, json_stringn(text.data, text.size)) == 0;
}

static bool put_string(json_t *object, const char *name, const char *s)
{
    return put_text(object, name, rowan_slice_of(s));
}

static bool put_number(json_t *object, const char *name, int64_t number)
{
    return json_object_set_new(object, name, json_integer((json_int_t)number)) == 0;
}

static struct rowan_slice get_text(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    struct rowan_slice text = {json_string_value(value), json_string_length(value)};

    return text;
}

static const char *get_string(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static int64_t get_number(const json_t *object, const char *name)
{
    return (int64_t)json_integer_value(json_object_get(object, name));
}

static int find_word(const char *const *words, size_t count, const char *word)
{
    for (size_t i = 0; word && i < count; i++)
        if (strcmp(words[i], word) == 0)
            return (int)i;
    return -1;
}

static int append_dump(const char *data, size_t size, void *context)
{
    return rowan_buffer_append(context, data, size) ? 0 : -1;
}

static enum rowan_status dump_line(json_t *object, bool good, struct rowan_buffer *out,
                                   struct rowan_error *err)
{
    size_t size = out->size;

    if (!good)
        return rowan_fail(err, ROWAN_USAGE, "encoding", "a text for another process is not valid UTF-8");
    if (json_dump_callback(object, append_dump, out, JSON_COMPACT) == 0 &&
        rowan_buffer_append_char(out, '\n'))
        return ROWAN_OK;
    out->size = size;
    return rowan_out_of_memory(err);
}

static bool put_crashed(json_t *object, const struct rowan_worker_config *config)
{
    json_t *list;

    if (!config->crashed_count)
        return true;
    list = json_array();
    if (json_object_set_new(object, "crashed", list) != 0)
        return false;
    for (size_t i = 0; i < config->crashed_count; i++) {
        json_t *one = json_object();
        if (json_array_append_new(list, one) != 0 || !put_text(one, "key", config->crashed[i].key) ||
            !put_string(one, "how", config->crashed[i].how))
            return false;
    }
    return true;
}

static bool put_files(json_t *object, const struct rowan_worker_config *config)
{
    json_t *list = json_array();

    if (json_object_set_new(object, "files", list) != 0)
        return false;
    for (size_t i = 0; i < config->file_count; i++) {
        json_t *one = json_object();
        if (json_array_append_new(list, one) != 0 || !put_string(one, "name", config->files[i].name) ||
            !put_number(one, "size", (int64_t)config->files[i].text.size))
            return false;
    }
    return true;
}

static bool put_config(json_t *o, const struct rowan_worker_config *config)
{
    return put_string(o, "role", role_names[config->role]) && put_string(o, "run_id", config->run_id) &&
           put_string(o, "started", config->started) && put_files(o, config) &&
           put_string(o, "parameters", config->parameters) && put_string(o, "schema", config->schema) &&
           put_string(o, "source_schema", config->source_schema) &&
           put_string(o, "source_root", config->source_root) && put_string(o, "feed", config->feed) &&
           put_number(o, "moved", config->moved) && put_number(o, "reload", config->reload) &&
           put_number(o, "changed", config->changed) && put_string(o, "reload_run", config->reload_run) &&
           put_string(o, "reload_version", config->reload_version) &&
           put_string(o, "reload_key", config->reload_key) && put_string(o, "where", config->where) &&
           put_string(o, "connect", config->connect) &&
           put_string(o, "source_connect", config->source_connect) &&
           put_number(o, "log_level", config->log_level) && put_number(o, "scores", config->scores) &&
           put_text(o, "after", config->after) && put_text(o, "from", config->from) &&
           put_text(o, "to", config->to) && put_number(o, "profile", config->profile) &&
           put_number(o, "tell_failed", config->tell_failed) &&
           put_number(o, "refuse_warnings", config->refuse_warnings) && put_number(o, "page", config->page) &&
           put_number(o, "page_bytes", config->page_bytes) && put_number(o, "call_ms", config->call_ms) &&
           put_number(o, "patience_ms", config->patience_ms) && put_number(o, "room_ms", config->room_ms) &&
           put_number(o, "commit", config->commit) && put_number(o, "batch_bytes", config->batch_bytes) &&
           put_number(o, "chunk", config->chunk) && put_number(o, "limit", config->limit) &&
           put_number(o, "begun", config->begun) && put_string(o, "settings", config->settings) &&
           put_string(o, "outcome", config->outcome) && put_text(o, "isolate_to", config->isolate_to) &&
           put_crashed(o, config);
}

enum rowan_status rowan_worker_config_encode(const struct rowan_worker_config *config,
                                             struct rowan_buffer *out, struct rowan_error *err)
{
    json_t *object = json_object();
    enum rowan_status st;

    if (!object)
        return rowan_out_of_memory(err);
    st = dump_line(object, put_config(object, config), out, err);
    json_decref(object);
    for (size_t i = 0; st == ROWAN_OK && i < config->file_count; i++)
        if (!rowan_buffer_append(out, config->files[i].text.data, config->files[i].text.size))
            st = rowan_out_of_memory(err);
    return st;
}

static enum rowan_status get_crashed(struct rowan_worker_config *config, const json_t *list,
                                     struct rowan_error *err)
{
    size_t count = json_array_size(list);

    if (!count)
        return ROWAN_OK;
    config->crashed = calloc(count, sizeof *config->crashed);
    if (!config->crashed)
        return rowan_out_of_memory(err);
    config->crashed_count = count;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, i);
        config->crashed[i].key = get_text(one, "key");
        config->crashed[i].how = get_string(one, "how");
    }
    return ROWAN_OK;
}

/* The texts follow one another in rest, and nothing is behind them. */
static enum rowan_status get_files(struct rowan_worker_config *config, const json_t *list,
                                   struct rowan_slice rest, struct rowan_error *err)
{
    size_t count = json_array_size(list);

    config->files = config->decoded = calloc(count + 1, sizeof *config->decoded);
    if (!config->decoded)
        return rowan_out_of_memory(err);
    for (; config->file_count < count; config->file_count++) {
        const json_t *one = json_array_get(list, config->file_count);
        struct rowan_file *file = &config->decoded[config->file_count];
        int64_t size = get_number(one, "size");
        file->name = get_string(one, "name");
        if (!file->name || size < 0 || (uint64_t)size > rest.size)
            break;
        file->text = (struct rowan_slice){rest.data, (size_t)size};
        rest.data += size;
        rest.size -= (size_t)size;
    }
    if (count == 0 || config->file_count < count || rest.size > 0)
        return rowan_fail(err, ROWAN_USAGE, "protocol", "the configuration is not whole");
    return ROWAN_OK;
}

static void get_fields(struct rowan_worker_config *config, const json_t *o)
{
    config->run_id = get_string(o, "run_id");
    config->started = get_string(o, "started");
    config->parameters = get_string(o, "parameters");
    config->schema = get_string(o, "schema");
    config->source_schema = get_string(o, "source_schema");
    config->source_root = get_string(o, "source_root");
    config->feed = get_string(o, "feed");
    config->moved = get_number(o, "moved") > 0;
    config->reload = get_number(o, "reload") > 0;
    config->changed = get_number(o, "changed") > 0;
    config->reload_run = get_string(o, "reload_run");
    config->reload_version = get_string(o, "reload_version");
    config->reload_key = get_string(o, "reload_key");
    config->where = get_string(o, "where");
    config->connect = get_string(o, "connect");
    config->source_connect = get_string(o, "source_connect");
    config->log_level = (enum rowan_log_level)get_number(o, "log_level");
    config->scores = get_number(o, "scores");
    config->after = get_text(o, "after");
    config->from = get_text(o, "from");
    config->to = get_text(o, "to");
    config->profile = get_number(o, "profile") > 0;
    config->tell_failed = get_number(o, "tell_failed") > 0;
    config->refuse_warnings = get_number(o, "refuse_warnings") > 0;
    config->page = get_number(o, "page");
    config->page_bytes = get_number(o, "page_bytes");
    config->call_ms = get_number(o, "call_ms");
    config->patience_ms = get_number(o, "patience_ms");
    config->room_ms = get_number(o, "room_ms");
    config->commit = get_number(o, "commit");
    config->batch_bytes = get_number(o, "batch_bytes");
    config->chunk = get_number(o, "chunk");
    config->limit = get_number(o, "limit");
    config->begun = get_number(o, "begun") != 0;
    config->settings = get_string(o, "settings");
    config->outcome = get_string(o, "outcome");
    config->isolate_to = get_text(o, "isolate_to");
}

enum rowan_status rowan_worker_config_decode(struct rowan_worker_config *config, struct rowan_slice data,
                                             struct rowan_error *err)
{
    const char *end = data.size ? memchr(data.data, '\n', data.size) : NULL;
    size_t head = end ? (size_t)(end - data.data) : 0;
    struct rowan_slice rest = {end ? end + 1 : NULL, end ? data.size - head - 1 : 0};
    enum rowan_status st;
    int role;

    memset(config, 0, sizeof *config);
    if (!end)
        return rowan_fail(err, ROWAN_USAGE, "protocol", "the configuration ends early");
    config->root = json_loadb(data.data, head, JSON_ALLOW_NUL, NULL);
    role = find_word(role_names, COUNT(role_names), get_string(config->root, "role"));
    if (role < 0) {
        rowan_worker_config_clear(config);
        return rowan_fail(err, ROWAN_USAGE, "protocol", "the configuration is not whole");
    }
    config->role = (enum rowan_role)role;
    get_fields(config, config->root);
    st = get_files(config, json_object_get(config->root, "files"), rest, err);
    if (st == ROWAN_OK)
        st = get_crashed(config, json_object_get(config->root, "crashed"), err);
    if (st == ROWAN_OK && (!config->run_id || !config->connect || config->scores < 1))
        st = rowan_fail(err, ROWAN_USAGE, "protocol", "the configuration lacks a field");
    if (st != ROWAN_OK)
        rowan_worker_config_clear(config);
    return st;
}

void rowan_worker_config_clear(struct rowan_worker_config *config)
{
    free(config->crashed);
    free(config->decoded);
    json_decref(config->root);
    memset(config, 0, sizeof *config);
}

static bool put_spent(json_t *object, const int64_t *spent)
{
    json_t *parts = json_object();
    bool good = json_object_set_new(object, "spent", parts) == 0;

    for (int i = 0; good && i < ROWAN_PARTS; i++)
        good = put_number(parts, rowan_part_name((enum rowan_part)i), spent[i]);
    return good;
}

/* False when a part is below zero: then the worker was hurt. */
static bool get_spent(const json_t *object, int64_t *spent)
{
    const json_t *parts = json_object_get(object, "spent");

    for (int i = 0; i < ROWAN_PARTS; i++) {
        spent[i] = get_number(parts, rowan_part_name((enum rowan_part)i));
        if (spent[i] < 0)
            return false;
    }
    return true;
}

static bool put_scans(json_t *object, const struct rowan_scan_counts *scans)
{
    json_t *counts = json_object();
    bool good = json_object_set_new(object, "scans", counts) == 0 &&
                put_number(counts, "scanner", (int64_t)scans->accepted);

    for (int i = ROWAN_DECLINE_NONE + 1; good && i < ROWAN_DECLINES; i++)
        good = put_number(counts, rowan_decline_name((enum rowan_decline)i), (int64_t)scans->declined[i]);
    return good;
}

static bool get_scan_count(const json_t *counts, const char *name, uint64_t *count)
{
    int64_t number = get_number(counts, name);

    *count = (uint64_t)number;
    return number >= 0;
}

static bool get_scans(const json_t *object, struct rowan_scan_counts *scans)
{
    const json_t *counts = json_object_get(object, "scans");
    bool good = get_scan_count(counts, "scanner", &scans->accepted);

    for (int i = ROWAN_DECLINE_NONE + 1; good && i < ROWAN_DECLINES; i++)
        good = get_scan_count(counts, rowan_decline_name((enum rowan_decline)i), &scans->declined[i]);
    return good;
}

/* ---- coverage ---- */

/* A character a path, so that a thousand paths are a kilobyte: what is known of it (rows/coverage.h), cut to
 * what a character holds. */
#define PATH_NEVER   '-'
#define PATH_MATCHED '~'
#define PATH_FIRST   '0'
#define PATH_LAST    'z'

static char path_character(uint8_t seen)
{
    if (seen == 0)
        return PATH_NEVER;
    if (seen == ROWAN_SELECT_MATCHED)
        return PATH_MATCHED;
    return seen > PATH_LAST - PATH_FIRST ? PATH_LAST : (char)(PATH_FIRST + seen);
}

static bool put_paths(json_t *o, const struct rowan_coverage *coverage)
{
    char *text = malloc(coverage->path_count + 1);
    bool good = text != NULL;

    for (size_t i = 0; good && i < coverage->path_count; i++)
        text[i] = path_character(coverage->paths[i]);
    good = good && put_text(o, "paths", (struct rowan_slice){text, coverage->path_count});
    free(text);
    return good;
}

/* Pairs of index and count, without those that are 0. */
static bool put_counts(json_t *o, const char *name, const int64_t *counts, size_t count)
{
    json_t *list = json_array();
    bool good = json_object_set_new(o, name, list) == 0;

    for (size_t i = 0; good && i < count; i++)
        if (counts[i])
            good = json_array_append_new(list, json_integer((json_int_t)i)) == 0 &&
                   json_array_append_new(list, json_integer((json_int_t)counts[i])) == 0;
    return good;
}

static bool put_coverage(json_t *o, const struct rowan_coverage *coverage)
{
    return put_paths(o, coverage) &&
           put_counts(o, "changes", coverage->changes, coverage->column_count * ROWAN_CHANGES) &&
           put_counts(o, "fates", coverage->fates, coverage->table_count * ROWAN_FATES);
}

static bool are_counts(const json_t *list, size_t count)
{
    for (size_t i = 0; i + 1 < json_array_size(list); i += 2)
        if (json_integer_value(json_array_get(list, i)) < 0 ||
            (uint64_t)json_integer_value(json_array_get(list, i)) >= count ||
            json_integer_value(json_array_get(list, i + 1)) < 0)
            return false;
    return true;
}

static void add_counts(const json_t *list, int64_t *counts)
{
    for (size_t i = 0; i + 1 < json_array_size(list); i += 2)
        counts[json_integer_value(json_array_get(list, i))] +=
            json_integer_value(json_array_get(list, i + 1));
}

static void add_path(char character, uint8_t *seen)
{
    uint8_t now = 0;

    if (character == PATH_MATCHED)
        now = ROWAN_SELECT_MATCHED;
    else if (character > PATH_FIRST && character <= PATH_LAST)
        now = (uint8_t)(character - PATH_FIRST);
    if (now > *seen)
        *seen = now;
}

bool rowan_message_coverage(const struct rowan_message *message, struct rowan_coverage *coverage)
{
    struct rowan_slice paths = get_text(message->root, "paths");
    const json_t *changes = json_object_get(message->root, "changes");
    const json_t *fates = json_object_get(message->root, "fates");

    if (!paths.data || paths.size != coverage->path_count ||
        !are_counts(changes, coverage->column_count * ROWAN_CHANGES) ||
        !are_counts(fates, coverage->table_count * ROWAN_FATES))
        return false;
    for (size_t i = 0; i < paths.size; i++)
        add_path(paths.data[i], &coverage->paths[i]);
    add_counts(changes, coverage->changes);
    add_counts(fates, coverage->fates);
    return true;
}

/* ---- messages ---- */

enum rowan_status rowan_message_encode(const struct rowan_message *message, struct rowan_buffer *out,
                                       struct rowan_error *err)
{
    json_t *o = json_object();
    enum rowan_status st;
    bool good;

    if (!o)
        return rowan_out_of_memory(err);
    good = put_string(o, "kind", kind_names[message->kind]) && put_text(o, "text", message->text) &&
           put_text(o, "key", message->key) && put_string(o, "reason", message->reason) &&
           put_string(o, "sqlstate", message->sqlstate);
    if (message->kind == ROWAN_MESSAGE_LOG)
        good = good && put_string(o, "level", rowan_log_level_name(message->level));
    if (message->kind == ROWAN_MESSAGE_FATAL)
        good = good && put_number(o, "status", message->status);
    if (message->kind == ROWAN_MESSAGE_BOUNDARY || message->kind == ROWAN_MESSAGE_FEWER ||
        message->kind == ROWAN_MESSAGE_WAITED || message->kind == ROWAN_MESSAGE_WARNED)
        good = good && put_number(o, "count", message->count);
    if (message->kind == ROWAN_MESSAGE_PROFILE)
        good = good && put_spent(o, message->spent) && put_scans(o, &message->scans);
    if (message->kind == ROWAN_MESSAGE_COVERAGE)
        good = good && put_coverage(o, message->coverage);
    st = dump_line(o, good, out, err);
    json_decref(o);
    return st;
}

static bool known_level(struct rowan_message *message, const json_t *o)
{
    const char *name = get_string(o, "level");
    int level = name ? rowan_log_level_find(name) : -1;

    message->level = level < 0 ? ROWAN_LOG_ERROR : (enum rowan_log_level)level;
    return level >= 0 && message->text.data;
}

static bool known_status(struct rowan_message *message, const json_t *o)
{
    int64_t status = get_number(o, "status");

    message->status = status > ROWAN_OK && status <= ROWAN_STOPPED ? (enum rowan_status)status : ROWAN_SYSTEM;
    return message->text.data && message->reason;
}

static bool get_message(struct rowan_message *message, const json_t *o)
{
    int kind = find_word(kind_names, COUNT(kind_names), get_string(o, "kind"));

    if (kind < 0)
        return false;
    message->kind = (enum rowan_message_kind)kind;
    message->text = get_text(o, "text");
    message->key = get_text(o, "key");
    message->reason = get_string(o, "reason");
    message->sqlstate = get_string(o, "sqlstate");
    message->count = get_number(o, "count");
    switch (message->kind) {
    case ROWAN_MESSAGE_LOG:
        return known_level(message, o);
    case ROWAN_MESSAGE_FATAL:
        return known_status(message, o);
    case ROWAN_MESSAGE_BOUNDARY:
    case ROWAN_MESSAGE_FEWER:
    case ROWAN_MESSAGE_WAITED:
    case ROWAN_MESSAGE_WARNED:
        return message->text.data && message->count > 0;
    case ROWAN_MESSAGE_FAILED:
        return message->key.data && message->reason && message->text.data;
    case ROWAN_MESSAGE_PROFILE:
        return get_spent(o, message->spent) && get_scans(o, &message->scans);
    case ROWAN_MESSAGE_COVERAGE:
    case ROWAN_MESSAGE_BEGUN:
    case ROWAN_MESSAGE_PLANNED:
        break;
    }
    return true;
}

enum rowan_status rowan_message_decode(struct rowan_message *message, struct rowan_slice line,
                                       struct rowan_error *err)
{
    memset(message, 0, sizeof *message);
    message->root = json_loadb(line.data ? line.data : "", line.size, JSON_ALLOW_NUL, NULL);
    if (get_message(message, message->root))
        return ROWAN_OK;
    rowan_message_clear(message);
    return rowan_fail(err, ROWAN_SYSTEM, "protocol", "a worker sent a message that nobody understands");
}

void rowan_message_clear(struct rowan_message *message)
{
    json_decref(message->root);
    memset(message, 0, sizeof *message);
}
