#include "run/worker/load_files.h"

#include "source/file_source.h"
#include "xml/parser.h"

enum rowan_exit rowan_load_files(const struct rowan_load *load, struct rowan_error *err)
{
    struct rowan_load from_files = *load;
    struct rowan_file_source files;
    enum rowan_exit code;
    enum rowan_status st = rowan_file_source_open(&files, load->config->source_root, load->plan->source.name,
                                                  ROWAN_DOCUMENT_BYTES, err);

    from_files.source = &files.source;
    code = st == ROWAN_OK ? rowan_load_run(&from_files, err) : rowan_load_exit(st);
    rowan_file_source_close(&files);
    return code;
}
