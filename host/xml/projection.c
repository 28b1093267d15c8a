/*
 * Paths -> a tree of NFA nodes, which are called nodes here. A path is walked from a set of nodes; each step
 * makes the nodes it can reach. `..` goes to the parents, so the walk may only keep too much, never too
 * little, and the selection over the projected tree gives what it would give over the whole one.
 */
#include "xml/projection.h"

#include <stdlib.h>
#include <string.h>

#define SET_MAX 1000 /* nodes that a path may be at; few paths are at more than one */

static bool walk(struct rowan_projection *p, const struct rowan_node_set *from, const struct rowan_path *path,
                 bool value, struct rowan_node_set **out);

struct rowan_projection *rowan_projection_new(void)
{
    struct rowan_projection *p = calloc(1, sizeof *p);

    if (!p)
        return NULL;
    p->nodes = calloc(16, sizeof *p->nodes);
    if (!p->nodes) {
        free(p);
        return NULL;
    }
    p->capacity = 16;
    p->count = 1;
    p->nodes[0].keep = true;
    return p;
}

void rowan_projection_free(struct rowan_projection *p)
{
    if (!p)
        return;
    for (uint32_t i = 0; i < p->count; i++) {
        free(p->nodes[i].also);
        free(p->nodes[i].edges);
        free(p->nodes[i].attributes);
        free(p->nodes[i].attribute_sets);
    }
    free(p->nodes);
    while (p->sets) {
        struct rowan_node_set *next = p->sets->link;
        free(p->sets->ids);
        free(p->sets);
        p->sets = next;
    }
    free(p);
}

static struct rowan_node_set *new_set(struct rowan_projection *p)
{
    struct rowan_node_set *set = calloc(1, sizeof *set);

    if (set) {
        set->link = p->sets;
        p->sets = set;
    }
    return set;
}

static bool add_to_set(struct rowan_node_set *set, uint32_t id)
{
    uint32_t at = set->count; /* mostly, nodes come in their order */

    while (at > 0 && set->ids[at - 1] >= id)
        at--;
    if (at < set->count && set->ids[at] == id)
        return true;
    if (set->count == set->capacity) {
        uint32_t capacity = set->capacity ? set->capacity * 2 : 4;
        uint32_t *ids = realloc(set->ids, capacity * sizeof *ids);
        if (!ids)
            return false;
        set->ids = ids;
        set->capacity = capacity;
    }
    memmove(set->ids + at + 1, set->ids + at, (set->count - at) * sizeof *set->ids);
    set->ids[at] = id;
    set->count++;
    return true;
}

struct rowan_node_set *rowan_projection_root(struct rowan_projection *p)
{
    struct rowan_node_set *set = new_set(p);

    return set && add_to_set(set, 0) ? set : NULL;
}

/* 0 is no memory: the root is never made twice. */
static uint32_t new_node(struct rowan_projection *p, uint32_t parent)
{
    struct rowan_nfa_node *nodes;

    if (p->count == p->capacity) {
        nodes = realloc(p->nodes, 2 * (size_t)p->capacity * sizeof *nodes);
        if (!nodes)
            return 0;
        p->nodes = nodes;
        p->capacity *= 2;
    }
    memset(&p->nodes[p->count], 0, sizeof p->nodes[0]);
    p->nodes[p->count].parent = parent;
    return p->count++;
}

static bool add_edge(struct rowan_projection *p, uint32_t from, uint32_t name,
                     const struct rowan_name_set *among, uint32_t to)
{
    struct rowan_nfa_node *node = &p->nodes[from];
    struct rowan_edge *edges = realloc(node->edges, (node->edge_count + 1) * sizeof *edges);

    if (!edges)
        return false;
    node->edges = edges;
    edges[node->edge_count].name = name;
    edges[node->edge_count].among = among;
    edges[node->edge_count++].to = to;
    return true;
}

