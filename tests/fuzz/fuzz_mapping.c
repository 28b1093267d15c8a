/* Lua text as a mapping: it is refused with a message, or makes rows of a document or says why not; all of it
 * within the limits that mappings have. */
#include "fuzz.h"

#include "language/mapping.h"
#include "rows/rows.h"
#include "xml/parser.h"

static const char xml[] = "<r id='7' x='1'><a>x</a><v n='1'>2</v><v n='2'/><c/></r>";

/* How long a function may run is the supervisor's business, which is not here. */
static bool calls_functions(const struct rowan_plan *plan)
{
    size_t calls = 0;

    for (size_t t = 0; t < plan->table_count; t++) {
        calls += plan->tables[t].row_function != NULL;
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            calls += rowan_column_calls(&plan->tables[t].columns[c]);
    }
    return calls > 0;
}

static void make_rows(struct rowan_mapping *mapping)
{
    struct rowan_plan *plan = mapping->plan;
    struct rowan_parser *parser = NULL;
    struct rowan_rows *rows = NULL;
    const struct rowan_document *document;
    struct rowan_slice *source_columns = calloc(plan->source.column_count + 1, sizeof *source_columns);
    struct rowan_error err = {0};

    MUST(source_columns);
    for (size_t i = 0; i < plan->source.column_count; i++)
        source_columns[i] = rowan_slice_of(i ? NULL : "7");
    MUST(rowan_parser_new(&parser, plan->projection, plan->names, NULL, &err) == ROWAN_OK);
    MUST(rowan_rows_new(&rows, plan, &err) == ROWAN_OK);
    for (int i = 0; i < ROWAN_RUN_VALUES; i++)
        rows->run[i] = rowan_slice_of("1970-01-01 00:00:00");
    if (rowan_parser_text(parser, rowan_slice_of(xml), &document, &err) != ROWAN_OK ||
        rowan_rows_add(rows, document, source_columns, &err) != ROWAN_OK)
        must_explain(&err);
    rowan_rows_free(rows);
    rowan_parser_free(parser);
    free(source_columns);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = as_string(data, size);
    struct rowan_file file = {"m.lua", {text, size}};
    struct rowan_mapping *mapping = NULL;
    struct rowan_error err = {0};

    if (rowan_mapping_load(&mapping, &file, 1, NULL, &err) != ROWAN_OK)
        must_explain(&err);
    else if (!calls_functions(mapping->plan))
        make_rows(mapping);
    rowan_mapping_free(mapping);
    free(text);
    return 0;
}
