/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-advisor.h"

#include <locale.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-json.h"
#include "opt-workload-file.h"

/*
 * Gives advice for a workload file and prints what it says and how long each part takes:
 * bench-advisor CONNINFO FILE
 */
typedef struct
{
  OptConnection *production;
  OptServerFacts *facts;
  OptCatalog *catalog;
  OptSandbox *sandbox;
  OptShadow *shadow;
  GPtrArray *statements;
} Bench;

static void
print_time (const char *what, gint64 *since)
{
  gint64 now = g_get_monotonic_time ();

  g_print ("%-24s %8.1f ms\n", what, (double) (now - *since) / 1000);
  *since = g_get_monotonic_time ();
}

static gboolean
load_statements (Bench *bench, const char *path, GError **error)
{
  g_autoptr (OptWorkloadFile) file = opt_workload_file_load (path, error);

  if (file == NULL)
    return FALSE;

  for (guint i = 0; i < file->statements->len; i++)
    {
      const OptWorkloadStatement *statement = g_ptr_array_index (file->statements, i);
      g_autofree char *id = g_strdup_printf ("%u", i + 1);

      g_ptr_array_add (bench->statements,
                       opt_advisor_statement_new (id, statement->sql, statement->weight));
    }

  return TRUE;
}

static gboolean
prepare (Bench *bench, const char *conninfo, gint64 *since, GError **error)
{
  g_autoptr (OptConninfo) parsed = opt_conninfo_new (conninfo, error);

  if (parsed == NULL)
    return FALSE;

  bench->production = opt_connection_new (parsed, OPT_CONNECTION_ROLE_MONITOR, "bench");
  if (!opt_connection_open_sync (bench->production, NULL, error))
    return FALSE;
  bench->facts = opt_server_facts_load_sync (bench->production, NULL, error);
  if (bench->facts == NULL)
    return FALSE;
  print_time ("connect", since);
  bench->catalog = opt_catalog_load_sync (bench->production, NULL, error);
  if (bench->catalog == NULL)
    return FALSE;
  print_time ("catalog", since);
  bench->sandbox = opt_sandbox_new ();
  if (!opt_sandbox_start_sync (bench->sandbox, bench->facts, NULL, error))
    return FALSE;
  print_time ("sandbox", since);
  bench->shadow = opt_shadow_build_sync (bench->sandbox, bench->production, bench->catalog,
                                         bench->facts, NULL, NULL, error);
  print_time ("shadow", since);

  return bench->shadow != NULL;
}

static void
print_notes (const char *title, GPtrArray *notes)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const OptAdviceNote *note = g_ptr_array_index (notes, i);

      g_print ("%s: statement %s: %s\n", title, note->id, note->reason);
    }
}

static void
print_advice (const OptAdvice *advice)
{
  g_print ("%u statements, %u candidates, %u plans on the shadow\n", advice->n_statements,
           advice->n_candidates, advice->n_explains);
  g_print ("the shadow agrees on %u of %u, largest deviation %.4f %%\n", advice->n_agree,
           advice->n_checked, advice->max_deviation * 100);
  print_notes ("not planned", advice->not_planned);
  print_notes ("unproven", advice->unproven);
  print_notes ("unresolved", advice->unresolved);
  for (guint i = 0; i < advice->recommendations->len; i++)
    {
      OptRecommendation *recommendation = g_ptr_array_index (advice->recommendations, i);

      g_print ("%s %s\n  %s\n", opt_recommendation_get_id (recommendation),
               opt_recommendation_get_sql (recommendation),
               opt_recommendation_get_reason (recommendation));
    }
  g_print ("%s\n", advice->conclusion);
}

static gboolean
run (Bench *bench, const char *conninfo, const char *path, GError **error)
{
  gint64 since = g_get_monotonic_time ();
  g_autoptr (OptAdvice) advice = NULL;
  OptAdvisorInput input = { .statements = bench->statements };

  if (!load_statements (bench, path, error) || !prepare (bench, conninfo, &since, error))
    return FALSE;

  input.catalog = bench->catalog;
  input.facts = bench->facts;
  input.shadow = bench->shadow;
  input.production = bench->production;
  advice = opt_advisor_run_sync (&input, NULL, NULL, error);
  if (advice == NULL)
    return FALSE;
  print_time ("advice", &since);
  print_advice (advice);

  return TRUE;
}

int
main (int argc, char *argv[])
{
  Bench bench = { .statements
                  = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free) };
  g_autoptr (GError) error = NULL;
  gboolean done;

  setlocale (LC_ALL, "");
  if (argc != 3)
    {
      g_printerr ("usage: bench-advisor CONNINFO FILE\n");
      return 2;
    }

  done = run (&bench, argv[1], argv[2], &error);
  if (!done)
    {
      g_autofree char *text = opt_error_to_text (error);

      g_printerr ("%s\n", text);
    }
  g_clear_object (&bench.shadow);
  if (bench.sandbox != NULL)
    opt_sandbox_close_sync (bench.sandbox, NULL);
  g_clear_object (&bench.sandbox);
  g_clear_object (&bench.catalog);
  g_clear_object (&bench.facts);
  g_clear_object (&bench.production);
  g_ptr_array_unref (bench.statements);

  return done ? 0 : 1;
}
