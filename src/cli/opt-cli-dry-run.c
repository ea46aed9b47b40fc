/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-dry-run.h"

#include <glib/gi18n-lib.h>

#include "opt-json-build.h"

/* What it says of several lines stands below its name. */
static void
print_fact (const char *name, const char *text)
{
  g_auto (GStrv)
    lines = g_strsplit (text, "\n", -1);

  g_print ("  %s\n", name);
  for (gsize i = 0; lines[i] != NULL; i++)
    g_print ("      %s\n", lines[i]);
}

static void
print_step (const OptPlanStep *step)
{
  g_autofree char *locks = opt_plan_step_describe_locks (step);
  g_autofree char *duration = opt_plan_step_describe_duration (step);
  g_autofree char *disk = opt_plan_step_describe_disk (step);
  g_autofree char *sessions = opt_plan_step_describe_sessions (step);

  g_print ("%s;\n", step->change->sql);
  print_fact (_ ("Undo"), step->change->undo_sql != NULL ? step->change->undo_sql
                                                         : _ ("There is nothing to take back."));
  print_fact (_ ("Locks"), locks);
  print_fact (_ ("How long"), duration);
  print_fact (_ ("Disk"), disk);
  print_fact (_ ("In its way now"), sessions);
  g_print ("\n");
}

/* As `apply --dry-run` does. */
void
opt_cli_print_plan (const OptChangePlan *plan, OptRecommendation *recommendation)
{
  g_autofree char *rights = opt_change_plan_describe_rights (plan);
  g_autofree char *moment = opt_change_plan_describe_moment (plan);
  g_autofree char *hidden = opt_change_plan_describe_hidden (plan);

  g_print ("%s (%s)\n\n", opt_recommendation_get_title (recommendation),
           opt_evidence_get_label (opt_recommendation_get_evidence (recommendation)));
  for (guint i = 0; i < plan->steps->len; i++)
    print_step (plan->steps->pdata[i]);
  print_fact (_ ("Rights"), rights);
  print_fact (_ ("Quiet hour"), moment);
  if (hidden != NULL)
    g_print ("  %s\n", hidden);
  g_print ("\n%s\n", _ ("Nothing was run."));
}

void
opt_cli_print_files_json (GPtrArray *files)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < files->len; i++)
    json_builder_add_string_value (builder, files->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  opt_cli_print_json (node, FALSE);
}
