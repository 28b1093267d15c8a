/*
 * Path evaluation over a projected document. Semantics are XPath 1.0's for the part of it that path.h
 * names; a property test compares the two. Sets of nodes in hand are kept in a pool, one level per
 * nested path, so that evaluation allocates nothing once warm.
 */
#include "xml/select.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "xml/path_key.h"
#include "xml/xpath_value.h"

struct level {
    struct rowan_nodes from;        /* the set a step starts from */
    struct rowan_nodes hits;        /* what one node of it gives, before predicates */
    struct rowan_nodes operands[2]; /* operands of the predicate in hand */
};

struct rowan_selector {
    struct level *levels;
    size_t depth;
    size_t capacity;
    uint8_t *seen;                    /* by number of path; or NULL */
    const struct rowan_node *current; /* where the path in hand begins */
    struct rowan_path_key *keys;      /* by number of path, as far as they were needed */
    size_t key_count;
};

/* What a predicate is evaluated against. */
struct focus {
    struct rowan_selector *selector;
    const struct rowan_document *document;
    const struct rowan_node *node;
    size_t position;
    size_t last;
    bool no_memory; /* sticky */
};

static bool run_path(struct rowan_selector *s, const struct rowan_document *document,
                     const struct rowan_path *path, const struct rowan_node *context,
                     struct rowan_nodes *out);
static bool is_true(struct focus *focus, const struct rowan_predicate *expr);
static void ask(struct focus *focus, const struct rowan_predicate *expr);

bool rowan_select_is_known(const uint8_t *seen, const struct rowan_path *path)
{
    const struct rowan_path *part = path->first;

    if (!part)
        return seen[path->number] == ROWAN_SELECT_MATCHED;
    while (part && seen[part->number] == ROWAN_SELECT_MATCHED)
        part = part->next;
    return !part;
}

struct rowan_selector *rowan_selector_new(void)
{
    return calloc(1, sizeof(struct rowan_selector));
}

void rowan_selector_free(struct rowan_selector *selector)
{
    if (!selector)
        return;
    for (size_t i = 0; i < selector->capacity; i++) {
        struct level *level = &selector->levels[i];
        rowan_nodes_clear(&level->from);
        rowan_nodes_clear(&level->hits);
        rowan_nodes_clear(&level->operands[0]);
        rowan_nodes_clear(&level->operands[1]);
    }
    for (size_t i = 0; i < selector->key_count; i++)
        rowan_path_key_clear(&selector->keys[i]);
    free(selector->keys);
    free(selector->levels);
    free(selector);
}

void rowan_selector_forget(struct rowan_selector *selector)
{
    for (size_t i = 0; i < selector->key_count; i++)
        rowan_path_key_forget(&selector->keys[i]);
}

void rowan_selector_watch(struct rowan_selector *selector, uint8_t *seen)
{
    selector->seen = seen;
}

/* steps: how many of the path's steps matched something. */
static void note(const struct rowan_selector *s, const struct rowan_path *path, size_t matches, size_t steps)
{
    uint8_t what = matches ? ROWAN_SELECT_MATCHED : rowan_select_nothing(steps, false);

    if (s->seen && s->seen[path->number] < what)
        s->seen[path->number] = what;
}

static struct level *enter(struct rowan_selector *s)
{
    if (s->depth == s->capacity) {
        struct level *levels = rowan_grow(s->levels, &s->capacity, 8, sizeof *levels);
        if (!levels)
            return NULL;
        s->levels = levels;
    }
    return &s->levels[s->depth++];
}

/* ---- one step ---- */

static bool matches(const struct rowan_step *step, const struct rowan_node *node)
{
    switch (step->test) {
    case ROWAN_TEST_NAME:
        return node->name == step->name; /* a text has no name */
    case ROWAN_TEST_AMONG:
        return step->among->has[node->name];
    case ROWAN_TEST_ANY:
        return node->kind < ROWAN_NODE_TEXT; /* nor an inner document */
    case ROWAN_TEST_TEXT:
        return node->kind == ROWAN_NODE_TEXT;
    case ROWAN_TEST_NODE:
        break;
    }
    return true;
}

static bool push_list(const struct rowan_step *step, const struct rowan_node *first, struct rowan_nodes *out)
{
    if (step->test == ROWAN_TEST_NAME) { /* what most steps are: not looked at for each node */
        for (const struct rowan_node *node = first; node; node = node->next)
            if (node->name == step->name && !rowan_nodes_push(out, node))
                return false;
        return true;
    }
    for (const struct rowan_node *node = first; node; node = node->next)
        if (matches(step, node) && !rowan_nodes_push(out, node))
            return false;
    return true;
}

