/* A parent's type is that of the column it names, so a column of the same table has to be there before it. */
#include "language/recursive_reader.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "language/word_value.h"
#include "plan/recursion.h"

enum rowan_status rowan_recursive_reader_add(struct rowan_reader *c, int into, int table)
{
    const char *below = rowan_reader_field(c, into, "recursive");

    return below || rowan_reader_boolean(c, into, "recursive")
               ? rowan_plan_recursive(c->plan, table, below, c->err)
               : ROWAN_OK;
}

int rowan_column_by_turn(const void *a, const void *b)
{
    const struct rowan_column_turn *x = a;
    const struct rowan_column_turn *y = b;

    return x->turn != y->turn ? (x->turn > y->turn) - (x->turn < y->turn) : strcmp(x->name, y->name);
}

/* The column that the column is parent of, or NULL. */
static const char *read_parent(struct rowan_reader *c, const struct rowan_table *table, int columns,
                               const char *name)
{
    lua_State *L = c->L;
    int top = lua_gettop(L);
    const char *origin;
    const char *of = NULL, *name_of;

    lua_getfield(L, columns, name);
    rowan_word_open(L, -1, ROWAN_WORD_COLUMN);
    origin = rowan_reader_field(c, top + 2, "origin");
    if (origin && strcmp(origin, "parent") == 0)
        of = rowan_reader_field(c, top + 2, "of");
    lua_settop(L, top);
    name_of = of ? rowan_recursion_unqualified(table, of) : NULL;
    return name_of ? name_of : of;
}

/* Whether one of the columns from here on, but for the first, has the name. */
static bool is_behind(const struct rowan_column_turn *turns, size_t count, const char *name)
{
    for (size_t i = 1; name && i < count; i++)
        if (strcmp(turns[i].name, name) == 0)
            return true;
    return false;
}

void rowan_recursive_reader_order(struct rowan_reader *c, int table, int columns,
                                  struct rowan_column_turn *turns, size_t count, bool *moved)
{
    const struct rowan_table *of = &c->plan->tables[table];

    *moved = false;
    for (size_t i = 0; of->recursive && i < count; i++)
        for (size_t tries = i; tries < count; tries++) {
            struct rowan_column_turn first = turns[i];
            if (!is_behind(turns + i, count - i, read_parent(c, of, columns, first.name)))
                break;
            memmove(turns + i, turns + i + 1, (count - i - 1) * sizeof *turns);
            turns[count - 1] = first;
            *moved = true;
        }
}

enum rowan_status rowan_recursive_reader_arrange(struct rowan_reader *c, int table,
                                                 struct rowan_column_turn *turns, size_t count)
{
    const char **names = lua_newuserdatauv(c->L, (count + 1) * sizeof *names, 0);

    qsort(turns, count, sizeof *turns, rowan_column_by_turn);
    for (size_t i = 0; i < count; i++)
        names[i] = turns[i].name;
    return rowan_recursion_arrange(c->plan, table, names, c->err);
}
