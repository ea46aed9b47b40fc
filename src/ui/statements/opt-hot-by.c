/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-hot-by.h"

#include <glib/gi18n.h>

#define KEY_SHARE "statements-share"
#define ACTION "hot-by"

enum
{
  PROP_SHARE = 1,
  N_PROPS
};

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_EXPLAINED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

struct _OptHotBy
{
  GObject parent_instance;

  OptWorkloadShare share;
  OptWorkloadTotals totals;
  gboolean counted; /* @totals are known */

  /* Owned */
  GMenu *menu;
  GSimpleAction *action;
};

G_DEFINE_FINAL_TYPE (OptHotBy, opt_hot_by, G_TYPE_OBJECT)

/* ---- The menu -------------------------------------------------------------------------------- */

/* What is not there now may come; what is not counted does not. An item of a menu has no tooltip.
 */
static char *
make_label (OptHotBy *self, OptWorkloadShare share)
{
  const char *name = opt_workload_share_get_name (share);

  if (share == OPT_WORKLOAD_SHARE_BLEND || !(self->totals.unknown & 1U << share)
      || opt_workload_totals_explain (&self->totals, share) == NULL)
    return g_strdup (name);

  /* Translators: what statements can have a share of */
  return g_strdup_printf (_ ("%s (not counted by the server)"), name);
}

static void
update_menu (OptHotBy *self)
{
  g_menu_remove_all (self->menu);
  for (guint i = 0; i < OPT_N_WORKLOAD_SHARES; i++)
    {
      g_autofree char *label = make_label (self, (OptWorkloadShare) i);
      g_autofree char *action
          = g_strdup_printf ("columns." ACTION "::%s",
                             opt_workload_share_get_nick ((OptWorkloadShare) i));

      g_menu_append (self->menu, label, action);
    }
}

static void
choose (OptHotBy *self, GVariant *value)
{
  OptWorkloadShare share;

  if (!opt_workload_share_from_nick (g_variant_get_string (value, NULL), &share))
    return;

  opt_hot_by_set_share (self, share);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_hot_by_finalize (GObject *object)
{
  OptHotBy *self = OPT_HOT_BY (object);

  g_object_unref (self->menu);
  g_object_unref (self->action);

  G_OBJECT_CLASS (opt_hot_by_parent_class)->finalize (object);
}

static void
opt_hot_by_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_enum (value, (int) OPT_HOT_BY (object)->share);
}

static void
opt_hot_by_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  opt_hot_by_set_share (OPT_HOT_BY (object), (OptWorkloadShare) g_value_get_enum (value));
}

static void
opt_hot_by_class_init (OptHotByClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = opt_hot_by_finalize;
  object_class->get_property = opt_hot_by_get_property;
  object_class->set_property = opt_hot_by_set_property;

  /**
   * OptHotBy:share:
   *
   * What the shares of statements are of.
   */
  properties[PROP_SHARE]
      = g_param_spec_enum ("share", NULL, NULL, OPT_TYPE_WORKLOAD_SHARE, OPT_WORKLOAD_SHARE_TIME,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * OptHotBy::chosen:
   * @self: the choice
   *
   * The user chose.
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", OPT_TYPE_HOT_BY, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  /**
   * OptHotBy::explained:
   * @self: the choice
   *
   * There are shares where there were none, or the other way round.
   */
  signals[SIGNAL_EXPLAINED] = g_signal_new ("explained", OPT_TYPE_HOT_BY, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_hot_by_init (OptHotBy *self)
{
  self->menu = g_menu_new ();
  self->action = g_simple_action_new_stateful (ACTION, G_VARIANT_TYPE_STRING,
                                               g_variant_new_string (opt_workload_share_get_nick (
                                                   OPT_WORKLOAD_SHARE_TIME)));
  g_signal_connect_object (self->action, "change-state", G_CALLBACK (choose), self,
                           G_CONNECT_SWAPPED);
  update_menu (self);
}

/**
 * opt_hot_by_new:
 *
 * Returns: (transfer full): by time
 */
OptHotBy *
opt_hot_by_new (void)
{
  return g_object_new (OPT_TYPE_HOT_BY, NULL);
}

/**
 * opt_hot_by_get_share:
 * @self: a choice
 *
 * Returns: what the shares of statements are of
 */
OptWorkloadShare
opt_hot_by_get_share (OptHotBy *self)
{
  g_return_val_if_fail (OPT_IS_HOT_BY (self), OPT_WORKLOAD_SHARE_TIME);

  return self->share;
}

/**
 * opt_hot_by_set_share:
 * @self: a choice
 * @share: what the shares of statements are of
 */
void
opt_hot_by_set_share (OptHotBy *self, OptWorkloadShare share)
{
  g_return_if_fail (OPT_IS_HOT_BY (self));
  g_return_if_fail (share < OPT_N_WORKLOAD_SHARES);

  if (self->share == share)
    return;

  self->share = share;
  g_simple_action_set_state (self->action,
                             g_variant_new_string (opt_workload_share_get_nick (share)));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHARE]);
}

/**
 * opt_hot_by_bind:
 * @self: a choice
 * @settings: where it is remembered, for all tables
 */
void
opt_hot_by_bind (OptHotBy *self, GSettings *settings)
{
  g_return_if_fail (OPT_IS_HOT_BY (self));

  g_settings_bind (settings, KEY_SHARE, self, "share", G_SETTINGS_BIND_DEFAULT);
}

/**
 * opt_hot_by_set_totals:
 * @self: a choice
 * @totals: (nullable): what there is to have a share of; %NULL: that is not known yet
 */
void
opt_hot_by_set_totals (OptHotBy *self, const OptWorkloadTotals *totals)
{
  guint unknown;
  const char *why;

  g_return_if_fail (OPT_IS_HOT_BY (self));

  unknown = self->totals.unknown;
  why = opt_hot_by_explain (self);
  self->counted = totals != NULL;
  self->totals = totals != NULL ? *totals : (OptWorkloadTotals){ 0 };
  /* A menu that is open stays as it is. */
  if (self->totals.unknown != unknown)
    update_menu (self);
  if (g_strcmp0 (opt_hot_by_explain (self), why) != 0)
    g_signal_emit (self, signals[SIGNAL_EXPLAINED], 0);
}

/**
 * opt_hot_by_explain:
 * @self: a choice
 *
 * Returns: (nullable): why no statement has a share of what was chosen; %NULL: some have
 */
const char *
opt_hot_by_explain (OptHotBy *self)
{
  g_return_val_if_fail (OPT_IS_HOT_BY (self), NULL);

  return self->counted ? opt_workload_totals_explain (&self->totals, self->share) : NULL;
}

/**
 * opt_hot_by_get_menu:
 * @self: a choice
 *
 * Returns: (transfer none): what there is to choose, for the actions “columns”
 */
GMenuModel *
opt_hot_by_get_menu (OptHotBy *self)
{
  g_return_val_if_fail (OPT_IS_HOT_BY (self), NULL);

  return G_MENU_MODEL (self->menu);
}

/**
 * opt_hot_by_get_action:
 * @self: a choice
 *
 * Returns: (transfer none): the action of its menu
 */
GAction *
opt_hot_by_get_action (OptHotBy *self)
{
  g_return_val_if_fail (OPT_IS_HOT_BY (self), NULL);

  return G_ACTION (self->action);
}