/* A node and all below it in document order, without recursion: documents may be deep. */
static bool push_deep(const struct rowan_node *top, struct rowan_nodes *out)
{
    const struct rowan_node *node = top;

    for (;;) {
        if (!rowan_nodes_push(out, node))
            return false;
        if (node->kind != ROWAN_NODE_ATTRIBUTE && node->first) {
            node = node->first;
            continue;
        }
        while (node != top && !node->next)
            node = node->parent;
        if (node == top)
            return true;
        node = node->next;
    }
}

static bool push_axis(const struct rowan_step *step, const struct rowan_node *node, struct rowan_nodes *out)
{
    switch (step->axis) {
    case ROWAN_AXIS_CHILD:
        return push_list(step, node->kind == ROWAN_NODE_ATTRIBUTE ? NULL : node->first, out);
    case ROWAN_AXIS_ATTRIBUTE:
        return push_list(step, node->attributes, out);
    case ROWAN_AXIS_SELF:
        return rowan_nodes_push(out, node);
    case ROWAN_AXIS_PARENT:
        return !node->parent || rowan_nodes_push(out, node->parent);
    case ROWAN_AXIS_DEEP:
        return push_deep(node, out);
    case ROWAN_AXIS_INNER:
        return !node->attributes || node->attributes->kind != ROWAN_NODE_INNER ||
               rowan_nodes_push(out, node->attributes);
    }
    return true;
}

/* Keep the nodes of the set that the predicate is true for, with their positions in this set. */
static void filter(struct focus *focus, const struct rowan_predicate *predicate, struct rowan_nodes *set)
{
    size_t kept = 0;
    size_t last = set->count;

    for (size_t i = 0; i < last && !focus->no_memory; i++) {
        focus->node = set->items[i];
        focus->position = i + 1;
        focus->last = last;
        if (is_true(focus, predicate))
            set->items[kept++] = set->items[i];
        else
            for (const struct rowan_predicate *later = predicate->next; later; later = later->next)
                ask(focus, later);
    }
    set->count = kept;
}

static int by_order(const void *a, const void *b)
{
    const struct rowan_node *x = *(const struct rowan_node *const *)a;
    const struct rowan_node *y = *(const struct rowan_node *const *)b;

    return (x->order > y->order) - (x->order < y->order);
}

static bool is_sorted(const struct rowan_nodes *set)
{
    for (size_t i = 1; i < set->count; i++)
        if (set->items[i - 1]->order >= set->items[i]->order)
            return false;
    return true;
}

static void sort_unique(struct rowan_nodes *set)
{
    size_t kept = 0;

    if (is_sorted(set))
        return;
    qsort(set->items, set->count, sizeof set->items[0], by_order);
    for (size_t i = 0; i < set->count; i++)
        if (kept == 0 || set->items[kept - 1] != set->items[i])
            set->items[kept++] = set->items[i];
    set->count = kept;
}

/* ---- expressions ---- */

static void eval(struct focus *focus, const struct rowan_predicate *expr, struct rowan_nodes *room,
                 struct rowan_xpath_value *out)
{
    out->kind = ROWAN_XPATH_VALUE_NUMBER;
    switch (expr->op) {
    case ROWAN_PREDICATE_NUMBER:
        out->number = expr->number;
        return;
    case ROWAN_PREDICATE_POSITION:
        out->number = (double)focus->position;
        return;
    case ROWAN_PREDICATE_LAST:
        out->number = (double)focus->last;
        return;
    case ROWAN_PREDICATE_STRING:
        out->kind = ROWAN_XPATH_VALUE_TEXT;
        out->text = expr->string;
        return;
    case ROWAN_PREDICATE_PATH:
    case ROWAN_PREDICATE_COUNT:
        if (!run_path(focus->selector, focus->document, expr->path, focus->node, room))
            focus->no_memory = true;
        out->kind = expr->op == ROWAN_PREDICATE_PATH ? ROWAN_XPATH_VALUE_SET : ROWAN_XPATH_VALUE_NUMBER;
        out->number = (double)room->count;
        out->set = room;
        return;
    default:
        out->kind = ROWAN_XPATH_VALUE_BOOL;
        out->truth = is_true(focus, expr);
    }
}

