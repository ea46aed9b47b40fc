/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-evidence.h"

#include <glib/gi18n-lib.h>

G_DEFINE_ENUM_TYPE (OptEvidence,
                    opt_evidence,
                    G_DEFINE_ENUM_VALUE (OPT_EVIDENCE_OPINION, "opinion"),
                    G_DEFINE_ENUM_VALUE (OPT_EVIDENCE_SIMULATED, "simulated"),
                    G_DEFINE_ENUM_VALUE (OPT_EVIDENCE_MEASURED, "measured"),
                    G_DEFINE_ENUM_VALUE (OPT_EVIDENCE_CONFIRMED, "confirmed"),
                    G_DEFINE_ENUM_VALUE (OPT_EVIDENCE_REFUTED, "refuted"))

/**
 * opt_evidence_get_nick:
 * @evidence: a rung
 *
 * Returns: (transfer none): the word that machines read: "measured"
 */
const char *
opt_evidence_get_nick (OptEvidence evidence)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (OPT_TYPE_EVIDENCE);
  GEnumValue *value = g_enum_get_value (klass, (int) evidence);

  g_return_val_if_fail (value != NULL, NULL);

  return value->value_nick;
}

/**
 * opt_evidence_get_label:
 * @evidence: a rung
 *
 * Returns: (transfer none): the word that people read, translated
 */
const char *
opt_evidence_get_label (OptEvidence evidence)
{
  switch (evidence)
    {
    case OPT_EVIDENCE_OPINION:
      return _ ("Opinion");
    case OPT_EVIDENCE_SIMULATED:
      return _ ("Simulated");
    case OPT_EVIDENCE_MEASURED:
      return _ ("Measured");
    case OPT_EVIDENCE_CONFIRMED:
      return _ ("Confirmed");
    case OPT_EVIDENCE_REFUTED:
      return _ ("Refuted");
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * opt_evidence_from_nick:
 * @nick: a word
 * @evidence: (out): the rung
 *
 * Returns: %FALSE where @nick names none
 */
gboolean
opt_evidence_from_nick (const char *nick, OptEvidence *evidence)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (OPT_TYPE_EVIDENCE);
  GEnumValue *value = g_enum_get_value_by_nick (klass, nick);

  if (value == NULL)
    return FALSE;

  *evidence = (OptEvidence) value->value;

  return TRUE;
}
