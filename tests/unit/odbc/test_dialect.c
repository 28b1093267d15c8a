/* The words of each database for the types of a mapping. */
#include "unit.h"

#include "odbc/server.h"
#include "value/enum.h"

static const struct rowan_dialect *dialect(const char *name)
{
    return rowan_dialect_find(name);
}

static void test_find(void **state)
{
    (void)state;
    assert_string_equal(dialect("PostgreSQL")->name, "postgresql");
    assert_string_equal(dialect("SQLite")->name, "sqlite");
    assert_string_equal(dialect("MariaDB")->name, "mariadb");
    assert_string_equal(dialect("Microsoft SQL Server")->name, "sqlserver");
    assert_string_equal(dialect("Oracle")->name, "generic");
    assert_string_equal(dialect("")->name, "generic");
}

/* A dialect that was described says all that names and types need; the other one asks its driver. */
static void test_server(void **state)
{
    struct rowan_server server;
    struct rowan_error err = {0};

    (void)state;
    for (const struct rowan_dialect *const *d = rowan_dialects; d[1]; d++) {
        assert_int_equal(rowan_server_init(&server, *d, &err), ROWAN_OK);
        assert_int_equal(server.quote, (*d)->quote);
        assert_int_equal(server.name_max, (*d)->name_max);
    }
    assert_int_equal(rowan_server_init(&server, dialect(""), &err), ROWAN_CONFIG);
    assert_non_null(strstr(err.message, "\"generic\""));
    assert_int_equal(rowan_dialect_unknown("oracle", &err), ROWAN_CONFIG);
    assert_string_equal(err.message,
                        "there is no dialect \"oracle\": known are sqlserver, postgresql, sqlite, "
                        "mariadb, generic");
}

static void expect(const char *name, const struct rowan_type *type, bool in_key, const char *wanted)
{
    struct rowan_server server = {.dialect = dialect(name)};
    struct rowan_buffer out;

    rowan_buffer_init(&out);
    assert_true(rowan_server_type(&server, type, in_key, &out));
    assert_string_equal(rowan_buffer_string(&out), wanted);
    rowan_buffer_clear(&out);
}

