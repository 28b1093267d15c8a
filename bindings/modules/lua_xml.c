/*
 * rowan.xml: a document parsed whole, with path lookup, for scripts. A document owns its parser (the tree
 * lives there) and the paths compiled for it; a node keeps its document alive by a user value.
 */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "sandbox/lua_state.h"
#include "modules/lua_xml.h"
#include "modules/script_object.h"
#include "xml/parser.h"
#include "xml/select.h"
#include "xml/serialize.h"

#define DOCUMENT       "rowan.xml.document"
#define NODE           "rowan.xml.node"
#define NAMESPACES_MAX 64

struct document {
    struct rowan_qname_table *names;
    struct rowan_parser *parser;
    struct rowan_selector *selector;
    struct rowan_nodes nodes;
    struct rowan_arena paths;
    struct rowan_serialize serializer;
    struct rowan_buffer markup;
    const struct rowan_document *tree;
};

struct node {
    struct document *document;
    const struct rowan_node *node;
};

/* doc:close(); also at the end of a scope and by the collector. */
static int document_close(lua_State *L)
{
    struct document *d = luaL_testudata(L, 1, DOCUMENT);

    if (!d)
        return rowan_object_fail(L, 1, "document");
    rowan_parser_free(d->parser);
    rowan_qname_table_free(d->names);
    rowan_selector_free(d->selector);
    rowan_nodes_clear(&d->nodes);
    rowan_serialize_clear(&d->serializer);
    rowan_buffer_clear(&d->markup);
    rowan_arena_clear(&d->paths);
    memset(d, 0, sizeof *d);
    return 0;
}

/* xml.parse(text) -> document. Raises an error object when it is not well-formed. */
static int xml_parse(lua_State *L)
{
    struct rowan_slice text = rowan_state_text(L, 1);
    struct document *d = lua_newuserdatauv(L, sizeof *d, 1);
    struct rowan_limits limits = {.locates = true};
    struct rowan_error err = {0};
    enum rowan_status st;

    memset(d, 0, sizeof *d);
    luaL_setmetatable(L, DOCUMENT);
    d->names = rowan_qname_table_new();
    d->selector = rowan_selector_new();
    if (!d->names || !d->selector)
        return luaL_error(L, "out of memory");
    st = rowan_parser_new(&d->parser, NULL, d->names, &limits, &err);
    if (st == ROWAN_OK)
        st = rowan_parser_bytes(d->parser, text, &d->tree, &err);
    rowan_state_check(L, st, &err);
    return 1;
}

static void check_open(lua_State *L, const struct document *d)
{
    if (!d->tree)
        luaL_error(L, "the document is closed");
}

/* Argument 1 of a method of documents and nodes. */
static void check_self(lua_State *L)
{
    if (!luaL_testudata(L, 1, NODE) && !luaL_testudata(L, 1, DOCUMENT))
        rowan_object_fail(L, 1, "document");
}

/* Argument 2. */
static const char *path_text(lua_State *L)
{
    check_self(L);
    return rowan_state_plain(L, 2);
}

/* The document and the context node of argument 1, which is a document or a node. */
static struct document *check_context(lua_State *L, const struct rowan_node **context)
{
    struct node *node = luaL_testudata(L, 1, NODE);
    struct document *d = node ? node->document : luaL_checkudata(L, 1, DOCUMENT);

    check_open(L, d);
    *context = node ? node->node : d->tree->root;
    return d;
}

