#ifndef DATABASE_H
#define DATABASE_H
/*
 * What the tests against a real database share: a connection from $ROWAN_TEST_CONNECT, and short words for
 * statements. A test program leaves its tables behind; each begins by dropping them.
 */
#include "unit.h"

#include "odbc/connection_string.h"
#include "odbc/server.h"
#include "odbc/statement.h"
#include "plan/plan_builder.h"
#include "source/source.h"
#include "odbc/endpoint.h"

extern struct rowan_error err;

/* Open one more connection. */
struct rowan_connection *connect_again(void);
/* cmocka's group setup and teardown: *state is the connection. */
int open_database(void **state);
int close_database(void **state);

bool dialect_is(const struct rowan_connection *db, const char *name);
void run_sql(struct rowan_connection *db, const char *sql);
/* Fails quietly: for DROP. */
void try_sql(struct rowan_connection *db, const char *sql);
/* The first column of the first row, terminated, until the next call; NULL for no row. */
const char *ask(struct rowan_connection *db, const char *sql);
void assert_answer(struct rowan_connection *db, const char *sql, const char *wanted);

struct rowan_param int_param(int64_t n);
struct rowan_param text_param(const char *s);

/* Drop and make the ledger, from sql/DIALECT/ledger.sql. */
void make_ledger(struct rowan_connection *db);
/*
 * A mapping "orders" over the source table src(id, xml) into customer_order(id, note, price, day, flag) and
 * its child order_line(order_id, line_no, sku). The key is an integer or a text; schema
 * is that of source and target, or NULL.
 */
struct rowan_plan *make_plan(bool integer_key, const char *schema);
/* Where the plan's tables are: in the schemas that it names. */
struct rowan_endpoint source_of(struct rowan_connection *db, const struct rowan_plan *plan);
struct rowan_endpoint target_of(struct rowan_connection *db, const struct rowan_plan *plan);
/* $ROWAN_TEST_TWO_ENDPOINTS is set: source and target are connections of their own. */
bool two_endpoints(void);
/* What the plan's ledger answers to a source, which is in the same database, or as if it were in another one;
 * until the next call. */
const struct rowan_pending *pending_of(struct rowan_connection *db, const struct rowan_plan *plan);
/* Drop and make source and targets of that plan. */
void make_tables(struct rowan_connection *db, const struct rowan_plan *plan);
#endif
