/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "opt-literals.h"
#include "opt-sample-store.h"

#define SQL "SELECT * FROM t WHERE a = $1"
#define T0 (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *path;
  char *shape;
  OptSampleStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("samples-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "samples.db", NULL);
  fixture->shape = opt_literals_get_shape (SQL, &error);
  g_assert_no_error (error);
  fixture->store = opt_sample_store_open_sync (fixture->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  g_object_unref (fixture->store);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->shape);
}

static void
see (Fixture *fixture, const char *server, guint32 database, const char *value, gint64 time)
{
  g_autoptr (OptParams) values = opt_params_new ();
  g_autoptr (GError) error = NULL;
  OptSample sample = { .queryid = -7, .last_seen = T0 + time };

  opt_params_add_text (values, value);
  sample.values = values;
  opt_sample_store_see_sync (fixture->store, server, database, fixture->shape, &sample, &error);
  g_assert_no_error (error);
}

static GPtrArray *
list (Fixture *fixture, const char *server, guint32 database)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *samples
      = opt_sample_store_list_sync (fixture->store, server, database, SQL, -7, &error);

  g_assert_no_error (error);

  return samples;
}

static const OptSample *
find (GPtrArray *samples, const char *value)
{
  for (guint i = 0; i < samples->len; i++)
    {
      const OptSample *sample = samples->pdata[i];

      if (g_strcmp0 (opt_params_get (sample->values, 0), value) == 0)
        return sample;
    }

  return NULL;
}

static void
test_count (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) samples = NULL;
  g_autofree char *text = NULL;
  g_autofree char *words = NULL;
  const OptSample *sample;
  GStatBuf buf;

  see (fixture, "a", 1, "it's", 1);
  see (fixture, "a", 1, NULL, 2);
  see (fixture, "a", 1, "it's", 3);
  see (fixture, "a", 2, "elsewhere", 3);
  see (fixture, "b", 1, "elsewhere", 3);

  samples = list (fixture, "a", 1);
  g_assert_cmpuint (samples->len, ==, 2);
  sample = samples->pdata[0];
  g_assert_cmpstr (opt_params_get (sample->values, 0), ==, "it's");
  g_assert_cmpint (sample->n_seen, ==, 2);
  g_assert_cmpint (sample->first_seen, ==, T0 + 1);
  g_assert_cmpint (sample->last_seen, ==, T0 + 3);
  g_assert_cmpint (sample->queryid, ==, -7);
  text = opt_sample_values_to_text (sample);
  g_assert_cmpstr (text, ==, "$1 = 'it''s'");
  words = opt_sample_describe (sample);
  g_assert_nonnull (strstr (words, "2 times"));
  g_assert_null (opt_params_get (((OptSample *) samples->pdata[1])->values, 0));

  g_assert_cmpint (g_stat (fixture->path, &buf), ==, 0);
  g_assert_cmpint (buf.st_mode & 0777, ==, 0600);
}

/* Frequent, recent and rare values all have their place, whatever comes. */
static void
test_limit_of_statement (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) samples = NULL;
  guint n_middle = 0;

  for (int i = 0; i < 300; i++)
    {
      g_autofree char *value = g_strdup_printf ("%d", i);

      see (fixture, "a", 1, "frequent", i);
      see (fixture, "a", 1, value, i);
    }
  samples = list (fixture, "a", 1);
  g_assert_cmpuint (samples->len, <=, OPT_SAMPLES_PER_STATEMENT);
  g_assert_cmpuint (samples->len, >, OPT_SAMPLES_RANDOM);
  g_assert_cmpint (find (samples, "frequent")->n_seen, ==, 300);
  for (int i = 299; i > 299 - (OPT_SAMPLES_LAST - 1); i--)
    {
      g_autofree char *value = g_strdup_printf ("%d", i);

      g_assert_nonnull (find (samples, value));
    }
  /* Those between were seen once, long ago: some of them stay. */
  for (int i = 0; i < 280; i++)
    {
      g_autofree char *value = g_strdup_printf ("%d", i);

      n_middle += find (samples, value) != NULL;
    }
  g_assert_cmpuint (n_middle, >=, OPT_SAMPLES_RANDOM / 2);
}

