/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-plan-next.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-format.h"
#include "opt-json.h"

#define PROGRAM "optischema-cli"

/**
 * opt_cli_planned_init:
 * @self: to be filled
 * @connection: (nullable): CONN as it was typed
 * @conninfo: what it means
 * @query: (nullable): the statement …
 * @queryid: (nullable): … or its number
 *
 * Takes down what a server was asked. An address that was typed with a password is taken without
 * it: what is printed goes into files and to others.
 */
void
opt_cli_planned_init (OptCliPlanned *self,
                      const char *connection,
                      OptConninfo *conninfo,
                      const char *query,
                      const char *queryid)
{
  gboolean is_address = connection != NULL
                        && (strchr (connection, '=') != NULL || strstr (connection, "://") != NULL);

  gboolean is_secret = is_address
                       && (opt_conninfo_has_password (conninfo)
                           || opt_conninfo_get (conninfo, "sslpassword") != NULL);

  self->connection = is_secret ? opt_conninfo_to_string (conninfo) : g_strdup (connection);
  self->query = query;
  self->queryid = queryid;
}

void
opt_cli_planned_clear (OptCliPlanned *self)
{
  g_clear_pointer (&self->connection, g_free);
}

/* The words of the command that takes a finding over. */
static GPtrArray *
make_command (const OptFindingRemedy *remedy, const OptCliPlanned *planned)
{
  GPtrArray *words = g_ptr_array_new ();
  gboolean advise = remedy->kind == OPT_FINDING_REMEDY_ADVISE;
  const char *query = remedy->statement != NULL ? remedy->statement : planned->query;

  g_ptr_array_add (words, (gpointer) PROGRAM);
  g_ptr_array_add (words, (gpointer) (advise ? "advise" : "trial"));
  if (planned->connection != NULL)
    g_ptr_array_add (words, planned->connection);
  if (!advise)
    {
      g_ptr_array_add (words, (gpointer) "--change");
      g_ptr_array_add (words, remedy->sql);
    }
  g_ptr_array_add (words, (gpointer) (query != NULL ? "--query" : "--queryid"));
  g_ptr_array_add (words, (gpointer) (query != NULL ? query : planned->queryid));

  return words;
}

/* As a shell takes it. */
static char *
to_line (GPtrArray *words)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      const char *word = words->pdata[i];
      gboolean plain
          = *word != '\0' && g_regex_match_simple ("\\A[A-Za-z0-9_./:@%+-]+\\z", word, 0, 0);
      g_autofree char *quoted = plain ? g_strdup (word) : g_shell_quote (word);

      g_string_append_printf (line, "%s%s", i > 0 ? " " : "", quoted);
    }

  return g_string_free (line, FALSE);
}

/* In one line, whatever a table is called. */
static char *
to_title (OptFinding *finding)
{
  return g_strdelimit (opt_format_plain (opt_finding_get_title (finding)), "\n\t", ' ');
}

/**
 * opt_cli_print_next:
 * @plan: a plan that a server made
 * @planned: of what
 *
 * Prints for each finding that the advisor or a trial can take over the command that does it. One
 * command that is for several findings stands once.
 */
void
opt_cli_print_next (OptPlan *plan, const OptCliPlanned *planned)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    {
      OptFinding *finding = opt_plan_get_finding (plan, i);
      const OptFindingRemedy *remedy = opt_finding_get_remedy (finding);
      g_autoptr (GPtrArray) words = remedy != NULL ? make_command (remedy, planned) : NULL;
      g_autofree char *line = words != NULL ? to_line (words) : NULL;
      g_autofree char *title = NULL;
      char *earlier;
      guint at;

      if (line == NULL)
        continue;
      if (!g_ptr_array_find_with_equal_func (lines, line, g_str_equal, &at))
        {
          g_ptr_array_add (lines, g_steal_pointer (&line));
          g_ptr_array_add (titles, to_title (finding));
          continue;
        }
      title = to_title (finding);
      earlier = titles->pdata[at];
      titles->pdata[at] = g_strdup_printf ("%s\n%s", earlier, title);
      g_free (earlier);
    }

  if (lines->len > 0)
    g_print ("%s\n", _ ("To put it to the test:"));
  for (guint i = 0; i < lines->len; i++)
    {
      g_auto (GStrv)
        of = g_strsplit (titles->pdata[i], "\n", -1);

      for (guint j = 0; of[j] != NULL; j++)
        g_print ("  %s\n", of[j]);
      g_print ("    %s\n", (const char *) lines->pdata[i]);
    }
}

/**
 * opt_cli_add_next:
 * @node: the object of `plan --json`
 * @plan: the plan, which a server made
 * @planned: of what
 *
 * Adds to what each finding hands on the words of the command that takes it over.
 */
void
opt_cli_add_next (JsonNode *node, OptPlan *plan, const OptCliPlanned *planned)
{
  JsonArray *findings = opt_json_get_array (json_node_get_object (node), "findings");

  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    {
      const OptFindingRemedy *remedy = opt_finding_get_remedy (opt_plan_get_finding (plan, i));
      g_autoptr (GPtrArray) words = remedy != NULL ? make_command (remedy, planned) : NULL;
      JsonArray *array;

      if (words == NULL)
        continue;
      array = json_array_new ();
      for (guint j = 0; j < words->len; j++)
        json_array_add_string_element (array, words->pdata[j]);
      json_object_set_array_member (
          json_object_get_object_member (json_array_get_object_element (findings, i), "remedy"),
          "command", array);
    }
}
