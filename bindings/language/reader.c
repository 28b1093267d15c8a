/*
 * Readers raise for want of memory and for texts that are no texts, so all of them run inside a protected
 * call; everything that is made belongs to the plan or to Lua at each such point.
 */
#include "language/reader.h"

#include <lauxlib.h>
#include <string.h>

#include "language/tables.h"
#include "language/word_value.h"
#include "sandbox/lua_state.h"
#include "value/enum.h"

int rowan_reader_integer(struct rowan_reader *c, int index, const char *name)
{
    lua_Integer value;

    lua_getfield(c->L, index, name);
    value = lua_tointeger(c->L, -1);
    lua_pop(c->L, 1);
    return (int)value;
}

bool rowan_reader_boolean(struct rowan_reader *c, int index, const char *name)
{
    bool value;

    lua_getfield(c->L, index, name);
    value = lua_toboolean(c->L, -1);
    lua_pop(c->L, 1);
    return value;
}

const char *rowan_reader_text(struct rowan_reader *c, int index)
{
    struct rowan_slice text = rowan_state_text(c->L, index);

    if (rowan_utf8_length(text) < 0)
        luaL_error(c->L, "%s:%d: a name, a path or another text is not UTF-8, or holds a NUL", c->place.file,
                   c->place.line);
    return text.data;
}

const char *rowan_reader_field(struct rowan_reader *c, int index, const char *name)
{
    const char *value = NULL;

    if (lua_getfield(c->L, index, name) == LUA_TSTRING)
        value = rowan_reader_text(c, -1);
    lua_pop(c->L, 1);
    return value;
}

struct rowan_location rowan_reader_place(struct rowan_reader *c, int index)
{
    struct rowan_location place = {NULL, rowan_reader_integer(c, index, "line")};

    if (lua_getfield(c->L, index, "file") == LUA_TSTRING)
        place.file = lua_tostring(c->L, -1);
    lua_pop(c->L, 1);
    return place;
}

enum rowan_status rowan_reader_fail(struct rowan_reader *c, struct rowan_location place, const char *format,
                                    ...)
{
    char what[ROWAN_MESSAGE_MAX];
    const char *file = place.file ? place.file : c->plan->file;
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (place.line > 0)
        return rowan_fail(c->err, ROWAN_MAPPING, "mapping", "%s:%d: %s", file, place.line, what);
    return rowan_fail(c->err, ROWAN_MAPPING, "mapping", "%s: %s", file, what);
}

struct rowan_slice rowan_reader_literal(struct rowan_reader *c)
{
    lua_State *L = c->L;
    struct rowan_slice none = {NULL, 0};
    char digits[ROWAN_NUMBER_MAX];

    if (lua_isnil(L, -1))
        return none;
    if (lua_isboolean(L, -1))
        lua_pushstring(L, lua_toboolean(L, -1) ? "true" : "false");
    else if (lua_type(L, -1) == LUA_TNUMBER && !lua_isinteger(L, -1))
        lua_pushstring(L, rowan_state_number(lua_tonumber(L, -1), digits));
    else
        luaL_tolstring(L, -1, NULL);
    return rowan_state_text(L, -1);
}

enum rowan_status rowan_reader_list(struct rowan_reader *c, struct rowan_location place, const char *what)
{
    int list = lua_gettop(c->L);
    const char *stray = rowan_tables_stray(c->L);
    enum rowan_status st = stray ? rowan_reader_fail(c, place, ROWAN_TABLES_STRAY, what, stray) : ROWAN_OK;

    lua_settop(c->L, list);
    return st;
}

/* The texts stay in the field's table. */
size_t rowan_reader_formats(struct rowan_reader *c, int index, const char *name, const char **formats)
{
    lua_State *L = c->L;
    int type = lua_getfield(L, index, name);
    size_t count = type == LUA_TNIL ? 0 : type == LUA_TTABLE ? lua_rawlen(L, -1) : 1;

    for (size_t i = 0; i < count && i < ROWAN_NULL_IF_MAX; i++) {
        if (type == LUA_TTABLE)
            lua_rawgeti(L, -1, (lua_Integer)i + 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "%s:%d: a format is a text, such as \"MM/DD/YYYY\"", c->place.file, c->place.line);
        formats[i] = rowan_reader_text(c, -1);
        if (type == LUA_TTABLE)
            lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return count < ROWAN_NULL_IF_MAX ? count : ROWAN_NULL_IF_MAX;
}

const char *rowan_reader_expr(struct rowan_reader *c, struct rowan_location *place)
{
    lua_State *L = c->L;
    const char *origin;
    int column;

    if (!rowan_word_open(L, -1, ROWAN_WORD_COLUMN))
        return NULL;
    column = lua_gettop(L);
    origin = rowan_reader_field(c, column, "origin");
    if (!origin || strcmp(origin, "expr") != 0)
        return NULL;
    lua_pushboolean(L, 1);
    lua_setfield(L, column, "used");
    *place = rowan_reader_place(c, column);
    return rowan_reader_field(c, column, "of");
}

/* ---- types ---- */

static enum rowan_status add_label(struct rowan_reader *c, struct rowan_labels *labels)
{
    lua_State *L = c->L;
    struct rowan_slice text = rowan_state_text(L, -2);

    if (lua_isinteger(L, -1))
        return rowan_labels_add_integer(labels, text, lua_tointeger(L, -1), c->err);
    return rowan_labels_add_text(labels, text, rowan_state_text(L, -1), c->err);
}

/* An enum's labels are made once and remembered in the type's table. */
static enum rowan_status make_labels(struct rowan_reader *c, int type, struct rowan_type *out)
{
    lua_State *L = c->L;
    struct rowan_labels *labels;
    enum rowan_status st;

    luaL_checkstack(L, 10, NULL);
    lua_getfield(L, type, "made");
    out->labels = lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (out->labels)
        return ROWAN_OK;
    labels = rowan_labels_new();
    if (!labels)
        return rowan_out_of_memory(c->err);
    st = rowan_plan_own_labels(c->plan, labels, c->err);
    if (st != ROWAN_OK)
        return st;
    lua_getfield(L, type, "labels");
    lua_pushnil(L);
    while (st == ROWAN_OK && lua_next(L, -2)) {
        st = add_label(c, labels);
        lua_pop(L, 1);
    }
    if (st == ROWAN_OK)
        st = rowan_labels_freeze(labels, c->err);
    out->labels = labels;
    lua_pushlightuserdata(L, labels);
    lua_setfield(L, type, "made");
    return st;
}

enum rowan_status rowan_reader_type(struct rowan_reader *c, int index, struct rowan_type *out)
{
    memset(out, 0, sizeof *out);
    index = lua_absindex(c->L, index);
    out->kind = (enum rowan_kind)rowan_reader_integer(c, index, "kind");
    out->precision = rowan_reader_integer(c, index, "precision");
    out->scale = rowan_reader_integer(c, index, "scale");
    out->length = (size_t)rowan_reader_integer(c, index, "length");
    if (out->kind == ROWAN_ENUM) {
        int top = lua_gettop(c->L);
        enum rowan_status st = make_labels(c, index, out);
        lua_settop(c->L, top);
        if (st != ROWAN_OK)
            rowan_error_prefix(c->err, "%s:%d", c->place.file, c->place.line);
        return st;
    }
    return ROWAN_OK;
}
