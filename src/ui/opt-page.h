/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-data-table.h"
#include "opt-range.h"

G_BEGIN_DECLS

/**
 * OptPage:
 *
 * A page of the window. It shows one server, or says why it can't: pages are made once and live as
 * long as the window, whichever server they show.
 */
#define OPT_TYPE_PAGE (opt_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (OptPage, opt_page, OPT, PAGE, AdwBin)

/**
 * OptPageClass:
 * @set_server: another server is to be shown, or none: drop what belongs to the old one
 * @find: the user wants to search the page: focus its search entry and return %TRUE
 * @export: (transfer full) (nullable): the figures that it shows, as they are now
 * @back: the user goes back: return %TRUE if that was from one place of the page to another
 * @range_changed: another time is to be shown, or more is known of it
 * @shown: the page came on the screen, or left it: what nobody sees is not kept up to date
 */
struct _OptPageClass
{
  AdwBinClass parent_class;

  void (*set_server) (OptPage *self, OptServer *server);
  gboolean (*find) (OptPage *self);
  OptDataTable *(*export) (OptPage *self);
  gboolean (*back) (OptPage *self);
  void (*range_changed) (OptPage *self);
  void (*shown) (OptPage *self, gboolean shown);
};

OptServer *opt_page_get_server (OptPage *self);
void opt_page_set_server (OptPage *self, OptServer *server);
OptRange *opt_page_get_range (OptPage *self);
void opt_page_set_range (OptPage *self, OptRange *range);
gboolean opt_page_find (OptPage *self);
OptDataTable *opt_page_export (OptPage *self);
gboolean opt_page_back (OptPage *self);
guint opt_page_get_badge (OptPage *self);
void opt_page_set_badge (OptPage *self, guint badge);
gboolean opt_page_get_shown (OptPage *self);
void opt_page_set_shown (OptPage *self, gboolean shown);

/* For what the user just did. */
void opt_page_toast (GtkWidget *widget, const char *text);
gboolean opt_page_may_disconnect (GtkWidget *widget, OptServer *server);

G_END_DECLS
