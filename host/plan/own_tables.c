#include "plan/own_tables.h"

#include <stddef.h>

#include "base/ascii.h"

bool rowan_is_own_table(const char *name)
{
    static const char *const own[] = {ROWAN_LEDGER_TABLE,  ROWAN_FEED_TABLE,    ROWAN_RUN_TABLE,
                                      ROWAN_MAPPING_TABLE, ROWAN_VERSION_TABLE, ROWAN_SPLIT_TABLE,
                                      ROWAN_REJECT_TABLE,  ROWAN_LINEAGE_TABLE, ROWAN_RUN_ROWS};

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (rowan_ascii_same(name, own[i]))
            return true;
    return false;
}
