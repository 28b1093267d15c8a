#ifndef ROWAN_SQLSERVER_H
#define ROWAN_SQLSERVER_H
/* What SQL Server's dialect asks the catalogue, and what it makes of a column. Internal to sqlserver.c. */
#include "odbc/catalog_column.h"

extern const char rowan_sqlserver_columns[], rowan_sqlserver_uniques[], rowan_sqlserver_indexes[],
    rowan_sqlserver_foreigns[], rowan_sqlserver_cascades[], rowan_sqlserver_checks[],
    rowan_sqlserver_tables[], rowan_sqlserver_name_marker[], rowan_sqlserver_schema_rights[],
    rowan_sqlserver_updatable[];

bool rowan_sqlserver_describe(struct rowan_catalog_column *column, const char *class_name);
#endif
