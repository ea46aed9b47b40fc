/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-bound-statement.h"

G_BEGIN_DECLS

/**
 * OptAgreement:
 * @OPT_AGREEMENT_UNCHECKED: one of the two could not be asked
 * @OPT_AGREEMENT_AGREES: the same plan, the same cost within a hundredth
 * @OPT_AGREEMENT_DIFFERS: another plan or another cost
 *
 * Whether the shadow plans a statement as production does.
 */
typedef enum
{
  OPT_AGREEMENT_UNCHECKED,
  OPT_AGREEMENT_AGREES,
  OPT_AGREEMENT_DIFFERS,
} OptAgreement;

/**
 * OptShadowCheck:
 *
 * One statement planned on production and on the shadow with the same values.
 */
typedef struct
{
  OptAgreement agreement;
  double production_cost; /* NAN where it was not planned there */
  double shadow_cost;
  double deviation; /* of the shadow's cost from production's, as a share; NAN where unchecked */
  char *reason;     /* (nullable) why they don't agree, for a person */
} OptShadowCheck;

char *opt_shadow_check_compare_shapes (OptPlan *production, OptPlan *shadow);
OptShadowCheck *opt_shadow_check_compare (OptPlan *production, OptPlan *shadow);
OptShadowCheck *opt_shadow_check_run_sync (OptBoundStatement *statement,
                                           OptConnection *production,
                                           OptPlan *shadow,
                                           GCancellable *cancellable,
                                           GError **error);
void opt_shadow_check_free (OptShadowCheck *self);
const char *opt_agreement_get_nick (OptAgreement agreement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptShadowCheck, opt_shadow_check_free)

G_END_DECLS
