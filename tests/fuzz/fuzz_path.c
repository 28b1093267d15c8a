/* A path: it is refused with a reason, or selects nodes in document order, each once. */
#include "fuzz.h"

#include "xml/parser.h"
#include "xml/select.h"

static const char xml[] = "<r a='1'><a b='2' c='x'>one<b n='1'>two</b><b n='2'/></a><c><a "
                          "b='3'><a/></a>t</c><d xmlns='u'>n</d></r>";

struct scene {
    struct rowan_arena arena;
    struct rowan_qname_table *names;
    struct rowan_projection *projection;
    struct rowan_parser *parser;
    struct rowan_selector *selector;
    struct rowan_nodes nodes;
};

static void select_nodes(struct scene *s, const struct rowan_path *path)
{
    const struct rowan_document *document = NULL;
    struct rowan_error err = {0};
    const struct rowan_node_set *root = rowan_projection_root(s->projection);

    MUST(root);
    if (!rowan_projection_add(s->projection, root, path, true)) {
        MUST(rowan_projection_overgrown(s->projection));
        return;
    }
    MUST(rowan_parser_new(&s->parser, s->projection, s->names, NULL, &err) == ROWAN_OK);
    if (rowan_parser_text(s->parser, rowan_slice_of(xml), &document, &err) != ROWAN_OK) {
        MUST(strcmp(err.reason, "limit") == 0); /* paths with many // can need too many states */
        return;
    }
    MUST(rowan_select(s->selector, document, path, document->root, &s->nodes, &err) == ROWAN_OK);
    for (size_t i = 1; i < s->nodes.count; i++)
        MUST(s->nodes.items[i - 1]->order < s->nodes.items[i]->order);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct rowan_namespace namespaces[] = {{"p", "u", false}};
    struct scene s = {.names = rowan_qname_table_new(), .projection = rowan_projection_new()};
    struct rowan_path_scope scope = {&s.arena, s.names, namespaces, 1};
    struct rowan_path *path = NULL;
    struct rowan_error err = {0};
    char *text = as_string(data, size);

    s.selector = rowan_selector_new();
    MUST(s.names && s.projection && s.selector);
    rowan_arena_init(&s.arena, 0);
    if (rowan_path_parse(&path, text, &scope, &err) == ROWAN_OK)
        select_nodes(&s, path);
    else
        must_explain(&err);
    rowan_nodes_clear(&s.nodes);
    rowan_selector_free(s.selector);
    rowan_parser_free(s.parser);
    rowan_projection_free(s.projection);
    rowan_qname_table_free(s.names);
    rowan_arena_clear(&s.arena);
    free(text);
    return 0;
}
