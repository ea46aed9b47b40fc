/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"

G_BEGIN_DECLS

char *opt_password_make (GError **error);
char *opt_password_encrypt (OptConnection *connection,
                            const char *user,
                            const char *password,
                            GError **error);

G_END_DECLS
