#include "xml/nodes.h"

#include <stdlib.h>
#include <string.h>

void rowan_nodes_clear(struct rowan_nodes *nodes)
{
    free(nodes->items);
    memset(nodes, 0, sizeof *nodes);
}
