#ifndef ROWAN_PLAN_BUILDER_H
#define ROWAN_PLAN_BUILDER_H
/*
 * Building a plan: rowan_plan_new, then what the mapping says from its head to its last table
 * (table_builder.h, column_builder.h), then rowan_plan_freeze. Each call checks what it is given, so that a
 * mistake is reported where it stands.
 */
#include "plan/column_builder.h"
#include "plan/namespace_list.h"
#include "plan/table_builder.h"

/* Text is the mapping's source, only hashed. */
enum rowan_status rowan_plan_new(struct rowan_plan **out, const char *file, struct rowan_slice text,
                                 struct rowan_error *err);
/* A further file that the mapping is made of. The order of these calls counts for the hash, names do not:
 * they depend on the folder that the mapping was named from. */
enum rowan_status rowan_plan_use(struct rowan_plan *plan, const char *file, struct rowan_slice text,
                                 struct rowan_error *err);
/* All setters copy, files of places too; call them before the tables. The file of a place is the plan's own
 * when it is NULL. */
enum rowan_status rowan_plan_name(struct rowan_plan *plan, const char *name, const char *version,
                                  struct rowan_error *err);
enum rowan_status rowan_plan_source(struct rowan_plan *plan, const char *schema, const char *table,
                                    const char *document, struct rowan_error *err);
/* The documents are files that a pattern finds; in place of rowan_plan_source, its key and its columns. */
enum rowan_status rowan_plan_files(struct rowan_plan *plan, const char *pattern, struct rowan_error *err);
/* The documents are the elements of these files at a path. After the namespaces are known. */
enum rowan_status rowan_plan_split(struct rowan_plan *plan, const char *split, struct rowan_error *err);
/* After the split: records have keys of their own, at a path below them. */
enum rowan_status rowan_plan_record_key(struct rowan_plan *plan, const char *path,
                                        const struct rowan_type *type, struct rowan_error *err);
/* Where the source is described. */
enum rowan_status rowan_plan_source_place(struct rowan_plan *plan, struct rowan_location place,
                                          struct rowan_error *err);
/* Only rows of the source for which the condition is true are documents. */
enum rowan_status rowan_plan_where(struct rowan_plan *plan, struct rowan_location place, const char *expr,
                                   struct rowan_error *err);
/* In a plan that nothing reads yet: of the documents only those for which this condition holds, too. What is
 * said of it begins with "where". ROWAN_USAGE when the documents are files. */
enum rowan_status rowan_plan_narrow(struct rowan_plan *plan, const char *expr, struct rowan_error *err);
/* A column of the key, before those that are carried. The first column of all is the key, whoever adds it. */
enum rowan_status rowan_plan_source_key(struct rowan_plan *plan, const char *column,
                                        const struct rowan_type *type, struct rowan_error *err);
/* The column says which text of a document it is; one that is named already has this type. */
enum rowan_status rowan_plan_revision(struct rowan_plan *plan, const char *column,
                                      const struct rowan_type *type, struct rowan_error *err);
/* A column of the source that rows may carry. */
enum rowan_status rowan_plan_source_column(struct rowan_plan *plan, const char *column,
                                           const struct rowan_type *type, struct rowan_error *err);
enum rowan_status rowan_plan_target(struct rowan_plan *plan, const char *schema, struct rowan_error *err);
/* The zone of what has no offset: of timestamp columns that are stored in UTC and say no other, and in
 * expressions. Before the formats. */
enum rowan_status rowan_plan_assume(struct rowan_plan *plan, struct rowan_location place, const char *zone,
                                    enum rowan_choice gap, enum rowan_choice overlap,
                                    struct rowan_error *err);
/* The formats of date and timestamp columns that name none, and of dates in expressions; pivot 0: not said.
 */
enum rowan_status rowan_plan_dates(struct rowan_plan *plan, struct rowan_location place,
                                   const char *const *formats, size_t count, int pivot,
                                   struct rowan_error *err);
/* Take ownership of sealed labels that types of this plan point to. */
enum rowan_status rowan_plan_own_labels(struct rowan_plan *plan, struct rowan_labels *labels,
                                        struct rowan_error *err);
/* Names of elements and attributes match without regard to case. Before the first table. */
void rowan_plan_ignore_case(struct rowan_plan *plan);
void rowan_plan_calls(struct rowan_plan *plan, rowan_call_fn call, rowan_call_rows_fn call_rows,
                      void *context);
/* Build the projection; from here on the plan is read-only. */
enum rowan_status rowan_plan_freeze(struct rowan_plan *plan, struct rowan_error *err);
#endif