static void test_types(void **state)
{
    static const struct {
        struct rowan_type type;
        const char *postgresql, *sqlite, *mariadb, *generic;
    } rows[] = {
        {{.kind = ROWAN_BOOLEAN}, "boolean", "BOOLEAN", "BOOLEAN", "SMALLINT"},
        {{.kind = ROWAN_BIT}, "smallint", "SMALLINT", "TINYINT", "SMALLINT"},
        {{.kind = ROWAN_TINYINT}, "smallint", "SMALLINT", "TINYINT UNSIGNED", "SMALLINT"},
        {{.kind = ROWAN_SMALLINT}, "smallint", "SMALLINT", "SMALLINT", "SMALLINT"},
        {{.kind = ROWAN_INTEGER}, "integer", "INTEGER", "INT", "INTEGER"},
        {{.kind = ROWAN_BIGINT}, "bigint", "BIGINT", "BIGINT", "BIGINT"},
        {{.kind = ROWAN_DECIMAL, .precision = 12, .scale = 2},
         "numeric(12,2)",
         "DECIMAL(12,2)",
         "DECIMAL(12,2)",
         "DECIMAL(12,2)"},
        {{.kind = ROWAN_DECIMAL, .precision = 16, .scale = 2},
         "numeric(16,2)",
         "DECIMAL(16,2)",
         "DECIMAL(16,2)",
         "DECIMAL(16,2)"},
        {{.kind = ROWAN_REAL}, "real", "REAL", "FLOAT", "REAL"},
        {{.kind = ROWAN_DOUBLE}, "double precision", "DOUBLE", "DOUBLE", "DOUBLE PRECISION"},
        {{.kind = ROWAN_TEXT, .length = 20}, "varchar(20)", "VARCHAR(20)", "VARCHAR(20)", "VARCHAR(20)"},
        {{.kind = ROWAN_TEXT, .length = 300}, "varchar(300)", "VARCHAR(300)", "TEXT", "VARCHAR(300)"},
        {{.kind = ROWAN_TEXT, .length = 20000},
         "varchar(20000)",
         "VARCHAR(20000)",
         "MEDIUMTEXT",
         "VARCHAR(20000)"},
        {{.kind = ROWAN_TEXT}, "text", "TEXT", "LONGTEXT", "VARCHAR(4000)"},
        {{.kind = ROWAN_DATE}, "date", "DATE", "DATE", "DATE"},
        {{.kind = ROWAN_TIME}, "time", "TIME", "TIME(6)", "TIME"},
        {{.kind = ROWAN_TIMESTAMP}, "timestamp", "TIMESTAMP", "DATETIME(6)", "TIMESTAMP"},
        {{.kind = ROWAN_UUID}, "uuid", "CHAR(36)", "CHAR(36)", "CHAR(36)"},
        {{.kind = ROWAN_BINARY, .length = 16}, "bytea", "BLOB", "VARBINARY(16)", "VARBINARY(16)"},
        {{.kind = ROWAN_BINARY, .length = 256}, "bytea", "BLOB", "BLOB", "VARBINARY(256)"},
        {{.kind = ROWAN_BINARY, .length = 65536}, "bytea", "BLOB", "MEDIUMBLOB", "VARBINARY(65536)"},
        {{.kind = ROWAN_BINARY}, "bytea", "BLOB", "LONGBLOB", "VARBINARY(4000)"},
        {{.kind = ROWAN_XML}, "xml", "TEXT", "LONGTEXT", "VARCHAR(4000)"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        expect("PostgreSQL", &rows[i].type, false, rows[i].postgresql);
        expect("SQLite", &rows[i].type, false, rows[i].sqlite);
        expect("MariaDB", &rows[i].type, false, rows[i].mariadb);
        expect("DB2", &rows[i].type, false, rows[i].generic);
    }
}

static void test_sqlserver(void **state)
{
    static const struct {
        struct rowan_type type;
        bool in_key;
        const char *wanted;
    } rows[] = {
        {{.kind = ROWAN_BOOLEAN}, false, "bit"},
        {{.kind = ROWAN_TINYINT}, false, "tinyint"},
        {{.kind = ROWAN_INTEGER}, true, "int"},
        {{.kind = ROWAN_DECIMAL, .precision = 38, .scale = 2}, false, "decimal(38,2)"},
        {{.kind = ROWAN_DOUBLE}, false, "float"},
        {{.kind = ROWAN_TEXT, .length = 4000}, false, "nvarchar(4000)"},
        {{.kind = ROWAN_TEXT, .length = 4001}, false, "nvarchar(max)"},
        {{.kind = ROWAN_TEXT}, false, "nvarchar(max)"},
        {{.kind = ROWAN_TEXT}, true, "nvarchar(190) COLLATE Latin1_General_100_BIN2"},
        {{.kind = ROWAN_TEXT, .length = 16}, true, "nvarchar(16) COLLATE Latin1_General_100_BIN2"},
        {{.kind = ROWAN_BINARY, .length = 8000}, false, "varbinary(8000)"},
        {{.kind = ROWAN_BINARY}, false, "varbinary(max)"},
        {{.kind = ROWAN_BINARY}, true, "varbinary(255)"},
        {{.kind = ROWAN_TIMESTAMP}, false, "datetime2(6)"},
        {{.kind = ROWAN_UUID}, true, "uniqueidentifier"},
        {{.kind = ROWAN_XML}, false, "xml"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        expect("Microsoft SQL Server", &rows[i].type, rows[i].in_key, rows[i].wanted);
}

static void test_keys(void **state)
{
    static const struct rowan_type text = {.kind = ROWAN_TEXT},
                                   long_text = {.kind = ROWAN_TEXT, .length = 300};
    static const struct rowan_type big = {.kind = ROWAN_BIGINT}, bytes = {.kind = ROWAN_BINARY};

    (void)state;
    expect("MariaDB", &text, true, "VARCHAR(190)");
    expect("MariaDB", &long_text, true, "VARCHAR(300)");
    expect("MariaDB", &bytes, true, "VARBINARY(255)");
    expect("PostgreSQL", &text, true, "text");
    expect("SQLite", &text, true, "TEXT");
    expect("SQLite", &big, true, "INTEGER");
    expect("PostgreSQL", &big, true, "bigint");
}

static void test_enums(void **state)
{
    struct rowan_labels *texts = rowan_labels_new(), *small = rowan_labels_new(), *large = rowan_labels_new();
    struct rowan_type type = {.kind = ROWAN_ENUM};
    struct rowan_error err = {0};

    (void)state;
    assert_ok(rowan_labels_add_text(texts, rowan_slice_of("Open"), rowan_slice_of("OP"), &err), err);
    assert_ok(rowan_labels_freeze(texts, &err), err);
    assert_ok(rowan_labels_add_integer(small, rowan_slice_of("a"), -3, &err), err);
    assert_ok(rowan_labels_freeze(small, &err), err);
    assert_ok(rowan_labels_add_integer(large, rowan_slice_of("a"), 5000000000, &err), err);
    assert_ok(rowan_labels_freeze(large, &err), err);
    type.labels = texts;
    expect("PostgreSQL", &type, false, "varchar(2)");
    type.labels = small;
    expect("MariaDB", &type, false, "INT");
    type.labels = large;
    expect("SQLite", &type, false, "BIGINT");
    rowan_labels_free(texts);
    rowan_labels_free(small);
    rowan_labels_free(large);
}

/* Types that SQL Server writes as texts with fewer digits than they have are no keys. */
static void test_inexact_texts(void **state)
{
    static const char *const names[] = {"datetime", "smalldatetime", "money", "smallmoney"};
    static const char *const exact[] = {"datetime2", "date", "bigint", "decimal", "datetimeoffset"};
    const struct rowan_dialect *dialect = rowan_dialect_named("sqlserver");

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct rowan_catalog_column column = {.type_name = (char *)names[i]};
        assert_true(dialect->catalog.describe(&column, ""));
        assert_true(column.inexact_text);
    }
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++) {
        struct rowan_catalog_column column = {.type_name = (char *)exact[i]};
        assert_true(dialect->catalog.describe(&column, ""));
        assert_false(column.inexact_text);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),          cmocka_unit_test(test_server), cmocka_unit_test(test_types),
        cmocka_unit_test(test_sqlserver),     cmocka_unit_test(test_keys),   cmocka_unit_test(test_enums),
        cmocka_unit_test(test_inexact_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
