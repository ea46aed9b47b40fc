/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

#include "opt-sql-view.h"

G_BEGIN_DECLS

/* A part of the SQL, in bytes. */
typedef struct
{
  gsize start;
  gsize end;
} OptSqlSpan;

struct _OptSqlView
{
  GtkWidget parent_instance;

  gboolean all; /* all of it is to be seen, however long */

  /* Template children */
  GtkWidget *box;
  GtkSourceBuffer *buffer;
  GtkTextView *view;
  GtkButton *copy_button;
  GtkButton *more_button;

  /* Of the buffer */
  GtkTextTag *link;
  GtkTextTag *mark;

  /* Owned */
  char *sql;     /* (nullable) */
  GArray *links; /* of OptSqlSpan */
  GArray *marks; /* of OptSqlSpan */

  /* Sources */
  guint resize_id;
};

/* opt-sql-view.c */
void opt_sql_view_show_all (OptSqlView *self);

/* opt-sql-view-links.c */
void opt_sql_view_install_links (GObjectClass *klass);
void opt_sql_view_init_links (OptSqlView *self);
void opt_sql_view_show_links (OptSqlView *self);

G_END_DECLS
