/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-columns-private.h"

#define KEY_COMPARED "statements-compared"

/* opt_statement_columns_remember: writes down which columns the user chose */
void
opt_statement_columns_remember (OptStatementColumns *self)
{
  g_auto (GStrv)
    ids = opt_statement_columns_to_ids (self->chosen);
  g_auto (GStrv)
    compared = opt_statement_columns_to_ids (OPT_STATEMENT_COLUMNS_COMPARED & ~self->hidden);

  if (self->settings == NULL)
    return;

  opt_column_memory_keep_chosen (self->memory, self->chose ? (const char *const *) ids : NULL);
  if (self->hidden != 0)
    g_settings_set_strv (self->settings, KEY_COMPARED, (const char *const *) compared);
  else
    g_settings_reset (self->settings, KEY_COMPARED);
}

/* opt_statement_columns_load: takes those that were written down */
void
opt_statement_columns_load (OptStatementColumns *self)
{
  g_auto (GStrv)
    ids = opt_column_memory_load_chosen (self->memory);
  g_auto (GStrv)
    compared = g_settings_get_strv (self->settings, KEY_COMPARED);

  self->chosen = ids != NULL ? opt_statement_columns_from_ids ((const char *const *) ids) : 0;
  self->chosen &= ~OPT_STATEMENT_COLUMNS_COMPARED;
  self->chose = self->chosen != 0;
  self->hidden = OPT_STATEMENT_COLUMNS_COMPARED
                 & ~opt_statement_columns_from_ids ((const char *const *) compared);
}
