/* What publog.c and pubend.c have of each other. Inside store/ only. */
#ifndef STORE_PUBPARTS_H
#define STORE_PUBPARTS_H

#include "store/publog.h"

/* ERR_CHANGED when the item is not what it was at p->revision, or is gone. Inside a transaction. */
int publog_check(struct db *db, const struct publish *p, struct error *err);

#endif
