/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-copy-options.h"

G_BEGIN_DECLS

GtkWidget *opt_copy_question_new (GtkWidget *widget, const GError *error);
OptCopyOptions *opt_copy_question_get_options (const char *response);

G_END_DECLS