/* The node of children named name (0: all, or those among the names) below from. */
static uint32_t child_node(struct rowan_projection *p, uint32_t from, uint32_t name,
                           const struct rowan_name_set *among)
{
    uint32_t to;

    for (uint32_t i = 0; i < p->nodes[from].edge_count; i++)
        if (p->nodes[from].edges[i].name == name && p->nodes[from].edges[i].among == among)
            return p->nodes[from].edges[i].to;
    to = new_node(p, from);
    if (!to)
        return 0;
    return add_edge(p, from, name, among, to) ? to : 0;
}

static uint32_t deep_node(struct rowan_projection *p, uint32_t from)
{
    uint32_t deep;

    if (p->nodes[from].is_deep)
        return from;
    if (p->nodes[from].deep)
        return p->nodes[from].deep;
    deep = new_node(p, p->nodes[from].parent);
    if (!deep)
        return 0;
    p->nodes[deep].is_deep = true;
    p->nodes[from].deep = deep;
    return deep;
}

/* Attributes and text nodes have no children, but they do have a parent: @x[../y] reads a sibling. */
static uint32_t leaf_node(struct rowan_projection *p, uint32_t from)
{
    uint32_t leaf = p->nodes[from].leaf;

    if (leaf)
        return leaf;
    leaf = new_node(p, from);
    if (!leaf)
        return 0;
    p->nodes[leaf].is_leaf = true;
    p->nodes[from].leaf = leaf;
    return leaf;
}

/* The text is kept, and the element with it, which the document hangs on. */
static uint32_t inner_node(struct rowan_projection *p, uint32_t from)
{
    uint32_t inner = p->nodes[from].inner;

    if (inner)
        return inner;
    inner = new_node(p, from);
    if (!inner)
        return 0;
    p->nodes[inner].is_inner = true;
    p->nodes[from].inner = inner;
    p->nodes[from].keep = p->nodes[from].text = true;
    p->has_inner = true;
    return inner;
}

static bool want_attributes(struct rowan_nfa_node *node, const struct rowan_name_set *among)
{
    const struct rowan_name_set **sets;

    for (uint32_t i = 0; i < node->attribute_set_count; i++)
        if (node->attribute_sets[i] == among)
            return true;
    sets = realloc(node->attribute_sets, (node->attribute_set_count + 1) * sizeof *sets);
    if (!sets)
        return false;
    node->attribute_sets = sets;
    sets[node->attribute_set_count++] = among;
    return true;
}

static bool want_attribute(struct rowan_nfa_node *node, const struct rowan_step *step)
{
    uint32_t *attributes;

    if (step->test == ROWAN_TEST_AMONG)
        return want_attributes(node, step->among);
    if (step->test == ROWAN_TEST_ANY) {
        node->all_attributes = true;
        return true;
    }
    for (uint32_t i = 0; i < node->attribute_count; i++)
        if (node->attributes[i] == step->name)
            return true;
    attributes = realloc(node->attributes, (node->attribute_count + 1) * sizeof *attributes);
    if (!attributes)
        return false;
    node->attributes = attributes;
    attributes[node->attribute_count++] = step->name;
    return true;
}

/* The parent of an element of from; an element of a deep node may have its parent there too. */
static bool step_to_parent(struct rowan_projection *p, uint32_t from, struct rowan_node_set *out)
{
    const struct rowan_nfa_node *node = &p->nodes[from];

    if (node->is_deep && !add_to_set(out, from))
        return false;
    for (uint32_t i = 0; i < node->also_count; i++)
        if (!add_to_set(out, node->also[i]))
            return false;
    return add_to_set(out, node->parent);
}

/* Where one step leads from one node. */
static bool step_from(struct rowan_projection *p, uint32_t from, const struct rowan_step *step,
                      struct rowan_node_set *out)
{
    bool down = step->axis == ROWAN_AXIS_CHILD || step->axis == ROWAN_AXIS_ATTRIBUTE ||
                step->axis == ROWAN_AXIS_INNER;
    uint32_t to = 0;

