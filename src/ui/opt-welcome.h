/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptWelcome:
 *
 * What stands in place of the pages while no server was chosen: the ways in.
 */
#define OPT_TYPE_WELCOME (opt_welcome_get_type ())
G_DECLARE_FINAL_TYPE (OptWelcome, opt_welcome, OPT, WELCOME, AdwBin)

G_END_DECLS
