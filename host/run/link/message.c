/*
 * JSON for the fields, because keys and messages may hold anything; raw bytes for the mapping's files,
 * because a comment in them may be in any encoding. What comes up from a worker is checked like foreign
 * input: a worker that was hurt by a document may say anything.
 */
#include "run/link/message.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const role_names[] = {"plan", "load", "finish"};
static const char *const kind_names[] = {"log", "fatal", "begun", "boundary", "planned", "profile"};

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

static bool put_crashed(json_t *object, const struct rowan_worker_config *spec)
{
    json_t *list;

    if (!spec->crashed_count)
        return true;
    list = json_array();
    if (json_object_set_new(object, "crashed", list) != 0)
        return false;
    for (size_t i = 0; i < spec->crashed_count; i++) {
        json_t *one = json_object();
        if (json_array_append_new(list, one) != 0 || !put_text(one, "key", spec->crashed[i].key) ||
            !put_string(one, "how", spec->crashed[i].how))
            return false;
    }
    return true;
}

static bool put_files(json_t *object, const struct rowan_worker_config *spec)
{
    json_t *list = json_array();

    if (json_object_set_new(object, "files", list) != 0)
        return false;
    for (size_t i = 0; i < spec->file_count; i++) {
        json_t *one = json_object();
        if (json_array_append_new(list, one) != 0 || !put_string(one, "name", spec->files[i].name) ||
            !put_number(one, "size", (int64_t)spec->files[i].text.size))
            return false;
    }
    return true;
}

static bool put_spec(json_t *o, const struct rowan_worker_config *spec)
{
    return put_string(o, "role", role_names[spec->role]) && put_string(o, "run_id", spec->run_id) &&
           put_string(o, "started", spec->started) && put_files(o, spec) &&
           put_string(o, "schema", spec->schema) && put_string(o, "source_schema", spec->source_schema) &&
           put_string(o, "connect", spec->connect) && put_number(o, "log_level", spec->log_level) &&
           put_number(o, "scores", spec->scores) && put_text(o, "after", spec->after) &&
           put_text(o, "from", spec->from) && put_text(o, "to", spec->to) &&
           put_number(o, "profile", spec->profile) && put_number(o, "page", spec->page) &&
           put_number(o, "page_bytes", spec->page_bytes) && put_number(o, "deadline", spec->deadline) &&
           put_number(o, "commit", spec->commit) && put_number(o, "chunk", spec->chunk) &&
           put_number(o, "limit", spec->limit) && put_number(o, "begun", spec->begun) &&
           put_string(o, "settings", spec->settings) && put_string(o, "outcome", spec->outcome) &&
           put_text(o, "isolate_to", spec->isolate_to) && put_crashed(o, spec);
}

enum rowan_status rowan_worker_config_encode(const struct rowan_worker_config *spec, struct rowan_buffer *out,
                                             struct rowan_error *err)
{
    json_t *object = json_object();
    enum rowan_status st;

    if (!object)
        return rowan_out_of_memory(err);
    st = dump_line(object, put_spec(object, spec), out, err);
    json_decref(object);
    for (size_t i = 0; st == ROWAN_OK && i < spec->file_count; i++)
        if (!rowan_buffer_append(out, spec->files[i].text.data, spec->files[i].text.size))
            st = rowan_out_of_memory(err);
    return st;
}

static enum rowan_status get_crashed(struct rowan_worker_config *spec, const json_t *list,
                                     struct rowan_error *err)
{
    size_t count = json_array_size(list);

    if (!count)
        return ROWAN_OK;
    spec->crashed = calloc(count, sizeof *spec->crashed);
    if (!spec->crashed)
        return rowan_out_of_memory(err);
    spec->crashed_count = count;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, i);
        spec->crashed[i].key = get_text(one, "key");
        spec->crashed[i].how = get_string(one, "how");
    }
    return ROWAN_OK;
}

/* The texts follow one another in rest, and nothing is behind them. */
static enum rowan_status get_files(struct rowan_worker_config *spec, const json_t *list,
                                   struct rowan_slice rest, struct rowan_error *err)
{
    size_t count = json_array_size(list);

    spec->files = spec->decoded = calloc(count + 1, sizeof *spec->decoded);
    if (!spec->decoded)
        return rowan_out_of_memory(err);
    for (; spec->file_count < count; spec->file_count++) {
        const json_t *one = json_array_get(list, spec->file_count);
        struct rowan_file *file = &spec->decoded[spec->file_count];
        int64_t size = get_number(one, "size");
        file->name = get_string(one, "name");
        if (!file->name || size < 0 || (uint64_t)size > rest.size)
            break;
        file->text = (struct rowan_slice){rest.data, (size_t)size};
        rest.data += size;
        rest.size -= (size_t)size;
    }
    if (count == 0 || spec->file_count < count || rest.size > 0)
        return rowan_fail(err, ROWAN_USAGE, "protocol", "the specification is not whole");
    return ROWAN_OK;
}

