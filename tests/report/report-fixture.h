/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *report_fixture_read (const char *name);
void report_fixture_assert_has (const char *text, const char *part);
void report_fixture_assert_lacks (const char *text, const char *part);
void report_fixture_assert_no_junk (const char *text);
void report_fixture_try_damaged (char *(*render) (JsonNode *node), const char *name);

G_END_DECLS
