/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-plan-next.h"

#include <glib/gi18n-lib.h>

#include "opt-cli-next.h"
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
 * Takes down what a server was asked.
 */
void
opt_cli_planned_init (OptCliPlanned *self,
                      const char *connection,
                      OptConninfo *conninfo,
                      const char *query,
                      const char *queryid)
{
  self->connection = opt_cli_name_connection (connection, conninfo);
  self->query = query;
  self->queryid = queryid;
}

void
opt_cli_planned_clear (OptCliPlanned *self)
{
  g_clear_pointer (&self->connection, g_free);
}

/* The words of the command that takes a finding over, %NULL at their end. */
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
  g_ptr_array_add (words, NULL);

  return words;
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
      g_autofree char *line
          = words != NULL ? opt_cli_to_shell ((const char *const *) words->pdata) : NULL;
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
      for (guint j = 0; words->pdata[j] != NULL; j++)
        json_array_add_string_element (array, words->pdata[j]);
      json_object_set_array_member (
          json_object_get_object_member (json_array_get_object_element (findings, i), "remedy"),
          "command", array);
    }
}