static size_t read_namespaces(lua_State *L, int index, struct rowan_namespace *out)
{
    size_t count = 0;

    if (lua_isnoneornil(L, index))
        return 0;
    luaL_checktype(L, index, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        if (count == NAMESPACES_MAX || lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
            luaL_argerror(L, index, "namespaces is a table of prefix = \"uri\"");
        out[count].prefix = lua_tostring(L, -2);
        out[count].pattern = false;
        out[count++].uri = lua_tostring(L, -1);
    }
    return count;
}

/* Select path (argument 2, namespaces in argument 3) from argument 1 into the document's list. */
static struct document *select_nodes(lua_State *L)
{
    struct rowan_namespace namespaces[NAMESPACES_MAX];
    struct rowan_path_scope scope = {NULL, NULL, namespaces, 0};
    const char *text = path_text(L); /* may run finalizers, which may close the document */
    const struct rowan_node *context;
    struct document *d = check_context(L, &context);
    struct rowan_path *path;
    struct rowan_error err = {0};
    enum rowan_status st;

    scope.arena = &d->paths;
    scope.names = d->names;
    scope.namespace_count = read_namespaces(L, 3, namespaces);
    rowan_arena_reset(&d->paths, 65536);
    st = rowan_path_parse(&path, text, &scope, &err);
    if (st == ROWAN_OK && path->gives)
        st = rowan_fail(&err, ROWAN_MAPPING, "path",
                        "path \"%.100s\" must end at a node; its name is node.name", text);
    if (st == ROWAN_OK && rowan_path_has_axis(path, ROWAN_AXIS_INNER))
        st = rowan_fail(
            &err, ROWAN_MAPPING, "path",
            "path \"%.100s\": a script reads the document in a text by rowan.xml.parse(node.text)", text);
    if (st == ROWAN_OK)
        st = rowan_select(d->selector, d->tree, path, context, &d->nodes, &err);
    rowan_state_check(L, st, &err);
    return d;
}

static void push_text(lua_State *L, const struct document *d, const struct rowan_node *node)
{
    struct rowan_slice text = rowan_node_text(d->tree, node);

    lua_pushlstring(L, text.data, text.size);
}

/* x:get(path [, namespaces]) -> text of the first match, or nil */
static int node_get(lua_State *L)
{
    struct document *d = select_nodes(L);

    if (d->nodes.count == 0)
        lua_pushnil(L);
    else
        push_text(L, d, d->nodes.items[0]);
    return 1;
}

/* x:all(path [, namespaces]) -> { text, ... } */
static int node_all(lua_State *L)
{
    struct document *d = select_nodes(L);

    lua_createtable(L, (int)d->nodes.count, 0);
    for (size_t i = 0; i < d->nodes.count; i++) {
        push_text(L, d, d->nodes.items[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static void push_node(lua_State *L, struct document *d, const struct rowan_node *node)
{
    struct node *box = lua_newuserdatauv(L, sizeof *box, 1);

    box->document = d;
    box->node = node;
    luaL_setmetatable(L, NODE);
    if (luaL_testudata(L, 1, NODE))
        lua_getiuservalue(L, 1, 1);
    else
        lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
}

/* x:nodes(path [, namespaces]) -> { node, ... } */
static int node_nodes(lua_State *L)
{
    struct document *d = select_nodes(L);

    lua_createtable(L, (int)d->nodes.count, 0);
    for (size_t i = 0; i < d->nodes.count; i++) {
        push_node(L, d, d->nodes.items[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* x:xml() -> the markup of an element, well-formed by itself; of a document that of its element. */
static int node_xml(lua_State *L)
{
    const struct rowan_node *node;
    struct rowan_error err = {0};
    struct document *d;

    check_self(L);
    d = check_context(L, &node);

    if (node->kind == ROWAN_NODE_ATTRIBUTE || node->kind == ROWAN_NODE_TEXT)
        return luaL_error(L, "only an element can be written as XML; the %s of this node is node.text",
                          node->kind == ROWAN_NODE_TEXT ? "text" : "value");
    rowan_buffer_reset(&d->markup, 65536);
    rowan_state_check(L, rowan_serialize_append(&d->serializer, d->tree, node, false, &d->markup, &err),
                      &err);
    lua_pushlstring(L, d->markup.data, d->markup.size);
    return 1;
}

static int node_field(lua_State *L)
{
    const struct node *node = lua_touserdata(L, 1);
    const char *name = lua_tostring(L, 2);

    check_open(L, node->document);
    if (strcmp(name, "name") == 0)
        lua_pushstring(L, rowan_qname_table_local(node->document->names, node->node->name));
    else if (strcmp(name, "text") == 0)
        push_text(L, node->document, node->node);
    else
        lua_pushinteger(L, (lua_Integer)rowan_document_line(node->document->tree, node->node));
    return 1;
}

static const luaL_Reg node_methods[] = {
    {"get", node_get}, {"all", node_all}, {"nodes", node_nodes}, {"xml", node_xml}, {NULL, NULL}};
static const luaL_Reg document_methods[] = {{"get", node_get},         {"all", node_all},
                                            {"nodes", node_nodes},     {"xml", node_xml},
                                            {"close", document_close}, {NULL, NULL}};
static const luaL_Reg functions[] = {{"parse", xml_parse}, {NULL, NULL}};

static const char *const node_fields[] = {"name", "text", "line", NULL};

static const struct rowan_object_type node_type = {
    .name = NODE, .what = "node", .methods = node_methods, .fields = node_fields, .field = node_field};
static const struct rowan_object_type document_type = {
    .name = DOCUMENT, .what = "document", .methods = document_methods, .close = document_close};

int rowan_open_xml(lua_State *L)
{
    rowan_object_open(L, &node_type);
    rowan_object_open(L, &document_type);
    luaL_newlib(L, functions);
    return 1;
}
