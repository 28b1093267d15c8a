/* Connection strings: what is added, what is refused, what is hidden. */
#include "unit.h"

#include "odbc/connection_string.h"

static char *prepared(const char *given, const char *password)
{
    static struct rowan_buffer out;
    struct rowan_error err = {0};

    rowan_buffer_clear(&out);
    if (!given)
        return NULL;
    assert_ok(rowan_connection_string_prepare(&out, given, password, &err), err);
    return out.data;
}

static void expect(const char *given, const char *password, const char *wanted)
{
    assert_string_equal(prepared(given, password), wanted);
}

#define PG    "CommLog=0;Debug=0;Protocol=7.4-1;UseServerSidePrepare=1;LFConversion=0;BoolsAsChar=0"
#define LITE  "Timeout=100000;JournalMode=WAL;FKSupport=1;BigInt=1;NoWCHAR=1;NoTXN=0"
#define MARIA "Charset=utf8mb4;AUTO_RECONNECT=0"
#define TDS   "ClientCharset=UTF-8;TDS_Version=7.4;ConnectRetryCount=0;LongAsMax=yes"

static void test_defaults(void **state)
{
    (void)state;
    expect("Driver={PostgreSQL Unicode};Server=x", NULL, "Driver={PostgreSQL Unicode};Server=x;" PG);
    expect("Driver=/usr/lib/psqlodbcw.so;", NULL, "Driver=/usr/lib/psqlodbcw.so;" PG);
    expect("driver = SQLite3 ; Database=a;;", NULL, "driver = SQLite3 ; Database=a;" LITE);
    expect("Driver=MariaDB Unicode", NULL, "Driver=MariaDB Unicode;" MARIA);
    expect("Driver=FreeTDS;Server=x;tds_version=8.0", NULL,
           "Driver=FreeTDS;Server=x;tds_version=8.0;ClientCharset=UTF-8;ConnectRetryCount=0;LongAsMax=yes");
    expect("Driver={ODBC Driver 18 for SQL Server}", NULL, "Driver={ODBC Driver 18 for SQL Server};" TDS);
    expect("Driver=Something else;X=1", NULL, "Driver=Something else;X=1");
    expect("warehouse", NULL, "DSN=warehouse;" TDS ";" PG ";" LITE ";" MARIA);
    expect("  DSN=warehouse;UID=a ", NULL, "DSN=warehouse;UID=a;" TDS ";" PG ";" LITE ";" MARIA);
}

static void test_what_the_user_says_stays(void **state)
{
    (void)state;
    expect("Driver=SQLite3;Timeout=5;journalmode=DELETE", NULL,
           "Driver=SQLite3;Timeout=5;journalmode=DELETE;FKSupport=1;BigInt=1;NoWCHAR=1;NoTXN=0");
    expect("Driver=PostgreSQL;COMMLOG=0;debug={0};protocol=7.4-2", NULL,
           "Driver=PostgreSQL;COMMLOG=0;debug={0};protocol=7.4-2;UseServerSidePrepare=1;LFConversion=0;"
           "BoolsAsChar=0");
    /* A key inside of braces is a value's business. */
    expect("Driver=SQLite3;Database={a;Timeout=1;b}", NULL, "Driver=SQLite3;Database={a;Timeout=1;b};" LITE);
}

static void test_password(void **state)
{
    (void)state;
    expect("Driver=X", "secret-1", "Driver=X;PWD=secret-1");
    expect("Driver=X;pwd=mine", "other", "Driver=X;pwd=mine");
    expect("Driver=X;Password=mine", "other", "Driver=X;Password=mine");
    expect("Driver=X;Pwd=", "other", "Driver=X;Pwd=");
    expect("Driver=X", "a;b}c+%20", "Driver=X;PWD={a;b}}c+%20}");
    expect("Driver=X", "", "Driver=X;PWD=");
}

