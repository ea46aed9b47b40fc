/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-palette-item.h"

#include <glib/gi18n.h>

#include "opt-shortcuts.h"

struct _OptPaletteItem
{
  GObject parent_instance;

  OptPaletteKind kind;
  char *title;                 /* (nullable) of anything but a statement */
  OptStatementItem *statement; /* (nullable) */
  const char *icon;            /* interned */
  const char *action;          /* interned */
  GVariant *target;            /* (nullable) */

  char *folded; /* (nullable) until it was searched */
};

G_DEFINE_FINAL_TYPE (OptPaletteItem, opt_palette_item, G_TYPE_OBJECT)

/**
 * opt_palette_kind_get_label:
 * @kind: a kind
 *
 * Returns: what to call it
 */
const char *
opt_palette_kind_get_label (OptPaletteKind kind)
{
  switch (kind)
    {
    case OPT_PALETTE_KIND_PAGE:
      return _ ("Page");
    case OPT_PALETTE_KIND_SERVER:
      return _ ("Server");
    case OPT_PALETTE_KIND_TABLE:
      return _ ("Table");
    case OPT_PALETTE_KIND_STATEMENT:
      return _ ("Statement");
    case OPT_PALETTE_KIND_ACTION:
    default:
      return _ ("Action");
    }
}

static void
opt_palette_item_finalize (GObject *object)
{
  OptPaletteItem *self = OPT_PALETTE_ITEM (object);

  g_free (self->title);
  g_clear_object (&self->statement);
  g_clear_pointer (&self->target, g_variant_unref);
  g_free (self->folded);

  G_OBJECT_CLASS (opt_palette_item_parent_class)->finalize (object);
}

static void
opt_palette_item_class_init (OptPaletteItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_palette_item_finalize;
}

static void
opt_palette_item_init (OptPaletteItem *self)
{
}

/**
 * opt_palette_item_new:
 * @kind: what it is
 * @title: what it is called
 * @icon: its icon
 * @action: the action that goes there, "win.page"
 * @target: (nullable): what the action takes
 *
 * Returns: (transfer full): an item
 */
OptPaletteItem *
opt_palette_item_new (OptPaletteKind kind,
                      const char *title,
                      const char *icon,
                      const char *action,
                      GVariant *target)
{
  OptPaletteItem *self = g_object_new (OPT_TYPE_PALETTE_ITEM, NULL);

  self->kind = kind;
  self->title = g_strdup (title);
  self->icon = g_intern_string (icon);
  self->action = g_intern_string (action);
  if (target != NULL)
    self->target = g_variant_ref_sink (target);

  return self;
}

/**
 * opt_palette_item_new_for_statement:
 * @statement: a statement whose text is known
 *
 * There may be thousands, of which a few are ever looked at: its line and what is searched are made
 * when they are wanted.
 *
 * Returns: (transfer full): an item
 */
OptPaletteItem *
opt_palette_item_new_for_statement (OptStatementItem *statement)
{
  OptPaletteItem *self
      = opt_palette_item_new (OPT_PALETTE_KIND_STATEMENT, NULL, "view-list-symbolic",
                              "win.statement",
                              g_variant_new_string (opt_statement_item_get_id (statement)));

  self->statement = g_object_ref (statement);

  return self;
}

/**
 * opt_palette_item_get_kind:
 * @self: an item
 *
 * Returns: what it is
 */
OptPaletteKind
opt_palette_item_get_kind (OptPaletteItem *self)
{
  g_return_val_if_fail (OPT_IS_PALETTE_ITEM (self), OPT_PALETTE_KIND_ACTION);

  return self->kind;
}

/**
 * opt_palette_item_get_title:
 * @self: an item
 *
 * Returns: what it is called
 */
const char *
opt_palette_item_get_title (OptPaletteItem *self)
{
  g_return_val_if_fail (OPT_IS_PALETTE_ITEM (self), NULL);

  return self->statement != NULL ? opt_statement_item_get_line (self->statement) : self->title;
}

/**
 * opt_palette_item_get_icon:
 * @self: an item
 *
 * Returns: the name of its icon
 */
const char *
opt_palette_item_get_icon (OptPaletteItem *self)
{
  g_return_val_if_fail (OPT_IS_PALETTE_ITEM (self), NULL);

  return self->icon;
}

/**
 * opt_palette_item_get_action:
 * @self: an item
 *
 * Returns: the action that goes there
 */
const char *
opt_palette_item_get_action (OptPaletteItem *self)
{
  g_return_val_if_fail (OPT_IS_PALETTE_ITEM (self), NULL);

  return self->action;
}

/**
 * opt_palette_item_get_target:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): what the action takes
 */
GVariant *
opt_palette_item_get_target (OptPaletteItem *self)
{
  g_return_val_if_fail (OPT_IS_PALETTE_ITEM (self), NULL);

  return self->target;
}

/**
 * opt_palette_item_get_keys:
 * @self: an item
 *
 * Returns: (transfer full) (nullable): the keys that do the same, for a person
 */
char *
opt_palette_item_get_keys (OptPaletteItem *self)
{
  g_autofree char *detailed = NULL;
  gsize n;
  const OptShortcut *shortcuts = opt_shortcuts_get (&n);

  g_return_val_if_fail (OPT_IS_PALETTE_ITEM (self), NULL);

  detailed = g_action_print_detailed_name (self->action, self->target);
  for (gsize i = 0; i < n; i++)
    {
      guint key;
      GdkModifierType modifiers;

      if (g_str_equal (shortcuts[i].action, detailed)
          && gtk_accelerator_parse (shortcuts[i].keys[0], &key, &modifiers))
        return gtk_accelerator_get_label (key, modifiers);
    }

  return NULL;
}

static const char *
get_folded (OptPaletteItem *self)
{
  if (self->folded == NULL)
    self->folded = opt_palette_fold (
        self->statement != NULL ? opt_statement_item_get_text (self->statement) : self->title);

  return self->folded;
}

/**
 * opt_palette_item_matches:
 * @self: an item
 * @query: what was typed
 *
 * Returns: whether the words are in its title
 */
gboolean
opt_palette_item_matches (OptPaletteItem *self, const OptPaletteQuery *query)
{
  g_return_val_if_fail (OPT_IS_PALETTE_ITEM (self), FALSE);

  return opt_palette_query_matches (query, get_folded (self));
}

/**
 * opt_palette_item_compare:
 * @self: an item that matches
 * @other: another
 * @query: what was typed
 *
 * Statements come last, in the order that they have: there are thousands, and the one that costs
 * most matters more than where in it a word stands.
 *
 * Returns: less than zero if @self is likelier meant than @other, zero if neither is
 */
int
opt_palette_item_compare (OptPaletteItem *self, OptPaletteItem *other, const OptPaletteQuery *query)
{
  gboolean last;
  gboolean other_last;

  g_return_val_if_fail (OPT_IS_PALETTE_ITEM (self) && OPT_IS_PALETTE_ITEM (other), 0);

  last = self->kind == OPT_PALETTE_KIND_STATEMENT;
  other_last = other->kind == OPT_PALETTE_KIND_STATEMENT;
  if (last || other_last)
    return last - other_last;

  return (int) opt_palette_query_rank (query, get_folded (self))
         - (int) opt_palette_query_rank (query, get_folded (other));
}
