/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptStyleSwitcher:
 *
 * Three round buttons in the main menu: the desktop's colours, light, dark. They are the states of
 * `app.style`.
 */
#define OPT_TYPE_STYLE_SWITCHER (opt_style_switcher_get_type ())
G_DECLARE_FINAL_TYPE (OptStyleSwitcher, opt_style_switcher, OPT, STYLE_SWITCHER, AdwBin)

G_END_DECLS
