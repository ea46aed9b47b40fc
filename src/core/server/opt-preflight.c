/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-preflight.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-cluster.h"
#include "opt-json-build.h"
#include "opt-sql.h"
#include "opt-statements-extension.h"

#define STATEMENTS "pg_stat_statements"
/* How many unreadable tables are named one by one. */
#define MAX_NAMED 20

static void
item_free (gpointer data)
{
  OptPreflightItem *item = data;

  g_free (item->name);
  g_free (item->found);
  g_free (item->effect);
  g_free (item->fix_sql);
  g_free (item->fix_note);
  g_free (item);
}

static OptPreflightItem *
add (GPtrArray *items, const char *name, OptPreflightState state, char *found)
{
  OptPreflightItem *item = g_new0 (OptPreflightItem, 1);

  item->name = g_strdup (name);
  item->state = state;
  item->found = found;
  g_ptr_array_add (items, item);

  return item;
}

static const char *
get_sql (OptServerFacts *facts, const char *name)
{
  return opt_sql_get ("preflight", name, opt_server_facts_get_version (facts));
}

static void
check_version (GPtrArray *items, OptServerFacts *facts)
{
  gboolean tested = opt_server_facts_is_tested (facts);
  OptPreflightItem *item
      = add (items, "version", tested ? OPT_PREFLIGHT_OK : OPT_PREFLIGHT_WARNING,
             g_strdup_printf (_ ("PostgreSQL %s."), opt_server_facts_get_version_text (facts)));

  if (!tested)
    item->effect = g_strdup (_ ("No test of OptiSchema has met this version yet."));
}

static void
check_statements (GPtrArray *items, OptServerFacts *facts)
{
  const char *version = opt_server_facts_get_extension_version (facts, STATEMENTS);
  g_autoptr (OptStatementsLack) lack = opt_statements_extension_find_lack (facts);
  OptPreflightItem *item;

  if (lack == NULL)
    {
      add (items, STATEMENTS, OPT_PREFLIGHT_OK,
           g_strdup_printf (_ ("pg_stat_statements %s collects."), version));
      return;
    }

  item = add (items, STATEMENTS, OPT_PREFLIGHT_MISSING, g_steal_pointer (&lack->found));
  item->effect = g_strdup (_ ("Without it no statement can be watched."));
  item->fix_note = g_steal_pointer (&lack->note);
  item->fix_sql = g_steal_pointer (&lack->sql);
}

static void
check_statistics_rights (GPtrArray *items, OptServerFacts *facts)
{
  g_autofree char *role = NULL;
  OptPreflightItem *item;

  if (opt_server_facts_has_role (facts, "pg_read_all_stats"))
    {
      add (items, "statistics", OPT_PREFLIGHT_OK,
           g_strdup (_ ("May read everybody's statistics.")));
      return;
    }

  role = opt_sql_quote_identifier (opt_server_facts_get_user (facts));
  item = add (items, "statistics", OPT_PREFLIGHT_MISSING,
              g_strdup_printf (_ ("The role %s may not read other users' statistics."), role));
  item->effect = g_strdup (_ ("Other users' statements have no identity and no text."));
  item->fix_sql = g_strchomp (opt_sql_fill (get_sql (facts, "grant-monitor"), "role", role, NULL));
}

/* One GRANT for all where the server has the role for it, else one a table. */
static char *
make_read_fix (OptServerFacts *facts, GPtrArray *unreadable)
{
  const char *template = get_sql (facts, "grant-read");
  g_autoptr (GString) fix = NULL;

  if (template != NULL)
    {
      g_autofree char *role = opt_sql_quote_identifier (opt_server_facts_get_user (facts));

      return g_strchomp (opt_sql_fill (template, "role", role, NULL));
    }

  fix = g_string_new (NULL);
  for (guint i = 0; i < unreadable->len && i < MAX_NAMED; i++)
    {
      const OptUnreadable *item = unreadable->pdata[i];

      if (item->grant != NULL)
        g_string_append_printf (fix, "%s\n", item->grant);
    }

  return g_strchomp (g_string_free (g_steal_pointer (&fix), FALSE));
}

