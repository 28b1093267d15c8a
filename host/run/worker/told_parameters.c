#include "run/worker/told_parameters.h"

#include <jansson.h>
#include <stdint.h>

#include "base/buffer.h"

static const char *shown(char *out, size_t size, const json_t *value)
{
    struct rowan_slice text = {json_string_value(value), json_string_length(value)};

    return text.data ? rowan_quote(out, size, text) : "nothing";
}

/* "; country = "SE", was "NO"" for each that differs. */
static void add_differences(struct rowan_buffer *out, const json_t *now, const json_t *before)
{
    char texts[2][320];
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)now, name, value)
    {
        const json_t *was = json_object_get(before, name);
        if (!json_equal(value, was))
            rowan_buffer_format(out, "; %s = %s, was %s", name, shown(texts[0], sizeof texts[0], value),
                                shown(texts[1], sizeof texts[1], was));
    }
    json_object_foreach((json_t *)(uintptr_t)before, name, value)
    {
        if (!json_object_get(now, name))
            rowan_buffer_format(out, "; %s = nothing, was %s", name, shown(texts[1], sizeof texts[1], value));
    }
}

void rowan_told_parameters(const struct rowan_log *log, const struct rowan_run_before *run,
                           const char *parameters)
{
    struct rowan_buffer line = {0};
    json_t *now = NULL;

    if (!*run->run_id)
        return;
    now = parameters ? json_loads(parameters, 0, NULL) : NULL;
    add_differences(&line, now, run->parameters);
    if (line.size && rowan_buffer_string(&line))
        rowan_log(log, ROWAN_LOG_WARN, "parameters differ from those of the feed's last run (%s)%s",
                  run->run_id, line.data);
    rowan_buffer_clear(&line);
    json_decref(now);
}