static bool starts_with(struct rowan_slice text, struct rowan_slice part)
{
    return part.size <= text.size && memcmp(text.data, part.data, part.size) == 0;
}

static bool contains(struct rowan_slice text, struct rowan_slice part)
{
    return part.size == 0 || (text.size && memmem(text.data, text.size, part.data, part.size));
}

/* Two lists for operands, taken out of a level so that nested paths may move the array of levels. */
static bool borrow(struct focus *focus, size_t *depth, struct rowan_nodes operands[2])
{
    struct level *level = enter(focus->selector);

    if (!level) {
        focus->no_memory = true;
        return false;
    }
    *depth = focus->selector->depth - 1;
    memcpy(operands, level->operands, sizeof level->operands);
    memset(level->operands, 0, sizeof level->operands);
    return true;
}

static void give_back(struct focus *focus, size_t depth, struct rowan_nodes operands[2])
{
    memcpy(focus->selector->levels[depth].operands, operands, sizeof focus->selector->levels[depth].operands);
    focus->selector->depth = depth;
}

/* Both operands, then the operator. */
static bool eval_pair(struct focus *focus, const struct rowan_predicate *expr)
{
    struct rowan_nodes operands[2];
    struct rowan_xpath_value left, right;
    size_t depth;
    bool truth;

    if (!borrow(focus, &depth, operands))
        return false;
    eval(focus, expr->left, &operands[0], &left);
    eval(focus, expr->right, &operands[1], &right);
    if (expr->op == ROWAN_PREDICATE_STARTS_WITH)
        truth = starts_with(rowan_xpath_value_text(focus->document, &left),
                            rowan_xpath_value_text(focus->document, &right));
    else if (expr->op == ROWAN_PREDICATE_CONTAINS)
        truth = contains(rowan_xpath_value_text(focus->document, &left),
                         rowan_xpath_value_text(focus->document, &right));
    else
        truth = rowan_xpath_value_compare(focus->document, expr->op, &left, &right);
    give_back(focus, depth, operands);
    return truth && !focus->no_memory;
}

/* An operand that stands alone: a set is true when it is not empty. */
static bool eval_alone(struct focus *focus, const struct rowan_predicate *expr)
{
    struct rowan_nodes operands[2];
    struct rowan_xpath_value value;
    size_t depth;
    bool truth;

    if (!borrow(focus, &depth, operands))
        return false;
    eval(focus, expr, &operands[0], &value);
    truth = rowan_xpath_value_truth(&value);
    give_back(focus, depth, operands);
    return truth && !focus->no_memory;
}

static void ask_path(struct focus *focus, const struct rowan_path *path)
{
    struct rowan_nodes operands[2];
    size_t depth;

    if (rowan_select_is_known(focus->selector->seen, path) || !borrow(focus, &depth, operands))
        return;
    if (!run_path(focus->selector, focus->document, path, focus->node, &operands[0]))
        focus->no_memory = true;
    give_back(focus, depth, operands);
}

/* What need not be known of a node any more: whether its paths match is noted all the same, until they do. */
static void ask(struct focus *focus, const struct rowan_predicate *expr)
{
    if (!expr || !focus->selector->seen || focus->no_memory)
        return;
    if (expr->path)
        ask_path(focus, expr->path);
    ask(focus, expr->left);
    ask(focus, expr->right);
}

static bool is_either(struct focus *focus, const struct rowan_predicate *expr, bool decisive)
{
    if (is_true(focus, expr->left) != decisive)
        return is_true(focus, expr->right);
    ask(focus, expr->right);
    return decisive;
}

static bool is_true(struct focus *focus, const struct rowan_predicate *expr)
{
    switch (expr->op) {
    case ROWAN_PREDICATE_OR:
        return is_either(focus, expr, true);
    case ROWAN_PREDICATE_AND:
        return is_either(focus, expr, false);
    case ROWAN_PREDICATE_NOT:
        return !is_true(focus, expr->left);
    case ROWAN_PREDICATE_NAMED:
        return expr->among->has[focus->node->name];
    case ROWAN_PREDICATE_EQ:
    case ROWAN_PREDICATE_NE:
    case ROWAN_PREDICATE_LT:
    case ROWAN_PREDICATE_LE:
    case ROWAN_PREDICATE_GT:
    case ROWAN_PREDICATE_GE:
    case ROWAN_PREDICATE_STARTS_WITH:
    case ROWAN_PREDICATE_CONTAINS:
        return eval_pair(focus, expr);
    default:
        return eval_alone(focus, expr);
    }
}

