/*
 * What the database knows of the show whose folder is looked at, and which of its rows the finds are.
 *
 * An episode is the row of its file and numbers; else, when it was renamed or another file took its place,
 * the row of its numbers whose file is gone; else, when it was given another number, the one row of its file.
 * Files are compared below the show's folder, so that a show that moved keeps all of its rows.
 */
#ifndef SCAN_SERIES_H
#define SCAN_SERIES_H

#include "db/db.h"
#include "scan/folder.h"
#include "scan/found.h"
#include "scan/show.h"
#include "store/below.h"

struct series {
	int64_t id; /* 0: it is new */
	char *path; /* its folder as the database has it, absolute */
	struct below_list season, episode;
	bool *has_season, *has_episode; /* of each: it is one of the finds */
	size_t *by_path;		/* of episode; NULL: not sorted yet */
};

/* Fills an empty *out: by the folder's absolute path, or by id. 1; 0: there is no such series; -1. */
int series_by_path(struct db *db, const char *path, struct series *out, struct error *err);
int series_by_id(struct db *db, int64_t id, struct series *out, struct error *err);
void series_release(struct series *series);

/* The numbers that the video has, a file below the show's folder, by its rows. False: it has none. */
bool series_numbers(struct series *series, const char *name, struct show_numbers *out);
/* Fills id[k] for each of the finds of folder f; 0: it has no row. */
void series_match(struct series *series, const struct folder *f, const struct finds *finds, int64_t *id);

#endif
