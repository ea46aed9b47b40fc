/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-column-memory.h"
#include "opt-session-column.h"
#include "opt-session-table.h"

G_BEGIN_DECLS

struct _OptSessionTable
{
  GtkWidget parent_instance;

  gboolean tree;
  OptSessionFilter filter;
  gboolean with_own;
  guint shown;  /* columns, a bit each … */
  guint chosen; /* … that the user chose; 0: those that find room */
  int width;

  /* Template children */
  GtkWidget *scrolled;
  GtkColumnView *view;
  GMenuModel *row_menu;

  /* Owned */
  GtkColumnViewColumn *columns[OPT_N_SESSION_COLUMNS];
  OptColumnMemory *memory;
  GMenu *columns_menu;                 /* (nullable) of a tree */
  GSimpleActionGroup *columns_actions; /* (nullable) of a tree */
  char **words;
  GtkFilter *session_filter;
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  OptSession *selected; /* (nullable) */
  GtkWidget *menu;      /* (nullable) made when it is needed */

  /* Sources */
  guint fit_source;
  guint focus_source;
};

/* opt-session-table-columns.c: which are shown, and what the user made of them */
void opt_session_table_add_columns (OptSessionTable *self);
void opt_session_table_drop_columns (OptSessionTable *self);
void opt_session_table_fit_later (OptSessionTable *self);

/* opt-session-table-actions.c: what can be done with the selected session */
void opt_session_table_install_actions (GtkWidgetClass *widget_class);
void opt_session_table_add_menu (OptSessionTable *self);
void opt_session_table_update_actions (OptSessionTable *self);

G_END_DECLS
