/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-page-private.h"

#include "opt-application.h"

#define KEY "explain-options"

/* What EXPLAIN is to tell, as toggles of the page's menu: kept in the settings, and off where the
 * server has no such option. */
static const struct
{
  const char *name;
  OptPlanOptions option;
} toggles[] = {
  { "timing", OPT_PLAN_OPTION_TIMING },
  { "buffers", OPT_PLAN_OPTION_BUFFERS },
  { "summary", OPT_PLAN_OPTION_SUMMARY },
  { "costs", OPT_PLAN_OPTION_COSTS },
  { "settings", OPT_PLAN_OPTION_SETTINGS },
  { "verbose", OPT_PLAN_OPTION_VERBOSE },
  { "wal", OPT_PLAN_OPTION_WAL },
  { "memory", OPT_PLAN_OPTION_MEMORY },
  { "serialize", OPT_PLAN_OPTION_SERIALIZE },
  { "serialize-binary", OPT_PLAN_OPTION_SERIALIZE_BINARY },
};

/* (nullable): without a program around it, as in a test */
static GSettings *
get_settings (void)
{
  GApplication *application = g_application_get_default ();

  return OPT_IS_APPLICATION (application)
             ? opt_application_get_settings (OPT_APPLICATION (application))
             : NULL;
}

static void
keep (OptPlanPage *self)
{
  GSettings *settings = get_settings ();
  g_auto (GStrv)
    words = opt_plan_options_to_words (self->options);

  if (settings != NULL)
    g_settings_set_strv (settings, KEY, (const char *const *) words);
}

/* One may have switched off another. */
static void
show_states (OptPlanPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    {
      GAction *action
          = g_action_map_lookup_action (G_ACTION_MAP (self->option_actions), toggles[i].name);

      g_simple_action_set_state (G_SIMPLE_ACTION (action),
                                 g_variant_new_boolean ((self->options & toggles[i].option) != 0));
    }
}

static void
toggled (GSimpleAction *action, GVariant *state, gpointer data)
{
  OptPlanPage *self = data;
  g_autofree char *word = g_strconcat (g_variant_get_boolean (state) ? "" : "no-",
                                       g_action_get_name (G_ACTION (action)), NULL);

  opt_plan_options_change (&self->options, word, NULL);
  show_states (self);
  keep (self);
}

/* What a later version has kept there is passed over. */
static void
load (OptPlanPage *self)
{
  GSettings *settings = get_settings ();
  g_auto (GStrv)
    words = settings != NULL ? g_settings_get_strv (settings, KEY) : NULL;

  self->options = OPT_PLAN_OPTIONS_USUAL;
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    opt_plan_options_change (&self->options, words[i], NULL);
}

/*
 * opt_plan_page_add_options:
 *
 * Makes the toggles, as they were left.
 */
void
opt_plan_page_add_options (OptPlanPage *self)
{
  load (self);
  self->option_actions = g_simple_action_group_new ();
  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    {
      g_autoptr (GSimpleAction) action
          = g_simple_action_new_stateful (toggles[i].name, NULL,
                                          g_variant_new_boolean ((self->options & toggles[i].option)
                                                                 != 0));

      g_signal_connect (action, "change-state", G_CALLBACK (toggled), self);
      g_action_map_add_action (G_ACTION_MAP (self->option_actions), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "explain",
                                  G_ACTION_GROUP (self->option_actions));
}

static OptPlanOptions
get_offered (OptPlanPage *self)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  OptServerFacts *facts = server != NULL ? opt_server_get_facts (server) : NULL;

  return facts != NULL ? opt_plan_options_get_offered (opt_server_facts_get_version (facts))
                       : OPT_PLAN_OPTIONS_USUAL;
}

/*
 * opt_plan_page_update_options:
 *
 * Offers what the server does, and nothing where there is none to ask.
 */
void
opt_plan_page_update_options (OptPlanPage *self)
{
  OptPlanOptions offered = opt_page_get_server (OPT_PAGE (self)) != NULL ? get_offered (self) : 0;

  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    {
      GAction *action
          = g_action_map_lookup_action (G_ACTION_MAP (self->option_actions), toggles[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), (offered & toggles[i].option) != 0);
    }
}

/*
 * opt_plan_page_get_options:
 *
 * Returns: those that are wanted and that the server has
 */
OptPlanOptions
opt_plan_page_get_options (OptPlanPage *self)
{
  return self->options & get_offered (self);
}
