/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OptFindingRemedyKind:
 * @OPT_FINDING_REMEDY_ADVISE: the advisor can be asked: it simulates indexes for a statement
 * @OPT_FINDING_REMEDY_CHANGE: a trial can make this change on a copy
 * @OPT_FINDING_REMEDY_SETTING: a trial can set this for the statement
 *
 * Who takes a finding over.
 */
typedef enum
{
  OPT_FINDING_REMEDY_ADVISE,
  OPT_FINDING_REMEDY_CHANGE,
  OPT_FINDING_REMEDY_SETTING,
} OptFindingRemedyKind;

/**
 * OptFindingRemedy:
 * @kind: who takes it over
 * @sql: (nullable): the change or the setting: statements with `;` between them; %NULL where that
 * is what the advisor is asked for
 * @statement: (nullable): the statement to advise on or to measure, where it is another one than
 *   that of the plan
 *
 * What a finding hands on, for whoever puts it to the test. A finding about which nothing can be
 * tried has none: its advice is for people. Immutable.
 */
#define OPT_TYPE_FINDING_REMEDY (opt_finding_remedy_get_type ())
GType opt_finding_remedy_get_type (void);

typedef struct
{
  OptFindingRemedyKind kind;
  char *sql;
  char *statement;
} OptFindingRemedy;

OptFindingRemedy *opt_finding_remedy_new_advise (const char *statement);
OptFindingRemedy *opt_finding_remedy_new_change (const char *sql, const char *statement);
OptFindingRemedy *opt_finding_remedy_new_setting (const char *setting, const char *value);
OptFindingRemedy *opt_finding_remedy_copy (const OptFindingRemedy *self);
void opt_finding_remedy_free (OptFindingRemedy *self);

const char *opt_finding_remedy_kind_get_nick (OptFindingRemedyKind kind);
JsonNode *opt_finding_remedy_to_json (const OptFindingRemedy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptFindingRemedy, opt_finding_remedy_free)

G_END_DECLS