static void
check_tables (GPtrArray *items, OptServerFacts *facts, OptCatalog *catalog)
{
  GPtrArray *unreadable = opt_catalog_get_unreadable (catalog);
  GPtrArray *relations = opt_catalog_get_relations (catalog);
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_grants = 0;
  OptPreflightItem *item;

  for (guint i = 0; i < unreadable->len; i++)
    {
      const OptUnreadable *one = unreadable->pdata[i];

      if (one->grant == NULL)
        continue;
      if (n_grants++ < MAX_NAMED)
        g_string_append_printf (names, names->len > 0 ? ", %s" : "%s", one->name);
    }

  if (n_grants == 0)
    {
      add (items, "tables", OPT_PREFLIGHT_OK,
           g_strdup_printf (ngettext ("May read the one relation there is.",
                                      "May read all %u relations.", relations->len),
                            relations->len));
      return;
    }

  item = add (items, "tables", OPT_PREFLIGHT_WARNING,
              g_strdup_printf (ngettext ("%u relation can't be read: %s%s.",
                                         "%u relations can't be read: %s%s.", n_grants),
                               n_grants, names->str, n_grants > MAX_NAMED ? " …" : ""));
  item->effect = g_strdup (_ ("Statements on them get no plan, no advice and no trial."));
  item->fix_sql = make_read_fix (facts, unreadable);
}

static void
check_setting (GPtrArray *items,
               OptServerFacts *facts,
               const char *name,
               const char *wanted,
               const char *effect)
{
  const char *value = opt_server_facts_get_setting (facts, name);
  g_autofree char *literal = opt_sql_quote_literal (wanted);
  OptPreflightItem *item;

  if (value == NULL)
    return;
  if (strcmp (value, wanted) == 0
      || (strcmp (name, "compute_query_id") == 0 && strcmp (value, "off") != 0))
    {
      add (items, name, OPT_PREFLIGHT_OK, g_strdup_printf (_ ("%s is %s."), name, value));
      return;
    }

  item = add (items, name, OPT_PREFLIGHT_WARNING, g_strdup_printf (_ ("%s is %s."), name, value));
  item->effect = g_strdup (effect);
  item->fix_sql
      = g_strchomp (opt_sql_fill (get_sql (facts, "set"), "setting", name, "value", literal, NULL));
}

/* What an extension is made from lies in the folder that the binaries themselves name. */
static gboolean
has_extension_file (const char *binaries, const char *extension, gboolean *known)
{
  g_autofree char *program = g_build_filename (binaries, "pg_config", NULL);
  const char *argv[] = { program, "--sharedir", NULL };
  g_autofree char *output = NULL;
  g_autofree char *control = NULL;
  int status = 0;

  *known = g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL,
                         &status, NULL)
           && status == 0;
  if (!*known)
    return FALSE;

  control = g_strconcat (g_strchomp (output), "/extension/", extension, ".control", NULL);

  return g_file_test (control, G_FILE_TEST_EXISTS);
}

static void
check_hypopg (GPtrArray *items, const char *binaries, int major)
{
  gboolean known;
  gboolean found = has_extension_file (binaries, "hypopg", &known);
  OptPreflightItem *item;

  if (!known)
    return;
  if (found)
    {
      add (items, "hypopg", OPT_PREFLIGHT_OK,
           g_strdup (_ ("This machine has HypoPG for the sandbox.")));
      return;
    }

  item = add (items, "hypopg", OPT_PREFLIGHT_WARNING, g_strdup (_ ("This machine has no HypoPG.")));
  item->effect = g_strdup (_ ("Indexes can't be simulated; what is tried can still be measured."));
  item->fix_note
      = g_strdup_printf (_ ("Install the package postgresql-%d-hypopg on this machine."), major);
}

static void
check_sandbox (GPtrArray *items, OptServerFacts *facts)
{
  int wanted = opt_server_facts_get_version (facts) / 10000;
  int found = 0;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = opt_cluster_find_binaries (wanted, &found, &error);
  OptPreflightItem *item;

  if (folder != NULL && found == wanted)
    {
      add (items, "sandbox", OPT_PREFLIGHT_OK,
           g_strdup_printf (_ ("This machine has PostgreSQL %d for the sandbox."), found));
      check_hypopg (items, folder, found);
      return;
    }

  item = add (items, "sandbox", OPT_PREFLIGHT_WARNING,
              g_strdup_printf (_ ("This machine has no PostgreSQL %d for the sandbox."), wanted));
  item->effect = g_strdup (_ ("Nothing can be simulated or measured as this server would do it."));
  item->fix_note = g_strdup_printf (
      _ ("Install the packages postgresql-%d and postgresql-%d-hypopg on this machine."), wanted,
      wanted);
}

