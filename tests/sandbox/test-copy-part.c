/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-error.h"
#include "opt-sandbox-copy.h"
#include "opt-test.h"

#define PERCENT 5
#define SEED 42

static const char *const schema[] = {
  "CREATE SCHEMA shop", "CREATE TABLE shop.region (id int PRIMARY KEY, name text)",
  "CREATE TABLE shop.customer (id int PRIMARY KEY, region_id int NOT NULL REFERENCES "
  "shop.region, email text UNIQUE, pad text NOT NULL)",
  "CREATE TABLE shop.product (id int PRIMARY KEY, code varchar(20) NOT NULL UNIQUE, stock "
  "smallint, pad text)",
  "CREATE TABLE shop.orders (id bigserial PRIMARY KEY, customer_id int REFERENCES "
  "shop.customer, product_id int NOT NULL REFERENCES shop.product, first bigint REFERENCES "
  "shop.orders, token uuid NOT NULL UNIQUE, at date NOT NULL, note text)",
  "INSERT INTO shop.region SELECT i, 'region ' || i FROM generate_series(1, 10) i",
  "INSERT INTO shop.customer SELECT i, 1 + i % 10, CASE WHEN i % 50 > 0 THEN 'User.' || i || "
  "'@mail.example' END, repeat('p', 250) || i FROM generate_series(1, 6000) i",
  "INSERT INTO shop.product SELECT i, 'C-' || i, i - 2500, repeat('q', 300) FROM "
  "generate_series(1, 5000) i",
  "INSERT INTO shop.orders (customer_id, product_id, first, token, at, note) SELECT CASE WHEN "
  "i % 20 > 0 THEN 1 + (i * 7919) % 6000 END, 1 + (i * 7907) % 5000, CASE WHEN i % 30 = 0 "
  "THEN i - 7 END, md5(i::text)::uuid, '2024-01-01'::date + i % 300, CASE i % 3 WHEN 0 THEN "
  "'Jürgen Ärger 東京 ' || i WHEN 1 THEN repeat('long note ', 5) || i ELSE '' END FROM "
  "generate_series(1, 20000) i",
  "CREATE TABLE shop.extreme (small smallint UNIQUE, whole int UNIQUE, large bigint UNIQUE)",
  "INSERT INTO shop.extreme VALUES (-32768, -2147483648, -9223372036854775808), (32767, "
  "2147483647, 9223372036854775807), (0, 0, 0), (-1, -1, -1), (1, 1, 1), (NULL, NULL, NULL)",
  /* Two columns of a key, and a foreign key that only one partition has. */
  "CREATE TABLE shop.stock (product_id int, place int, pad text, PRIMARY KEY (product_id, place))",
  "INSERT INTO shop.stock SELECT i % 100, 7000000 + i, repeat('s', 400) FROM generate_series(1, "
  "3000) i",
  "CREATE TABLE shop.maker (id int PRIMARY KEY, pad text)",
  "INSERT INTO shop.maker SELECT i, repeat('m', 400) FROM generate_series(1, 2900) i",
  "CREATE TABLE shop.move (id int, product_id int, place int, maker_id int, note text, FOREIGN KEY "
  "(product_id, place) REFERENCES shop.stock) PARTITION BY RANGE (id)",
  "CREATE TABLE shop.move_1 PARTITION OF shop.move FOR VALUES FROM (0) TO (3000)",
  "CREATE TABLE shop.move_2 PARTITION OF shop.move FOR VALUES FROM (3000) TO (7000)",
  "ALTER TABLE shop.move_2 ADD FOREIGN KEY (maker_id) REFERENCES shop.maker",
  "INSERT INTO shop.move SELECT i, (1 + i % 3000) % 100, 7000001 + i % 3000, 1 + i % 2900, "
  "repeat('n', 300) || i FROM generate_series(1, 6000) i",
  /* What has a dot in its name can be read in two ways. */
  "CREATE SCHEMA \"shop.extreme\"", "CREATE TABLE \"shop.extreme\".whole (x int)",
  "CREATE TABLE shop.\"extreme.whole\" (x int)", "CREATE EXTENSION pg_stat_statements",
  "VACUUM ANALYZE", NULL
};