    if (step->axis == ROWAN_AXIS_PARENT)
        return step_to_parent(p, from, out);
    if (step->axis == ROWAN_AXIS_SELF || (step->axis == ROWAN_AXIS_DEEP && p->nodes[from].is_leaf))
        return add_to_set(out, from);
    if (down && p->nodes[from].is_leaf)
        return true;
    if (step->axis == ROWAN_AXIS_DEEP) {
        to = deep_node(p, from);
    } else if (step->axis == ROWAN_AXIS_INNER) {
        to = inner_node(p, from);
    } else if (step->axis == ROWAN_AXIS_ATTRIBUTE) {
        if (want_attribute(&p->nodes[from], step))
            to = leaf_node(p, from);
    } else if (step->test == ROWAN_TEST_TEXT) {
        p->nodes[from].text_nodes = true;
        to = leaf_node(p, from);
    } else {
        to = child_node(p, from, step->test == ROWAN_TEST_NAME ? step->name : 0, step->among);
    }
    return to && add_to_set(out, to);
}

/* Only what compares or searches reads the text of the nodes; elsewhere their presence is the answer. */
static bool reads_text(enum rowan_predicate_op op)
{
    return (op >= ROWAN_PREDICATE_EQ && op <= ROWAN_PREDICATE_GE) || op == ROWAN_PREDICATE_STARTS_WITH ||
           op == ROWAN_PREDICATE_CONTAINS;
}

static bool walk_expr(struct rowan_projection *p, const struct rowan_node_set *at,
                      const struct rowan_predicate *expr, bool value)
{
    struct rowan_node_set *ends;

    if (!expr)
        return true;
    if (expr->path && !walk(p, at, expr->path, value && expr->op == ROWAN_PREDICATE_PATH, &ends))
        return false;
    value = reads_text(expr->op);
    return walk_expr(p, at, expr->left, value) && walk_expr(p, at, expr->right, value);
}

/* An element whose presence or number a predicate or an end of a path can see must stay. */
static void mark_keep(struct rowan_projection *p, const struct rowan_node_set *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        p->nodes[set->ids[i]].keep = true;
}

static bool walk_step(struct rowan_projection *p, const struct rowan_node_set *from,
                      const struct rowan_step *step, struct rowan_node_set *out)
{
    if (step->axis == ROWAN_AXIS_PARENT)
        mark_keep(p, from);
    for (uint32_t i = 0; i < from->count; i++)
        if (!step_from(p, from->ids[i], step, out))
            return false;
    p->overgrown = p->overgrown || out->count > SET_MAX;
    if (p->overgrown)
        return false;
    if (step->predicates)
        mark_keep(p, out);
    for (const struct rowan_predicate *e = step->predicates; e; e = e->next)
        if (!walk_expr(p, out, e, false))
            return false;
    return true;
}

static bool walk(struct rowan_projection *p, const struct rowan_node_set *from, const struct rowan_path *path,
                 bool value, struct rowan_node_set **out)
{
    struct rowan_node_set *at = NULL;

    if (path->absolute) {
        at = rowan_projection_root(p);
        if (!at)
            return false;
        from = at;
    } else if (path->current) {
        from = p->from;
    }
    for (size_t i = 0; i < path->count; i++) {
        at = new_set(p);
        if (!at || !walk_step(p, from, &path->steps[i], at))
            return false;
        path->steps[i].places = at;
        from = at;
    }
    mark_keep(p, at);
    for (uint32_t i = 0; value && i < at->count; i++)
        p->nodes[at->ids[i]].text = true;
    *out = at;
    return true;
}