/* ---- paths ---- */

/* All that a step gives from the set in level->from, appended to out. */
static bool run_step(struct rowan_selector *s, size_t depth, const struct rowan_document *document,
                     const struct rowan_step *step, struct rowan_nodes *out)
{
    for (size_t i = 0; i < s->levels[depth].from.count; i++) {
        const struct rowan_node *node = s->levels[depth].from.items[i];
        struct rowan_nodes hits;
        struct focus focus = {s, document, NULL, 0, 0, false};

        if (!step->predicates) {
            if (!push_axis(step, node, out))
                return false;
            continue;
        }
        hits = s->levels[depth].hits; /* taken out: nested paths may move the array of levels */
        hits.count = 0;
        memset(&s->levels[depth].hits, 0, sizeof hits);
        focus.no_memory = !push_axis(step, node, &hits);
        for (const struct rowan_predicate *p = step->predicates; p && !focus.no_memory; p = p->next)
            filter(&focus, p, &hits);
        for (size_t k = 0; k < hits.count && !focus.no_memory; k++)
            focus.no_memory = !rowan_nodes_push(out, hits.items[k]);
        s->levels[depth].hits = hits;
        if (focus.no_memory)
            return false;
    }
    return true;
}

/* One step of the path from what is in out. */
static bool go_on(struct rowan_selector *s, size_t depth, const struct rowan_document *document,
                  const struct rowan_path *path, const struct rowan_step *step, struct rowan_nodes *out)
{
    struct rowan_nodes swap = s->levels[depth].from;
    bool ok;

    s->levels[depth].from = *out;
    *out = swap;
    out->count = 0;
    ok = run_step(s, depth, document, step, out);
    if (!path->direct)
        sort_unique(out);
    return ok;
}

/* ---- references ---- */

/* The path's index, which may be one to be made; NULL for want of memory. */
static struct rowan_path_key *key_of(struct rowan_selector *s, const struct rowan_path *path)
{
    size_t count = (size_t)path->number + 1;
    struct rowan_path_key *keys;

    if (count > s->key_count) {
        keys = realloc(s->keys, count * sizeof *keys);
        if (!keys)
            return NULL;
        memset(keys + s->key_count, 0, (count - s->key_count) * sizeof *keys);
        s->keys = keys;
        s->key_count = count;
    }
    return &s->keys[path->number];
}

/* Index the nodes of the path's first steps, which are in out, by the texts that its predicate asks for. */
static bool fill_key(struct rowan_selector *s, const struct rowan_document *document,
                     const struct rowan_path *path, const struct rowan_nodes *nodes,
                     struct rowan_nodes *texts)
{
    const struct rowan_path *use = rowan_path_key_use(path);
    bool ok = true;

    for (size_t i = 0; ok && i < nodes->count; i++) {
        ok = run_path(s, document, use, nodes->items[i], texts);
        for (size_t k = 0; ok && k < texts->count; k++)
            ok = rowan_path_key_add(&s->keys[path->number], rowan_node_text(document, texts->items[k]),
                                    nodes->items[i]);
    }
    if (ok)
        rowan_path_key_sort(&s->keys[path->number]);
    return ok;
}

/* The first steps of the path without the predicate of the last. */
static bool run_unkeyed(struct rowan_selector *s, size_t depth, const struct rowan_document *document,
                        const struct rowan_path *path, struct rowan_nodes *out)
{
    struct rowan_step last = path->steps[path->keyed - 1];
    bool ok = rowan_nodes_push(out, document->root);

    last.predicates = NULL;
    for (size_t i = 0; ok && i < path->keyed; i++)
        ok = go_on(s, depth, document, path, i + 1 < path->keyed ? &path->steps[i] : &last, out);
    return ok;
}

