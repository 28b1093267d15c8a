#ifndef ROWAN_PATH_TEXT_H
#define ROWAN_PATH_TEXT_H
/* The texts that paths give for a column, as its pick says. */
#include "rows/row_workspace.h"

/* The text of one path; data stays NULL when nothing matches. It lies in the document or in work->joined. */
enum rowan_status rowan_path_text(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_column *column, const struct rowan_path *path,
                                  struct rowan_slice *out, struct rowan_error *err);
/* Those of several paths; after a failure the last is the one that failed. */
enum rowan_status rowan_path_text_collect(struct rowan_row_workspace *work,
                                          const struct rowan_row_context *context,
                                          const struct rowan_column *column, struct rowan_path *const *paths,
                                          size_t count, struct rowan_operand_texts *texts,
                                          struct rowan_error *err);
/* Whether a match is more than nothing: of white space nothing is left where the type trims. */
bool rowan_path_text_holds(const struct rowan_column *column, struct rowan_slice text);
/* More than one match where the column says of none which. */
enum rowan_status rowan_path_text_several(size_t count, struct rowan_error *err);
#endif
