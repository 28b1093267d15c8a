/* A name of a type means the same wherever it is used, so databases share one list. */
#include "odbc/catalog_column.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

struct type_class {
    const char *name;
    enum rowan_holds holds;
    int bits;
};

static const struct type_class classes[] = {
    {"bool", ROWAN_HOLDS_BOOLEAN, 0},
    {"boolean", ROWAN_HOLDS_BOOLEAN, 0},
    {"bit", ROWAN_HOLDS_BIT, 0},
    {"varbit", ROWAN_HOLDS_BIT, 0},
    {"tinyint", ROWAN_HOLDS_INTEGER, 8},
    {"int2", ROWAN_HOLDS_INTEGER, 16},
    {"smallint", ROWAN_HOLDS_INTEGER, 16},
    {"mediumint", ROWAN_HOLDS_INTEGER, 24},
    {"int4", ROWAN_HOLDS_INTEGER, 32},
    {"int", ROWAN_HOLDS_INTEGER, 32},
    {"integer", ROWAN_HOLDS_INTEGER, 32},
    {"int8", ROWAN_HOLDS_INTEGER, 64},
    {"bigint", ROWAN_HOLDS_INTEGER, 64},
    {"numeric", ROWAN_HOLDS_DECIMAL, 0},
    {"decimal", ROWAN_HOLDS_DECIMAL, 0},
    {"decimal_text", ROWAN_HOLDS_DECIMAL, 0},
    {"float4", ROWAN_HOLDS_FLOAT, 24},
    {"real", ROWAN_HOLDS_FLOAT, 24},
    {"float", ROWAN_HOLDS_FLOAT, 24},
    {"float8", ROWAN_HOLDS_FLOAT, 53},
    {"double", ROWAN_HOLDS_FLOAT, 53},
    {"double precision", ROWAN_HOLDS_FLOAT, 53},
    {"varchar", ROWAN_HOLDS_TEXT, 0},
    {"bpchar", ROWAN_HOLDS_TEXT, 0},
    {"char", ROWAN_HOLDS_TEXT, 0},
    {"nvarchar", ROWAN_HOLDS_TEXT, 0},
    {"nchar", ROWAN_HOLDS_TEXT, 0},
    {"text", ROWAN_HOLDS_TEXT, 0},
    {"citext", ROWAN_HOLDS_TEXT, 0},
    {"name", ROWAN_HOLDS_TEXT, 0},
    {"tinytext", ROWAN_HOLDS_TEXT, 0},
    {"mediumtext", ROWAN_HOLDS_TEXT, 0},
    {"longtext", ROWAN_HOLDS_TEXT, 0},
    {"clob", ROWAN_HOLDS_TEXT, 0},
    {"date", ROWAN_HOLDS_DATE, 0},
    {"time", ROWAN_HOLDS_TIME, 0},
    {"timetz", ROWAN_HOLDS_TIME, 0},
    {"timestamp", ROWAN_HOLDS_TIMESTAMP, 0},
    {"timestamptz", ROWAN_HOLDS_TIMESTAMP, 0},
    {"datetime", ROWAN_HOLDS_TIMESTAMP, 0},
    {"bytea", ROWAN_HOLDS_BINARY, 0},
    {"blob", ROWAN_HOLDS_BINARY, 0},
    {"tinyblob", ROWAN_HOLDS_BINARY, 0},
    {"mediumblob", ROWAN_HOLDS_BINARY, 0},
    {"longblob", ROWAN_HOLDS_BINARY, 0},
    {"binary", ROWAN_HOLDS_BINARY, 0},
    {"varbinary", ROWAN_HOLDS_BINARY, 0},
};

void rowan_catalog_column_classify(struct rowan_catalog_column *column, const char *type)
{
    size_t size = strcspn(type, "(");

    while (size > 0 && type[size - 1] == ' ')
        size--;
    column->holds = ROWAN_HOLDS_OTHER;
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (strlen(classes[i].name) != size || !rowan_ascii_same_prefix(classes[i].name, type, size))
            continue;
        column->holds = classes[i].holds;
        column->bits = classes[i].bits;
        break;
    }
}

void rowan_catalog_column_sizes(struct rowan_catalog_column *column, const char *type)
{
    const char *open = strchr(type, '(');
    char *end;

    if (!open)
        return;
    column->size = strtol(open + 1, &end, 10);
    column->scale = *end == ',' ? (int)strtol(end + 1, &end, 10) : 0;
}
