/* What of a look is written at once: all items of a folder, or one slice of many. Inside scan/ only. */
#ifndef SCAN_PORTION_H
#define SCAN_PORTION_H

#include "scan/look.h"

struct portion {
	struct scanner *s;
	struct look *look;
	size_t first, n; /* of its items, which are finished */
};

/* Whether nothing of its folder is left. */
bool portion_is_last(const struct portion *v);
/* Inside a transaction, which may be run again. 0 or -1. */
int portion_save(const struct portion *v, struct error *err);
/* What was committed is counted, and let go of. */
void portion_committed(const struct portion *v);
/*
 * Writes it by itself. Of what changed meanwhile all of the folder is looked at again, here and now; what
 * cannot be written is reported, and looked at by the next scan. In both cases the look is abandoned. 0, or
 * -1 when the database itself fails.
 */
int portion_write(struct portion *v, struct error *err);

#endif
