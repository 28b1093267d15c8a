#include "run/worker/load_files.h"

#include "source/folder_source.h"
#include "xml/parser.h"

/* What is looked for in archives, or asked of the ledger, before there is a document counts as progress. */
static void beat(void *context)
{
    struct rowan_score *score = context;

    rowan_score_change(score, rowan_score_phase(score, ROWAN_STAGE_MAP));
}

enum rowan_exit rowan_load_files(const struct rowan_load *load, struct rowan_error *err)
{
    struct rowan_load from_files = *load;
    struct rowan_pulse pulse = {beat, load->score};
    struct rowan_folder_source folder;
    enum rowan_exit code;
    enum rowan_status st = rowan_folder_source_open(&folder, load->config->source_root, &load->plan->source,
                                                    (struct rowan_split){.names = load->plan->names,
                                                                         .hash = load->plan->hash,
                                                                         .limits = &load->plan->limits},
                                                    load->plan->limits.document_bytes, &pulse, err);

    from_files.source = folder.source;
    code = st == ROWAN_OK ? rowan_load_run(&from_files, err) : rowan_load_exit(st);
    rowan_folder_source_close(&folder);
    return code;
}
