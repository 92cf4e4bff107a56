/*
 * What keeps a library from being published, undoes what was published in it, or should be known of it: for
 * metarr-check(1).
 */
#ifndef PUBLISH_HEALTH_H
#define PUBLISH_HEALTH_H

#include "core/conf.h"
#include "core/finding.h"
#include "publish/ability.h"
#include "store/library.h"

struct health {
	struct db *db;
	const struct conf *conf;
	bool try_it; /* makes temporary files, to see what filesystems do; else nothing is written */
	struct findings *out;
};

/* What was seen of a library's folder, whether or not it is as it should be. */
struct health_facts {
	bool there;
	struct strbuf root;    /* where this machine sees it */
	struct strbuf fs_type; /* as guard.h has it */
	struct ability can;
};
#define HEALTH_FACTS_INIT                                                                                    \
	{                                                                                                    \
		false, STRBUF_INIT, STRBUF_INIT,                                                             \
		{                                                                                            \
			-1, -1, -1, false, 0                                                                 \
		}                                                                                            \
	}
void health_facts_release(struct health_facts *facts);

/*
 * Gives the findings of one library. Of its folder: library_absent, library_unreadable, library_settings,
 * library_unwritable, folders_unwritable, folders_gone, modes_refused (tried alone), never_scanned. Of its
 * items: files_gone, videos_empty, interrupted, item_errors, conflicts, rewritten, kodi_names, expiring. 0,
 * or -1 when the database could not be asked.
 */
int health_library(
	struct health *h, const struct library *lib, struct health_facts *facts, struct error *err);

/* The folder of the artwork of sets, as this machine sees it: sets_absent, sets_unwritable. */
void health_sets(struct health *h, const char *sets);

#endif