/* The nodes of a path's first steps, for which its predicate holds. */
static bool look_up(struct rowan_selector *s, size_t depth, const struct rowan_document *document,
                    const struct rowan_path *path, struct rowan_nodes *out)
{
    struct rowan_path_key *key = key_of(s, path);
    struct rowan_nodes texts =
        s->levels[depth].hits; /* taken out: nested paths may move the array of levels */
    size_t count;
    bool ok = key != NULL;

    memset(&s->levels[depth].hits, 0, sizeof texts);
    if (ok && key->path != path) {
        rowan_path_key_forget(key);
        ok = run_unkeyed(s, depth, document, path, out) && fill_key(s, document, path, out, &texts);
        s->keys[path->number].path = ok ? path : NULL;
    }
    out->count = 0;
    ok = ok && run_path(s, document, rowan_path_key_value(path), s->current, &texts);
    for (size_t i = 0; ok && i < texts.count; i++) {
        const struct rowan_path_key_item *items =
            rowan_path_key_get(&s->keys[path->number], rowan_node_text(document, texts.items[i]), &count);
        for (size_t k = 0; ok && k < count; k++)
            ok = rowan_nodes_push(out, items[k].node);
    }
    sort_unique(out);
    s->levels[depth].hits = texts;
    return ok;
}

static bool run_path(struct rowan_selector *s, const struct rowan_document *document,
                     const struct rowan_path *path, const struct rowan_node *context, struct rowan_nodes *out)
{
    struct level *level = enter(s);
    size_t depth = s->depth - 1;
    size_t steps = 0;
    bool ok;

    out->count = 0;
    if (!level)
        return false;
    if (path->keyed) {
        ok = look_up(s, depth, document, path, out);
        steps = ok && s->keys[path->number].count ? path->keyed - (out->count == 0) : 0;
    } else {
        ok = rowan_nodes_push(out, path->absolute ? document->root : path->current ? s->current : context);
    }
    for (size_t i = path->keyed; ok && out->count && i < path->count; i++) {
        ok = go_on(s, depth, document, path, &path->steps[i], out);
        steps += out->count > 0;
    }
    s->depth--;
    note(s, path, out->count, steps);
    return ok;
}

/* Down from node by steps, of which there is at least one; document order comes by itself. */
static bool walk_down(const struct rowan_step *steps, size_t count, const struct rowan_node *node,
                      struct rowan_nodes *out)
{
    const struct rowan_node *next;

    if (count == 1)
        return push_axis(steps, node, out);
    if (steps->axis == ROWAN_AXIS_SELF)
        return walk_down(steps + 1, count - 1, node, out);
    if (steps->axis == ROWAN_AXIS_ATTRIBUTE || node->kind == ROWAN_NODE_ATTRIBUTE)
        return true; /* nothing follows an attribute */
    for (next = node->first; next; next = next->next)
        if (matches(steps, next) && !walk_down(steps + 1, count - 1, next, out))
            return false;
    return true;
}

/* Most paths are a few steps down without a predicate: no sets in between. */
static bool run_plain(const struct rowan_selector *s, const struct rowan_document *document,
                      const struct rowan_path *path, const struct rowan_node *context,
                      struct rowan_nodes *out)
{
    bool ok;

    out->count = 0;
    ok = walk_down(path->steps, path->count, path->absolute ? document->root : context, out);
    note(s, path, out->count, 0);
    return ok;
}

static bool run_one(struct rowan_selector *s, const struct rowan_document *document,
                    const struct rowan_path *path, const struct rowan_node *context, struct rowan_nodes *out)
{
    return path->plain ? run_plain(s, document, path, context, out)
                       : run_path(s, document, path, context, out);
}

/* a | b: together, in document order. */
static bool run_union(struct rowan_selector *s, const struct rowan_document *document,
                      const struct rowan_path *all, const struct rowan_node *context, struct rowan_nodes *out)
{
    struct level *level = enter(s);
    struct rowan_nodes one;
    size_t depth = s->depth - 1;
    bool ok = level != NULL;

    out->count = 0;
    if (!ok)
        return false;
    one = level->hits; /* taken out: the paths may move the array of levels */
    memset(&level->hits, 0, sizeof level->hits);
    for (const struct rowan_path *path = all->first; ok && path; path = path->next) {
        ok = run_one(s, document, path, context, &one);
        for (size_t i = 0; ok && i < one.count; i++)
            ok = rowan_nodes_push(out, one.items[i]);
    }
    sort_unique(out);
    s->levels[depth].hits = one;
    s->depth = depth;
    return ok;
}

enum rowan_status rowan_select(struct rowan_selector *selector, const struct rowan_document *document,
                               const struct rowan_path *path, const struct rowan_node *context,
                               struct rowan_nodes *out, struct rowan_error *err)
{
    bool ok;

    if (path->plain) {
        ok = run_plain(selector, document, path, context, out);
    } else {
        selector->current = context;
        ok = path->first ? run_union(selector, document, path, context, out)
                         : run_path(selector, document, path, context, out);
    }
    if (!ok)
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}
