/*
 * How often a provider may be asked: one limit for all processes and machines that share the database.
 *
 * Each provider has a counter 'shared', which everybody uses, and may have one 'kept' that only priorities 1
 * and 2 use; those take whichever is earlier. A counter is a generic cell rate: the moment at which the next
 * request may go, moved on by each that takes it, so that requests are paced and never come in bursts: at
 * 97 % of the limit, which leaves room for those that start up to RATE_LATE_US late. Whoever is later than
 * that takes another slot.
 *
 * Where requests are far apart (5 a second and fewer), nobody but priorities 1 and 2 takes a slot earlier
 * than half an interval before it: else who is in a hurry would wait behind all of them.
 *
 * On PostgreSQL the counters are a table and the clock is the server's. On SQLite they are in a file of their
 * own, "<database>-rate", made when first used and never synced: all of it may be lost, and is made again.
 */
#ifndef STORE_RATE_H
#define STORE_RATE_H

#include <stdint.h>

#include "core/error.h"
#include "db/db.h"

#define RATE_LATE_US 15000
#define RATE_PRIORITY_KEPT 2 /* the lowest priority that may use 'kept' */

/* Of one provider, requests a second. */
struct rate_limit {
	const char *provider;
	int rate; /* all of it: 'shared' has what is not kept; at least 1 */
	int kept; /* of it; less than rate */
};

struct rates;
/* db: of the session; the rates keep a handle of their own where that is a file. */
int rates_open(struct rates **out, struct db *db, struct error *err);
void rates_close(struct rates *r); /* NULL is fine */

/*
 * Takes the next slot. 1: taken, and the request is to go in *wait_us microseconds, or at most RATE_LATE_US
 * later; 0: it is too early to take one, so that somebody in a hurry can go between: ask again in *wait_us;
 * -1.
 */
int rates_take(
	struct rates *r, const struct rate_limit *limit, int priority, int64_t *wait_us, struct error *err);
/* The provider said that nobody shall ask before so many microseconds are over. */
int rates_hold(struct rates *r, const struct rate_limit *limit, int64_t us, struct error *err);

extern const struct db_sqltab rate_sql;

#endif
