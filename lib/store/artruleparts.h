/* What artrule.c and artrules.c have of each other. Inside store/ only. */
#ifndef STORE_ARTRULEPARTS_H
#define STORE_ARTRULEPARTS_H

#include "store/artrule.h"

#define ART_RULE_TYPES 10
extern const char *const art_rule_types[ART_RULE_TYPES]; /* by name */

/* The rule of a type that was never set; *rule was empty. */
void art_rule_usual(struct art_rule *rule, const char *type);
void art_rule_release(struct art_rule *rule);

#endif
