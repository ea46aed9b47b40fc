/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptPageMenu:
 *
 * The pages of a stack as a menu, where there is no room to have them beside each other. Its button
 * is called as the page on the screen is.
 */
#define OPT_TYPE_PAGE_MENU (opt_page_menu_get_type ())
G_DECLARE_FINAL_TYPE (OptPageMenu, opt_page_menu, OPT, PAGE_MENU, AdwBin)

void opt_page_menu_set_stack (OptPageMenu *self, AdwViewStack *stack);

G_END_DECLS