static void
test_limit_of_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) samples = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GPtrArray) old = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 8; i++)
    {
      g_autofree char *value = g_strdup_printf ("%d", i);

      see (fixture, "a", 1, value, i);
    }
  see (fixture, "b", 1, "other", 0);
  opt_sample_store_limit_sync (fixture->store, "a", T0, 3, &error);
  g_assert_no_error (error);
  samples = list (fixture, "a", 1);
  others = list (fixture, "b", 1);
  g_assert_cmpuint (samples->len, ==, 3);
  g_assert_nonnull (find (samples, "7"));
  g_assert_null (find (samples, "4"));
  g_assert_cmpuint (others->len, ==, 1);

  opt_sample_store_limit_sync (fixture->store, "a", T0 + OPT_SAMPLES_AGE + 7, 3, &error);
  g_assert_no_error (error);
  old = list (fixture, "a", 1);
  g_assert_cmpuint (old->len, ==, 1);
}

static gboolean
file_holds (Fixture *fixture, const char *text)
{
  static const char *const ends[] = { "", "-wal" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, ends[i], NULL);
      g_autofree char *contents = NULL;
      gsize length = 0;

      if (g_file_get_contents (path, &contents, &length, NULL)
          && memmem (contents, length, text, strlen (text)) != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) samples = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GError) error = NULL;

  see (fixture, "a", 1, "needle-in-the-file", 1);
  see (fixture, "b", 1, "stays", 1);
  g_assert_true (file_holds (fixture, "needle-in-the-file"));
  opt_sample_store_forget_sync (fixture->store, "a", 0, 0, &error);
  g_assert_no_error (error);
  samples = list (fixture, "a", 1);
  others = list (fixture, "b", 1);
  g_assert_cmpuint (samples->len, ==, 0);
  g_assert_cmpuint (others->len, ==, 1);
  g_assert_false (file_holds (fixture, "needle-in-the-file"));
}

static void
note (Fixture *fixture, const char *name, const char *server, guint32 database)
{
  g_autoptr (GError) error = NULL;

  opt_sample_store_note_place_sync (fixture->store, name, server, database, &error);
  g_assert_no_error (error);
}

static guint
count (Fixture *fixture, const char *server, guint32 database)
{
  g_autoptr (GPtrArray) samples = list (fixture, server, database);

  return samples->len;
}

/* A connection is forgotten by its name alone, wherever it led, and what others keep stays. */
static void
test_forget_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  see (fixture, "s", 1, "a", 0);
  see (fixture, "s", 2, "b", 0);
  see (fixture, "r", 1, "c", 0);
  see (fixture, "q", 1, "d", 0);
  note (fixture, "shop", "s", 1);
  note (fixture, "shop", "s", 1);
  note (fixture, "shop", "r", 1);
  note (fixture, "other's", "r", 1);
  note (fixture, "other's", "q", 1);

  opt_sample_store_forget_place_sync (fixture->store, "shop", NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture, "s", 1), ==, 0);
  g_assert_cmpuint (count (fixture, "s", 2), ==, 1);
  g_assert_cmpuint (count (fixture, "r", 1), ==, 1);
  g_assert_cmpuint (count (fixture, "q", 1), ==, 1);

  /* It does not hold them any more, either. */
  opt_sample_store_forget_place_sync (fixture->store, "other's", NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture, "r", 1), ==, 0);
  g_assert_cmpuint (count (fixture, "q", 1), ==, 0);

  /* Values from before connections were noted go where their database is known. */
  opt_sample_store_forget_place_sync (fixture->store, "", "s", 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture, "s", 2), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/samples/count", Fixture, NULL, set_up, test_count, tear_down);
  g_test_add ("/samples/limit-of-statement", Fixture, NULL, set_up, test_limit_of_statement,
              tear_down);
  g_test_add ("/samples/limit-of-server", Fixture, NULL, set_up, test_limit_of_server, tear_down);
  g_test_add ("/samples/forget", Fixture, NULL, set_up, test_forget, tear_down);
  g_test_add ("/samples/forget-place", Fixture, NULL, set_up, test_forget_place, tear_down);

  return g_test_run ();
}
