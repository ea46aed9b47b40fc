/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptPropertyList:
 *
 * Names and values below headings. Values can be selected and copied.
 */
#define OPT_TYPE_PROPERTY_LIST (opt_property_list_get_type ())
G_DECLARE_FINAL_TYPE (OptPropertyList, opt_property_list, OPT, PROPERTY_LIST, AdwBin)

GtkWidget *opt_property_list_new (void);

void opt_property_list_clear (OptPropertyList *self);
void opt_property_list_add_heading (OptPropertyList *self, const char *heading);
void opt_property_list_add (OptPropertyList *self, const char *name, const char *value);
void opt_property_list_add_code (OptPropertyList *self, const char *name, const char *code);
void opt_property_list_add_text (OptPropertyList *self, const char *name, const char *text);
void opt_property_list_add_note (OptPropertyList *self, const char *note);

G_END_DECLS