typedef struct
{
  char *database;
  OptConnection *production;
  OptCatalog *catalog;
  OptServerFacts *facts;
  OptSandbox *sandbox;
} Fixture;

static Fixture shop;

static char *
ask (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_n_rows (result), ==, 1);

  return g_strdup (opt_result_get_cell (result, 0, 0, NULL));
}

static gint64
ask_number (OptConnection *connection, const char *sql)
{
  g_autofree char *text = ask (connection, sql);

  return g_ascii_strtoll (text, NULL, 10);
}

static void
set_up (void)
{
  g_autoptr (OptConnection) admin = NULL;
  g_autoptr (GError) error = NULL;

  shop.database = opt_test_create_database ();
  admin = opt_test_connect (shop.database, OPT_CONNECTION_ROLE_SANDBOX);
  for (guint i = 0; schema[i] != NULL; i++)
    {
      opt_connection_execute_sync (admin, schema[i], NULL, NULL, &error);
      g_assert_no_error (error);
    }
  /* Nothing is written there, not even a temporary table. */
  shop.production = opt_test_connect (shop.database, OPT_CONNECTION_ROLE_MONITOR);
  shop.facts = opt_server_facts_load_sync (shop.production, NULL, &error);
  g_assert_no_error (error);
  shop.catalog = opt_catalog_load_sync (shop.production, NULL, &error);
  g_assert_no_error (error);
  shop.sandbox = opt_sandbox_new ();
}

static void
tear_down (void)
{
  g_autoptr (GError) error = NULL;

  opt_sandbox_close_sync (shop.sandbox, &error);
  g_assert_no_error (error);
  g_object_unref (shop.sandbox);
  g_object_unref (shop.catalog);
  g_object_unref (shop.facts);
  g_object_unref (shop.production);
  g_free (shop.database);
}

static const char *const orders[] = { "region", "customer", "product", "orders", "extreme", NULL };
static const char *const moves[] = { "stock", "maker", "move", NULL };
static const char *const partitions[] = { "move", NULL };

/* (nullable) Told the steps of copy(). */
static const OptProgress *watcher;

static char *
copy (const char *const *names,
      const OptCopyOptions *options,
      OptCopyReport *report,
      GPtrArray *limits,
      GError **error)
{
  guint32 oids[8];
  guint n = 0;

  for (; names[n] != NULL; n++)
    oids[n] = opt_catalog_find_relation (shop.catalog, "shop", names[n])->oid;

  return opt_sandbox_copy_tables_sync (shop.sandbox, shop.production, shop.catalog, shop.facts,
                                       oids, n, options, report, limits, watcher, NULL, error);
}

