/*
 * A group of items on their way through the six steps. publish.c locks and plans, steps.c does the rest.
 */
#ifndef PUBLISH_GROUP_H
#define PUBLISH_GROUP_H

#include "publish/publish.h"

#define PUBLISH_TRIES 2 /* the plan, and once anew when somebody wrote in between */

/* A task on its way. A round is one plan, one journal, one set of renames of some of the open members. */
struct member {
	struct publish_task *task;
	bool open;    /* not done yet */
	bool inside;  /* of the round at hand, and nothing has failed */
	int tries;    /* rounds that it has left */
	bool planned; /* plan and journal are filled */
	struct plan plan;
	struct publish journal;
};

struct held {
	char *name;
	struct db_lock *lock;
};

struct group {
	struct publisher *pub;
	struct member member[PUBLISH_GROUP];
	size_t n;
	struct held folder[PUBLISH_GROUP];
	size_t nfolder;
	struct db_lock *sets; /* of the folder of sets, once a plan writes there; NULL: none did */
};

/* A member is through with a round. Another one is open to it once when somebody changed its files or row. */
void group_leave(struct member *m);
/* Steps 2 to 6 with those that are inside; none is, afterwards. */
void group_carry_out(struct group *g);

#endif
