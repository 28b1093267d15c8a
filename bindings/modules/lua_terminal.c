/*
 * rowan.terminal: tables for people, and what the terminal is like. A table's width follows its contents, not
 * the terminal, so that output can be compared and piped. No locale is asked: a library that does
 * (libsmartcols, by mbrtowc) loops for ever in the C locale that cron has.
 */
#include <lauxlib.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"
#include "base/utf8_width.h"
#include "modules/lua_terminal.h"
#include "sandbox/lua_state.h"

/* A table while it is made: its cells, the heading's first, row by row. */
struct layout {
    struct cell {
        struct rowan_slice text; /* kept by a Lua table */
        size_t width;
    } * cells;
    size_t columns, rows; /* the heading is a row, too */
    size_t *widths;
    bool *right;
    int texts; /* stack index of the table that keeps the texts */
};

/* Push the text at the top once more, with what a terminal would obey made visible. */
static void push_visible(lua_State *L)
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
}

/* The value at the top becomes the text of a cell; pops it. */
static void set_cell(lua_State *L, struct layout *layout, size_t row, size_t column)
{
    size_t at = row * layout->columns + column;
    struct cell *cell = &layout->cells[at];

    luaL_tolstring(L, -1, NULL);
    push_visible(L);
    cell->text = rowan_state_text(L, -1);
    cell->width = rowan_utf8_width(cell->text);
    if (cell->width > layout->widths[column])
        layout->widths[column] = cell->width;
    lua_rawseti(L, layout->texts, (lua_Integer)at + 1);
    lua_pop(L, 2);
}

/* "name" or { "name", right = true } */
static void set_heading(lua_State *L, struct layout *layout, size_t column)
{
    if (lua_istable(L, -1)) {
        lua_getfield(L, -1, "right");
        layout->right[column] = lua_toboolean(L, -1);
        lua_rawgeti(L, -2, 1);
        lua_replace(L, -3);
        lua_pop(L, 1);
    }
    luaL_checkstring(L, -1);
    set_cell(L, layout, 0, column);
}

static void set_row(lua_State *L, struct layout *layout, size_t row)
{
    for (size_t c = 0; c < layout->columns; c++) {
        if (lua_rawgeti(L, -1, (lua_Integer)c + 1) == LUA_TNIL)
            lua_pop(L, 1);
        else
            set_cell(L, layout, row, c);
    }
}

static void *new_array(lua_State *L, size_t count, size_t size)
{
    void *array = count < SIZE_MAX / 2 / size ? lua_newuserdatauv(L, (count ? count : 1) * size, 0) : NULL;

    if (!array)
        luaL_error(L, "out of memory");
    return memset(array, 0, (count ? count : 1) * size);
}

static void add_blanks(luaL_Buffer *out, size_t count)
{
    while (count-- > 0)
        luaL_addchar(out, ' ');
}

/* Blanks wait for a text behind them: none stand at the end of a line. */
static void add_row(luaL_Buffer *out, const struct layout *layout, size_t row)
{
    size_t blanks = 0;

    for (size_t c = 0; c < layout->columns; c++) {
        const struct cell *cell = &layout->cells[row * layout->columns + c];
        size_t pad = layout->widths[c] - cell->width;
        size_t size = cell->text.size;
        while (size > 0 && cell->text.data[size - 1] == ' ')
            size--;
        if (layout->right[c] || size == 0)
            blanks += pad;
        if (size > 0) {
            add_blanks(out, blanks);
            luaL_addlstring(out, cell->text.data, size);
            blanks = layout->right[c] ? 0 : pad;
        }
        blanks += cell->text.size - size + 1;
    }
}

static void read_cells(lua_State *L, struct layout *layout)
{
    for (size_t c = 0; c < layout->columns; c++) {
        lua_rawgeti(L, 2, (lua_Integer)c + 1);
        set_heading(L, layout, c);
    }
    for (size_t r = 1; r < layout->rows; r++) {
        luaL_argcheck(L, lua_rawgeti(L, 3, (lua_Integer)r) == LUA_TTABLE, 1, "a row must be a table");
        set_row(L, layout, r);
        lua_pop(L, 1);
    }
}

/* terminal.table { columns = { "name", { "rows", right = true } }, rows = { { .. }, .. } } -> text, without a
 * line feed at its end */
static int terminal_table(lua_State *L)
{
    struct layout layout = {0};
    luaL_Buffer out;

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    luaL_argcheck(L, lua_getfield(L, 1, "columns") == LUA_TTABLE, 1, "columns is missing");
    luaL_argcheck(L, lua_getfield(L, 1, "rows") == LUA_TTABLE, 1, "rows is missing");
    layout.columns = lua_rawlen(L, 2);
    layout.rows = lua_rawlen(L, 3) + 1;
    luaL_argcheck(L, layout.columns < SIZE_MAX / layout.rows, 1, "too many cells");
    layout.cells = new_array(L, layout.columns * layout.rows, sizeof *layout.cells);
    layout.widths = new_array(L, layout.columns, sizeof *layout.widths);
    layout.right = new_array(L, layout.columns, sizeof *layout.right);
    lua_newtable(L);
    layout.texts = lua_gettop(L);
    read_cells(L, &layout);
    luaL_buffinit(L, &out);
    for (size_t r = 0; r < layout.rows; r++) {
        if (r > 0)
            luaL_addchar(&out, '\n');
        add_row(&out, &layout, r);
    }
    luaL_pushresult(&out);
    return 1;
}

/* terminal.columns(text) -> columns of the terminal that it takes */
static int terminal_columns(lua_State *L)
{
    luaL_checkstring(L, 1);
    lua_pushinteger(L, (lua_Integer)rowan_utf8_width(rowan_state_text(L, 1)));
    return 1;
}

/* terminal.cut(text, columns) -> as much of the text as that holds; what was cut off is marked by … */
static int terminal_cut(lua_State *L)
{
    struct rowan_slice text;
    lua_Integer most = luaL_checkinteger(L, 2);
    size_t columns, size;

    luaL_checkstring(L, 1);
    text = rowan_state_text(L, 1);
    luaL_argcheck(L, most >= 1, 2, "must be 1 or more");
    size = rowan_utf8_fit(text, (size_t)most, &columns);
    if (size == text.size) {
        lua_settop(L, 1);
        return 1;
    }
    size = rowan_utf8_fit(text, (size_t)most - 1, &columns);
    lua_pushlstring(L, text.data, size);
    lua_pushliteral(L, "\xE2\x80\xA6");
    lua_concat(L, 2);
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

static const luaL_Reg functions[] = {{"table", terminal_table},   {"columns", terminal_columns},
                                     {"cut", terminal_cut},       {"width", terminal_width},
                                     {"is_tty", terminal_is_tty}, {NULL, NULL}};

int rowan_open_terminal(lua_State *L)
{
    luaL_newlib(L, functions);
    return 1;
}
