/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-palette-query.h"
#include "opt-statement-item.h"

G_BEGIN_DECLS

/**
 * OptPaletteKind:
 *
 * What a thing in the palette is. They stand there in this order.
 */
typedef enum
{
  OPT_PALETTE_KIND_PAGE,
  OPT_PALETTE_KIND_SERVER,
  OPT_PALETTE_KIND_ACTION,
  OPT_PALETTE_KIND_TABLE,
  OPT_PALETTE_KIND_STATEMENT,
} OptPaletteKind;

const char *opt_palette_kind_get_label (OptPaletteKind kind);

/**
 * OptPaletteItem:
 *
 * A thing that can be gone to: what it is called, and the action that goes there.
 */
#define OPT_TYPE_PALETTE_ITEM (opt_palette_item_get_type ())
G_DECLARE_FINAL_TYPE (OptPaletteItem, opt_palette_item, OPT, PALETTE_ITEM, GObject)

OptPaletteItem *opt_palette_item_new (OptPaletteKind kind,
                                      const char *title,
                                      const char *icon,
                                      const char *action,
                                      GVariant *target);
OptPaletteItem *opt_palette_item_new_for_statement (OptStatementItem *statement);

OptPaletteKind opt_palette_item_get_kind (OptPaletteItem *self);
const char *opt_palette_item_get_title (OptPaletteItem *self);
const char *opt_palette_item_get_icon (OptPaletteItem *self);
const char *opt_palette_item_get_action (OptPaletteItem *self);
GVariant *opt_palette_item_get_target (OptPaletteItem *self);
char *opt_palette_item_get_keys (OptPaletteItem *self);

gboolean opt_palette_item_matches (OptPaletteItem *self, const OptPaletteQuery *query);
int opt_palette_item_compare (OptPaletteItem *self,
                              OptPaletteItem *other,
                              const OptPaletteQuery *query);

G_END_DECLS