/* A connection to a copy that lacks nothing but what @options leave out. */
static OptConnection *
connect_to (const char *const *names, const OptCopyOptions *options, OptCopyReport *report)
{
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *database = copy (names, options, report, limits, &error);
  OptConnection *connection;

  g_assert_no_error (error);
  for (guint i = 0; i < limits->len; i++)
    g_assert_nonnull (strstr (((OptUnreadable *) g_ptr_array_index (limits, i))->reason, "masked"));
  connection
      = opt_sandbox_connect_sync (shop.sandbox, OPT_SANDBOX_USER_OWNER, database, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static OptConnection *
connect_to_copy (const OptCopyOptions *options, OptCopyReport *report)
{
  return connect_to (orders, options, report);
}

static const OptCopiedTable *
find_table (const OptCopyReport *report, const char *name)
{
  for (guint i = 0; i < report->tables->len; i++)
    if (g_str_equal (((OptCopiedTable *) g_ptr_array_index (report->tables, i))->name, name))
      return g_ptr_array_index (report->tables, i);

  g_assert_not_reached ();
}

static void
assert_closed (OptConnection *there)
{
  static const char *const orphans[] = {
    "SELECT count(*) FROM shop.orders o WHERE customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM "
    "shop.customer c WHERE c.id = o.customer_id)",
    "SELECT count(*) FROM shop.orders o WHERE NOT EXISTS (SELECT FROM shop.product p WHERE p.id = "
    "o.product_id)",
    "SELECT count(*) FROM shop.orders o WHERE first IS NOT NULL AND NOT EXISTS (SELECT FROM "
    "shop.orders f WHERE f.id = o.first)",
    "SELECT count(*) FROM shop.customer c WHERE NOT EXISTS (SELECT FROM shop.region r WHERE r.id = "
    "c.region_id)",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (orphans); i++)
    g_assert_cmpint (ask_number (there, orphans[i]), ==, 0);
}

/* Some customers, with all their orders, and whatever those reference. */
static void
test_sample (void)
{
  const OptCopyOptions options = { .sample = PERCENT, .seed = SEED };
  const OptCopyOptions other = { .sample = PERCENT, .seed = SEED + 1 };
  g_autoptr (OptCopyReport) report = opt_copy_report_new ();
  g_autoptr (OptConnection) there = connect_to_copy (&options, report);
  g_autoptr (OptConnection) again = connect_to_copy (&options, NULL);
  g_autoptr (OptConnection) different = connect_to_copy (&other, NULL);
  g_autofree char *text = opt_copy_report_describe (report);
  const char *drawn = "SELECT count(*) FROM shop.orders WHERE customer_id IN (SELECT id FROM ONLY "
                      "shop.customer TABLESAMPLE BERNOULLI (5) REPEATABLE (42))";
  const char *rows = "SELECT count(*) FROM shop.orders";
  const char *ids = "SELECT count(*) || ' ' || sum(hashint8(id)) FROM shop.orders";
  g_autofree char *first = ask (there, ids);
  g_autofree char *second = ask (again, ids);
  g_autofree char *third = ask (different, ids);
  gint64 expected = ask_number (shop.production, drawn);

  assert_closed (there);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, !=, third);
  g_assert_cmpint (expected, >, 500);
  /* Beside those of customers that were drawn there are some without a customer, and first ones. */
  g_assert_cmpint (ask_number (there, rows), >=, expected);
  g_assert_cmpint (ask_number (there, rows), <, expected * 3 / 2);
  g_assert_cmpint (ask_number (there, "SELECT count(*) FROM shop.orders WHERE customer_id IS NULL"),
                   >, 50);
  /* What is small is whole, and the next number is production's. */
  g_assert_cmpint (ask_number (there, "SELECT count(*) FROM shop.region"), ==, 10);
  g_assert_cmpint (ask_number (there, "SELECT nextval('shop.orders_id_seq')"), ==, 20001);

  g_assert_cmpint (find_table (report, "shop.region")->part, ==, OPT_COPY_WHOLE);
  g_assert_cmpint (find_table (report, "shop.customer")->part, ==, OPT_COPY_ROWS);
  g_assert_cmpint (find_table (report, "shop.orders")->part, ==, OPT_COPY_CHILDREN);
  g_assert_cmpfloat (find_table (report, "shop.orders")->tuples, ==,
                     (double) ask_number (there, rows));
  g_assert_cmpint (report->copy_bytes, <, report->total_bytes / 2);
  g_assert_nonnull (strstr (text, "42"));
}

/* Of each: what tells values apart, and how long they are, stays; the values don't. */
static void
test_mask (void)
{
  static const char *const masks[] = { "shop.customer.id",
                                       "shop.customer.email",
                                       "shop.product.code",
                                       "shop.product.stock",
                                       "shop.orders.id",
                                       "shop.orders.note",
                                       "shop.orders.token",
                                       "shop.extreme.small",
                                       "shop.extreme.whole",
                                       "shop.extreme.large",
                                       NULL };
  static const char *const same[] = {
    "SELECT count(DISTINCT email) || ' ' || count(email) || ' ' || sum(length(email)) || ' ' || "
    "sum(octet_length(email)) FROM shop.customer",
    "SELECT count(DISTINCT code) || ' ' || sum(length(code)) FROM shop.product",
    "SELECT count(DISTINCT stock) || ' ' || count(*) FILTER (WHERE stock < 0) FROM shop.product",
    "SELECT count(DISTINCT note) || ' ' || count(note) || ' ' || sum(length(note)) FROM shop.orders",
    "SELECT sum(octet_length(note))::text FROM shop.orders WHERE length(note) < 32",
    "SELECT count(DISTINCT token) || ' ' || count(DISTINCT id) FROM shop.orders",
    "SELECT count(*)::text FROM shop.orders JOIN shop.customer c ON c.id = customer_id",
    "SELECT count(*)::text FROM shop.orders o JOIN shop.orders f ON f.id = o.first",
    "SELECT count(DISTINCT small) || ' ' || count(DISTINCT whole) || ' ' || count(DISTINCT large) "
    "|| ' ' || count(*) || ' ' || count(*) FILTER (WHERE large < 0) FROM shop.extreme",
    /* What is not masked is as it was. */
    "SELECT sum(hashtextextended(pad, 0))::text FROM shop.customer",
    "SELECT sum(hashint8(product_id)) || ' ' || min(at) FROM shop.orders",
  };
  static const char *const other[] = {
    "SELECT sum(hashtextextended(email, 0)) FROM shop.customer",
    "SELECT sum(hashint8(id)) FROM shop.customer",
    "SELECT sum(hashint8(customer_id)) FROM shop.orders",
    "SELECT sum(hashtextextended(token::text, 0)) FROM shop.orders",
  };
  static const char *const some[]
      = { "shop.customer.id", "shop.customer.email", "shop.orders.token", NULL };
  const OptCopyOptions options = { .masks = (char **) masks };
  const OptCopyOptions fewer = { .masks = (char **) some };
  g_autoptr (OptCopyReport) report = opt_copy_report_new ();
  g_autoptr (OptConnection) there = connect_to_copy (&options, report);
  g_autoptr (OptConnection) again = connect_to_copy (&fewer, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *expected = ask (shop.production, same[i]);
      g_autofree char *got = ask (there, same[i]);

      g_assert_cmpstr (got, ==, expected);
    }
  /* Each copy has another key. */
  for (gsize i = 0; i < G_N_ELEMENTS (other); i++)
    {
      g_autofree char *before = ask (shop.production, other[i]);
      g_autofree char *first = ask (there, other[i]);
      g_autofree char *second = ask (again, other[i]);

      g_assert_cmpstr (first, !=, before);
      g_assert_cmpstr (second, !=, before);
      g_assert_cmpstr (first, !=, second);
    }
  g_assert_cmpint (ask_number (there, "SELECT count(*) FROM shop.customer WHERE email LIKE "
                                      "'User.%@mail.example'"),
                   ==, 0);
  g_assert_cmpint (ask_number (there, "SELECT count(*) FROM shop.orders WHERE note ~ 'Ärger|note'"),
                   <, 100);
  /* Its foreign key is masked without being named. */
  g_assert_cmpint (report->masked->len, ==, 12);
  assert_closed (there);
}

static void
test_masked_sample (void)
{
  static const char *const masks[] = { "shop.product.id", "shop.orders.first", NULL };
  const OptCopyOptions options = { .sample = PERCENT, .seed = SEED, .masks = (char **) masks };
  g_autoptr (OptConnection) there = connect_to_copy (&options, NULL);

  assert_closed (there);
  g_assert_cmpint (ask_number (there, "SELECT count(*) FROM shop.orders"), >, 500);
}

/* Keys of two columns, and of one partition, whose values are in no text on production. A column of
 * a partitioned table is masked in all of it, and told by the name that statements use. */
static void
test_partitions (void)
{
  static const char *const masks[] = { "shop.move_1.note", "shop.maker.id", NULL };
  static const char *const names[] = { "shop.maker.id", "shop.move.maker_id", "shop.move.note",
                                       "shop.move_1.note", "shop.move_2.note" };
  const OptCopyOptions options = { .sample = PERCENT, .seed = SEED, .masks = (char **) masks };
  g_autoptr (OptCopyReport) report = opt_copy_report_new ();
  g_autoptr (OptConnection) there = connect_to (moves, &options, report);
  g_autofree char *text = opt_copy_report_describe (report);

  g_assert_cmpint (report->read_us, >, 0);
  g_assert_cmpint (ask_number (there, "SELECT count(*) FROM shop.move_2"), >, 50);
  g_assert_cmpint (ask_number (there, "SELECT count(*) FROM shop.move m WHERE NOT EXISTS (SELECT "
                                      "FROM shop.stock s WHERE s.product_id = m.product_id AND "
                                      "s.place = m.place)"),
                   ==, 0);
  g_assert_cmpint (ask_number (there, "SELECT count(*) FROM shop.move_2 m WHERE NOT EXISTS (SELECT "
                                      "FROM shop.maker k WHERE k.id = m.maker_id)"),
                   ==, 0);
  g_assert_cmpint (ask_number (there, "SELECT count(*) FROM shop.move WHERE note LIKE 'nnn%'"), ==,
                   0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (g_ptr_array_find_with_equal_func (report->masked, names[i], g_str_equal, NULL));
  g_assert_cmpint (report->expected_us, ==, -1);
  g_assert_nonnull (strstr (text, "at least"));

  g_assert_cmpint (ask_number (shop.production,
                               "SELECT count(*) FROM pg_stat_statements WHERE query "
                               "LIKE 'COPY%shop.stock%given%'"),
                   <=, 1);
  g_assert_cmpint (ask_number (shop.production,
                               "SELECT count(*) FROM pg_stat_statements WHERE query "
                               "LIKE 'COPY%' AND query ~ '70[0-9]{5}'"),
                   ==, 0);
}

/* How long the server lets the snapshot be idle while something is made in the copy. */
static void
note_idle_time (const char *step, gint64 done, gint64 total, gpointer data)
{
  char **seen = data;

  if (!g_str_has_prefix (step, "Restoring"))
    return;
  g_free (*seen);
  *seen = ask (shop.production, "SELECT current_setting('transaction_isolation') || ' ' || "
                                "current_setting('idle_in_transaction_session_timeout')");
}

/* The snapshot of a sample is held for so long at most, whatever is done meanwhile. */
static void
test_time (void)
{
  const OptCopyOptions options = { .sample = PERCENT, .seed = SEED, .max_time = 1000 };
  const OptCopyOptions enough
      = { .sample = PERCENT, .seed = SEED, .max_time = 7 * 60 * G_USEC_PER_SEC };
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autofree char *seen = NULL;
  g_autofree char *name = NULL;
  const OptProgress progress = { note_idle_time, &seen };
  g_autoptr (GError) error = NULL;

  g_assert_null (copy (moves, &options, NULL, limits, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_TOO_LARGE);
  g_clear_error (&error);

  watcher = &progress;
  name = copy (partitions, &enough, NULL, limits, &error);
  watcher = NULL;
  g_assert_no_error (error);
  g_assert_cmpstr (seen, ==, "repeatable read 8min");
}

static void
test_not_masked (void)
{
  static const struct
  {
    const char *column;
    OptErrorCode code;
  } cases[] = {
    { "shop.orders.at", OPT_ERROR_UNSUPPORTED },
    { "shop.orders.nothing", OPT_ERROR_NOT_FOUND },
    { "nowhere", OPT_ERROR_NOT_FOUND },
    { "", OPT_ERROR_NOT_FOUND },
    { NULL, OPT_ERROR_INVALID },
    { "shop.extreme.whole.x", OPT_ERROR_INVALID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const masks[] = { cases[i].column, NULL };
      const OptCopyOptions options = { .masks = (char **) masks };
      g_autoptr (GPtrArray) limits = g_ptr_array_new ();
      g_autoptr (GError) error = NULL;

      g_assert_null (copy (orders, &options, NULL, limits, &error));
      g_assert_error (error, OPT_ERROR, (int) cases[i].code);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/copy-part/sample", test_sample);
  g_test_add_func ("/copy-part/mask", test_mask);
  g_test_add_func ("/copy-part/masked-sample", test_masked_sample);
  g_test_add_func ("/copy-part/partitions", test_partitions);
  g_test_add_func ("/copy-part/time", test_time);
  g_test_add_func ("/copy-part/not-masked", test_not_masked);

  status = g_test_run ();
  tear_down ();

  return status;
}
