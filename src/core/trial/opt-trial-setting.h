/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean opt_trial_setting_can_be_tried (const char *name);
gboolean opt_trial_setting_is_of_maintenance (const char *name);

G_END_DECLS