static void get_fields(struct rowan_worker_config *spec, const json_t *o)
{
    spec->run_id = get_string(o, "run_id");
    spec->started = get_string(o, "started");
    spec->schema = get_string(o, "schema");
    spec->source_schema = get_string(o, "source_schema");
    spec->connect = get_string(o, "connect");
    spec->log_level = (enum rowan_log_level)get_number(o, "log_level");
    spec->scores = get_number(o, "scores");
    spec->after = get_text(o, "after");
    spec->from = get_text(o, "from");
    spec->to = get_text(o, "to");
    spec->profile = get_number(o, "profile") > 0;
    spec->page = get_number(o, "page");
    spec->page_bytes = get_number(o, "page_bytes");
    spec->deadline = get_number(o, "deadline");
    spec->commit = get_number(o, "commit");
    spec->chunk = get_number(o, "chunk");
    spec->limit = get_number(o, "limit");
    spec->begun = get_number(o, "begun") != 0;
    spec->settings = get_string(o, "settings");
    spec->outcome = get_string(o, "outcome");
    spec->isolate_to = get_text(o, "isolate_to");
}

enum rowan_status rowan_worker_config_decode(struct rowan_worker_config *spec, struct rowan_slice data,
                                             struct rowan_error *err)
{
    const char *end = data.size ? memchr(data.data, '\n', data.size) : NULL;
    size_t head = end ? (size_t)(end - data.data) : 0;
    struct rowan_slice rest = {end ? end + 1 : NULL, end ? data.size - head - 1 : 0};
    enum rowan_status st;
    int role;

    memset(spec, 0, sizeof *spec);
    if (!end)
        return rowan_fail(err, ROWAN_USAGE, "protocol", "the specification ends early");
    spec->root = json_loadb(data.data, head, JSON_ALLOW_NUL, NULL);
    role = find_word(role_names, COUNT(role_names), get_string(spec->root, "role"));
    if (role < 0) {
        rowan_worker_config_clear(spec);
        return rowan_fail(err, ROWAN_USAGE, "protocol", "the specification is not whole");
    }
    spec->role = (enum rowan_role)role;
    get_fields(spec, spec->root);
    st = get_files(spec, json_object_get(spec->root, "files"), rest, err);
    if (st == ROWAN_OK)
        st = get_crashed(spec, json_object_get(spec->root, "crashed"), err);
    if (st == ROWAN_OK && (!spec->run_id || !spec->connect || spec->scores < 1))
        st = rowan_fail(err, ROWAN_USAGE, "protocol", "the specification lacks a field");
    if (st != ROWAN_OK)
        rowan_worker_config_clear(spec);
    return st;
}

void rowan_worker_config_clear(struct rowan_worker_config *spec)
{
    free(spec->crashed);
    free(spec->decoded);
    json_decref(spec->root);
    memset(spec, 0, sizeof *spec);
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

enum rowan_status rowan_message_encode(const struct rowan_message *message, struct rowan_buffer *out,
                                       struct rowan_error *err)
{
    json_t *o = json_object();
    enum rowan_status st;
    bool good;

    if (!o)
        return rowan_out_of_memory(err);
    good = put_string(o, "kind", kind_names[message->kind]) && put_text(o, "text", message->text) &&
           put_string(o, "reason", message->reason) && put_string(o, "sqlstate", message->sqlstate);
    if (message->kind == ROWAN_MESSAGE_LOG)
        good = good && put_string(o, "level", rowan_log_level_name(message->level));
    if (message->kind == ROWAN_MESSAGE_FATAL)
        good = good && put_number(o, "status", message->status);
    if (message->kind == ROWAN_MESSAGE_BOUNDARY)
        good = good && put_number(o, "count", message->count);
    if (message->kind == ROWAN_MESSAGE_PROFILE)
        good = good && put_spent(o, message->spent);
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
    message->reason = get_string(o, "reason");
    message->sqlstate = get_string(o, "sqlstate");
    message->count = get_number(o, "count");
    switch (message->kind) {
    case ROWAN_MESSAGE_LOG:
        return known_level(message, o);
    case ROWAN_MESSAGE_FATAL:
        return known_status(message, o);
    case ROWAN_MESSAGE_BOUNDARY:
        return message->text.data && message->count > 0;
    case ROWAN_MESSAGE_PROFILE:
        return get_spent(o, message->spent);
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
