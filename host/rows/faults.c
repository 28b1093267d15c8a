/* Only documents that fail come here. */
#include "rows/faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "xml/node_path.h"
#include "xml/parser.h"

void rowan_faults_clear(struct rowan_faults *faults)
{
    free(faults->items);
    memset(faults, 0, sizeof *faults);
}

/* One that says nothing of the values that come after it. */
static bool is_of_value(const struct rowan_error *error)
{
    static const char *const reasons[] = {"value", "required", "several", "duplicate"};

    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (strcmp(error->reason, reasons[i]) == 0)
            return true;
    return false;
}

/* Pairs of unpivot and their children look at one text again and again. */
static bool is_there(const struct rowan_faults *faults, const struct rowan_node *node,
                     const struct rowan_error *error)
{
    for (size_t i = 0; i < faults->count; i++)
        if (faults->items[i].node == node && strcmp(faults->items[i].error.message, error->message) == 0)
            return true;
    return false;
}

bool rowan_faults_note_two(struct rowan_faults *faults, const struct rowan_node *node,
                           const struct rowan_node *other, const struct rowan_error *error)
{
    if (!faults->items)
        faults->items = calloc(ROWAN_FAULTS_MAX, sizeof *faults->items);
    if (!faults->items || faults->count == ROWAN_FAULTS_MAX)
        return false;
    if (is_there(faults, node, error))
        return is_of_value(error);
    faults->items[faults->count++] = (struct rowan_fault){node, other, *error};
    return is_of_value(error) && faults->count < ROWAN_FAULTS_MAX;
}

bool rowan_faults_note(struct rowan_faults *faults, const struct rowan_node *node,
                       const struct rowan_error *error)
{
    return rowan_faults_note_two(faults, node, NULL, error);
}

/* "line 3: ..." -> "line 3, /R/P[2]/@a: ..." */
static void add_path(struct rowan_error *error, const struct rowan_node_path *path)
{
    char printed[240], rest[ROWAN_MESSAGE_MAX];
    size_t digits = 5;

    if (!path || strncmp(error->message, "line ", 5) != 0 ||
        !*rowan_node_path_print(path, printed, sizeof printed))
        return;
    while (rowan_ascii_is_digit(error->message[digits]))
        digits++;
    snprintf(rest, sizeof rest, "%s", error->message + digits);
    rowan_fail(error, error->status, error->reason, "%.*s, %s%s", (int)digits, error->message, printed, rest);
}

/* "... is at line 1" -> "... is at line 1, /R/P[1]" */
static void add_other_path(struct rowan_error *error, const struct rowan_node_path *path)
{
    char printed[240];
    size_t size = strlen(error->message);

    if (path && *rowan_node_path_print(path, printed, sizeof printed))
        snprintf(error->message + size, sizeof error->message - size, ", %s", printed);
}

static struct rowan_node_path *path_of(const struct rowan_parser *parser, const struct rowan_node *node,
                                       const struct rowan_qname_table *names)
{
    return node ? rowan_node_path_new(rowan_parser_document(parser), node, names) : NULL;
}

/* For each fault the path of its node, and then for each that of the other. */
static void add_paths(struct rowan_fault *items, size_t count, struct rowan_parser *parser,
                      const struct rowan_qname_table *names)
{
    struct rowan_node_path *paths[2 * ROWAN_FAULTS_MAX] = {NULL};
    bool ok = true;

    for (size_t i = 0; i < count; i++) {
        paths[i] = path_of(parser, items[i].node, names);
        paths[count + i] = path_of(parser, items[i].other, names);
        items[i].node = items[i].other = NULL;
    }
    ok = rowan_parser_locate(parser, paths, 2 * count);
    for (size_t i = 0; i < count; i++) {
        add_path(&items[i].error, ok ? paths[i] : NULL);
        add_other_path(&items[i].error, ok ? paths[count + i] : NULL);
        rowan_node_path_free(paths[i]);
        rowan_node_path_free(paths[count + i]);
    }
}

void rowan_faults_tell(const struct rowan_faults *faults, struct rowan_parser *parser,
                       const struct rowan_qname_table *names, struct rowan_error *err)
{
    size_t size, told = 1;

    if (faults->count == 0)
        return;
    add_paths(faults->items, faults->count, parser, names);
    *err = faults->items[0].error;
    for (; told < faults->count; told++) {
        const char *more = faults->items[told].error.message;
        size = strlen(err->message);
        if (size + strlen(more) + 40 > sizeof err->message)
            break;
        snprintf(err->message + size, sizeof err->message - size, "\n%s", more);
    }
    size = strlen(err->message);
    if (told < faults->count)
        snprintf(err->message + size, sizeof err->message - size, "\nand %zu more", faults->count - told);
    else if (told == ROWAN_FAULTS_MAX)
        snprintf(err->message + size, sizeof err->message - size, "\nand perhaps more");
}
