/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptErrorCode:
 * @OPT_ERROR_FAILED: anything without a code of its own
 * @OPT_ERROR_INVALID: what was given is malformed (a plan file, an address, an argument)
 * @OPT_ERROR_SYNTAX: SQL that does not parse, or names what does not exist (class 42)
 * @OPT_ERROR_UNSUPPORTED: this server or machine does not offer it
 * @OPT_ERROR_NOT_FOUND: there is no such thing
 * @OPT_ERROR_REFUSED: OptiSchema refuses, for safety
 * @OPT_ERROR_UNREACHABLE: the server can't be reached, or went away (class 08, 57P)
 * @OPT_ERROR_AUTHENTICATION: the server does not let this user in (class 28)
 * @OPT_ERROR_DENIED: a right is missing (42501)
 * @OPT_ERROR_TIMEOUT: it took longer than allowed
 * @OPT_ERROR_CONFLICT: somebody else holds what is needed (55P03, class 40)
 * @OPT_ERROR_NO_SPACE: a disk or a quota is full (class 53, ENOSPC)
 * @OPT_ERROR_TOO_LARGE: more, or longer, than the user allows; they may allow it
 * @OPT_ERROR_DATA: the data does not fit (class 22, 23)
 *
 * What went wrong, coarse enough to decide what to do next. A cancelled operation is always
 * %G_IO_ERROR_CANCELLED and never one of these.
 */
typedef enum
{
  OPT_ERROR_FAILED,
  OPT_ERROR_INVALID,
  OPT_ERROR_SYNTAX,
  OPT_ERROR_UNSUPPORTED,
  OPT_ERROR_NOT_FOUND,
  OPT_ERROR_REFUSED,
  OPT_ERROR_UNREACHABLE,
  OPT_ERROR_AUTHENTICATION,
  OPT_ERROR_DENIED,
  OPT_ERROR_TIMEOUT,
  OPT_ERROR_CONFLICT,
  OPT_ERROR_NO_SPACE,
  OPT_ERROR_TOO_LARGE,
  OPT_ERROR_DATA,
} OptErrorCode;

#define OPT_ERROR (opt_error_quark ())
GQuark opt_error_quark (void);

void opt_set_error (GError **error,
                    OptErrorCode code,
                    const char *next_step,
                    const char *format,
                    ...) G_GNUC_PRINTF (4, 5);

void opt_error_set_server_fields (GError *error,
                                  const char *sqlstate,
                                  const char *detail,
                                  const char *hint,
                                  int position);
void opt_error_set_next_step (GError *error, const char *next_step);

const char *opt_error_get_next_step (const GError *error);
const char *opt_error_get_sqlstate (const GError *error);
const char *opt_error_get_detail (const GError *error);
const char *opt_error_get_hint (const GError *error);
int opt_error_get_position (const GError *error);

char *opt_error_to_text (const GError *error);

G_END_DECLS