/* a | b: where one of them ends. */
static bool walk_union(struct rowan_projection *p, const struct rowan_node_set *from,
                       const struct rowan_path *path, bool value, struct rowan_node_set *out)
{
    for (; path; path = path->next) {
        struct rowan_node_set *ends = NULL;
        bool ok = walk(p, from, path, value, &ends);
        for (uint32_t i = 0; ok && i < ends->count; i++)
            ok = add_to_set(out, ends->ids[i]);
        p->overgrown = p->overgrown || out->count > SET_MAX;
        if (!ok || p->overgrown)
            return false;
    }
    return true;
}

struct rowan_node_set *rowan_projection_add(struct rowan_projection *p, const struct rowan_node_set *from,
                                            const struct rowan_path *path, bool value)
{
    struct rowan_node_set *out = NULL;

    p->from = from;
    if (!path->first)
        return walk(p, from, path, value, &out) ? out : NULL;
    out = new_set(p);
    return out && walk_union(p, from, path->first, value, out) ? out : NULL;
}

/* ---- paths that begin again where they end ---- */

static bool add_parent(struct rowan_projection *p, uint32_t id, uint32_t parent)
{
    struct rowan_nfa_node *node = &p->nodes[id];
    uint32_t *also = realloc(node->also, (node->also_count + 1) * sizeof *also);

    if (!also)
        return false;
    node->also = also;
    also[node->also_count++] = parent;
    return true;
}

/* The step that the path takes from its beginning to children leads there from its ends, too. */
static bool lead_back(struct rowan_projection *p, const struct rowan_path *path,
                      const struct rowan_node_set *ends)
{
    const struct rowan_step *step = path->steps;
    bool ok = true;

    while (step->axis == ROWAN_AXIS_SELF)
        step++;
    for (uint32_t i = 0; i < ends->count; i++)
        for (uint32_t k = 0; ok && k < step->places->count; k++)
            ok = add_edge(p, ends->ids[i], step->test == ROWAN_TEST_NAME ? step->name : 0, step->among,
                          step->places->ids[k]) &&
                 add_parent(p, step->places->ids[k], ends->ids[i]);
    return ok;
}

/* It is walked once more, since what its predicates read with .. may be at its ends now. */
struct rowan_node_set *rowan_projection_repeat(struct rowan_projection *p, const struct rowan_node_set *from,
                                               const struct rowan_path *path)
{
    const struct rowan_node_set *ends = rowan_projection_add(p, from, path, false);
    struct rowan_node_set *all = ends ? new_set(p) : NULL;
    bool ok = all != NULL;

    for (const struct rowan_path *part = path->first ? path->first : path; ok && part; part = part->next)
        ok = lead_back(p, part, ends);
    for (uint32_t i = 0; ok && i < from->count; i++)
        ok = add_to_set(all, from->ids[i]);
    for (uint32_t i = 0; ok && i < ends->count; i++)
        ok = add_to_set(all, ends->ids[i]);
    return ok && rowan_projection_add(p, all, path, false) ? all : NULL;
}

bool rowan_projection_has_leaf(const struct rowan_projection *p, const struct rowan_node_set *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (p->nodes[set->ids[i]].is_leaf)
            return true;
    return false;
}

bool rowan_projection_is_inner(const struct rowan_projection *p, const struct rowan_node_set *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        for (uint32_t id = set->ids[i]; id; id = p->nodes[id].parent)
            if (p->nodes[id].is_inner)
                return true;
    return false;
}

bool rowan_projection_overgrown(const struct rowan_projection *p)
{
    return p->overgrown;
}

bool rowan_projection_locate(struct rowan_projection *p, const struct rowan_node_set *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        uint32_t id = set->ids[i];
        if (id == 0 || p->nodes[id].is_inner)
            id = child_node(p, id, 0, NULL);
        if (!id)
            return false;
        p->nodes[id].keep = true;
        p->nodes[id].locate = true;
    }
    p->locates = true;
    return true;
}

bool rowan_projection_locates(const struct rowan_projection *p)
{
    return p->locates;
}
