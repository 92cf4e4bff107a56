/*
 * What a program publishes: the items of its operands, or the records that come in, through a bulk (bulk.h)
 * and out again as records; or what else it does to each in turn.
 */
#ifndef PUBLISH_INTAKE_H
#define PUBLISH_INTAKE_H

#include "core/prog.h"
#include "publish/bulk.h"
#include "store/list.h"
#include "store/session.h"

/* An item that was published, for people. */
struct intake_done {
	const char *label, *folder;
	const struct publish_report *report;
	const struct publisher_library *library;
};

struct intake {
	struct prog *prog;
	struct session *session;
	struct publisher *pub;
	/* Instead of a publish, with prog->dry_run or where 'done' is NULL. 0 or -1. */
	int (*show)(const struct list_row *row, struct record *r, void *ctx, struct error *err);
	void (*done)(const struct intake_done *done, void *ctx);
	/* A set that is named, before its films, which follow in any case. NULL: nothing. 0 or -1. */
	int (*set)(const struct list_row *row, struct record *r, void *ctx, struct error *err);
	void *ctx;
	bool force;    /* publisher_library */
	bool gone;     /* also items that a scan has found gone and an operand names */
	bool gone_all; /* and those that are in what an operand names */
};

/* Every item of the operands, or of all libraries. 0, or -1 with *err when it cannot go on. */
int intake_operands(const struct intake *in, char **words, bool all, struct error *err);
/* The item of each record of standard input alone: what is below a series comes as records of its own. Of a
 * set its films, whose records are printed, too; and of a season its series, where that differs from what is
 * published, for a season's name stands in tvshow.nfo. */
int intake_records(const struct intake *in);

#endif
