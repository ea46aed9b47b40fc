/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server-list.h"

G_BEGIN_DECLS

#define OPT_TYPE_APPLICATION (opt_application_get_type ())
G_DECLARE_FINAL_TYPE (OptApplication, opt_application, OPT, APPLICATION, AdwApplication)

OptApplication *opt_application_new (void);

OptServerList *opt_application_get_servers (OptApplication *self);
GSettings *opt_application_get_settings (OptApplication *self);

G_END_DECLS
