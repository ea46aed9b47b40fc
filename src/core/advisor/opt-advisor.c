/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-private.h"

static void
option_free (gpointer data)
{
  OptAdvisorOption *option = data;

  opt_candidate_unref (option->candidate);
  g_free (option);
}

static void
clear_run (OptAdvisorRun *run)
{
  g_clear_pointer (&run->chosen, g_ptr_array_unref);
  g_clear_pointer (&run->by_sql, g_hash_table_unref);
  g_clear_pointer (&run->options, g_ptr_array_unref);
  g_clear_pointer (&run->items, g_ptr_array_unref);
  g_clear_pointer (&run->what_if, opt_what_if_free);
  g_clear_pointer (&run->advice, opt_advice_free);
}

/**
 * opt_advisor_run_sync:
 * @input: what advice is given on
 * @progress: (nullable): whom to tell
 * @cancellable: (nullable): to give up
 * @error: set where the run can't go on: the shadow or production is gone, or it was cancelled
 *
 * Looks for the indexes that a workload wants. Production is only asked for the plans that the
 * shadow is held against. Everything else is asked of the shadow's planner: for each statement,
 * which of the indexes made up for it are taken; then, among those that are, for the set that
 * saves most of the measured time, taken in proportion to cost. An index must save a hundredth of
 * it, or halve a statement of more than 100 ms; a statement that gets worse by more than a tenth
 * must be outweighed ten times. Where no times were measured,
 * the logarithm of each statement's cost times its weight stands for its time.
 *
 * A recommendation is simulated where the statements on which the shadow plans as production does
 * are enough to make it worth it, and its costs are then theirs; otherwise it stays an opinion.
 * That nothing is recommended is an answer, not an error.
 *
 * It blocks: for a worker's thread, where the shadow's session is open.
 *
 * Returns: (transfer full): the advice, or %NULL
 */
OptAdvice *
opt_advisor_run_sync (const OptAdvisorInput *input,
                      const OptProgress *progress,
                      GCancellable *cancellable,
                      GError **error)
{
  OptAdvisorRun run = {
    .input = input,
    .progress = progress,
    .cancellable = cancellable,
  };
  OptAdvice *advice = NULL;

  g_return_val_if_fail (input != NULL, NULL);
  g_return_val_if_fail (OPT_IS_CATALOG (input->catalog), NULL);
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (input->facts), NULL);
  g_return_val_if_fail (OPT_IS_SHADOW (input->shadow), NULL);
  g_return_val_if_fail (input->statements != NULL, NULL);

  run.what_if = opt_what_if_new (input->shadow);
  run.advice = opt_advice_new ();
  run.items = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_item_free);
  run.options = g_ptr_array_new_with_free_func (option_free);
  run.by_sql = g_hash_table_new (g_str_hash, g_str_equal);
  run.chosen = g_ptr_array_new ();

  if (opt_shadow_reset_hypothetical_sync (input->shadow, cancellable, error)
      && opt_advisor_plan_workload (&run, error) && opt_advisor_find_options (&run, error)
      && opt_advisor_search (&run, error) && opt_advisor_recommend (&run, error)
      && opt_shadow_reset_hypothetical_sync (input->shadow, cancellable, error))
    {
      run.advice->n_explains = opt_what_if_get_n_plans (run.what_if);
      advice = g_steal_pointer (&run.advice);
    }
  else
    /* Also after a cancel: who plans on the shadow next finds it as it was. */
    opt_shadow_reset_hypothetical_sync (input->shadow, NULL, NULL);
  clear_run (&run);

  return advice;
}
