#include "run/worker/load_table.h"

#include "run/worker/replaces.h"
#include "source/table.h"
#include "xml/parser.h"

enum rowan_exit rowan_load_table(const struct rowan_load *load, const char *schema, struct rowan_error *err)
{
    const struct rowan_worker_config *config = load->config;
    struct rowan_load from_table = *load;
    struct rowan_endpoint endpoint = {.schema = schema};
    struct rowan_page_limits limits = {(size_t)config->page, (size_t)config->page_bytes,
                                       load->plan->limits.document_bytes};
    struct rowan_table_source table;
    enum rowan_exit code;
    enum rowan_status st = rowan_connection_open_side(
        &endpoint.db, config->source_connect ? config->source_connect : config->connect,
        config->source_connect ? ROWAN_SIDE_SOURCE : ROWAN_SIDE_BOTH, err);

    /* What is loaded again is asked for before it is read, so that a rival is noticed. */
    rowan_table_source_init(&table, &endpoint, &load->plan->source, &limits,
                            config->source_connect != NULL || rowan_replaces(config, load->plan));
    from_table.source = &table.source;
    if (st == ROWAN_CONFIG) /* planning could connect: what is wrong now may heal */
        st = err->status = ROWAN_LOST;
    code = st == ROWAN_OK ? rowan_load_run(&from_table, err) : rowan_load_exit(st);
    rowan_connection_close(endpoint.db);
    return code;
}
