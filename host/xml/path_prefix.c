/* A part of a path's text. */
#include "xml/path_prefix.h"

/* Where the step that begins at text[i] ends: at a / outside of predicates and quotes, or at the end. */
static size_t skip_step(const char *text, size_t i)
{
    size_t depth = 0;
    char quote = '\0';

    for (; text[i] && (quote || depth > 0 || text[i] != '/'); i++) {
        if (quote)
            quote = text[i] == quote ? '\0' : quote;
        else if (text[i] == '"' || text[i] == '\'')
            quote = text[i];
        else if (text[i] == '[')
            depth++;
        else if (text[i] == ']')
            depth--;
    }
    return i;
}

static size_t end_of_steps(const struct rowan_path *path, size_t steps)
{
    size_t i = 0, end = 0;

    for (size_t done = 0; done < steps && path->text[i]; done++) {
        if (path->text[i] == '/')
            i++;
        if (path->text[i] == '/') { /* the // between two steps is one itself */
            i++;
            done++;
        }
        if (done < steps)
            end = i = skip_step(path->text, i);
    }
    return end;
}

size_t rowan_path_prefix(const struct rowan_path *path, size_t steps, bool named)
{
    size_t end = end_of_steps(path, steps);
    size_t next = named ? end_of_steps(path, steps + 1) : end;

    while (end < next && path->text[end] != '[')
        end++;
    return end;
}
