/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-keyring.h"

G_BEGIN_DECLS

/**
 * OptRemember:
 * @OPT_REMEMBER_PASSWORD: the connection, with its password in the keyring
 * @OPT_REMEMBER_CONNECTION: the connection; its password for this session only
 * @OPT_REMEMBER_NOTHING: nothing, when the session ends
 *
 * What is kept of a connection.
 */
typedef enum
{
  OPT_REMEMBER_PASSWORD,
  OPT_REMEMBER_CONNECTION,
  OPT_REMEMBER_NOTHING,
} OptRemember;

/**
 * OptRememberGroup:
 *
 * Asks what to keep of a connection, and says so where there is no keyring for its password.
 */
#define OPT_TYPE_REMEMBER_GROUP (opt_remember_group_get_type ())
G_DECLARE_FINAL_TYPE (OptRememberGroup,
                      opt_remember_group,
                      OPT,
                      REMEMBER_GROUP,
                      AdwPreferencesGroup)

void opt_remember_group_set_keyring (OptRememberGroup *self, OptKeyring *keyring);
void opt_remember_group_set_saved (OptRememberGroup *self, gboolean saved);

OptRemember opt_remember_group_get_choice (OptRememberGroup *self);
void opt_remember_group_set_choice (OptRememberGroup *self, OptRemember choice);

G_END_DECLS
