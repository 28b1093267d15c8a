#include "language/document_reader.h"

#include <string.h>

#include "plan/document_limits.h"

static const struct {
    const char *name;
    void (*set)(struct rowan_plan *plan);
} switches[] = {{"dtd_defaults", rowan_plan_dtd_defaults}, {"leading_space", rowan_plan_leading_space}};

#define SWITCHES (sizeof switches / sizeof switches[0])

bool rowan_document_reader_knows(const char *field)
{
    bool known = false;

    for (int i = 0; i < ROWAN_DOCUMENT_SETTINGS; i++)
        known |= strcmp(field, rowan_document_setting_name(i)) == 0;
    for (size_t i = 0; i < SWITCHES; i++)
        known |= strcmp(field, switches[i].name) == 0;
    return known;
}

static enum rowan_status add_switch(struct rowan_reader *c, int source, struct rowan_location place, size_t i)
{
    int type = lua_getfield(c->L, source, switches[i].name);
    bool on = lua_toboolean(c->L, -1);

    lua_pop(c->L, 1);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        return rowan_reader_fail(c, place, "%s is true or false", switches[i].name);
    if (on)
        switches[i].set(c->plan);
    return ROWAN_OK;
}

static enum rowan_status add_limit(struct rowan_reader *c, int source, struct rowan_location place,
                                   enum rowan_document_setting setting)
{
    const char *name = rowan_document_setting_name(setting);
    int is_whole = 1;
    int type = lua_getfield(c->L, source, name);
    lua_Integer value = type == LUA_TNUMBER ? lua_tointegerx(c->L, -1, &is_whole) : 0;

    lua_pop(c->L, 1);
    if (type == LUA_TNIL)
        return ROWAN_OK;
    if (type != LUA_TNUMBER || !is_whole)
        return rowan_reader_fail(c, place, "%s is a whole number, as in %s = 1 << 30", name, name);
    return rowan_plan_document_limit(c->plan, setting, value, c->err);
}

enum rowan_status rowan_document_reader_add(struct rowan_reader *c, int source, struct rowan_location place)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; st == ROWAN_OK && i < SWITCHES; i++)
        st = add_switch(c, source, place, i);
    for (int i = 0; st == ROWAN_OK && i < ROWAN_DOCUMENT_SETTINGS; i++)
        st = add_limit(c, source, place, i);
    return st;
}