static void refuse(const char *given, const char *in_message)
{
    struct rowan_buffer out;
    struct rowan_error err = {0};

    rowan_buffer_init(&out);
    assert_int_equal(rowan_connection_string_prepare(&out, given, NULL, &err), ROWAN_CONFIG);
    if (!strstr(err.message, in_message))
        fail_msg("no \"%s\" in \"%s\"", in_message, err.message);
    assert_int_equal(out.size, 0);
    rowan_buffer_clear(&out);
}

static void test_refused(void **state)
{
    (void)state;
    refuse("", "no connection string");
    refuse(" \n", "no connection string");
    refuse("Driver=PostgreSQL;Debug=1", "Debug");
    refuse("Driver=PostgreSQL;commlog=1", "CommLog");
    refuse("Driver=PostgreSQL;CommLog={1}", "CommLog");
    refuse("Driver=PostgreSQL;B2=1", "B2");
    refuse("Driver=PostgreSQL;CX=1c50fc8", "CX");
    refuse("Driver=SQLite3;TraceFile=/tmp/x", "TraceFile");
    refuse("DSN=a;Trace=yes", "Trace");
    refuse("Driver=SQLite3;NoTXN=1", "NoTXN is refused, because without transactions");
    refuse("DSN=a;notxn=yes", "NoTXN");
    refuse("DSN=a;jdmode=1", "JDMode");
    refuse("Driver=MariaDB;auto_reconnect=1", "AUTO_RECONNECT is refused, because a connection");
    refuse("Driver=ODBC Driver 18 for SQL Server;MARS_Connection=yes",
           "MARS_Connection is refused, because it");
    refuse("Driver=ODBC Driver 18 for SQL Server;retryexec={1205:3}",
           "RetryExec is refused, because with it");
    refuse("Driver=FreeTDS;DumpFile=/tmp/x", "DumpFile");
    refuse("FILEDSN=a;SAVEFILE=b", "SAVEFILE");
    refuse("Driver=X;PWD={never;closed", "key=value");
    refuse("a word;Driver=X", "key=value");
    refuse("Driver=X;word", "key=value");
}

static void mask(const char *given, const char *wanted)
{
    struct rowan_buffer out;

    rowan_buffer_init(&out);
    assert_true(rowan_connection_string_mask(&out, given));
    assert_string_equal(out.data, wanted);
    rowan_buffer_clear(&out);
}

static void test_mask(void **state)
{
    (void)state;
    mask("Driver=X;PWD=secret;UID=me", "Driver=X;PWD=***;UID=me");
    mask("Driver=X;pwd={a;b}}c;PWD=z};UID=me", "Driver=X;pwd=***;UID=me");
    mask("Password = secret ;Database=x", "Password=***;Database=x");
    mask("SSLPassword=a;sslPassphrase=b;AccessToken=c;client_secret=d", "SSLPassword=***;sslPassphrase=***;"
                                                                        "AccessToken=***;client_secret=***");
    mask("pqopt={password=a};Server=b", "pqopt=***;Server=b");
    mask("PWD=a;PWD=b", "PWD=***;PWD=***");
    mask("warehouse", "warehouse");
    mask("", "");
    mask("UID=me;PWD={never;closed", "UID=me;***");
    mask("secret;UID=me", "***");
    mask("UID=me;secret", "UID=me;***");
}

/* Whatever is cut off where, the secret is never shown. */
static void test_mask_of_pieces(void **state)
{
    static const char full[] = "Driver={X;Y};PWD={hunter;2}}};UID=me;Password=hunter";
    struct rowan_buffer out;
    char piece[sizeof full];

    (void)state;
    rowan_buffer_init(&out);
    for (size_t n = 0; n <= strlen(full); n++) {
        memcpy(piece, full, n);
        piece[n] = '\0';
        out.size = 0;
        assert_true(rowan_connection_string_mask(&out, piece));
        assert_null(strstr(out.data, "hu"));
    }
    rowan_buffer_clear(&out);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults), cmocka_unit_test(test_what_the_user_says_stays),
        cmocka_unit_test(test_password), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_mask),     cmocka_unit_test(test_mask_of_pieces),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    prepared(NULL, NULL);
    return failed;
}
