#include "run/worker/load_files.h"

#include "source/file_source.h"
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
    struct rowan_file_source files;
    enum rowan_exit code;
    enum rowan_status st = rowan_file_source_open(&files, load->config->source_root, load->plan->source.name,
                                                  ROWAN_DOCUMENT_BYTES, err);

    files.reader.pulse = &pulse;
    from_files.source = &files.source;
    code = st == ROWAN_OK ? rowan_load_run(&from_files, err) : rowan_load_exit(st);
    rowan_file_source_close(&files);
    return code;
}
