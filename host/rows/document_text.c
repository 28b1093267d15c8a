/* Paths are selected a second time, for failures only. Texts stand without the white space at their ends. */
#include "rows/document_text.h"

#include <stdio.h>

#include "xml/node_name.h"

#define QUOTED     100 /* bytes of one text */
#define TEXTS_MOST 3   /* of one path */
#define PATHS_MOST 4   /* of one column */

/* Text for the end of a message. */
struct told {
    char text[PATHS_MOST * (TEXTS_MOST * (QUOTED + 10) + 120)];
    size_t size;
    bool is_new, is_known; /* some text in it is not in the message; some is */
};

static void add(struct told *told, const char *text)
{
    size_t room = sizeof told->text - told->size;
    size_t size = strlen(text);

    if (size >= room)
        return;
    memcpy(told->text + told->size, text, size + 1);
    told->size += size;
}

static void add_text(struct told *told, struct rowan_slice text, const struct rowan_error *err)
{
    char quoted[QUOTED];

    rowan_quote(quoted, sizeof quoted, rowan_slice_trim(text));
    if (strstr(err->message, quoted))
        told->is_known = true;
    else
        told->is_new = true;
    add(told, quoted);
}

/* The texts that a path has in the document. */
static void add_path(struct told *told, struct rowan_row_workspace *work,
                     const struct rowan_row_context *context, const struct rowan_path *path,
                     const struct rowan_error *err)
{
    struct rowan_nodes *nodes = &work->nodes;
    struct rowan_slice text;

    if (rowan_select(work->selector, context->document, path, context->node, nodes, NULL) != ROWAN_OK)
        return;
    if (nodes->count == 0)
        add(told, "nothing");
    for (size_t i = 0; i < nodes->count && i < TEXTS_MOST; i++) {
        if (!rowan_node_gives(context->document, nodes->items[i], path->gives, &work->names, &text))
            return;
        add(told, i ? ", " : "");
        add_text(told, text, err);
    }
    if (nodes->count > TEXTS_MOST)
        add(told, ", ...");
}

static void add_paths(struct told *told, struct rowan_row_workspace *work,
                      const struct rowan_row_context *context, const struct rowan_column *column,
                      const struct rowan_error *err)
{
    char name[100];

    for (size_t i = 0; i < column->path_count && i < PATHS_MOST; i++) {
        snprintf(name, sizeof name, "%s%.80s ", i ? "; " : "", column->paths[i]->text);
        add(told, column->path_count > 1 ? name : "");
        add_path(told, work, context, column->paths[i], err);
    }
    if (column->path_count > PATHS_MOST)
        add(told, "; ...");
}

/* What the expression gives; false: it was calculated, and is nowhere in the document. */
static bool add_xpath(struct told *told, struct rowan_row_workspace *work,
                      const struct rowan_row_context *context, const struct rowan_column *column,
                      const struct rowan_error *err)
{
    struct rowan_xpath *xpath = work->xpath;
    struct rowan_slice text;
    size_t count;

    if (rowan_xpath_run(xpath, (size_t)column->of, column->xpath, context->document, context->node, NULL) !=
        ROWAN_OK)
        return false;
    count = rowan_xpath_count(xpath);
    if (count == 0)
        add(told, "nothing");
    for (size_t i = 0; i < count && i < TEXTS_MOST; i++) {
        if (rowan_xpath_text(xpath, i, &text, NULL) != ROWAN_OK)
            break;
        add(told, i ? ", " : "");
        add_text(told, text, err);
    }
    if (count > TEXTS_MOST)
        add(told, ", ...");
    return rowan_xpath_is_nodes(xpath);
}

/* Something stands between what the document has and what err quotes. */
static bool has_steps(const struct rowan_column *column)
{
    return column->type.kind != ROWAN_XML && (column->via_count || column->expr || column->null_if.count ||
                                              column->bad || column->pick == ROWAN_PICK_JOIN);
}

static void append(struct rowan_error *err, const char *before, const char *text)
{
    size_t size = strlen(err->message);

    snprintf(err->message + size, sizeof err->message - size, "%s%s", before, text);
}

void rowan_document_text_tell(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                              const struct rowan_column *column, struct rowan_error *err)
{
    struct told told = {.size = 0};
    bool calculated = false;

    if (!err || !has_steps(column) || strcmp(err->reason, "several") == 0)
        return;
    if (column->origin == ROWAN_FROM_VALUE && context->readings[column->of].data)
        add_text(&told, context->readings[column->of], err);
    else if (column->origin == ROWAN_FROM_XPATH)
        calculated = !add_xpath(&told, work, context, column, err);
    else
        add_paths(&told, work, context, column, err);
    if (told.is_new && !(column->expr && told.is_known)) /* an expression quotes the operand that is wrong */
        append(err, calculated ? "; the xpath gives " : "; the document has ", told.text);
}
