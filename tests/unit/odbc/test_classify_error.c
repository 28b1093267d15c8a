/* What drivers were seen to say, and what it means. */
#include "unit.h"

#include "odbc/classify_error.h"
#include "odbc/dialect.h"

static void test_statements(void **state)
{
    static const struct {
        const char *dialect, *sqlstate;
        long native;
        const char *message;
        bool dead;
        enum rowan_status wanted;
    } rows[] = {
        {"postgresql", "23505", 1, "duplicate key value violates unique constraint", false, ROWAN_DUPLICATE},
        {"postgresql", "40001", 1, "could not serialize access", false, ROWAN_BUSY},
        {"postgresql", "40P01", 1, "deadlock detected", false, ROWAN_BUSY},
        {"postgresql", "55P03", 1, "canceling statement due to lock timeout", false, ROWAN_BUSY},
        {"postgresql", "57P01", 1, "terminating connection due to administrator command", false, ROWAN_LOST},
        {"postgresql", "08S01", 35, "The connection has been lost", false, ROWAN_LOST},
        {"postgresql", "HY000", 1, "anything", true, ROWAN_LOST},
        {"postgresql", "42P01", 1, "relation does not exist", false, ROWAN_CONFIG},
        {"postgresql", "53100", 1, "could not extend file: No space left on device", false, ROWAN_NO_ROOM},
        {"postgresql", "57014", 1, "canceling statement due to user request", false, ROWAN_BUSY},
        {"postgresql", "57014", 1, "canceling statement due to statement timeout", false, ROWAN_TIMEOUT},
        {"postgresql", "42703", 1, "column \"b\" of relation \"t\" does not exist", false, ROWAN_CONFIG},
        {"postgresql", "42501", 1, "new row violates row-level security policy", false, ROWAN_CONFIG},
        {"postgresql", "26000", 1, "prepared statement \"_PLAN1\" does not exist", false, ROWAN_LOST},
        {"postgresql", "42P05", 1, "prepared statement \"_PLAN1\" already exists", false, ROWAN_LOST},
        {"postgresql", "57P05", 1, "terminating connection due to idle-session timeout", false, ROWAN_LOST},
        {"postgresql", "25P03", 1, "terminating connection due to idle-in-transaction timeout", false,
         ROWAN_LOST},
        {"postgresql", "53200", 1, "out of memory", false, ROWAN_LOST},
        {"postgresql", "HY001", 4, "out of memory", false, ROWAN_LOST},
        {"postgresql", "23502", 1, "null value in column", false, ROWAN_DATABASE},
        {"postgresql", "22001", 1, "value too long", false, ROWAN_DATABASE},
        {"mariadb", "23000", 1062, "Duplicate entry", false, ROWAN_DUPLICATE},
        {"mariadb", "23000", 1048, "Column cannot be null", false, ROWAN_DATABASE},
        {"mariadb", "23000", 1452, "a foreign key constraint fails", false, ROWAN_DATABASE},
        {"mariadb", "HY000", 1205, "Lock wait timeout exceeded", false, ROWAN_BUSY},
        {"mariadb", "40001", 1213, "Deadlock found", false, ROWAN_BUSY},
        {"mariadb", "HY000", 2006, "Server has gone away", false, ROWAN_LOST},
        {"mariadb", "08S01", 2013, "Lost connection to server during query", false, ROWAN_LOST},
        {"mariadb", "70100", 1317, "Query execution was interrupted", false, ROWAN_BUSY},
        {"mariadb", "70100", 1969, "Query execution was interrupted (max_statement_time exceeded)", false,
         ROWAN_TIMEOUT},
        {"mariadb", "42S22", 1054, "Unknown column 'b' in 'field list'", false, ROWAN_CONFIG},
        {"sqlite", "HY000", 1, "table t has no column named b (1)", false, ROWAN_CONFIG},
        {"mariadb", "HY000", 1114, "The table 'contact' is full", false, ROWAN_NO_ROOM},
        {"mariadb", "HY000", 1030, "Got error 28 \"No space left on device\" from storage engine", false,
         ROWAN_NO_ROOM},
        {"mariadb", "HY000", 1030, "Got error 168 \"Unknown\" from storage engine", false, ROWAN_LOST},
        {"mariadb", "HY000", 1021, "Disk full (/tmp/x); waiting for someone to free some space", false,
         ROWAN_NO_ROOM},
        {"mariadb", "HY000", 3, "Error writing file '/tmp/x' (Errcode: 28 \"No space left on device\")",
         false, ROWAN_NO_ROOM},
        {"mariadb", "42000", 1118, "Row size too large", false, ROWAN_DATABASE},
        {"mariadb", "08S01", 1153, "Got a packet bigger than 'max_allowed_packet' bytes", false, ROWAN_LOST},
        {"mariadb", "22001", 1406, "Data too long for column 'a'", false, ROWAN_DATABASE},
        {"mariadb", "22007", 1292, "Incorrect date value: 'Got error 28 '", false, ROWAN_DATABASE},
        {"postgresql", "58030", 1, "could not extend file: Disk quota exceeded", false, ROWAN_NO_ROOM},
        {"postgresql", "XX000", 1, "could not write block 7: Disk quota exceeded", false, ROWAN_NO_ROOM},
        {"postgresql", "22007", 1, "invalid input syntax: \"Disk quota exceeded\"", false, ROWAN_DATABASE},
        {"postgresql", "53400", 1, "temporary file size exceeds temp_file_limit", false, ROWAN_LOST},
        {"postgresql", "54000", 1, "index row size 9000 exceeds maximum", false, ROWAN_DATABASE},
        {"generic", "57011", 0, "Unable to allocate new pages", false, ROWAN_NO_ROOM},
        {"generic", "HY000", 1653, "ORA-01653: unable to extend table X", false, ROWAN_NO_ROOM},
        {"mariadb", "HY001", 1037, "Out of memory", false, ROWAN_LOST},
        {"mariadb", "", 0, "", false, ROWAN_LOST}, /* out of memory, too */
        {"mariadb", "HY000", 0, "[ma-3.1.15]", false, ROWAN_LOST},
        {"mariadb", "S1000", 0, "", false, ROWAN_LOST}, /* any state, as long as none blames the data */
        {"mariadb", "00000", 0, "[ma-3.1.15]", false, ROWAN_LOST},
        {"generic", "22001", 0, "", false, ROWAN_DATABASE},
        {"generic", "42000", 0, "", false, ROWAN_CONFIG},
        {"generic", "23000", 0, "", false, ROWAN_DATABASE},
        {"mariadb", "42S02", 1146, "Table doesn't exist", false, ROWAN_CONFIG},
        {"sqlite", "HY000", 19, "UNIQUE constraint failed: t.a (19)", false, ROWAN_DUPLICATE},
        {"sqlite", "HY000", 1555, "UNIQUE constraint failed: t.a (1555)", false, ROWAN_DUPLICATE},
        {"sqlite", "HY000", 19, "NOT NULL constraint failed: t.a (19)", false, ROWAN_DATABASE},
        {"sqlite", "HY000", 5, "database is locked (5)", false, ROWAN_BUSY},
        {"sqlite", "HY000", 517, "database is locked (517)", false, ROWAN_BUSY},
        {"sqlite", "HY000", 6, "database table is locked (6)", false, ROWAN_BUSY},
        {"sqlite", "HY000", 7, "out of memory (7)", false, ROWAN_LOST},
        {"sqlite", "HY000", 13, "database or disk is full (13)", false, ROWAN_NO_ROOM},
        {"sqlite", "HY000", 778, "disk I/O error (778)", false, ROWAN_NO_ROOM},
        {"sqlite", "HY000", 266, "disk I/O error (266)", false, ROWAN_LOST},
        {"sqlite", "HY000", 18, "string or blob too big (18)", false, ROWAN_DATABASE},
        {"sqlite", "HY000", 1, "no such table: x (1)", false, ROWAN_CONFIG},
        {"sqlite", "HY000", 1, "near \"x\": syntax error (1)", false, ROWAN_DATABASE},
        {"generic", "23000", 19, "UNIQUE constraint failed: t.a", false, ROWAN_DUPLICATE},
        {"generic", "23000", 2627, "Violation of PRIMARY KEY constraint 'pk'", false, ROWAN_DUPLICATE},
        {"generic", "23000", 1, "Column 'a' cannot be null", false, ROWAN_DATABASE},
        {"generic", "22001", 1, "value too long in unique column", false, ROWAN_DATABASE},
        {"generic", "HY000", 5, "database is locked", false, ROWAN_BUSY},
        {"generic", "HYT00", 0, "timeout expired", false, ROWAN_LOST},
        {"generic", "23505", 5, "x", false, ROWAN_DUPLICATE},
        {"generic", "HY000", 1062, "x", false, ROWAN_DATABASE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_diagnosis d = {.sqlstate = rows[i].sqlstate,
                                    .native = rows[i].native,
                                    .message = rows[i].message,
                                    .dialect = rowan_dialect_named(rows[i].dialect),
                                    .dead = rows[i].dead};
        if (rowan_classify_error(&d) != rows[i].wanted)
            fail_msg("%s %s %ld %s: %s", rows[i].dialect, rows[i].sqlstate, rows[i].native, rows[i].message,
                     rowan_status_name(rowan_classify_error(&d)));
    }
}

/* FreeTDS has one state for nearly all of them. */
static void test_sqlserver(void **state)
{
    static const struct {
        long native;
        enum rowan_status wanted;
    } rows[] = {
        {1205, ROWAN_BUSY},      {1222, ROWAN_BUSY},      {3960, ROWAN_BUSY},     {2601, ROWAN_DUPLICATE},
        {2627, ROWAN_DUPLICATE}, {547, ROWAN_DATABASE},   {515, ROWAN_DATABASE},  {2628, ROWAN_DATABASE},
        {8152, ROWAN_DATABASE},  {8115, ROWAN_DATABASE},  {241, ROWAN_DATABASE},  {242, ROWAN_DATABASE},
        {245, ROWAN_DATABASE},   {334, ROWAN_DATABASE},   {3609, ROWAN_DATABASE}, {3930, ROWAN_DATABASE},
        {102, ROWAN_DATABASE},   {50000, ROWAN_DATABASE}, {207, ROWAN_CONFIG},    {208, ROWAN_CONFIG},
        {229, ROWAN_CONFIG},     {230, ROWAN_CONFIG},     {4060, ROWAN_CONFIG},   {18456, ROWAN_CONFIG},
        {701, ROWAN_LOST},       {1105, ROWAN_NO_ROOM},   {9002, ROWAN_NO_ROOM},  {40501, ROWAN_LOST},
        {40613, ROWAN_LOST},     {10054, ROWAN_LOST},     {20006, ROWAN_LOST},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_diagnosis d = {.sqlstate = "42000",
                                    .native = rows[i].native,
                                    .message = "words",
                                    .dialect = rowan_dialect_named("sqlserver")};
        if (rowan_classify_error(&d) != rows[i].wanted)
            fail_msg("%ld: %s", rows[i].native, rowan_status_name(rowan_classify_error(&d)));
    }
}

/* What Babelfish has no number of SQL Server's for has one of its own. */
static void test_babelfish(void **state)
{
    static const struct {
        const char *message;
        enum rowan_status wanted;
    } rows[] = {
        {"canceling statement due to lock timeout", ROWAN_BUSY},
        {"terminating connection due to administrator command", ROWAN_LOST},
        {"relation \"t\" does not exist", ROWAN_CONFIG},
        {"syntax error near 'selekt'", ROWAN_DATABASE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_diagnosis d = {.sqlstate = "42000",
                                    .native = 33557097,
                                    .message = rows[i].message,
                                    .dialect = rowan_dialect_named("sqlserver")};
        assert_int_equal(rowan_classify_error(&d), rows[i].wanted);
    }
}

static void test_connecting(void **state)
{
    static const struct {
        const char *sqlstate, *message;
        enum rowan_status wanted;
    } rows[] = {
        {"IM002", "Data source name not found", ROWAN_CONFIG},
        {"01000", "Can't open lib 'X' : file not found", ROWAN_CONFIG},
        {"28000", "Access denied for user", ROWAN_CONFIG},
        {"08001", "FATAL: password authentication failed for user \"x\"", ROWAN_CONFIG},
        {"08001", "FATAL: database \"x\" does not exist", ROWAN_CONFIG},
        {"08001", "connection to server at \"x\", port 1 failed: Connection refused", ROWAN_LOST},
        {"08001", "FATAL: sorry, too many clients already", ROWAN_LOST},
        {"08001", "FATAL: the database system is starting up", ROWAN_LOST},
        {"42000", "Unknown database 'x'", ROWAN_CONFIG},
        {"HY000", "Can't connect to server on '127.0.0.1' (115)", ROWAN_LOST},
        {"HYT00", "timeout", ROWAN_LOST},
        {"08001", "Unable to connect: Adaptive Server is unavailable or does not exist", ROWAN_LOST},
        {"42000", "Database 'd' on server 's' is not currently available. Please retry the connection later.",
         ROWAN_LOST},
        {"42000", "Database 'd' is being recovered. Waiting until recovery is finished.", ROWAN_LOST},
        {"42000", "Resource ID : 2. The session limit for the database is 30 and has been reached.",
         ROWAN_LOST},
        {"42000", "Login failed for user 'u'. Reason: Server is in script upgrade mode.", ROWAN_LOST},
        {"28000", "Login failed for user 'x'.", ROWAN_CONFIG},
        {"42000", "Cannot open database \"x\" requested by the login.", ROWAN_CONFIG},
        {"HY000", "connect failed", ROWAN_CONFIG},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_diagnosis d = {
            .sqlstate = rows[i].sqlstate, .message = rows[i].message, .connecting = true};
        if (rowan_classify_error(&d) != rows[i].wanted)
            fail_msg("%s %s: %s", rows[i].sqlstate, rows[i].message,
                     rowan_status_name(rowan_classify_error(&d)));
    }
}

static void test_clean(void **state)
{
    static const char *const rows[][2] = {
        {"[unixODBC][ma-3.1.15][10.11.19-MariaDB]Unknown table 'x'", "Unknown table 'x'"},
        {"ERROR: relation \"x\" does not exist;\nError while executing the query",
         "relation \"x\" does not exist"},
        {"[unixODBC][Driver Manager]Data source name not found", "Data source name not found"},
        {"[SQLite]no such table: t (1)", "no such table: t (1)"},
        {"a  [b]\n\tc ", "a [b] c"},
        {"[open", "[open"},
        {"", ""},
        {"ERROR: ", ""},
    };
    char message[200];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(message, sizeof message, "%s", rows[i][0]);
        rowan_classify_error_clean(message);
        assert_string_equal(message, rows[i][1]);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements), cmocka_unit_test(test_sqlserver), cmocka_unit_test(test_babelfish),
        cmocka_unit_test(test_connecting), cmocka_unit_test(test_clean),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