static void
check_superuser (GPtrArray *items, OptServerFacts *facts)
{
  OptPreflightItem *item;

  if (!opt_server_facts_is_superuser (facts))
    return;

  item = add (items, "role", OPT_PREFLIGHT_WARNING, g_strdup (_ ("This role is a superuser.")));
  item->effect = g_strdup (
      _ ("Watching needs no superuser: a role with pg_monitor and pg_read_all_data will do."));
}

/**
 * opt_preflight_run:
 * @facts: of the server
 * @catalog: of the database
 *
 * Looks at all that the work needs, and makes the SQL that would mend what is missing. Nothing is
 * run: an administrator does that.
 *
 * Returns: (transfer full) (element-type OptPreflightItem): what was found
 */
GPtrArray *
opt_preflight_run (OptServerFacts *facts, OptCatalog *catalog)
{
  GPtrArray *items;

  g_return_val_if_fail (OPT_IS_SERVER_FACTS (facts) && OPT_IS_CATALOG (catalog), NULL);

  items = g_ptr_array_new_with_free_func (item_free);
  check_version (items, facts);
  check_statements (items, facts);
  check_statistics_rights (items, facts);
  check_tables (items, facts, catalog);
  check_setting (items, facts, "track_io_timing", "on",
                 _ ("The time that statements wait for storage is not known."));
  check_setting (items, facts, "compute_query_id", "auto",
                 _ ("Statements have no identity: pg_stat_statements stays empty."));
  check_superuser (items, facts);
  check_sandbox (items, facts);

  return items;
}

/**
 * opt_preflight_is_ready:
 * @items: (element-type OptPreflightItem): what was found
 *
 * Returns: whether nothing is missing that the main job can't do without
 */
gboolean
opt_preflight_is_ready (GPtrArray *items)
{
  g_return_val_if_fail (items != NULL, FALSE);

  for (guint i = 0; i < items->len; i++)
    if (((OptPreflightItem *) items->pdata[i])->state == OPT_PREFLIGHT_MISSING)
      return FALSE;

  return TRUE;
}

/**
 * opt_preflight_state_get_nick:
 * @state: a state
 *
 * Returns: (transfer none): the word that machines read
 */
const char *
opt_preflight_state_get_nick (OptPreflightState state)
{
  static const char *const nicks[] = { "ok", "warning", "missing" };

  g_return_val_if_fail (state <= OPT_PREFLIGHT_MISSING, NULL);

  return nicks[state];
}

/**
 * opt_preflight_to_json:
 * @facts: of the server
 * @items: (element-type OptPreflightItem): what was found
 *
 * Returns: (transfer full): the object of `check --json`
 */
JsonNode *
opt_preflight_to_json (OptServerFacts *facts, GPtrArray *items)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (OPT_IS_SERVER_FACTS (facts) && items != NULL, NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "server");
  json_builder_begin_object (builder);
  opt_json_add_text (builder, "version", opt_server_facts_get_version_text (facts));
  opt_json_add_text (builder, "system_identifier", opt_server_facts_get_system_identifier (facts));
  opt_json_add_text (builder, "database", opt_server_facts_get_database (facts));
  opt_json_add_text (builder, "user", opt_server_facts_get_user (facts));
  json_builder_end_object (builder);
  opt_json_add_boolean (builder, "ready", opt_preflight_is_ready (items));
  json_builder_set_member_name (builder, "checks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    {
      const OptPreflightItem *item = items->pdata[i];

      json_builder_begin_object (builder);
      opt_json_add_text (builder, "name", item->name);
      opt_json_add_text (builder, "state", opt_preflight_state_get_nick (item->state));
      opt_json_add_text (builder, "found", item->found);
      opt_json_add_text (builder, "effect", item->effect);
      opt_json_add_text (builder, "fix_sql", item->fix_sql);
      opt_json_add_text (builder, "fix_note", item->fix_note);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
