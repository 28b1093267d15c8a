/*
 * rowan.terminal: tables for people by libsmartcols, and what the terminal is like. A table's width follows
 * its contents, not the terminal, so that output can be compared and piped.
 */
#include <langinfo.h>
#include <lauxlib.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"
#include "sandbox/lua_state.h"
#include "modules/modules.h"

#define TABLE "rowan.terminal.table"

static int table_gc(lua_State *L)
{
    struct libscols_table **box = luaL_checkudata(L, 1, TABLE);

    scols_unref_table(*box);
    *box = NULL;
    return 0;
}

/* "name" or { "name", right = true } */
static void add_column(lua_State *L, struct libscols_table *table)
{
    int flags = 0;
    const char *name;

    if (lua_istable(L, -1)) {
        lua_getfield(L, -1, "right");
        flags = lua_toboolean(L, -1) ? SCOLS_FL_RIGHT : 0;
        lua_rawgeti(L, -2, 1);
        name = luaL_checkstring(L, -1);
    } else {
        name = luaL_checkstring(L, -1);
    }
    if (!scols_table_new_column(table, name, 0, flags))
        luaL_error(L, "out of memory");
}

static int add_columns(lua_State *L, struct libscols_table *table)
{
    int count;

    luaL_argcheck(L, lua_getfield(L, 1, "columns") == LUA_TTABLE, 1, "columns is missing");
    count = (int)lua_rawlen(L, -1);
    for (int i = 1; i <= count; i++) {
        int top = lua_gettop(L);
        lua_rawgeti(L, top, i);
        add_column(L, table);
        lua_settop(L, top);
    }
    lua_pop(L, 1);
    return count;
}

/* Push the text at the top once more, with what a terminal would obey made visible. The library would do so,
 * but it also takes a backslash before an x for something that must be. */
static const char *push_visible(lua_State *L)
{
    size_t size;
    const char *text = lua_tolstring(L, -1, &size);
    luaL_Buffer out;
    char hex[8];

    luaL_buffinit(L, &out);
    for (size_t i = 0; i < size;) {
        size_t step = rowan_utf8_printable((const unsigned char *)text + i, size - i);
        if (step)
            luaL_addlstring(&out, text + i, step);
        else
            luaL_addlstring(&out, hex, (size_t)snprintf(hex, sizeof hex, "\\x%02x", (unsigned char)text[i]));
        i += step ? step : 1;
    }
    luaL_pushresult(&out);
    return lua_tostring(L, -1);
}

static void add_row(lua_State *L, struct libscols_table *table, int columns)
{
    struct libscols_line *line = scols_table_new_line(table, NULL);

    if (!line)
        luaL_error(L, "out of memory");
    for (int i = 1; i <= columns; i++) {
        if (lua_rawgeti(L, -1, i) != LUA_TNIL) {
            luaL_tolstring(L, -1, NULL);
            if (scols_line_set_data(line, (size_t)i - 1, push_visible(L)) != 0)
                luaL_error(L, "out of memory");
            lua_pop(L, 2);
        }
        lua_pop(L, 1);
    }
}

/* terminal.table { columns = { "name", { "rows", right = true } }, rows = { { .. }, .. } } -> text */
static int terminal_table(lua_State *L)
{
    struct libscols_table **box;
    char **text;
    int columns;

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    luaL_setmetatable(L, TABLE);
    *box = scols_new_table();
    if (!*box)
        return luaL_error(L, "out of memory");
    columns = add_columns(L, *box);
    luaL_argcheck(L, lua_getfield(L, 1, "rows") == LUA_TTABLE, 1, "rows is missing");
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, 3); i++) {
        luaL_argcheck(L, lua_rawgeti(L, 3, i) == LUA_TTABLE, 1, "a row must be a table");
        add_row(L, *box, columns);
        lua_pop(L, 1);
    }
    scols_table_set_termforce(*box, SCOLS_TERMFORCE_NEVER); /* cut nothing at the terminal's edge */
    scols_table_enable_nowrap(*box, 1);
    scols_table_enable_noencoding(*box, 1);
    text = rowan_state_owner(L);
    if (scols_print_table_to_string(*box, text) != 0)
        return luaL_error(L, "out of memory");
    lua_pushstring(L, *text ? *text : "");
    return 1;
}

/* terminal.width() -> columns of the terminal on standard error, 80 when there is none */
static int terminal_width(lua_State *L)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        lua_pushinteger(L, size.ws_col);
    else
        lua_pushinteger(L, 80);
    return 1;
}

/* terminal.is_tty(1 or 2) -> boolean */
static int terminal_is_tty(lua_State *L)
{
    lua_pushboolean(L, isatty((int)luaL_checkinteger(L, 1)));
    return 1;
}

static const luaL_Reg functions[] = {
    {"table", terminal_table}, {"width", terminal_width}, {"is_tty", terminal_is_tty}, {NULL, NULL}};

int rowan_open_terminal(lua_State *L)
{
    /* How wide a character is; numbers stay as in C. Texts are UTF-8 whatever cron's locale says. */
    if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
    luaL_newmetatable(L, TABLE);
    lua_pushcfunction(L, table_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
